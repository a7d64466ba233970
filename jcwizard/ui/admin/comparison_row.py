"""One setting of the comparison: what is wanted, what was found, the verdict, and its tick box."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel

from jcwizard.ui.context import Context
from jcwizard.ui.visibility import show_when
from jcwizard.ui.widgets.check_list import CheckRow
from jcwizard.ui.widgets.picture import shortened
from jcwizard.ui.widgets.proof import breakable
from jcwizard.ui.widgets.tick_box import TickBox

if TYPE_CHECKING:
    from jcwizard.jumpcloud.comparison import Row

LONGEST = 240
"""Most characters of a cell; the whole text is read where the row unfolds."""

MARK, SETTING, WANTED, FOUND, VERDICT, ARROW = range(6)
"""The columns."""

SHARES = {SETTING: 5, WANTED: 8, FOUND: 8}
"""How the columns that wrap share the width."""

FIXED = {MARK: 22, SETTING: 112, VERDICT: 88, ARROW: 12}
"""The least widths, in pixels at ordinary text size, so that the columns of all rows agree."""

PREFIX = "application_"
"""What a setting's check is called by."""


class Cell(QLabel):
    """A text of the table, from outside; the accessible name is the text without its breaks."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setProperty("role", "cell")

    def show_text(self, text: str) -> None:
        """Show another text, an empty one not at all; a long one loses its middle."""
        cut = shortened(text, LONGEST)
        self.setAccessibleName(cut)
        self.setText("\n".join(breakable(line) for line in cut.split("\n")))
        show_when(self, bool(cut))


class ComparisonRow(CheckRow):
    """A row of the table: pressed, it unfolds what the finding says, and the evidence.

    Where the table is narrow, the cells stand below each other, each with its column's name.
    """

    ticked = Signal()
    """The tick box was pressed."""

    def __init__(
        self, context: Context, row: Row, *, creating: bool, on: bool, stacked: bool
    ) -> None:
        # What the parts are laid out by, which the base's own beginning asks for.
        self._row, self.creating, self._stacked = row, creating, stacked
        super().__init__(context, row.check.id)
        self.setting = row.setting
        self.box: TickBox | None = None
        if row.repairable:
            self._offer_box(on=on)
        self.show_check(row.check)

    def _lay_out(self) -> None:
        px, start = self._context.theme.px, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
        self._wanted, self._found = Cell(), Cell()
        self._grid = QGridLayout(self.button)
        self._word.setWordWrap(True)
        self._sentence.setContentsMargins(0, px(2), 0, 0)
        for cell in (self._wanted, self._found, self._word, self._fold):
            cell.setContentsMargins(0, px(3), 0, 0)
        for part in (self._sentence, self._wanted, self._found, self._word, self._fold):
            part.setAlignment(start)
        self.stack(stacked=self._stacked)

    def _offer_box(self, *, on: bool) -> None:
        words, px = self._context.words, self._context.theme.px
        key = "include" if self.creating else "fix"
        self.box = TickBox(self._context, words(f"comparison.{key}"))
        self.box.setAccessibleName(words(f"comparison.{key}_named", setting=self._name()))
        self.box.setChecked(on)
        self.box.clicked.connect(lambda _: self.ticked.emit())
        below = QHBoxLayout()
        below.setContentsMargins(px(29), 0, 0, px(6))
        below.addWidget(self.box, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addLayout(below)

    @property
    def on(self) -> bool:
        """Whether the setting is to be put right."""
        return self.box is not None and self.box.isChecked()

    def said(self, status: str) -> tuple[str, str]:
        """Return the setting's name and the verdict."""
        return self._name(), self._context.words(f"comparison.{status}")

    def told(self) -> str:
        """Return what is wanted and what was found."""
        columns = ("wanted",) if self.creating else ("wanted", "found")
        return ". ".join(self._text(column, captioned=True) for column in columns)

    def stack(self, *, stacked: bool) -> None:
        """Put the cells side by side, or below each other where there is little room."""
        grid, top = self._grid, Qt.AlignmentFlag.AlignTop
        grid.addWidget(self._mark, 0, MARK, top)
        if stacked:
            cells = (self._sentence, self._word, self._wanted, self._found)
            for line, cell in enumerate(cells):
                grid.addWidget(cell, line, SETTING, 1, ARROW - SETTING)
        else:
            grid.addWidget(self._sentence, 0, SETTING)
            grid.addWidget(self._wanted, 0, WANTED, 1, 2 if self.creating else 1)
            grid.addWidget(self._found, 0, FOUND)
            grid.addWidget(self._word, 0, VERDICT)
        grid.addWidget(self._fold, 0, ARROW)
        share_width(grid, self._context, fixed=not (self.creating or stacked))
        self._wanted.show_text(self._text("wanted", captioned=stacked))
        self._found.show_text("" if self.creating else self._text("found", captioned=stacked))

    def _say(self, status: str) -> None:
        super()._say(status)
        if self.creating:
            show_when(self._mark, False)
            self._word.say("")
            self.button.setAccessibleName(self._name())

    def _offer(self, foldable: bool) -> None:
        super()._offer(foldable and not self.creating)

    def _name(self) -> str:
        return self._context.words(f"setting.{self.id.removeprefix(PREFIX)}")

    def _text(self, column: str, *, captioned: bool) -> str:
        """Return a cell's text, with its column's name in front where that is not above it."""
        words = self._context.words
        check = self._row.check
        text = check.expected if column == "wanted" else check.actual
        # Where nothing certain is wanted, it has a word of its own.
        some = f"comparison.{column}_{self._row.setting}"
        text = text or words(some if some in words else "comparison.nothing")
        label = words(f"comparison.{'value' if self.creating else column}")
        return words("comparison.cell", label=label, value=text) if captioned else text


def share_width(grid: QGridLayout, context: Context, *, fixed: bool) -> None:
    """Give the columns of a row, or of the heads above them, their widths.

    Unless `fixed`, they may take as little as they need.
    """
    px = context.theme.px
    for column, pixels in FIXED.items():
        grid.setColumnMinimumWidth(column, px(pixels) if fixed else 0)
    for column, share in SHARES.items():
        grid.setColumnStretch(column, share)
    grid.setContentsMargins(px(2), px(9), px(2), px(9))
    grid.setHorizontalSpacing(px(12))
    grid.setVerticalSpacing(px(3))
