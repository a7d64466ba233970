"""Setup files that come from outside: with the start, by a second start, from the Finder."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, Qt
from PySide6.QtWidgets import QApplication

from jcwizard.keep.letter_box import Letter, LetterBox
from jcwizard.model.setup import Setup
from jcwizard.ui.finder_files import Application
from jcwizard.ui.session import Session
from jcwizard.ui.tasks import Task
from jcwizard.ui.window import Window

APART = 3.0
"""Seconds; another file that comes sooner after one is wanted beside it, not in its place."""


class OpenedFiles(QObject):
    """Opens them in the window, unless something in it must not be broken off.

    The setup of before is saved already, as whenever another one is opened.
    """

    def __init__(self, window: Window, session: Session, box: LetterBox, port: int) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._box = box
        self._port = port
        self._opening: Task[None] | None = None
        self._opened_at = -APART
        self._latest: tuple[Path, int] | None = None
        self._shown: Setup | None = None
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(self._look)
        app = QApplication.instance()
        if isinstance(app, Application):
            app.hear_of_files(lambda file: self.open(Path(file)))

    def listen(self) -> None:
        """Be the window that further starts find, unless another one is that."""
        with suppress(OSError):  # then each start has a window of its own, as ever
            if not self._box.hold():
                return
            if self._watcher.addPath(str(self._box.folder)):
                self._look()
            else:  # the system watches no more folders: nobody shall wait for us
                self._box.close()

    def stop(self) -> None:
        """Listen no more, and leave nothing behind."""
        self._watcher.directoryChanged.disconnect(self._look)
        with suppress(OSError):
            self._box.close()

    def open(self, path: Path) -> None:
        """Go on with a setup file; one that is in the window already stays as it is."""
        context = self._window.context
        written = _written(path)
        if self._latest == (path, written) and context.setup is self._shown:
            return
        self._opened_at = time.monotonic()
        self._latest, self._shown = (path, written), None

        def opened(_: None) -> None:
            self._shown = context.setup

        self._opening = context.tasks.start(
            lambda: self._session.open_file(path),
            done=opened,
            finding=self._window.notice.show_finding,
        )

    def _look(self) -> None:
        for name, letter in self._box.letters():
            taken = self._takes(letter)
            if self._box.answer(name, taken=taken) and taken:
                self._raise(letter.activation)
                self.open(letter.setup_file)

    def _takes(self, letter: Letter) -> bool:
        """Return whether the file can be shown here, so that its start needs no window."""
        if letter.port != self._port or QApplication.activeModalWidget() is not None:
            return False
        if self._latest is not None and self._latest[0] == letter.setup_file:
            return True
        if self._opening is not None and self._opening.running:
            return False
        soon = time.monotonic() - self._opened_at < APART
        context, page = self._window.context, self._window.page
        return not soon and not page.busy and not context.tasks.must_finish

    def _raise(self, activation: str) -> None:
        """Bring the window to the front; where the desktop does not let us, it draws attention."""
        window = self._window
        if activation:  # Qt hands it to Wayland's compositor with the next request
            os.environ["XDG_ACTIVATION_TOKEN"] = activation
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()
        QApplication.alert(window)
        os.environ.pop("XDG_ACTIVATION_TOKEN", None)


def _written(path: Path) -> int:
    """Return when the file was written, in nanoseconds; 0 when it is not to be had."""
    try:
        return path.stat().st_mtime_ns
    except (OSError, ValueError):
        return 0
