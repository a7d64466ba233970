"""Sends a request of the Admin API again where that is safe, after the wait that is asked for."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable

from jcwizard.net.client import Client
from jcwizard.net.messages import Reply, Request
from jcwizard.net.repeats import asked_wait
from jcwizard.net.trouble import CUT_OFF

OnWait = Callable[[float], None]
Wait = Callable[[float], Awaitable[bool]]
"""Waits so many seconds, and says whether the question may still be asked."""
LONGEST_WAIT = 60.0
"""Seconds in all that one question waits for a server that is asked too often."""

_FIRST_PAUSE = 1.0
_JITTER = 0.25
_MOST_REPEATS = 2
_IN_TROUBLE = frozenset({502, 503, 504})
_SAME_EACH_TIME = frozenset({"PUT", "DELETE"})


def nobody(seconds: float) -> None:
    """Tell nobody that it takes a while."""


async def asleep(seconds: float) -> bool:
    """Wait; whatever happens meanwhile, the question stays the same."""
    await asyncio.sleep(seconds)
    return True


async def patiently(
    client: Client, request: Request, on_wait: OnWait, wait: Wait = asleep
) -> tuple[Reply, int]:
    """Return the last reply, and how many earlier ones may have had an effect all the same.

    429 (RFC 6585 4) says that nothing was done, so whatever was asked is asked again: after
    `Retry-After`, else after 1, 2, 4, … seconds. A PUT or DELETE does the same each time (RFC 9110
    9.2.2) and is repeated twice when the server has trouble or the connection ends; a POST never.
    A GET is repeated by the client itself. `wait` keeps the waits of a request that surely had no
    effect so far, and may end it there.
    """
    waited, refused, repeated = 0.0, 0, 0
    while True:
        reply = await client.send(request)
        if reply.trouble is None and reply.status == 429:
            pause = _pause(reply, refused)
            refused += 1
        elif request.method in _SAME_EACH_TIME and repeated < _MOST_REPEATS and _may_pass(reply):
            pause = _pause(reply, repeated)
            repeated += 1
        else:
            return reply, repeated
        waited += pause
        if waited > LONGEST_WAIT:
            return reply, repeated
        on_wait(pause)
        if not await (asleep if repeated else wait)(pause):
            return reply, repeated


def _may_pass(reply: Reply) -> bool:
    if reply.trouble is not None:
        return reply.trouble.code == CUT_OFF
    return reply.status in _IN_TROUBLE


def _pause(reply: Reply, earlier: int) -> float:
    """Return the seconds to wait: never fewer than asked for, and longer each time."""
    jitter = random.uniform(1, 1 + _JITTER)  # noqa: S311  no secret
    own: float = _FIRST_PAUSE * 2.0**earlier * jitter
    return max(float(asked_wait(reply.headers) or 0), own)
