"""What is left to do once the test login has passed, as numbered rows."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jcwizard.ui.context import Context
from jcwizard.ui.markup import fill_sentence
from jcwizard.ui.pages.changes_made import ChangesMade
from jcwizard.ui.pages.ending_row import EndingRow
from jcwizard.ui.pages.keep_record import KeepRecord
from jcwizard.ui.widgets.callout import Callout
from jcwizard.ui.widgets.text import Sentence


class Finishing(QWidget):
    """The endings of the service and the record; made anew when a name in their titles changes."""

    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._titles: tuple[str, ...] = ()
        self.endings: list[EndingRow] = []
        self.record: KeepRecord | None = None
        self.changes = ChangesMade(context)
        words = context.words
        self._waiting = Callout(context, "info")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, context.theme.px(8), 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(Sentence(context, words("finishing.title"), "title"))
        self._column.addWidget(self._waiting)
        self._column.addWidget(self.changes)
        self.changes.changed.connect(self.changed)
        self.hide()

    def refresh(self) -> None:
        """Show the rows with the values of now."""
        names = self._context.names()
        titles = tuple(
            fill_sentence(text, names)
            for ending in self._context.service.endings
            for text in (ending.title, ending.action, ending.waiting)
        )
        if titles != self._titles or self.record is None:
            self._titles = titles
            self._make()
        for row in self.endings:
            row.refresh()
        self.changes.refresh()
        self._say_waiting()

    def stop(self) -> None:
        """Wait for nothing any more."""
        self.changes.stop()
        for row in self.endings:
            row.stop()
        if self.record is not None:
            self.record.stop()

    def _make(self) -> None:
        for old in (*self.endings, self.record):
            if old is not None:
                self._column.removeWidget(old)
                old.deleteLater()
        endings = self._context.service.endings
        self.endings = [EndingRow(self._context, e, n) for n, e in enumerate(endings, 1)]
        self.record = KeepRecord(self._context, len(endings) + 1)
        for row in self.endings:
            row.changed.connect(self._again)
        # What was changed in JumpCloud stays at the end.
        for part in (*self.endings, self.record):
            self._column.insertWidget(self._column.indexOf(self.changes), part)
        self.record.changed.connect(self._again)

    def _again(self) -> None:
        self._say_waiting()
        self.changed.emit()

    def _say_waiting(self) -> None:
        row = next((row for row in self.endings if row.waiting), None)
        self._waiting.setVisible(row is not None)
        if row is not None:
            context = self._context
            title = fill_sentence(row.ending.waiting, context.names())
            self._waiting.say("info", title, context.words("finishing.waiting_what"))
