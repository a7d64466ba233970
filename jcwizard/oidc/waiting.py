"""Waits for the browser's return, and gives up when the time is over or the computer slept."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from jcwizard.model.finding import Finding

if TYPE_CHECKING:
    from jcwizard.oidc.callback import Callback
    from jcwizard.oidc.receiver import Receiver

TIMED_OUT = "answer.timed_out"
SLEPT = "answer.slept"
SLEPT_TOO_LONG = 60.0
_LOOKS_EVERY = 1.0


class Patience:
    """How long one attempt lasts: until `ends`, and not through a sleep of more than a minute.

    `ends` is in seconds of the event loop's own clock, which nobody sets; `asleep` counts the
    seconds that this computer has slept. A computer that wakes up has lost its connections, and
    JumpCloud's page has waited too long by then.
    """

    def __init__(self, seconds: float, asleep: Callable[[], float]) -> None:
        self._seconds = seconds
        self._ends = asyncio.get_running_loop().time() + seconds
        self._asleep = asleep
        self._before = asleep()

    async def callback(self, receiver: Receiver, address: str) -> Callback | Finding:
        """Return what the browser brought, or why it is waited for no longer."""
        waiting = asyncio.ensure_future(receiver.wait())
        try:
            async with asyncio.timeout_at(self._ends):
                while not waiting.done() and not self._slept():
                    await asyncio.wait({waiting}, timeout=_LOOKS_EVERY)
        except TimeoutError:
            if not self._slept():
                values = {"minutes": str(max(1, round(self._seconds / 60)))}
                return Finding(TIMED_OUT, address, "", values)
        finally:
            waiting.cancel()
        slept = self._asleep() - self._before
        if slept > SLEPT_TOO_LONG:
            values = {"minutes": str(max(2, round(slept / 60)))}
            return Finding(SLEPT, address, "", values)
        return await waiting

    def _slept(self) -> bool:
        return self._asleep() - self._before > SLEPT_TOO_LONG
