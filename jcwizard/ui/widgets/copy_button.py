"""A button that copies a text which need not be on show, and answers where it was pressed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QPushButton

from jcwizard.ui.context import Context
from jcwizard.ui.restyle import restyle
from jcwizard.ui.timers import timer
from jcwizard.ui.widgets.copy_field import ANSWER_SECONDS


class CopyButton(QPushButton):
    """Copies what `source` returns; the accessible name stays the text of the button.

    `label` is how the announcement calls it.
    """

    def __init__(self, context: Context, text: str, label: str, source: Callable[[], str]) -> None:
        super().__init__(text)
        self._context, self._text, self._label, self._source = context, text, label, source
        self.setAutoDefault(False)
        self.setAccessibleName(text)
        self._back = timer(self, ANSWER_SECONDS, once=True)
        self._back.timeout.connect(self._ask_again)
        self.clicked.connect(lambda _: self.copy())

    def copy(self) -> None:
        """Put the text on the clipboard, and answer by what the clipboard then holds."""
        text, words = self._source(), self._context.words
        if not text:
            return
        clipboard = QGuiApplication.clipboard()
        clipboard.setText(text, QClipboard.Mode.Clipboard)
        arrived = clipboard.text(QClipboard.Mode.Clipboard) == text
        self.setMinimumWidth(self.width())  # the neighbours stay where they are
        self.setText(words("window.copied" if arrived else "window.not_copied"))
        restyle(self, state="copied" if arrived else "failed")
        said = "window.copied_value" if arrived else "window.not_copied_value"
        self._context.announce(words(said, label=self._label))
        self._back.start()

    def _ask_again(self) -> None:
        self.setText(self._text)
        restyle(self, state="")
