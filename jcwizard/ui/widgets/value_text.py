"""A value on show: monospaced, selectable, wrapped anywhere, as high as it needs to be."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent, QTextOption
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy

from jcwizard.ui.context import Context

BORDER = 2
"""Pixels of the border while it has the focus."""


class ValueText(QPlainTextEdit):
    """A read-only value; the accessible name is its label."""

    def __init__(self, context: Context, label: str, value: str = "") -> None:
        super().__init__(value)
        self._margin = context.theme.px(9)
        self.document().setDocumentMargin(self._margin)
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("role", "value")
        self.setFont(context.theme.mono)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setAccessibleName(label)
        self._fit()

    def show_value(self, value: str) -> None:
        """Show another value."""
        if value != self.toPlainText():
            self.setPlainText(value)
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Grow and shrink with the lines that the width asks for."""
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        """Ask for the height of the text."""
        return QSize(self.fontMetrics().averageCharWidth() * 30, self.height())

    def minimumSizeHint(self) -> QSize:
        """Be content with little width: the text wraps."""
        return QSize(self.fontMetrics().averageCharWidth() * 12, self.height())

    def _fit(self) -> None:
        # Summed up block by block: a line may be a fraction higher than the font says.
        block, height = self.document().begin(), 0.0
        while block.isValid():
            height += self.blockBoundingRect(block).height()
            block = block.next()
        # The last block has the lower margin in it already; the rest is the border's.
        height = max(ceil(height), self.fontMetrics().lineSpacing() + self._margin)
        self.setFixedHeight(height + self._margin + 2 * BORDER)
