"""How agreed work looks: its buttons, its preview, what it waits for, and how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jcwizard.model.finding import Finding
from jcwizard.ui.context import Context
from jcwizard.ui.markup import spoken
from jcwizard.ui.visibility import show_when
from jcwizard.ui.widgets.first_cause import FirstCause
from jcwizard.ui.widgets.flow import Flow
from jcwizard.ui.widgets.note import Note
from jcwizard.ui.widgets.text import Sentence
from jcwizard.ui.widgets.wrapping_button import WrappingButton

if TYPE_CHECKING:
    from jcwizard.jumpcloud.repair import Line
    from jcwizard.ui.admin.change_lines import ChangeLines


class AgreedWorkView(QWidget):
    """Shows one state at a time; `telling` says that it has something to be read."""

    changed = Signal()

    def __init__(self, context: Context, begin: str, agree: str) -> None:
        super().__init__()
        self._context = context
        words, px = context.words, context.theme.px
        self.begin = WrappingButton(context, begin)
        self.agree = WrappingButton(context, agree)
        self.decline = WrappingButton(context, words("agreed_work.decline"))
        self.sign_in = WrappingButton(context, words("agreed_work.sign_in"))
        self.cancel = WrappingButton(context, words("agreed_work.cancel"))
        self._buttons = (self.begin, self.agree, self.decline, self.sign_in, self.cancel)
        self._note, self._done = Note(context, "info"), Note(context, "passed")
        self._trouble, self._cause = FirstCause(context), FirstCause(context)
        self._where = Sentence(context, "", "small")
        self.lines: ChangeLines | None = None
        """What will change, None while that is not asked."""
        self.telling = False
        self._offered, self._at_rest = True, True
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(8))
        for part in (self._done, self._trouble, self._cause, self._where, self._note):
            self._column.addWidget(part)
        answers = Flow(spacing=px(12))
        for button in self._buttons:
            answers.addWidget(button)
        self._column.addLayout(answers)
        self.idle()

    def idle(self) -> None:
        """Show the first button, and nothing else."""
        self._show(self.begin)
        self.telling = False
        self.changed.emit()

    def offer(self, something: bool) -> None:
        """Say whether there is something to do: without it the first button is not there."""
        self._offered = something
        show_when(self.begin, something and self._at_rest)

    def ask_to_sign_in(self) -> None:
        """Say that JumpCloud cannot be asked yet."""
        self._show(self.sign_in, self.decline)
        self._note.say(self._context.words("agreed_work.not_signed_in"))
        self.changed.emit()

    def wait(self, sentence: str) -> None:
        """Say what is waited for."""
        self._show(self.cancel)
        self._note.say(sentence)
        self.changed.emit()

    def preview(self, lines: Sequence[Line], where: str) -> None:
        """Show what will change, and ask; `where` names the organisation and the host."""
        from jcwizard.ui.admin.change_lines import ChangeLines

        words = self._context.words
        # What stands below the button that was pressed must not be agreed to by pressing twice.
        self._show(self.agree, self.decline, focus=self.decline)
        self._where.say(words("change_preview.where", where=spoken(where)))
        self.lines = ChangeLines(self._context, lines)
        self._column.insertWidget(self._column.indexOf(self._where), self.lines)
        self._context.announce("\n".join(self.lines.said))
        self.changed.emit()

    def tell(
        self,
        *,
        done: str = "",
        note: str = "",
        finding: Finding | None = None,
        cause: Finding | None = None,
    ) -> None:
        """Show how it ended, and the first button again."""
        self._show(self.begin)
        self._done.say(done)
        self._note.say(note)
        self._trouble.show_finding(finding, "warning" if done else "failed")
        self._cause.show_finding(cause, "unknown")
        self.changed.emit()

    def _show(self, *buttons: QWidget, focus: QWidget | None = None) -> None:
        self.telling = True
        for text in (self._done, self._note, self._where):
            text.say("")
        for card in (self._trouble, self._cause):
            card.show_finding(None)
        if self.lines is not None:
            self._column.removeWidget(self.lines)
            self.lines.deleteLater()
            self.lines = None
        focused = any(button.hasFocus() for button in self._buttons)
        self._at_rest = self.begin in buttons
        for button in self._buttons:
            show_when(button, button in buttons and (self._offered or button is not self.begin))
        if focused:  # a button that goes away must not throw the keyboard to another part
            (focus or buttons[0]).setFocus()
