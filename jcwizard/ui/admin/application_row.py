"""Draws a row of the list of applications: its name, and below it why it may be the one."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from jcwizard.ui.admin.application_model import SECOND_LINE
from jcwizard.ui.context import Context

Index = QModelIndex | QPersistentModelIndex

INSET, DOT = 12, 16
"""Pixels at ordinary text size: around a row, and the width of the mark of the chosen one."""


class ApplicationRow(QStyledItemDelegate):
    """One height for every row, so that thousands of them are laid out at once."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context

    @property
    def height(self) -> int:
        """Pixels of every row."""
        theme = self._context.theme
        lines = QFontMetrics(theme.font(15)).height() + QFontMetrics(theme.font(13)).height()
        return lines + theme.px(14)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the size of every row."""
        return QSize(self._context.theme.px(100), self.height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the row; the chosen one has a full ring, for those who see no colours."""
        theme, px = self._context.theme, self._context.theme.px
        enabled = bool(index.flags() & Qt.ItemFlag.ItemIsEnabled)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._ground(painter, option, chosen=chosen)
        inner = option.rect.adjusted(px(INSET), px(6), -px(INSET), -px(6))
        if enabled:
            self._ring(painter, option, inner, chosen=chosen)
        text = inner.adjusted(px(DOT + INSET), 0, 0, 0)
        title, below = str(index.data()), str(index.data(SECOND_LINE) or "")
        font = theme.font(15, bold=chosen)
        high = QFontMetrics(font).height() if below else text.height()
        first = QRect(text.x(), text.y(), text.width(), high)
        self._text(painter, option, first, title, font, "ink" if enabled else "ink2")
        second = QRect(text.x(), first.bottom() + 1, text.width(), text.bottom() - first.bottom())
        if below:
            self._text(painter, option, second, below, theme.font(13), "ink2")
        painter.restore()

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem, *, chosen: bool) -> None:
        theme, whole = self._context.theme, option.rect
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

    def _ring(
        self, painter: QPainter, option: QStyleOptionViewItem, inner: QRect, *, chosen: bool
    ) -> None:
        theme, px = self._context.theme, self._context.theme.px
        ring = QRect(inner.x(), inner.center().y() - px(DOT) // 2, px(DOT), px(DOT))
        place = QRectF(QStyle.visualRect(option.direction, option.rect, ring))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.color("accent" if chosen else "edge"), 1.5))
        painter.drawEllipse(place)
        if chosen:
            painter.setBrush(theme.color("accent"))
            painter.drawEllipse(place.adjusted(px(4), px(4), -px(4), -px(4)))

    def _text(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        place: QRect,
        text: str,
        font: QFont,
        token: str,
    ) -> None:
        painter.setFont(font)
        painter.setPen(self._context.theme.color(token))
        one_line = " ".join(text.split())
        cut = QFontMetrics(font).elidedText(one_line, Qt.TextElideMode.ElideRight, place.width())
        start = QStyle.visualAlignment(option.direction, Qt.AlignmentFlag.AlignLeft)
        turned = QStyle.visualRect(option.direction, option.rect, place)
        painter.drawText(turned, start | Qt.AlignmentFlag.AlignVCenter, cut)
