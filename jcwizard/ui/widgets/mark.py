"""A mark: the round icon of a status or a number."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from jcwizard.ui.context import Context

LOOKS = {
    "passed": ("passed", "passed", "passed_soft"),
    "failed": ("failed", "failed", "failed_soft"),
    "warning": ("warning", "warning", "warning_soft"),
    "unknown": ("unknown", "ink2", "value"),
    "skipped": ("not-run", "ink2", "value"),
    "running": ("", "accent", "accent_soft"),
    "waiting": ("", "ink2", "value"),
}
"""Icon, colour and ground of each status."""


class Mark(QWidget):
    """The icon of a status in a circle, or a number in one; decoration for a word beside it."""

    def __init__(self, context: Context, status: str = "waiting", number: str = "") -> None:
        super().__init__()
        self._theme = context.theme
        self._status = status
        self._number = number
        self._numbered = bool(number)
        side = context.theme.px(22)
        self.setFixedSize(side, side)
        context.theme.changed.connect(self.update)

    def show_status(self, status: str, *, numbered: bool = False) -> None:
        """Show another status, by its icon or still by the number."""
        self._status = status
        self._numbered = numbered
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the circle and what is in it."""
        theme = self._theme
        icon, ink, ground = LOOKS[self._status]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        circle = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        soft = theme.name != "high-contrast"
        painter.setBrush(theme.color(ground))
        painter.setPen(Qt.PenStyle.NoPen if soft else QPen(theme.color(ink), 2))
        painter.drawEllipse(circle)
        if self._numbered and self._number:
            painter.setPen(theme.color("ink2"))
            font = theme.font(13)
            painter.setFont(font)
            painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, self._number)
        elif icon:
            picture = theme.pixmap(icon, ink, 13)
            side = picture.deviceIndependentSize()
            centre = circle.center() - QPointF(side.width() / 2, side.height() / 2)
            painter.drawPixmap(centre, picture)
        else:
            self._dots(painter, circle, ink)
        painter.end()

    def _dots(self, painter: QPainter, circle: QRectF, ink: str) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color(ink))
        step, radius = circle.width() / 4, circle.width() / 16
        for place in (-1, 0, 1):
            painter.drawEllipse(circle.center() + QPointF(place * step, 0), radius, radius)
