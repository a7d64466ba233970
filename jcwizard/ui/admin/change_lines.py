"""Changes as plain sentences, those of one setting together."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from jcwizard.model.words import Words
from jcwizard.ui.context import Context
from jcwizard.ui.widgets.proof import breakable
from jcwizard.ui.widgets.text import PlainText, Sentence

if TYPE_CHECKING:
    from jcwizard.jumpcloud.repair import Line

WHOLE = "application"
"""The setting of a line that tells of the application itself."""

NARROW = 420
"""Pixels at ordinary text size below which the changes stand under the name of their setting."""


def said_change(words: Words, line: Line, *, new: bool = False) -> str:
    """Return what happens to a setting, without its name; `new` says that it is not there yet."""
    if line.setting == WHOLE and not line.after:
        key = "deletes"
    elif new and not line.before:
        key = "sets"
    elif line.before and line.after:
        key = "changes"
    else:
        key = "adds" if line.after else "removes"
    return words(f"change_preview.{key}", before=line.before, after=line.after)


class ChangeLines(QFrame):
    """Each setting's name and its changes; texts from outside are shown as they are."""

    def __init__(self, context: Context, lines: Sequence[Line], *, new: bool = False) -> None:
        super().__init__()
        self._context, self._new = context, new
        self.setProperty("role", "panel")
        self.said: list[str] = []
        """Each change as assistive technology reads it."""
        px = context.theme.px
        self._stacked: bool | None = None
        self._pairs: list[tuple[Sentence, QWidget]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(px(16), px(14), px(16), px(14))
        self._grid.setHorizontalSpacing(px(12))
        self._grid.setVerticalSpacing(px(8))
        for setting, changes in groupby(lines, key=lambda line: line.setting):
            name = context.words(f"setting.{setting}")
            label = Sentence(context, name, "label")
            label.setAlignment(Qt.AlignmentFlag.AlignTop)
            label.setContentsMargins(0, px(2), 0, 0)
            self._pairs.append((label, self._sentences(name, list(changes))))
        self._stack(stacked=False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the changes beside the names where there is room."""
        super().resizeEvent(event)
        self._stack(stacked=self.width() < self._context.theme.px(NARROW))

    def _stack(self, *, stacked: bool) -> None:
        if stacked == self._stacked:
            return
        self._stacked = stacked
        for row, (label, sentences) in enumerate(self._pairs):
            if stacked:
                self._grid.addWidget(label, 2 * row, 0)
                self._grid.addWidget(sentences, 2 * row + 1, 0)
            else:
                self._grid.addWidget(label, row, 0)
                self._grid.addWidget(sentences, row, 1)
        self._grid.setColumnStretch(0, 5)
        self._grid.setColumnStretch(1, 0 if stacked else 14)

    def _sentences(self, name: str, changes: Sequence[Line]) -> QWidget:
        words = self._context.words
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._context.theme.px(3))
        for line in changes:
            change = said_change(words, line, new=self._new)
            shown = PlainText(breakable(change))
            self.said.append(words("change_preview.line", setting=name, change=change))
            shown.setAccessibleName(self.said[-1])
            column.addWidget(shown)
        return part
