"""Collects garbage on the GUI thread only.

Python collects wherever the next allocation happens to be. A widget or timer whose last cycle is
found by a worker thread is destroyed there, behind Qt's back, and the next event for it ends the
process (seen as a crash in QTimerInfoList::activateTimers).
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject

from jcwizard.ui.timers import timer

SECONDS = 0.5
"""How often it looks whether there is enough to collect."""


class GarbageCollector(QObject):
    """Takes the place of Python's automatic collection for as long as it lives."""

    def __init__(self) -> None:
        super().__init__()
        gc.disable()
        self._timer = timer(self, SECONDS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> None:
        """Collect the oldest generation that is due, as Python would (gc.set_threshold)."""
        due = zip(gc.get_count(), gc.get_threshold(), strict=True)
        generations = [place for place, (count, limit) in enumerate(due) if count > limit > 0]
        if generations:
            gc.collect(generations[-1])

    def settle(self) -> None:
        """Leave out of every later collection what is there now: modules, which stay anyway."""
        gc.freeze()

    def stop(self) -> None:
        """Let Python collect by itself again."""
        self._timer.stop()
        gc.enable()
