"""Starts the real window in a process of its own that tells which files it shows; not a test.

Lines on standard input are done: `close`, `change TEXT`, `busy yes|no`, `modal`, `file PATH`.
"""

from __future__ import annotations

import sys
from typing import Any

from PySide6.QtCore import QSocketNotifier
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication, QDialog

import jcwizard.__main__ as start
from jcwizard import app
from jcwizard.ui import first_paint, opened_files
from jcwizard.ui.finder_files import Application
from jcwizard.ui.opened_files import OpenedFiles
from jcwizard.ui.page import Page
from jcwizard.ui.window import Window

opened_files.APART = float(sys.argv.pop(1))
use = Window.use


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def told(window: Window, *given: Any) -> None:
    use(window, *given)
    say(f"shown {window.context.setup.values.get('display_label', '')!a}")


class Telling(OpenedFiles):
    """Says what happens, and does what standard input asks for."""

    def listen(self) -> None:
        super().listen()
        self.commands = QSocketNotifier(0, QSocketNotifier.Type.Read, self)
        self.commands.activated.connect(self.obey)
        say(f"listening {self._box.held}")

    def _raise(self, activation: str) -> None:
        super()._raise(activation)
        say(f"raised {activation}".strip())

    def obey(self) -> None:
        command, _, rest = sys.stdin.readline().strip().partition(" ")
        if command == "close":
            self._window.close()
        elif command == "change":
            self._window.context.setup.put("display_label", rest)
        elif command == "busy":
            Page.busy = rest == "yes"  # type: ignore[assignment,method-assign]
        elif command == "modal":
            QDialog(self._window).open()
        elif command == "file":
            QApplication.sendEvent(QApplication.instance(), QFileOpenEvent(rest))
        else:
            self.commands.setEnabled(False)
        say(f"done {command}")


Window.use = told  # type: ignore[method-assign]
first_paint._application = lambda: Application(sys.argv[:1])  # as on macOS
app.OpenedFiles = Telling  # type: ignore[misc]
start.program()
