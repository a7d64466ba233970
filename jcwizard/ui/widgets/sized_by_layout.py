"""Buttons that hold a layout of other parts, and are as large as it asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractButton as Button
else:
    Button = object


class SizedByLayout(Button):
    """Mix it in before the Qt button, whose own size is that of a text it does not have."""

    least = 0
    """Pixels of the smallest height."""

    def sizeHint(self) -> QSize:
        """Return what the layout asks for."""
        layout = self.layout()
        size = layout.totalSizeHint() if layout is not None else QSize()
        return size.expandedTo(QSize(0, self.least))

    def minimumSizeHint(self) -> QSize:
        """Return the least that the layout can do with."""
        layout = self.layout()
        size = layout.totalMinimumSize() if layout is not None else QSize()
        return size.expandedTo(QSize(0, self.least))

    def hasHeightForWidth(self) -> bool:
        """Sentences wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height at which nothing is clipped."""
        layout = self.layout()
        return max(self.least, layout.totalHeightForWidth(width) if layout is not None else 0)
