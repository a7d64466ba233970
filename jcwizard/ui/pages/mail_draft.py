"""The drafted message: its parts, each to copy, and the way into the mail program."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from PySide6.QtWidgets import QVBoxLayout, QWidget

from jcwizard.keep.hiding import Hiding
from jcwizard.model.service import Mail
from jcwizard.model.settings import fill
from jcwizard.ui.context import Context
from jcwizard.ui.widgets.copy_field import CopyField
from jcwizard.ui.widgets.note import Note
from jcwizard.ui.widgets.wrapping_button import WrappingButton


@dataclass(frozen=True)
class Letter:
    """A message that is ready to be sent; "" where something is missing."""

    to: str
    subject: str
    body: str

    @property
    def whole(self) -> bool:
        """Whether nothing is missing."""
        return bool(self.to and self.subject and self.body)


def drafted(context: Context, mail: Mail) -> Letter:
    """Return the message with the values of now, and never with the secret in it."""
    names, hiding = context.names(), Hiding(context.setup.secret)
    parts = (fill(text, names).strip() for text in (mail.to, mail.subject, mail.body))
    return Letter(*map(hiding.text, parts))


class MailDraft(QWidget):
    """Receiver, subject and text; nothing to copy as long as a part is missing."""

    def __init__(self, context: Context, mail: Mail) -> None:
        super().__init__()
        self._context, self._mail = context, mail
        words, px = context.words, context.theme.px
        self._missing = Note(context, "info")
        self.parts = [
            CopyField(context, words(f"finishing.mail_{part}"))
            for part in ("to", "subject", "body")
        ]
        self.open = WrappingButton(context, words("finishing.open_mail"))
        self.open.clicked.connect(lambda _: self._open())
        self._said = Note(context, "info")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(10))
        column.addWidget(self._missing)
        for field in self.parts:
            column.addWidget(field)
        column.addWidget(self.open)
        column.addWidget(self._said)
        self.refresh()

    def refresh(self) -> None:
        """Show the message with the values of now."""
        letter, words = drafted(self._context, self._mail), self._context.words
        texts = (letter.to, letter.subject, letter.body)
        for field, text in zip(self.parts, texts, strict=True):
            field.set_value(text)
            field.setVisible(letter.whole)
        self.open.setVisible(letter.whole)
        self._missing.say("" if letter.whole else words("finishing.mail_missing"))

    def _open(self) -> None:
        letter = drafted(self._context, self._mail)

        async def work() -> bool:
            from jcwizard.net import mail

            address = mail.mailto(letter.to, letter.subject, letter.body)
            return await asyncio.to_thread(mail.open_mail, address)

        words = self._context.words
        self._said.say(words("finishing.mail_opening"))
        self._context.tasks.start(work, done=self._opened, cancelled=self._not_opened)

    def _opened(self, opened: bool) -> None:
        words = self._context.words
        self._said.say(words("finishing.mail_opened" if opened else "finishing.mail_not_opened"))

    def _not_opened(self) -> None:
        self._said.say("")
