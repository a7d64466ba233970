"""One thing to do after the test: what it is, what belongs to it, and the person's word."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jcwizard.model.service import Ending
from jcwizard.model.settings import REMOVED, TEST_ADDRESS, fill, filled, is_left
from jcwizard.ui.context import Context
from jcwizard.ui.markup import fill_sentence
from jcwizard.ui.pages.address_removal import AddressRemoval
from jcwizard.ui.pages.agreed_work import AgreedWork
from jcwizard.ui.pages.ending_word import answer_name, ending_fingerprint, say_done, tick_name
from jcwizard.ui.pages.mail_draft import MailDraft
from jcwizard.ui.visibility import show_when
from jcwizard.ui.widgets.copy_field import CopyField
from jcwizard.ui.widgets.field_edit import FieldEdit
from jcwizard.ui.widgets.numbered_rows import NumberedRow
from jcwizard.ui.widgets.picture import Picture
from jcwizard.ui.widgets.secret_copy import SecretCopy
from jcwizard.ui.widgets.text import Sentence
from jcwizard.ui.widgets.tick_box import TickBox
from jcwizard.ui.widgets.wrapping_button import WrappingButton


class EndingRow(QWidget):
    """A numbered row; pressing its action opens the page, or unfolds what belongs to it."""

    changed = Signal()

    def __init__(self, context: Context, ending: Ending, number: int) -> None:
        super().__init__()
        self._context, self.ending = context, ending
        px, action = context.theme.px, (self._said(ending.action), self._act)
        self.row = NumberedRow(context, number, self._said(ending.title), action)
        self._text = Sentence(context, "", "small")
        self._unfolded = QWidget()
        self._parts = QVBoxLayout(self._unfolded)
        self._parts.setContentsMargins(0, px(4), 0, 0)
        self._parts.setSpacing(px(12))
        self.tick = TickBox(context, self._tick_text())
        self.tick.clicked.connect(self._ticked)
        said = context.words("finishing.answered", **context.said_names())
        self.answered = TickBox(context, said)
        self.answered.clicked.connect(self._told_answered)
        self.removal: AgreedWork | None = None
        """*Remove it for me*, where the ending is about the wizard's own address."""
        if ending.leaves.get(TEST_ADDRESS) == REMOVED:
            self.removal = AgreedWork(context, AddressRemoval(context, ending))
            self.removal.changed.connect(self.changed)
        self._copies: list[CopyField | SecretCopy] = []
        self._mail: MailDraft | None = None
        self._filled = False
        self._build()
        self._unfolded.hide()

    def _build(self) -> None:
        px = self._context.theme.px
        body = self.row.body
        body.setContentsMargins(px(36), 0, px(2), px(12))
        body.setSpacing(px(8))
        body.addWidget(self._text)
        if self.removal is not None:
            body.addWidget(self.removal)
        body.addWidget(self._unfolded)
        body.addWidget(self.tick)
        body.addWidget(self.answered)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.row)

    def _fill(self) -> None:
        """Make what unfolds; it takes its time, and most people never look."""
        context, ending = self._context, self.ending
        if ending.picture:
            self._parts.addWidget(Picture(context, ending.picture))
        for key in ending.fields:
            self._parts.addWidget(FieldEdit(context, context.service.fields[key]))
        if ending.mail and context.service.mail is not None:
            self._mail = MailDraft(context, context.service.mail)
            self._parts.addWidget(self._mail)
        for value in filled(ending.values, context.names()):
            part: CopyField | SecretCopy
            if value.secret:
                part = SecretCopy(context, value.label)
            else:
                part = CopyField(context, value.label, value.value)
            self._copies.append(part)
            self._parts.addWidget(part)
        if ending.opens and self._folds:
            opens = self._word("open", context.words("finishing.open_it"))
            button = WrappingButton(context, opens)
            button.clicked.connect(lambda _: self._open())
            self._parts.addWidget(button)
        self._filled = True

    def refresh(self) -> None:
        """Show the values of now and how far it is."""
        context, ending = self._context, self.ending
        self._text.say(self._said(ending.text))
        values = filled(ending.values, context.names()) if self._filled else ()
        for part, value in zip(self._copies, values, strict=True):
            if isinstance(part, CopyField):
                part.set_value(value.value)
            else:
                part.refresh()
        if self._mail is not None:
            self._mail.refresh()
        self._settle()

    def stop(self) -> None:
        """Wait for nothing any more."""
        if self.removal is not None:
            self.removal.stop()

    @property
    def waiting(self) -> bool:
        """Whether it is done here and waits for the other side."""
        return bool(self.ending.waiting) and self.done and not self._holds(answer_name(self.ending))

    @property
    def done(self) -> bool:
        """Whether the person said so, with the values of now, or in a setup file."""
        name, ticks = tick_name(self.ending), self._context.setup.ticks
        return self._holds(name) if name in ticks else is_left(self.ending, self._context.setup)

    @property
    def _folds(self) -> bool:
        """Whether the action unfolds something; else it opens a page at once."""
        ending = self.ending
        return bool(ending.values or ending.fields or ending.mail or not ending.opens)

    def _settle(self) -> None:
        words = self._context.words
        if self.removal is not None:
            offered = bool(self._context.setup.application_id) and not self.done
            show_when(self.removal, offered or self.removal.telling)
        self.tick.setChecked(self.done)
        self.answered.setVisible(bool(self.ending.waiting) and self.done)
        self.answered.setChecked(self._holds(answer_name(self.ending)))
        if self.waiting:
            self.row.settle("running", words("finishing.waiting"))
        elif self.done:
            self.row.settle("passed", words("finishing.done"))
        elif tick_name(self.ending) in self._context.setup.ticks:
            self.row.settle("warning", words("finishing.out_of_date"))
        else:
            self.row.settle("")

    def _act(self) -> None:
        if not self._filled:
            self._fill()
        if not self._folds:
            self._open()
            self._unfolded.setVisible(bool(self.ending.picture))
            return
        self._unfolded.setVisible(self._unfolded.isHidden())

    def _open(self) -> None:
        address = fill(self.ending.opens, self._context.names())
        if address:
            self._context.open_url(address)

    def _ticked(self, done: bool) -> None:
        say_done(self.ending, self._context.setup, self._context.names(), done=done)
        self._tell()

    def _told_answered(self, done: bool) -> None:
        setup, name = self._context.setup, answer_name(self.ending)
        if done:
            setup.tick(name, self._fingerprint())
        else:
            setup.untick(name)
        self._tell()

    def _tell(self) -> None:
        self._settle()
        self.changed.emit()

    def _holds(self, name: str) -> bool:
        return self._context.setup.ticks.get(name) == self._fingerprint()

    def _fingerprint(self) -> str:
        context = self._context
        return ending_fingerprint(self.ending, context.setup, context.names())

    def _said(self, sentence: str) -> str:
        return fill_sentence(sentence, self._context.names())

    def _tick_text(self) -> str:
        fallback = "finishing.handed_over" if self.ending.waiting else "finishing.done_tick"
        return self._word("tick", self._context.words(fallback))

    def _word(self, kind: str, otherwise: str) -> str:
        key, words = f"finishing.{kind}.{self.ending.id}", self._context.words
        return words(key) if key in words else otherwise
