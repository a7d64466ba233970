"""A timer of the GUI thread that knows the longest time for which the window stood still."""

from __future__ import annotations

import time

from PySide6.QtCore import QTimer

BEAT_SECONDS = 0.005


class Heartbeat:
    """Beats on the GUI thread, and knows the longest gap since `reset`, in seconds."""

    def __init__(self) -> None:
        self._timer = QTimer()
        self._timer.setInterval(int(BEAT_SECONDS * 1000))
        self._timer.timeout.connect(self._beat)
        self._timer.start()
        self.reset()

    def reset(self) -> None:
        """Forget what was."""
        self._last, self.worst = time.monotonic(), 0.0

    def _beat(self) -> None:
        now = time.monotonic()
        self.worst = max(self.worst, now - self._last - BEAT_SECONDS)
        self._last = now
