"""What this wizard changed in JumpCloud: the list of it, what was interrupted, and the undoing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from jcwizard.keep.changed import ChangeLines, change_lines
from jcwizard.model.changes import Change, ChangeState
from jcwizard.ui.context import Context
from jcwizard.ui.markup import spoken
from jcwizard.ui.pages.agreed_work import AgreedWork
from jcwizard.ui.pages.undo_jobs import CleanUp, Undo
from jcwizard.ui.visibility import show_when
from jcwizard.ui.widgets.callout import Callout
from jcwizard.ui.widgets.proof import breakable
from jcwizard.ui.widgets.text import PlainText, Sentence

MOST_SHOWN = 12
"""Changes; who has more looks into the report."""

_NEVER_ENDED = {ChangeState.BEGUN, ChangeState.UNKNOWN}


class ChangesMade(QWidget):
    """Reads the changes from the setup, newest first; hidden while there are none."""

    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._shown: tuple[Change, ...] = ()
        self._rows: list[QWidget] = []
        words, px = context.words, context.theme.px
        self.interrupted = Callout(context, "warning")
        self._left = Sentence(context, "", "small")
        self.interrupted.column.addWidget(self._left)
        self.clean_up = AgreedWork(context, CleanUp(context))
        self.undo = AgreedWork(context, Undo(context))
        self._list = QVBoxLayout()
        self._list.setSpacing(px(8))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, px(20), 0, px(8))
        column.setSpacing(px(10))
        column.addWidget(self.interrupted)
        column.addWidget(self.clean_up)
        column.addWidget(Sentence(context, words("changes_made.title"), "title"))
        column.addLayout(self._list)
        column.addWidget(self.undo)
        for work in (self.clean_up, self.undo):
            work.changed.connect(self._again)
        self.hide()

    def refresh(self) -> None:
        """Show the changes of now; a work that goes on shows how far it is by itself."""
        changes = self._context.setup.changes
        show_when(self, bool(changes))
        if changes != self._shown:
            self._shown = changes
            self._fill()
        self._settle()

    def stop(self) -> None:
        """Wait for nothing any more; a request that is under way is not cut off."""
        self.clean_up.stop()
        self.undo.stop()

    def _again(self) -> None:
        self._settle()
        self.changed.emit()

    def _settle(self) -> None:
        """Say what was interrupted, and offer what there is to do."""
        never_ended = [c for c in self._shown if c.state in _NEVER_ENDED]
        busy = self.undo.working or self.clean_up.working
        show_when(self.interrupted, bool(never_ended) and not busy)
        # What was just told stays to be read, although there is nothing to do any more.
        show_when(self.clean_up, bool(never_ended) or self.clean_up.telling)
        self.clean_up.offer(bool(never_ended))
        undoable = any(change.state is ChangeState.DONE for change in self._shown)
        show_when(self.undo, undoable or self.undo.telling)
        self.undo.offer(any(change.state is not ChangeState.UNDONE for change in self._shown))
        if never_ended:
            self._say_interrupted(never_ended)

    def _say_interrupted(self, changes: Sequence[Change]) -> None:
        context = self._context
        lines = change_lines(context.setup, context.words)
        told = dict(zip((change.id for change in context.setup.changes), lines, strict=True))
        newest = told[changes[-1].id]
        title = context.words("changes_made.interrupted")
        what = context.words(
            "changes_made.interrupted_what", what=spoken(newest.what), when=newest.when
        )
        self.interrupted.say("warning", title, what)
        label = spoken(changes[-1].label)
        self._left.say(context.words("changes_made.interrupted_do", label=label))

    def _fill(self) -> None:
        for row in self._rows:
            self._list.removeWidget(row)
            row.deleteLater()
        context = self._context
        newest = change_lines(context.setup, context.words)[::-1]
        self._rows = [_row(context, line) for line in newest[:MOST_SHOWN]]
        rest = len(newest) - MOST_SHOWN
        if rest > 0:
            said = context.words("changes_made.earlier", count=str(rest))
            self._rows.append(Sentence(context, said, "small"))
        for row in self._rows:
            self._list.addWidget(row)


def _row(context: Context, line: ChangeLines) -> QFrame:
    row, px = QFrame(), context.theme.px
    row.setProperty("role", "row")
    column = QVBoxLayout(row)
    column.setContentsMargins(px(2), px(6), px(2), px(6))
    column.setSpacing(px(2))
    when = context.words("changes_made.row", when=line.when, state=line.state_word)
    what = PlainText(breakable(line.what))
    what.setAccessibleName(line.what)
    column.addWidget(what)
    column.addWidget(PlainText(when, "small"))
    for member in line.members:
        shown = PlainText(breakable(member), "small")
        shown.setAccessibleName(member)
        column.addWidget(shown)
    row.setAccessibleName(f"{line.what}, {when}")
    return row
