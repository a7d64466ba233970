"""Draws a row of the group list: a box, the name, and by icon and word how the group stands."""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from jcwizard.ui.admin.group_model import STANDING, Standing
from jcwizard.ui.context import Context
from jcwizard.ui.widgets.tick_box import draw_box, tick_of

Index = QModelIndex | QPersistentModelIndex

MARKS = {
    Standing.HAS_ACCESS: ("passed", "passed"),
    Standing.ADDED: ("info", "accent"),
    Standing.REMOVED: ("warning", "warning"),
}
"""Icon and colour of each standing."""

BOX, GAP, INSET = 20, 10, 8
"""Pixels at ordinary text size: the box, what is between parts, and around a row."""

NARROW = 380
"""Pixels at ordinary text size below which the word stands under the name."""


class GroupRow(QStyledItemDelegate):
    """One height for every row, so that 10,000 of them are laid out at once."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._width = 0

    def fit(self, width: int) -> bool:
        """Draw for a list of this width; returns whether rows get another height by that."""
        before = self._stacked
        self._width = width
        return before != self._stacked

    @property
    def _stacked(self) -> bool:
        return self._width < self._context.theme.px(NARROW)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the size of every row."""
        return QSize(self._context.theme.px(100), self.height)

    @property
    def height(self) -> int:
        """Pixels of every row."""
        theme = self._context.theme
        lines = QFontMetrics(theme.font(15)).height()
        if self._stacked:
            lines += QFontMetrics(theme.font(13)).height()
        return max(theme.px(40), lines + theme.px(14))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the row."""
        theme, px = self._context.theme, self._context.theme.px
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = option.rect
        self._ground(painter, option, whole)
        inner = whole.adjusted(px(INSET), 0, -px(INSET), 0)
        high = QFontMetrics(theme.font(15)).height() + px(14) if self._stacked else inner.height()
        line = QRect(inner.topLeft(), QSize(inner.width(), high))
        box = QRect(line.x(), line.y() + (high - px(BOX)) // 2, px(BOX), px(BOX))
        ticked = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
        draw_box(painter, theme, QRectF(_turned(option, box)), tick_of(theme) if ticked else None)
        line.setLeft(box.right() + px(GAP))
        standing = Standing(index.data(STANDING) or "")
        if standing:
            tail = self._tail(painter, option, line, standing)
            if not self._stacked:
                line.setRight(tail - px(GAP))
        self._text(painter, option, line, str(index.data()), theme.font(15), "ink")
        painter.restore()

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem, whole: QRect) -> None:
        theme = self._context.theme
        state = option.state
        if state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(whole, theme.color("value"))
        painter.setPen(theme.color("line"))
        painter.drawLine(whole.bottomLeft(), whole.bottomRight())
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.drawRoundedRect(QRectF(whole).adjusted(1, 1, -1, -1), 4, 4)

    def _tail(
        self, painter: QPainter, option: QStyleOptionViewItem, line: QRect, standing: Standing
    ) -> int:
        """Draw icon and word at the end of the line or below it; returns where they begin."""
        theme, px = self._context.theme, self._context.theme.px
        icon, token = MARKS[standing]
        word = self._context.words(f"group_list.{standing}")
        font, side = theme.font(13), px(16)
        metrics = QFontMetrics(font)
        wide = side + px(6) + metrics.horizontalAdvance(word) + px(4)
        if self._stacked:
            place = QRect(line.x(), line.bottom() - px(6), line.width(), metrics.height())
        else:
            place = QRect(line.right() - wide, line.y(), wide, line.height())
        mark = QRect(place.x(), place.center().y() - side // 2, side, side)
        painter.drawPixmap(_turned(option, mark).topLeft(), theme.pixmap(icon, token, 16))
        place.setLeft(mark.right() + px(6))
        self._text(painter, option, place, word, font, token)
        return mark.x()

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
        painter.drawText(_turned(option, place), start | Qt.AlignmentFlag.AlignVCenter, cut)

    def editorEvent(
        self, event: QEvent, model: object, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """Space and a click anywhere on the row choose the group, or choose it no more."""
        if isinstance(event, QMouseEvent):
            pressed = event.type() == QEvent.Type.MouseButtonRelease
            pressed = pressed and event.button() == Qt.MouseButton.LeftButton
        else:
            pressed = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space
        if not pressed:
            return False
        on = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
        wanted = Qt.CheckState.Unchecked if on else Qt.CheckState.Checked
        return index.model().setData(index, wanted, Qt.ItemDataRole.CheckStateRole)


def _turned(option: QStyleOptionViewItem, place: QRect) -> QRect:
    """Return the place where it is in a language that is written from the right."""
    return QStyle.visualRect(option.direction, option.rect, place)
