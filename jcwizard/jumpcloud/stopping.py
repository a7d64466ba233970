"""Lets work on an application be ended after the request that is under way, and no sooner."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from jcwizard.model.finding import Finding

T = TypeVar("T")

STOPPED = "provision.stopped"

UNDO_SECONDS = 0.9
"""How long work that is cancelled may go on: a window that closes waits no longer."""


class Stop:
    """Pressed once, for good.

    A question that changes nothing is given up at once. A request that changes something is waited
    for: given up half-way, nobody could say whether JumpCloud did it.
    """

    def __init__(self) -> None:
        self._pressed = asyncio.Event()

    @property
    def pressed(self) -> bool:
        """Return whether the work is to end."""
        return self._pressed.is_set()

    def press(self) -> None:
        """End the work: what was done is undone."""
        self._pressed.set()

    async def unless(self, question: Coroutine[Any, Any, T]) -> T | Finding:
        """Return the answer to a question, or `provision.stopped` when that comes first."""
        asking = asyncio.ensure_future(question)
        waiting = asyncio.ensure_future(self._pressed.wait())
        try:
            await asyncio.wait((asking, waiting), return_when=asyncio.FIRST_COMPLETED)
            return asking.result() if asking.done() else Finding(STOPPED)
        finally:
            asking.cancel()
            waiting.cancel()
            await asyncio.gather(asking, waiting, return_exceptions=True)

    async def wait(self, seconds: float) -> Finding | None:
        """Wait; `provision.stopped` the moment that it is pressed, or when it was already."""
        await self.unless(asyncio.sleep(seconds))
        return Finding(STOPPED) if self.pressed else None


async def carried_out(
    work: Coroutine[Any, Any, T],
    cut_off: Callable[[], T],
    stop: Stop,
    on_ending: Callable[[T], None],
    seconds: float,
) -> T:
    """Return what the work returned, and tell it to `on_ending` too, once in every case.

    Cancelled, the work is stopped and gets these seconds to come to its end; `cut_off` says how it
    stands when they were not enough, or when the work raised: that is raised here then.
    """
    running = asyncio.ensure_future(work)
    cancelled: asyncio.CancelledError | None = None
    try:
        await asyncio.wait((running,))
    except asyncio.CancelledError as caught:
        cancelled = caught
        stop.press()
        await _let_go(running, seconds)
    broken = running.cancelled() or running.exception() is not None
    on_ending(cut_off() if broken else running.result())
    if cancelled is not None and (running.cancelled() or not broken):
        raise cancelled
    return running.result()


async def _let_go(running: asyncio.Future[Any], seconds: float) -> None:
    """Wait for the work to end, no longer than told and however often this is cancelled again."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    while not running.done():
        left = deadline - loop.time()
        if left <= 0:
            running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.wait((running,), timeout=left if left > 0 else None)
