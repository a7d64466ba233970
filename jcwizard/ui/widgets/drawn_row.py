"""Draws the rows of a long list: what all of them have in common."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from jcwizard.ui.context import Context

Index = QModelIndex | QPersistentModelIndex

NARROW = 380
"""Pixels at ordinary text size of a list that is narrow."""


class DrawnRow(QStyledItemDelegate):
    """All rows have one height, so that thousands of them are laid out at once.

    A kind of row says in `two_lines` whether it has a second one, and draws itself in `paint`.
    """

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self._width = 0

    @property
    def narrow(self) -> bool:
        """Whether there is too little room for much in one line."""
        return self._width < self.context.theme.px(NARROW)

    @property
    def two_lines(self) -> bool:
        """Whether a small line stands below the first."""
        return False

    @property
    def line(self) -> int:
        """Pixels of the first line of every row, with the air above it."""
        theme = self.context.theme
        return QFontMetrics(theme.font(15)).height() + theme.px(14)

    @property
    def height(self) -> int:
        """Pixels of every row."""
        theme = self.context.theme
        below = QFontMetrics(theme.font(13)).height() if self.two_lines else 0
        return max(theme.px(40), self.line + below)

    def fit(self, width: int) -> bool:
        """Draw for a list of this width; returns whether rows get another height by that."""
        before = self.height
        self._width = width
        return before != self.height

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the size of every row."""
        return QSize(self.context.theme.px(100), self.height)

    def ground(self, painter: QPainter, option: QStyleOptionViewItem, *, chosen: bool) -> None:
        """Draw what is behind a row: the chosen one, the one under the mouse, and the focus."""
        theme, whole = self.context.theme, option.rect
        if chosen:
            painter.fillRect(whole, theme.color("accent_soft"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(whole, theme.color("value"))
        painter.setPen(theme.color("line"))
        painter.drawLine(whole.bottomLeft(), whole.bottomRight())
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.drawRoundedRect(QRectF(whole).adjusted(1, 1, -1, -1), 4, 4)

    def write(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        place: QRect,
        text: str,
        font: QFont,
        token: str,
    ) -> None:
        """Draw one line of text in a colour; its end is left out where it has too little room."""
        painter.setFont(font)
        painter.setPen(self.context.theme.color(token))
        one_line = " ".join(text.split())
        cut = QFontMetrics(font).elidedText(one_line, Qt.TextElideMode.ElideRight, place.width())
        start = QStyle.visualAlignment(option.direction, Qt.AlignmentFlag.AlignLeft)
        painter.drawText(turned(option, place), start | Qt.AlignmentFlag.AlignVCenter, cut)


def turned(option: QStyleOptionViewItem, place: QRect) -> QRect:
    """Return the place where it is in a language that is written from the right."""
    return QStyle.visualRect(option.direction, option.rect, place)
