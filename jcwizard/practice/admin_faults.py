"""What goes wrong at the pretend Admin API on demand, and the record of the calls that came in."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Literal

from jcwizard.practice.messages import HangUpError, Response


@dataclass
class AdminCall:
    """One call of the API: never the key. `path` lies below `…/api`, `region` is "" for none.

    `body` is the JSON sent, None without one or for a picture; `status` is 0 until answered.
    """

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    body: object
    organisation: str
    region: str
    status: int = 0


@dataclass
class AdminFault:
    """One thing that goes wrong, `times` times (None for always), at the calls it fits.

    It fits by `call` (the index in the record), `method` and `path` (`*` stands for anything); what
    is not given fits all. `moment` says whether the call is done first. Then `hold` waits until
    `release` (the call then goes on, and `held` tells a test that it waits), `drop` closes the
    connection without an answer and `cut` in the middle of one, `status` and `body` (JSON, or plain
    text) are the answer, and `retry_after` alone is a 429 that tells so many seconds.
    """

    call: int | None = None
    method: str = ""
    path: str = ""
    times: int | None = 1
    moment: Literal["before", "after"] = "before"
    status: int = 0
    body: object = None
    retry_after: int | None = None
    drop: bool = False
    cut: bool = False
    hold: bool = False
    struck: int = 0
    held: threading.Event = field(default_factory=threading.Event)
    _go_on: threading.Event = field(default_factory=threading.Event)
    _loop: asyncio.AbstractEventLoop | None = None
    _woken: asyncio.Event = field(default_factory=asyncio.Event)

    def fits(self, index: int, call: AdminCall) -> bool:
        """Say whether it strikes at this call."""
        return (
            (self.times is None or self.struck < self.times)
            and self.call in (None, index)
            and self.method in ("", call.method)
            and (not self.path or fnmatchcase(call.path, self.path))
        )

    def release(self) -> None:
        """Let a held call go on; may be called from any thread."""
        self._go_on.set()
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._woken.set)

    async def strike(self) -> Response | None:
        """Do what goes wrong: an answer instead of the right one, or None to go on."""
        if self.hold:
            self._loop = asyncio.get_running_loop()
            self.held.set()
            if not self._go_on.is_set():
                await self._woken.wait()
        if self.drop or self.cut:
            raise HangUpError(Response.of_json({"cut": "off"}) if self.cut else None)
        return self._answer()

    def _answer(self) -> Response | None:
        if self.retry_after is None and not self.status:
            return None
        status = self.status or 429
        told = () if self.retry_after is None else (("Retry-After", str(self.retry_after)),)
        if isinstance(self.body, str):
            plain = Response.text(self.body, status)
            return Response(status, plain.body, plain.headers + told)
        body = {"message": "Practice refuses this call."} if self.body is None else self.body
        return Response.of_json(body, status, told)


@dataclass
class AdminLog:
    """The calls in the order they came, and what is to go wrong; a test may clear both."""

    calls: list[AdminCall] = field(default_factory=list)
    token_calls: list[AdminCall] = field(default_factory=list)
    faults: list[AdminFault] = field(default_factory=list)

    def note(self, call: AdminCall) -> Sequence[AdminFault]:
        """Write a call down and return what strikes at it, each counted once."""
        return self._striking(len(self.calls), self.calls, call)

    def note_token(self, call: AdminCall) -> Sequence[AdminFault]:
        """Write down that a token was asked for; `call` numbers do not count these."""
        return self._striking(-1, self.token_calls, call)

    def _striking(
        self, index: int, record: list[AdminCall], call: AdminCall
    ) -> Sequence[AdminFault]:
        record.append(call)
        striking = [fault for fault in self.faults if fault.fits(index, call)]
        for fault in striking:
            fault.struck += 1
        return striking
