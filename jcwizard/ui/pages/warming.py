"""Makes parts ready to be shown while nothing else is to do, one in each turn of the event loop."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from jcwizard.ui.timers import timer


class Warming(QObject):
    """Does a list of works, one a turn; ends with its parent."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._works: list[Callable[[], object]] = []
        self._next = timer(self, 0, once=True)
        self._next.timeout.connect(self._work)

    @property
    def busy(self) -> bool:
        """Whether something is still to do."""
        return bool(self._works)

    def do(self, works: Iterable[Callable[[], object]]) -> None:
        """Do these after what is still to do."""
        self._works += works
        if self._works:
            self._next.start()

    def stop(self) -> None:
        """Leave the rest: it is done where it is needed."""
        self._works.clear()
        self._next.stop()

    def _work(self) -> None:
        if self._works:
            self._works.pop(0)()
        if self._works:
            self._next.start()


def polish(part: QWidget) -> None:
    """Work out the looks of a part that is not on show yet; its first showing needs them."""
    part.ensurePolished()
    for inner in part.findChildren(QWidget):
        inner.ensurePolished()
