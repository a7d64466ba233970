"""The table of an application's settings: wanted, found, verdict, and what shall be put right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from jcwizard.model.finding import Status
from jcwizard.ui.admin.comparison_row import (
    ARROW,
    FOUND,
    MARK,
    SETTING,
    VERDICT,
    WANTED,
    ComparisonRow,
    share_width,
)
from jcwizard.ui.context import Context
from jcwizard.ui.visibility import show_when
from jcwizard.ui.widgets.callout import Callout
from jcwizard.ui.widgets.text import PlainText, Sentence

if TYPE_CHECKING:
    from jcwizard.jumpcloud.comparison import Row

NARROW = 500
"""Pixels at ordinary text size below which the cells of a row stand below each other."""


class ComparisonTable(QWidget):
    """Shows what `compare` found; the rows that can be put right have a tick box."""

    changed = Signal()
    """Other settings are ticked."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._shown: tuple[tuple[Row, ...], bool] = ((), False)
        self._rows: list[ComparisonRow] = []
        self._stacked = False
        self._sum = Callout(context, "info")
        self._title = Sentence(context, "", "title")
        self._head = QWidget()
        self._heads = QGridLayout(self._head)
        self._labels: dict[int, PlainText] = {}
        # An empty column would lose the gaps around it, and the heads their places.
        self._ends = (QWidget(), QWidget())
        for place, end in zip((MARK, ARROW), self._ends, strict=True):
            self._heads.addWidget(end, 0, place)
        for place in (SETTING, WANTED, FOUND, VERDICT):
            self._labels[place] = PlainText("", "label")
            self._heads.addWidget(self._labels[place], 0, place)
        self._column = QVBoxLayout()
        self._column.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(context.theme.px(8))
        column.addWidget(self._sum)
        column.addWidget(self._title)
        column.addLayout(self._column)
        self._column.addWidget(self._head)
        self.hide()

    @property
    def rows(self) -> tuple[ComparisonRow, ...]:
        """The rows in order."""
        return tuple(self._rows)

    @property
    def ticked(self) -> frozenset[str]:
        """The settings that shall be put right."""
        return frozenset(row.setting for row in self._rows if row.on)

    def show_rows(self, rows: Sequence[Row], creating: bool = False) -> None:
        """Show a comparison; the same one again leaves ticks and unfolded rows as they are.

        With `creating` there is no application yet: only what it will be is shown.
        """
        asked = (tuple(rows), creating)
        if asked != self._shown:
            self._shown = asked
            self._make_rows()
        show_when(self, bool(rows))

    def refresh(self) -> None:
        """Say again what follows from the setup."""
        self._sum_up()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the cells below each other where they would have too little room side by side."""
        super().resizeEvent(event)
        stacked = event.size().width() < self._context.theme.px(NARROW)
        if stacked != self._stacked:
            self._stack(stacked)

    def _stack(self, stacked: bool) -> None:
        self._stacked = stacked
        show_when(self._head, not stacked)
        for row in self._rows:
            row.stack(stacked=stacked)

    def _make_rows(self) -> None:
        for old in self._rows:
            self._column.removeWidget(old)
            old.deleteLater()
        rows, creating = self._shown
        self._rows = []
        for row in rows:
            made = ComparisonRow(
                self._context, row, creating=creating, on=row.suggested, stacked=self._stacked
            )
            made.ticked.connect(self.changed)
            self._rows.append(made)
            self._column.addWidget(made)
        self._name_columns(creating)
        self._sum_up()

    def _name_columns(self, creating: bool) -> None:
        words = self._context.words
        share_width(self._heads, self._context, fixed=not creating)
        for end in self._ends:
            show_when(end, not creating)
        self._heads.addWidget(self._labels[WANTED], 0, WANTED, 1, 2 if creating else 1)
        self._labels[SETTING].say(words("comparison.setting"))
        self._labels[WANTED].say(words(f"comparison.{'value' if creating else 'wanted'}"))
        self._labels[FOUND].say("" if creating else words("comparison.found"))
        self._labels[VERDICT].say("" if creating else words("comparison.verdict"))

    def _sum_up(self) -> None:
        """Say what the comparison comes to."""
        words, found = self._context.words, self._context.said_names()
        rows, creating = self._shown
        show_when(self._sum, not creating)
        self._title.say(words("comparison.new", **found) if creating else "")
        if creating:
            return
        statuses = [row.check.status for row in rows]
        differing = statuses.count(Status.FAILED)
        if differing:
            key = "differs_one" if differing == 1 else "differs"
            kind, title = "failed", words(f"comparison.{key}", count=str(differing), **found)
        elif Status.UNKNOWN in statuses:
            kind, title = "unknown", words("comparison.unsure", **found)
        elif Status.WARNING in statuses:
            kind, title = "warning", words("comparison.look", **found)
        else:
            kind, title = "passed", words("comparison.same", **found)
        told = [words("comparison.looked")]
        if any(row.repairable for row in rows):
            told.append(words("comparison.tick"))
        self._sum.say(kind, title, " ".join(told))
        self._context.announce(title)
