"""A row's layout: mark, sentence, and at the end proof and word, which wrap where room is short."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QLayoutItem, QWidget

from jcwizard.ui.widgets.items_layout import ItemsLayout

LEAST_BESIDE_PROOF, LEAST_BESIDE_WORD = 290, 90
"""Pixels at ordinary text size that a sentence keeps where these stand in its line; with less room
they go below it."""


class RowLayout(ItemsLayout):
    """Takes five parts in this order: mark, sentence, proof, word, arrow; hidden ones take no room.

    `unit` is how many pixels one is at this text size.
    """

    def __init__(self, parent: QWidget, unit: float, spacing: int) -> None:
        super().__init__(parent)
        self._unit, self._gap = unit, spacing
        self._heights: dict[int, int] = {}

    def invalidate(self) -> None:
        """Forget what was worked out."""
        self._heights.clear()
        super().invalidate()

    def hasHeightForWidth(self) -> bool:
        """Sentences wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height at which nothing is clipped."""
        if width not in self._heights:
            self._heights[width] = self._arrange(QRect(0, 0, width, 0), move=False)
        return self._heights[width]

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802 - Qt's name
        """Put the parts into their places."""
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        """Ask for one line."""
        width = sum(item.sizeHint().width() + self._gap for item in self._items)
        return QSize(width, self.heightForWidth(width))

    def minimumSize(self) -> QSize:  # noqa: N802 - Qt's name
        """Do with the width of the widest part between mark and arrow."""
        mark, *middle, arrow = (item.minimumSize().width() for item in self._items)
        edges = self.contentsMargins()
        sides = edges.left() + edges.right() + 2 * self._gap
        return QSize(mark + max(middle) + arrow + sides, 0)

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        edges = self.contentsMargins()
        inner = rect.marginsRemoved(edges)
        mark, sentence, _, _, arrow = self._items
        x = inner.x() + mark.sizeHint().width() + self._gap
        end = inner.x() + inner.width()
        if not arrow.isEmpty():
            end -= arrow.sizeHint().width() + self._gap
        beside, below = self._share(end - x)
        tail = sum(item.sizeHint().width() + self._gap for item in beside)
        wide = end - x - tail
        line = max(_height(sentence, wide), mark.sizeHint().height())
        places = [(sentence, QRect(x, inner.y(), wide, line))]
        at, y = end, inner.y() + line
        for item in reversed(beside):
            at -= item.sizeHint().width()
            places.append((item, QRect(at, inner.y(), item.sizeHint().width(), line)))
            at -= self._gap
        for item in below:
            places.append((item, QRect(x, y, end - x, _height(item, end - x))))
            y += places[-1][1].height()
        if move:
            mark.setGeometry(QRect(inner.topLeft(), mark.sizeHint()))
            for item, place in places:
                item.setGeometry(place)
            arrow.setGeometry(QRect(end + self._gap, inner.y(), arrow.sizeHint().width(), line))
        return edges.top() + (y - inner.y()) + edges.bottom()

    def _share(self, room: int) -> tuple[list[QLayoutItem], list[QLayoutItem]]:
        """Return what stands in the line of the sentence, and what below it."""
        _, sentence, proof, word, _ = self._items
        shown = [item for item in (proof, word) if not item.isEmpty()]
        left = room - sum(item.sizeHint().width() + self._gap for item in shown)
        if proof in shown and left >= LEAST_BESIDE_PROOF * self._unit:
            return shown, []
        left = room - word.sizeHint().width() - self._gap
        least = max(LEAST_BESIDE_WORD * self._unit, sentence.minimumSize().width())
        if word in shown and left >= least:
            return [word], [item for item in shown if item is proof]
        return [], shown


def _height(item: QLayoutItem, width: int) -> int:
    return item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()
