"""Draws a row of the list of applications: its name, and below it why it may be the one."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from jcwizard.ui.admin.application_model import SECOND_LINE
from jcwizard.ui.widgets.drawn_row import DrawnRow, Index, turned

INSET, DOT = 12, 16
"""Pixels at ordinary text size: around a row, and the width of the mark of the chosen one."""


class ApplicationRow(DrawnRow):
    """A row of two lines, of which one may be chosen."""

    @property
    def two_lines(self) -> bool:
        """Why it may be the one stands below the name."""
        return True

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the row; the chosen one has a full ring, for those who see no colours."""
        theme, px = self.context.theme, self.context.theme.px
        enabled = bool(index.flags() & Qt.ItemFlag.ItemIsEnabled)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.ground(painter, option, chosen=chosen)
        inner = option.rect.adjusted(px(INSET), px(6), -px(INSET), -px(6))
        if enabled:
            self._ring(painter, option, inner, chosen=chosen)
        text = inner.adjusted(px(DOT + INSET), 0, 0, 0)
        title, below = str(index.data()), str(index.data(SECOND_LINE) or "")
        font = theme.font(15, bold=chosen)
        high = QFontMetrics(font).height() if below else text.height()
        first = QRect(text.x(), text.y(), text.width(), high)
        self.write(painter, option, first, title, font, "ink" if enabled else "ink2")
        second = QRect(text.x(), first.bottom() + 1, text.width(), text.bottom() - first.bottom())
        if below:
            self.write(painter, option, second, below, theme.font(13), "ink2")
        painter.restore()

    def _ring(
        self, painter: QPainter, option: QStyleOptionViewItem, inner: QRect, *, chosen: bool
    ) -> None:
        theme, px = self.context.theme, self.context.theme.px
        ring = QRect(inner.x(), inner.center().y() - px(DOT) // 2, px(DOT), px(DOT))
        place = QRectF(turned(option, ring))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.color("accent" if chosen else "edge"), 1.5))
        painter.drawEllipse(place)
        if chosen:
            painter.setBrush(theme.color("accent"))
            painter.drawEllipse(place.adjusted(px(4), px(4), -px(4), -px(4)))
