"""A drawn picture of another product's screen, in our palette, with the person's values."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from PySide6.QtCore import QByteArray, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from jcwizard.ui.context import Context
from jcwizard.ui.theme import resource

_TITLE = re.compile(r"<title>(.*?)</title>", re.S)
_VALUE = re.compile(r"\{\{value:([a-z_]+)\}\}")
_ROOM = re.compile(r'(<text\b[^>]*\bdata-max="(\d+)"[^>]*>)([^<]*)(</text>)')


class Picture(QWidget):
    """Shows `resources/pictures/<name>.svg`; its title is the accessible description."""

    def __init__(self, context: Context, name: str) -> None:
        super().__init__()
        self._context = context
        self._name = ""
        self._renderer = QSvgRenderer(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.show_picture(name)
        context.theme.changed.connect(self.refresh)

    def show_picture(self, name: str) -> None:
        """Show another picture."""
        self._name = name
        self.refresh()

    def refresh(self) -> None:
        """Draw again, with the values and colours of now."""
        if not self._name:
            return
        source = resource(f"pictures/{self._name}.svg")
        title = _TITLE.search(source)
        said = html.unescape(title[1]) if title else ""
        self.setAccessibleName(self._context.words("window.picture"))
        self.setAccessibleDescription(said)
        drawn = with_values(self._context.theme.fill(source), self._context.names())
        self._renderer.load(QByteArray(drawn.encode()))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Be as large as drawn, at this text size."""
        return self._renderer.defaultSize() * self._context.theme.scale

    def hasHeightForWidth(self) -> bool:
        """Keep the proportions."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height that keeps the proportions, no larger than drawn."""
        drawn = self.sizeHint()
        width = min(width, drawn.width())
        return round(width * drawn.height() / max(1, drawn.width()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture at the left, no larger than drawn."""
        painter = QPainter(self)
        width = min(self.width(), self.sizeHint().width())
        self._renderer.render(painter, QRectF(0, 0, width, self.heightForWidth(width)))
        painter.end()


def with_values(source: str, values: Mapping[str, str]) -> str:
    """Return the picture with the person's values, each cut in its middle to the room it has."""

    def cut(found: re.Match[str]) -> str:
        text = _VALUE.sub(lambda name: values.get(name[1], "") or "…", found[3])
        return found[1] + html.escape(shortened(text, int(found[2]))) + found[4]

    return _VALUE.sub(
        lambda name: html.escape(values.get(name[1], "") or "…"), _ROOM.sub(cut, source)
    )


def shortened(text: str, room: int) -> str:
    """Return the text, its middle left out when it is longer than `room` characters."""
    if len(text) <= room:
        return text
    head = (room - 1) // 2
    return f"{text[:head]}…{text[len(text) - (room - 1 - head) :]}"
