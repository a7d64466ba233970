"""No widget is ever destroyed by another thread than its own."""

from __future__ import annotations

import gc
import threading
import weakref

from jcwizard.ui.garbage import GarbageCollector


class Knot:
    """A cycle that only the collector can undo; tells which thread undid it."""

    def __init__(self) -> None:
        self.itself = self


def tie(undone: list[threading.Thread]) -> None:
    weakref.finalize(Knot(), lambda: undone.append(threading.current_thread()))


def churn() -> None:
    """Make enough garbage for any automatic collection to come."""
    for _ in range(200_000):
        Knot().itself = None  # type: ignore[assignment]
    kept = [[] for _ in range(50_000)]
    del kept


def test_a_busy_thread_collects_nothing(garbage: GarbageCollector) -> None:
    assert not gc.isenabled()
    undone: list[threading.Thread] = []
    tie(undone)
    busy = threading.Thread(target=churn)
    busy.start()
    busy.join()
    assert undone == []
    for _ in range(50):
        kept = [Knot() for _ in range(1000)]
        garbage.collect()
        del kept
    assert undone == [threading.main_thread()]


def test_python_collects_again_afterwards(garbage: GarbageCollector) -> None:
    other = GarbageCollector()
    other.stop()
    assert gc.isenabled()
    gc.disable()
