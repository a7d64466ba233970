"""What is waited for, how long at most, and the way out."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from jcwizard.ui.context import Context
from jcwizard.ui.visibility import show_when
from jcwizard.ui.widgets.text import Sentence


class Waiting(QWidget):
    """A sentence and *Cancel*; hidden while nothing is waited for."""

    def __init__(self, context: Context, cancel: Callable[[], None]) -> None:
        super().__init__()
        self._context = context
        self._said = Sentence(context)
        self.button = QPushButton(context.words("api_way.cancel"))
        self.button.setAutoDefault(False)
        self.button.clicked.connect(lambda _: cancel())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(context.theme.px(12))
        row.addWidget(self._said, 1)
        row.addWidget(self.button)
        self.hide()

    def begin(self, sentence: str) -> None:
        """Show what is waited for from now on, and announce it."""
        self.say(sentence)
        show_when(self, True)
        self._context.announce(sentence)

    def say(self, sentence: str) -> None:
        """Show how far it is."""
        self._said.say(sentence)

    def end(self) -> None:
        """Nothing is waited for any more."""
        self.hide()
