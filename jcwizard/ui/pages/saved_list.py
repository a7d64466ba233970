"""The saved setups on the first page: what each is called, when it was left, and Continue."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from jcwizard.model.finding import Finding
from jcwizard.ui.context import Context, Later
from jcwizard.ui.pages.moments import day_and_time
from jcwizard.ui.pages.named_row import NamedRow
from jcwizard.ui.tasks import Task
from jcwizard.ui.threads import in_thread
from jcwizard.ui.widgets.text import LinkButton, Sentence

if TYPE_CHECKING:
    from jcwizard.keep.saved import SavedSetup

AT_FIRST = 4
"""How many are listed before "Show all"."""


class SavedList(QWidget):
    """Lists what is saved; hidden while there is nothing. Reading happens in a thread."""

    def __init__(self, context: Context, tell: Callable[[Finding], None]) -> None:
        super().__init__()
        self._context = context
        self._tell = tell
        self._task: Task[Any] | None = None
        self._lines: tuple[SavedSetup, ...] = ()
        self.rows: list[NamedRow] = []
        self._more = LinkButton("", self._show_all)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(context.theme.px(4))
        column.addWidget(Sentence(context, context.words("start.saved"), "title"))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        column.addLayout(self._rows)
        column.addWidget(self._more)
        self.hide()

    def look(self) -> None:
        """Read the folder of saved setups."""
        saved = self._context.saved

        async def read() -> tuple[SavedSetup, ...]:
            return await in_thread(saved.list)

        self.stop()
        self._task = self._context.tasks.start(read, done=self._take)

    def stop(self) -> None:
        """End what is still being read."""
        if self._task is not None:
            self._task.cancel()

    def open(self, work: Callable[[], Later[Finding | None]]) -> None:
        """Go on with something saved; the finding of one that cannot be opened is told."""
        self.stop()
        self._task = self._context.tasks.start(work, finding=self._tell)

    def _take(self, lines: tuple[SavedSetup, ...]) -> None:
        self._lines = tuple(line for line in lines if line.id != self._context.setup_id)
        self._show(AT_FIRST)

    def _show(self, count: int) -> None:
        for row in self.rows:
            self._rows.removeWidget(row)
            row.deleteLater()
        self.rows = [self._row(line) for line in self._lines[:count]]
        for row in self.rows:
            self._rows.addWidget(row)
        words = self._context.words
        self._more.setText(words("start.show_all", count=str(len(self._lines))))
        self._more.setVisible(len(self._lines) > count)
        self.setVisible(bool(self._lines))

    def _show_all(self) -> None:
        self._show(len(self._lines))
        self.rows[AT_FIRST].button.setFocus()

    def _row(self, line: SavedSetup) -> NamedRow:
        words = self._context.words
        title = " · ".join(line.title_parts) or words("start.untitled")
        service = self._context.services.get(line.service_id)
        detail = words(
            "start.saved_practice" if line.practice else "start.saved_detail",
            service=service.card if service else line.service_id,
            when=day_and_time(words, line.updated, time.time()),
        )
        row = NamedRow(self._context, title, detail, words("start.continue"))
        row.button.setAccessibleName(words("start.continue_with", title=title))
        row.button.clicked.connect(lambda: self.open(lambda: self._context.open_saved(line.id)))
        return row
