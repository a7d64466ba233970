"""The one handler of unexpected errors: a sentence, three words to read out, details to copy."""

from __future__ import annotations

import hashlib
import logging
import platform
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from jcwizard import __version__
from jcwizard.model.words import Words
from jcwizard.ui.context import Context
from jcwizard.ui.theme import resource
from jcwizard.ui.widgets.text import Sentence

if TYPE_CHECKING:
    import asyncio

_log = logging.getLogger(__name__)


def places(error: BaseException) -> tuple[str, ...]:
    """Return where an error came from, `file:line function`, the outermost first.

    Only the last two parts of a path are told, for the rest may hold the person's name. The error's
    own text is left out everywhere: nobody can promise that there is no secret in it.
    """
    frames = traceback.extract_tb(error.__traceback__)
    return tuple(
        f"{'/'.join(Path(frame.filename).parts[-2:])}:{frame.lineno} {frame.name}"
        for frame in frames
    )


def reference(error: BaseException) -> str:
    """Return three words that are the same for the same fault at the same place."""
    words = resource("reference_words.txt").split()
    digest = hashlib.sha256("\n".join([type(error).__name__, *places(error)]).encode()).digest()
    return " ".join(words[digest[i] % len(words)] for i in range(3))


def details(error: BaseException) -> str:
    """Return what a maintainer needs: the kind of error, where, and on what."""
    chain: list[BaseException] = [error]
    while (before := chain[-1].__cause__ or chain[-1].__context__) and len(chain) < 5:
        chain.append(before)
    lines = [
        f"reference: {reference(error)}",
        f"jcwizard {__version__}, Python {platform.python_version()}, Qt {qVersion()}",
        f"{platform.system()} {platform.release()} {platform.machine()}",
    ]
    for one in chain:
        lines += [type(one).__name__, *(f"  {place}" for place in places(one))]
    return "\n".join(lines)


class CrashDialog(QDialog):
    """Says that something went wrong, and offers to go on."""

    def __init__(self, context: Context, error: BaseException, parent: QWidget | None) -> None:
        super().__init__(parent)
        words, px = context.words, context.theme.px
        self.details = details(error)
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
        told = words("crash.reference", reference=reference(error))
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
        threading.excepthook = lambda told: self.report(told.exc_value or told.exc_type())

    def watch(self, loop: asyncio.AbstractEventLoop) -> None:
        """Receive what the event loop has nobody else to tell."""
        loop.set_exception_handler(self._from_loop)

    def report(self, error: BaseException) -> None:
        """Take an error; the same one at the same place is shown once."""
        _log.error("unexpected error\n%s", details(error))
        self._arrived.emit(error)

    def _hook(self, _: type[BaseException], error: BaseException, __: TracebackType | None) -> None:
        if isinstance(error, KeyboardInterrupt):
            QApplication.closeAllWindows()
        else:
            self.report(error)

    def _from_loop(self, _: asyncio.AbstractEventLoop, told: dict[str, Any]) -> None:
        error = told.get("exception")
        if isinstance(error, BaseException):
            self.report(error)
        else:
            _log.warning("event loop: %s", type(told.get("message")).__name__)

    def _show(self, error: BaseException) -> None:
        known = reference(error)
        if self._context is None or self.dialog is not None or known in self._seen:
            return
        self._seen.add(known)
        self.dialog = CrashDialog(self._context, error, self._parent)
        self.dialog.finished.connect(self._gone)
        self.dialog.open()

    def _gone(self) -> None:
        self.dialog = None
