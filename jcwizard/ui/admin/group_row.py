"""Draws a row of the group list: a box, the name, and by icon and word how the group stands."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from jcwizard.ui.admin.group_model import STANDING, Standing
from jcwizard.ui.widgets.drawn_row import DrawnRow, Index, turned
from jcwizard.ui.widgets.tick_box import draw_box, tick_of

MARKS = {
    Standing.HAS_ACCESS: ("passed", "passed"),
    Standing.ADDED: ("info", "accent"),
    Standing.REMOVED: ("warning", "warning"),
}
"""Icon and colour of each standing."""

BOX, GAP, INSET = 20, 10, 8
"""Pixels at ordinary text size: the box, what is between parts, and around a row."""


class GroupRow(DrawnRow):
    """A row of the group list."""

    @property
    def two_lines(self) -> bool:
        """The word stands below a name that has little room."""
        return self.narrow

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the row."""
        theme, px = self.context.theme, self.context.theme.px
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.ground(painter, option, chosen=False)
        inner = option.rect.adjusted(px(INSET), 0, -px(INSET), 0)
        high = self.line if self.two_lines else inner.height()
        line = QRect(inner.topLeft(), QSize(inner.width(), high))
        box = QRect(line.x(), line.y() + (high - px(BOX)) // 2, px(BOX), px(BOX))
        ticked = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
        draw_box(painter, theme, QRectF(turned(option, box)), tick_of(theme) if ticked else None)
        line.setLeft(box.right() + px(GAP))
        standing = Standing(index.data(STANDING) or "")
        if standing:
            tail = self._tail(painter, option, line, standing)
            if not self.two_lines:
                line.setRight(tail - px(GAP))
        self.write(painter, option, line, str(index.data()), theme.font(15), "ink")
        painter.restore()

    def _tail(
        self, painter: QPainter, option: QStyleOptionViewItem, line: QRect, standing: Standing
    ) -> int:
        """Draw icon and word at the end of the line or below it; returns where they begin."""
        theme, px = self.context.theme, self.context.theme.px
        icon, token = MARKS[standing]
        word = self.context.words(f"group_list.{standing}")
        font, side = theme.font(13), px(16)
        metrics = QFontMetrics(font)
        wide = side + px(6) + metrics.horizontalAdvance(word) + px(4)
        if self.two_lines:
            place = QRect(line.x(), line.bottom() - px(6), line.width(), metrics.height())
        else:
            place = QRect(line.right() - wide, line.y(), wide, line.height())
        mark = QRect(place.x(), place.center().y() - side // 2, side, side)
        painter.drawPixmap(turned(option, mark).topLeft(), theme.pixmap(icon, token, 16))
        place.setLeft(mark.right() + px(6))
        self.write(painter, option, place, word, font, token)
        return mark.x()

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
