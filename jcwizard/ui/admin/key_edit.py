"""The fields of what the Admin API is entered with; nothing of it goes into the setup."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jcwizard.model.rules import Ruling, clean
from jcwizard.model.secret import Secret
from jcwizard.ui.context import Context
from jcwizard.ui.widgets.editors import LineEditor
from jcwizard.ui.widgets.secret_edit import SecretEdit
from jcwizard.ui.widgets.text import Sentence

Judge = Callable[[str], Ruling]


class KeyEdit(SecretEdit):
    """A secret that only this field knows, until the person has signed in with it."""

    example = "jca_8Qm2…"

    _held: Secret | None = None
    _judge: Judge

    def __init__(self, context: Context, label: str, judge: Judge) -> None:
        self._judge = judge
        super().__init__(context, label)

    @property
    def secret(self) -> Secret | None:
        """The secret as it stands."""
        return self._held

    @property
    def ready(self) -> bool:
        """Whether there is one that may be right."""
        return self._held is not None and self._judge(self._held.reveal()).ok

    def keep(self, secret: Secret | None) -> None:
        """Take a typed secret; it stays here."""
        self._held = secret

    def judge(self, text: str) -> Ruling:
        """Return what is to be said of the text."""
        return self._judge(text)

    def take(self, secret: Secret | None) -> None:
        """Show a secret that came from elsewhere, None for none any more."""
        self._held = secret
        self.refresh()
        self.edited.emit()


class AccountEdit(QWidget):
    """The Client ID of a service account, which is no secret."""

    edited = Signal()

    def __init__(self, context: Context, label: str) -> None:
        super().__init__()
        self.line = LineEditor()
        self.line.setAccessibleName(label)
        name = Sentence(context, label, "label")
        name.setBuddy(self.line)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(context.theme.px(5))
        column.addWidget(name)
        column.addWidget(self.line)
        self.line.edited.connect(lambda _: self.edited.emit())

    @property
    def text(self) -> str:
        """What was typed, without what cannot be seen."""
        return clean(self.line.text())[0]

    def take(self, text: str) -> None:
        """Show a text that came from elsewhere."""
        self.line.show_value(text)
        self.edited.emit()
