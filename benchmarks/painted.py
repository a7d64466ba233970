"""Runs a program in this process, and says how its start went.

    python -m benchmarks.painted bare
    python -m benchmarks.painted jcwizard

Prints one line of JSON, then ends the program: when (seconds of the monotonic clock) the window was
first painted, its first page was, and all that is heavy was loaded; the longest time that it stood
still between the first paint and then; and kilobytes of memory two seconds after the first paint.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:  # nothing may be loaded here that the program itself loads later
    from benchmarks.heartbeat import Heartbeat

MEMORY_AFTER_SECONDS = 2.0

TOOLS = ("click", "rich")
"""What is only there for development, where httpx then loads its command line: 5 MB."""
_show = QWidget.show


class Start:
    """What is known of one start."""

    def __init__(self) -> None:
        self.told: dict[str, float] = {}
        self._beat: Heartbeat | None = None

    def painted(self) -> None:
        """Note the first paint; the rest is measured from here."""
        from benchmarks.heartbeat import Heartbeat

        self.told["paint"] = time.monotonic()
        self._beat = Heartbeat()
        QTimer.singleShot(int(MEMORY_AFTER_SECONDS * 1000), self._weigh)

    def ready(self) -> None:
        """Note that nothing more is loaded."""
        self.told["ready"] = time.monotonic()
        # In the window's own thread: the gap that ends now counts as well.
        self.told["stall"] = self._beat.worst if self._beat is not None else 0.0
        if "memory" in self.told:
            self._weigh()  # it was weighed too soon, on a machine that has much else to do

    def _weigh(self) -> None:
        status = Path("/proc/self/status").read_text("ascii")
        resident = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
        self.told["memory"] = int(resident.split()[1])
        self._end()

    def _end(self) -> None:
        if not {"ready", "memory"} <= self.told.keys():
            return
        sys.stdout.write(json.dumps(self.told) + "\n")
        sys.stdout.flush()
        os._exit(0)


class FirstPaint(QObject):
    """Waits for the first paint of a window."""

    def __init__(self, window: QWidget, then: Callable[[], None]) -> None:
        super().__init__(window)
        self._then = then
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell once the paint that begins here is through."""
        if event.type() is QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._then)
        return False


def _run_wizard(start: Start, folder: str) -> int:
    from jcwizard.__main__ import main
    from jcwizard.ui import first_paint

    show_frame = first_paint.show_frame

    def shown() -> first_paint.Shown:
        found = show_frame()
        found.window.painted.connect(lambda: start.told.update(page=time.monotonic()))
        _tell_when_loaded(start)
        return found

    first_paint.show_frame = shown
    return main(["--data-dir", folder])


def _tell_when_loaded(start: Start) -> None:
    from jcwizard import app
    from jcwizard.ui import garbage

    settle, load_pages = garbage.GarbageCollector.settle, app._load_pages
    waits = {"parts", "pages"}

    def done(part: str) -> None:
        waits.discard(part)
        if not waits:
            start.ready()

    def settled(collector: Any) -> None:
        settle(collector)
        done("parts")

    async def pages_loaded() -> None:
        await load_pages()
        done("pages")

    garbage.GarbageCollector.settle = settled  # type: ignore[method-assign]
    app._load_pages = pages_loaded


def hide_tools() -> None:
    """Let imports find only what the program itself is installed with."""
    for name in TOOLS:
        sys.modules[name] = None  # type: ignore[assignment]


def main() -> int:
    """Run the program that is named."""
    hide_tools()
    start = Start()

    def show_and_watch(window: QWidget) -> None:
        if window.isWindow():
            FirstPaint(window, start.painted)
            QWidget.show = _show  # type: ignore[method-assign]
        _show(window)

    QWidget.show = show_and_watch  # type: ignore[method-assign,assignment]
    if sys.argv[1] == "bare":
        start.told["ready"] = 0.0  # there is nothing to load
        from benchmarks.bare_window import main as bare

        return bare()
    with tempfile.TemporaryDirectory() as folder:
        return _run_wizard(start, folder)


if __name__ == "__main__":
    sys.exit(main())
