"""A check box whose sentence wraps, and whose box can be found in every palette."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QCheckBox, QHBoxLayout

from jcwizard.ui.context import Context
from jcwizard.ui.theme import Theme
from jcwizard.ui.widgets.sized_by_layout import SizedByLayout
from jcwizard.ui.widgets.text import Sentence

BOX, GAP, INSET = 20, 10, 5
"""Pixels at ordinary text size: the box, what is between it and the sentence, and around both."""


class TickBox(SizedByLayout, QCheckBox):
    """The text is the accessible name; a label inside shows it."""

    def __init__(self, context: Context, text: str) -> None:
        super().__init__(text)
        self._theme = context.theme
        px = context.theme.px
        label = Sentence(context, text)
        label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(INSET + BOX + GAP), px(INSET), px(INSET), px(INSET))
        row.addWidget(label)
        context.theme.changed.connect(self.update)

    def hitButton(self, position: object) -> bool:  # noqa: N802 - Qt's name
        """Let the sentence be pressed as well."""
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box, its tick and the focus; the label draws itself."""
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(px(INSET), px(INSET), px(BOX), px(BOX))
        draw_box(painter, theme, box, tick_of(theme) if self.isChecked() else None)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), px(5), px(5))
        painter.end()


def tick_of(theme: Theme) -> QPixmap:
    """Return the tick in a box, in the colours of now."""
    return theme.pixmap("passed", "on_accent", 14)


def draw_box(painter: QPainter, theme: Theme, place: QRectF, tick: QPixmap | None) -> None:
    """Draw a box, ticked or empty, also where it is no widget but a line of a long list."""
    box = place.adjusted(1, 1, -1, -1)
    painter.setPen(QPen(theme.color("accent" if tick else "edge"), 1.5))
    painter.setBrush(theme.color("accent" if tick else "panel"))
    painter.drawRoundedRect(box, theme.px(4), theme.px(4))
    if tick:
        side = tick.deviceIndependentSize()
        corner = box.center() - QPointF(side.width() / 2, side.height() / 2)
        painter.drawPixmap(corner, tick)
