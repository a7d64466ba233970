"""All clicks of a step as a list: which are done, which are out of date, each one to jump to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from jcwizard.model.service import Click
from jcwizard.ui.context import Context
from jcwizard.ui.pages.click_walk import ClickState
from jcwizard.ui.restyle import restyle
from jcwizard.ui.widgets.mark import Mark
from jcwizard.ui.widgets.text import Sentence

MARKS = {
    ClickState.DONE: "passed",
    ClickState.OUT_OF_DATE: "warning",
    ClickState.TO_DO: "waiting",
    ClickState.NOW: "running",
}


@dataclass(frozen=True)
class Line:
    """One click in the list; `changed` names the values that a changed one carries."""

    click: Click
    state: ClickState
    changed: str = ""


class ClickRow(QPushButton):
    """One click: icon, title and word; pressing it goes there."""

    def __init__(self, context: Context, number: int) -> None:
        super().__init__()
        self._context = context
        px = context.theme.px
        self.setProperty("role", "row")
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._mark = Mark(context, "waiting", str(number))
        self._title = Sentence(context)
        self._word = Sentence(context, "", "word")
        self._word.setWordWrap(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(2), px(7), px(2), px(7))
        row.setSpacing(px(12))
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._title, 1)
        row.addWidget(self._word)
        for part in (self._mark, self._title, self._word):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_line(self, line: Line) -> None:
        """Show how the click stands."""
        words = self._context.words
        title = line.click.title
        if line.changed:
            title = words("application.changed_row", title=title, labels=line.changed)
        word = words(f"application.{line.state}")
        numbered = line.state in (ClickState.TO_DO, ClickState.NOW)
        self._mark.show_status(MARKS[line.state], numbered=numbered)
        self._title.say(title)
        self._word.say(word)
        restyle(self._word, kind=MARKS[line.state])
        self.setAccessibleName(words("window.row", sentence=title, word=word))


class ClickOverview(QWidget):
    """The list, in order."""

    def __init__(self, context: Context, jump: Callable[..., None]) -> None:
        super().__init__()
        self._context = context
        self._jump = jump
        self._rows: dict[str, ClickRow] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    @property
    def rows(self) -> tuple[ClickRow, ...]:
        """The rows in order."""
        return tuple(self._rows.values())

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show these clicks as they stand; the rows stay the same while the clicks do."""
        if [line.click.id for line in lines] != list(self._rows):
            self._make_rows(lines)
        for line in lines:
            self._rows[line.click.id].show_line(line)

    def _make_rows(self, lines: Sequence[Line]) -> None:
        for row in self._rows.values():
            self._column.removeWidget(row)
            row.deleteLater()
        self._rows = {}
        for number, line in enumerate(lines, 1):
            row = ClickRow(self._context, number)
            row.clicked.connect(partial(self._jump, line.click.id))
            self._rows[line.click.id] = row
            self._column.addWidget(row)
