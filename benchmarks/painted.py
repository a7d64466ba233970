"""Runs a program, and says when its first window was painted and how much memory it has later.

    python -m benchmarks.painted bare
    python -m benchmarks.painted jcwizard

Prints two numbers: seconds of the monotonic clock at the first paint, and kilobytes of resident
memory two seconds after it. Then it ends the program.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

MEMORY_AFTER_SECONDS = 2.0
_show = QWidget.show


class FirstPaint(QObject):
    """Waits for the first paint of a window."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note the time once the paint that begins here is through."""
        if event.type() is QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._painted)
        return False

    def _painted(self) -> None:
        sys.stdout.write(f"{time.monotonic()}\n")
        QTimer.singleShot(int(MEMORY_AFTER_SECONDS * 1000), _end)


def _end() -> None:
    status = Path("/proc/self/status").read_text("ascii")
    resident = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    sys.stdout.write(f"{resident.split()[1]}\n")
    sys.stdout.flush()
    os._exit(0)


def _show_and_watch(window: QWidget) -> None:
    if window.isWindow():
        FirstPaint(window)
    _show(window)


def main() -> int:
    """Run the program that is named."""
    QWidget.show = _show_and_watch  # type: ignore[method-assign]
    if sys.argv[1] == "bare":
        from benchmarks.bare_window import main as bare

        return bare()
    from jcwizard.__main__ import main as wizard

    with tempfile.TemporaryDirectory() as folder:
        return wizard(["--data-dir", folder])


if __name__ == "__main__":
    sys.exit(main())
