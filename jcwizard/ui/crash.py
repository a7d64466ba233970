"""The one handler of unexpected errors: a sentence, three words to read out, details to copy."""

from __future__ import annotations

import logging
import sys
import threading
from types import TracebackType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from jcwizard.model.words import Words
from jcwizard.ui.context import Context
from jcwizard.ui.widgets.text import Sentence

if TYPE_CHECKING:
    import asyncio

_log = logging.getLogger(__name__)

HARMLESS = (
    "Task was destroyed but it is pending!",
    "Unclosed transport",
    "socket.accept() out of system resource",  # it tries again by itself a second later
)
"""What asyncio may say and go on; other sentences of it quote what it was working with."""


class CrashDialog(QDialog):
    """Says that something went wrong, and offers to go on."""

    def __init__(self, context: Context, error: BaseException, parent: QWidget | None) -> None:
        super().__init__(parent)
        from jcwizard.keep.support import crash_reference, crash_summary  # after the first paint

        words, px = context.words, context.theme.px
        self.details = crash_summary(error, words)
        self.setObjectName("crash")
        self.setWindowTitle(words("crash.title"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._words: Words = words
        self.copy = QPushButton(words("crash.copy"))
        self.copy.clicked.connect(self._copy)
        self.go_on = QPushButton(words("crash.go_on"))
        self.go_on.setProperty("role", "primary")
        self.go_on.setDefault(True)
        self.go_on.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.copy)
        buttons.addWidget(self.go_on)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(24), px(24), px(24), px(20))
        column.setSpacing(px(12))
        column.addWidget(Sentence(context, words("crash.title"), "title"))
        column.addWidget(Sentence(context, words("crash.text")))
        told = words("crash.reference", reference=crash_reference(error))
        column.addWidget(Sentence(context, told))
        column.addWidget(Sentence(context, words("crash.details"), "small"))
        column.addLayout(buttons)
        self.setMinimumWidth(px(460))

    def _copy(self) -> None:
        clipboard = QGuiApplication.clipboard()
        clipboard.setText(self.details)
        if clipboard.text() == self.details:
            self.copy.setText(self._words("crash.copied"))


class Crashes(QObject):
    """Receives every exception that nobody expected, from any thread, and shows one dialog."""

    _arrived = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._context: Context | None = None
        self._parent: QWidget | None = None
        self._seen: set[str] = set()
        self.dialog: CrashDialog | None = None
        self._arrived.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def install(self, context: Context, parent: QWidget) -> None:
        """Become the interpreter's handler, and show dialogs over this window from now on."""
        self._context, self._parent = context, parent
        sys.excepthook = self._hook
        threading.excepthook = self._in_thread

    def watch(self, loop: asyncio.AbstractEventLoop) -> None:
        """Receive what the event loop has nobody else to tell."""
        loop.set_exception_handler(self._from_loop)

    def report(self, error: BaseException) -> None:
        """Take an error; the same one at the same place is shown once."""
        from jcwizard.keep.support import crash_lines, crash_reference

        lines = "\n".join(crash_lines(error))
        _log.error("unexpected error %s\n%s", crash_reference(error), lines)
        self._arrived.emit(error)

    def _hook(self, _: type[BaseException], error: BaseException, __: TracebackType | None) -> None:
        if isinstance(error, KeyboardInterrupt):
            QApplication.closeAllWindows()
        else:
            self.report(error)

    def _in_thread(self, told: threading.ExceptHookArgs) -> None:
        if not isinstance(told.exc_value, SystemExit):  # a thread may end so, as Python's own hook
            self.report(told.exc_value or told.exc_type())

    def _from_loop(self, _: asyncio.AbstractEventLoop, told: dict[str, Any]) -> None:
        error, message = told.get("exception"), told.get("message")
        if message not in HARMLESS and isinstance(error, BaseException):
            self.report(error)
        else:
            _log.warning("event loop: %s", message if message in HARMLESS else "another trouble")

    def _show(self, error: BaseException) -> None:
        from jcwizard.keep.support import crash_reference

        known = crash_reference(error)
        if self._context is None or self.dialog is not None or known in self._seen:
            return
        self._seen.add(known)
        self.dialog = CrashDialog(self._context, error, self._parent)
        self.dialog.finished.connect(self._gone)
        self.dialog.open()

    def _gone(self) -> None:
        self.dialog = None
