"""Qt's application on macOS: it hears of the files that the Finder asks an open program to show."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication


class Application(QApplication):
    """Keeps the files until somebody wants to hear of them: they may come before the window."""

    def __init__(self, words: list[str]) -> None:
        super().__init__(words)
        self._files: list[str] = []
        self._tell: Callable[[str], None] | None = None

    def hear_of_files(self, tell: Callable[[str], None]) -> None:
        """Call `tell` with the path of each file, those that came before included."""
        self._tell = tell
        while self._files:
            tell(self._files.pop(0))

    def event(self, event: QEvent) -> bool:
        """Take what the Finder asks for; no second start is made for it."""
        if not isinstance(event, QFileOpenEvent):
            return super().event(event)
        if self._tell is None:
            self._files.append(event.file())
        else:
            self._tell(event.file())
        return True
