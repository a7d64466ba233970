"""One request in and one answer out over a connection, with h11."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from jcwizard.oidc.screening import Incoming

if TYPE_CHECKING:
    import h11

MAX_HEAD = 16_384
MAX_HEADERS = 100
_VERSIONS = frozenset({b"1.0", b"1.1"})
_TLS_HANDSHAKE = 0x16
_CHUNK = 65_536
_FAREWELL_SECONDS = 0.3


@dataclass(frozen=True)
class Malformed:
    """A request that is none; `status` is what to answer."""

    status: int


class Https:
    """The other side began with a TLS handshake: the browser turned http into https."""


class Nobody:
    """The other side left without a request."""


Heard = Incoming | Malformed | Https | Nobody


class Connection:
    """One connection of a browser, or of whatever else knocks."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        import h11

        self._reader = reader
        self._writer = writer
        self._wire = h11.Connection(h11.SERVER, max_incomplete_event_size=MAX_HEAD)
        self.held = False

    @property
    def gone(self) -> bool:
        """Whether the other side has left."""
        return self._reader.at_eof() or self._writer.transport.is_closing()

    def abort(self) -> None:
        """End the connection now; whoever waits on it goes on."""
        self._writer.transport.abort()

    async def hear(self) -> Heard:
        """Return the first request. Its body is never read."""
        import h11

        received = bytearray()
        while True:
            try:
                event = self._wire.next_event()
            except h11.RemoteProtocolError as error:
                return Malformed(error.error_status_hint)
            if isinstance(event, h11.Request):
                beyond, _ended = self._wire.trailing_data
                return _judged(event, bytes(received[: len(received) - len(beyond)]))
            data = await self._reader.read(_CHUNK)
            if not data:
                return Nobody()
            if not received and data[0] == _TLS_HANDSHAKE:
                return Https()
            received += data
            self._wire.receive_data(data)

    async def say(
        self, status: int, headers: tuple[tuple[str, str], ...] = (), body: bytes = b""
    ) -> None:
        """Answer and close; an other side that has left is no trouble."""
        import h11

        if self._wire.our_state not in {h11.IDLE, h11.SEND_RESPONSE}:
            return
        own = (("Content-Length", str(len(body))), ("Connection", "close"))
        response = h11.Response(
            status_code=status, reason=HTTPStatus(status).phrase, headers=[*headers, *own]
        )
        data = [self._wire.send(response), self._wire.send(h11.Data(data=body))]
        with suppress(OSError):
            self._writer.write(b"".join(part or b"" for part in data))
            await self._writer.drain()
            await self._farewell()

    async def _farewell(self) -> None:
        """Let the other side read to the end: closing over unread bytes would reset it."""
        if self._writer.can_write_eof():
            self._writer.write_eof()
        with suppress(TimeoutError):
            async with asyncio.timeout(_FAREWELL_SECONDS):
                while await self._reader.read(_CHUNK):
                    pass


def _judged(event: h11.Request, head: bytes) -> Incoming | Malformed:
    """Refuse what h11 is lenient about: no browser sends it, and others read it otherwise."""
    if len(head) > MAX_HEAD or len(event.headers) > MAX_HEADERS:
        return Malformed(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
    if event.http_version not in _VERSIONS or not _is_strict(head):
        return Malformed(HTTPStatus.BAD_REQUEST)
    return _incoming(event)


def _is_strict(head: bytes) -> bool:
    """Return whether every line ends with CR LF and none continues another (RFC 9112 2.2, 5.2)."""
    lines = head.split(b"\r\n")
    return not any(line[:1] in (b" ", b"\t") or b"\n" in line or b"\r" in line for line in lines)


def _incoming(event: h11.Request) -> Incoming:
    headers = tuple(
        (name.decode("ascii").lower(), value.decode("latin-1")) for name, value in event.headers
    )
    return Incoming(event.method.decode("ascii"), event.target.decode("latin-1"), headers)
