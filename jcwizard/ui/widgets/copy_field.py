"""A value and its Copy button, as one object."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QClipboard, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QPushButton, QVBoxLayout, QWidget

from jcwizard.ui.context import Context
from jcwizard.ui.restyle import restyle
from jcwizard.ui.timers import timer
from jcwizard.ui.widgets.text import PlainText
from jcwizard.ui.widgets.value_text import ValueText

ANSWER_SECONDS = 2.5
"""How long "Copied" stands."""

NARROW = 360
"""Pixels at ordinary text size below which a value wants the whole width."""


class CopyField(QWidget):
    """A label, a value to carry over, and the button that copies it.

    The button's accessible name is `Copy <label>`; "Copied" answers on it once the clipboard,
    read back, holds the value.
    """

    copied = Signal()

    def __init__(
        self,
        context: Context,
        label: str,
        value: str = "",
        copy_name: str = "",
        *,
        large: bool = False,
    ) -> None:
        super().__init__()
        self._context = context
        self.label = label
        self._label = PlainText(label, "label")
        self._value = ValueText(context, label, value)
        self._value.setProperty("large", large)
        self.button = QPushButton(context.words("window.copy"))
        self.button.setAutoDefault(False)
        self.button.setAccessibleName(context.words("window.copy_value", label=copy_name or label))
        self.button.setMinimumWidth(context.theme.px(92))
        self.button.clicked.connect(self.copy)
        self._back = timer(self, ANSWER_SECONDS, once=True)
        self._back.timeout.connect(self._ask_again)
        self._value.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._row = row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row.setSpacing(context.theme.px(8))
        row.addWidget(self._value, 1)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(context.theme.px(5))
        column.addWidget(self._label)
        column.addLayout(row)
        self.set_value(value)

    @property
    def value(self) -> str:
        """The value on show."""
        return self._value.toPlainText()

    def set_value(self, value: str) -> None:
        """Show another value; there is nothing to copy in an empty one."""
        if value != self.value:
            self._ask_again()
        self._value.show_value(value)
        self.button.setEnabled(bool(value))
        self.button.setAccessibleDescription(value)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the button below a value that would have too little room beside it."""
        super().resizeEvent(event)
        beside = self.width() >= self._context.theme.px(NARROW)
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._row.setDirection(way)

    def copy(self) -> None:
        """Put the value on the clipboard, and answer by what the clipboard then holds."""
        clipboard = QGuiApplication.clipboard()
        clipboard.setText(self.value, QClipboard.Mode.Clipboard)
        arrived = clipboard.text(QClipboard.Mode.Clipboard) == self.value
        words = self._context.words
        self.button.setText(words("window.copied" if arrived else "window.not_copied"))
        restyle(self.button, state="copied" if arrived else "failed")
        self._context.announce(
            words("window.copied_value" if arrived else "window.not_copied_value", label=self.label)
        )
        self._back.start()
        if arrived:
            self.copied.emit()

    def _ask_again(self) -> None:
        self._back.stop()
        self.button.setText(self._context.words("window.copy"))
        restyle(self.button, state="")
