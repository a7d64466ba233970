"""Serves HTTP/1.1 on 127.0.0.1 with h11: one request to a connection, everything bounded."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from email.utils import formatdate

import h11

from jcwizard.practice.messages import HangUpError, Request, Response

HOST = "127.0.0.1"
BODY_LIMIT = 64 * 1024
HEAD_LIMIT = 32 * 1024
ARRIVAL_SECONDS = 15.0
ANSWER_SECONDS = 30.0
LINGER_SECONDS = 0.5
TURNS_TO_WELCOME = 6

_log = logging.getLogger(__name__)

Handler = Callable[[Request], Awaitable[Response]]


def bind(port: int | None) -> socket.socket:
    """Listen on `port` of 127.0.0.1, or on a free one where that is taken or None."""
    for wanted in (port, 0):
        if wanted is not None:
            with suppress(OSError, OverflowError):
                return socket.create_server((HOST, wanted))
    return socket.create_server((HOST, 0))


class Site:
    """One server: a listening socket, the handler that answers, and the clock of its Date header.

    With `own_forms_only` a form that a browser sends from another page is refused. `body_limit`
    says how many bytes a body may have at a path.
    """

    def __init__(
        self,
        listening: socket.socket,
        handler: Handler,
        now: Callable[[], float],
        *,
        own_forms_only: bool = True,
        body_limit: Callable[[str], int] = lambda _path: BODY_LIMIT,
    ) -> None:
        self._listening = listening
        self._handler = handler
        self._now = now
        self._own_forms_only = own_forms_only
        self._body_limit = body_limit
        self._server: asyncio.Server | None = None
        self._stopped = False
        self._visits: set[asyncio.Task[None]] = set()
        self._host = "{}:{}".format(*listening.getsockname())

    async def start(self) -> None:
        """Begin to answer."""
        self._server = await asyncio.start_server(self._welcome, sock=self._listening)

    async def stop(self) -> None:
        """Close at once, also towards those who hold an idle connection."""
        self._stopped = True
        # Who is being let in just now must get as far as `_welcome`, some turns of the loop later:
        # a server that is closed in between forgets to close that connection (CPython 3.11, 3.12).
        for _ in range(TURNS_TO_WELCOME):
            await asyncio.sleep(0)
        # `Server.wait_closed()` is left out: from Python 3.12 it waits for idle browsers.
        if self._server is not None:
            self._server.close()
        self._listening.close()
        visits = tuple(self._visits)
        for visit in visits:
            visit.cancel()
        await asyncio.gather(*visits, return_exceptions=True)
        await asyncio.sleep(0)  # the turn in which aborted connections are let go

    def _welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._stopped:
            writer.transport.abort()
            return
        visit = asyncio.get_running_loop().create_task(self._visit(reader, writer))
        self._visits.add(visit)
        visit.add_done_callback(self._visits.discard)
        # Not in a `finally` of the visit: one that is cancelled before it began has none.
        visit.add_done_callback(lambda _visit: writer.transport.abort())

    async def _visit(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._converse(reader, writer)
        except (ConnectionError, TimeoutError, HangUpError):
            # The other side went away or never spoke, or we play that we do: nobody is to be told.
            _log.debug("a practice visitor left early")

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        wire = h11.Connection(h11.SERVER, max_incomplete_event_size=HEAD_LIMIT)
        request: Request | None = None
        try:
            async with asyncio.timeout(ARRIVAL_SECONDS):
                request = await _receive(wire, reader, writer, self._body_limit)
            if request is None:
                return
            response = await self._answer(request)
        except HangUpError as left:
            if left.begun is not None:
                # Its head promises one byte more than will ever come.
                writer.write(self._head(wire, left.begun, more=1) + left.begun.body)
                await writer.drain()
            raise
        except h11.RemoteProtocolError as error:
            response = Response.text("This request cannot be read.", error.error_status_hint)
        if wire.our_state not in {h11.IDLE, h11.SEND_RESPONSE}:
            return
        async with asyncio.timeout(ANSWER_SECONDS):
            with_body = request is None or request.method != "HEAD"
            await self._send(wire, writer, response, with_body=with_body)
            if request is None:
                await _read_on(reader, writer)
            writer.close()
            await writer.wait_closed()

    async def _answer(self, request: Request) -> Response:
        if request.header("host") != self._host:
            # A name that a stranger pointed at 127.0.0.1 (DNS rebinding) is not ours.
            return Response.text("This server answers only under its own address.", 421)
        origin = request.header("origin")
        if self._own_forms_only and origin not in ("", f"http://{self._host}"):
            return Response.text("This form was sent from another page.", 403)
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                # A HEAD is answered like a GET whose body stays here (RFC 9110 9.3.2).
                as_get = replace(request, method="GET") if request.method == "HEAD" else request
                return await self._handler(as_get)
        except HangUpError:
            raise
        except Exception:  # noqa: BLE001 - here a bug of a practice page becomes an answer
            _log.exception("the practice world failed at %s", request.path)
            return Response.text("The practice world has made a mistake.", 500)

    async def _send(
        self,
        wire: h11.Connection,
        writer: asyncio.StreamWriter,
        response: Response,
        *,
        with_body: bool,
    ) -> None:
        writer.write(self._head(wire, response))
        if with_body and response.body:
            writer.write(wire.send(h11.Data(data=response.body)) or b"")
        writer.write(wire.send(h11.EndOfMessage()) or b"")
        await writer.drain()

    def _head(self, wire: h11.Connection, response: Response, *, more: int = 0) -> bytes:
        headers = [
            ("Date", formatdate(self._now(), usegmt=True)),
            *response.headers,
            ("Content-Length", str(len(response.body) + more)),
            ("Connection", "close"),
        ]
        return wire.send(h11.Response(status_code=response.status, headers=headers)) or b""


async def _receive(
    wire: h11.Connection,
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    body_limit: Callable[[str], int],
) -> Request | None:
    """Read one request; None when the visitor says nothing. Raises h11.RemoteProtocolError."""
    head: h11.Request | None = None
    body, limit = bytearray(), 0
    while True:
        event = wire.next_event()
        if event is h11.NEED_DATA:
            if wire.they_are_waiting_for_100_continue:
                go_on = h11.InformationalResponse(status_code=100, headers=[])
                writer.write(wire.send(go_on) or b"")
            wire.receive_data(await reader.read(HEAD_LIMIT))
        elif isinstance(event, h11.Request):
            head = event
            limit = body_limit(head.target.decode("latin-1").partition("?")[0])
        elif isinstance(event, h11.Data):
            body += event.data
            if len(body) > limit:
                raise h11.RemoteProtocolError("the body is too large", error_status_hint=413)
        elif isinstance(event, h11.EndOfMessage) and head is not None:
            return Request(
                head.method.decode("ascii"),
                head.target.decode("latin-1"),
                tuple(_readable(head.headers)),
                bytes(body),
            )
        else:
            return None


def _readable(headers: Iterable[tuple[bytes, bytes]]) -> Iterable[tuple[str, str]]:
    for name, value in headers:
        yield name.decode("ascii").lower(), value.decode("latin-1")


async def _read_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """After a refusal read on for a moment: closing over unread bytes could lose the answer."""
    if writer.can_write_eof():
        writer.write_eof()
    with suppress(TimeoutError):
        async with asyncio.timeout(LINGER_SECONDS):
            while await reader.read(HEAD_LIMIT):
                pass
