"""Receives the browser's return on this computer, and answers it only when the verdict is known.

It listens on 127.0.0.1 alone, from the start of one sign-in until its end. Nothing but the exact
path with the state of this sign-in ends the wait; everything else is answered and forgotten.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from enum import StrEnum

from jcwizard.model.finding import Finding
from jcwizard.model.secret import Secret
from jcwizard.net.loopback import LOOPBACK
from jcwizard.oidc.answers import split_url
from jcwizard.oidc.callback import Callback, Ignored, read_query
from jcwizard.oidc.listening import Echo, listen, named
from jcwizard.oidc.pages import SECURITY_HEADERS, Pages
from jcwizard.oidc.screening import DONE, Incoming, Kind, screen
from jcwizard.oidc.wire import Connection, Https, Malformed

ARRIVAL_SECONDS = 10.0
MAX_CONNECTIONS = 32
SHOWN_SECONDS = 2.0


class Event(StrEnum):
    """What happened at the address besides the return itself."""

    HTTPS = "https"
    OTHER_STATE = "other_state"
    NO_STATE = "no_state"


def no_event(event: Event) -> None:
    """Take an event and do nothing with it."""


class Receiver:
    """One sign-in's address. Use it from one event loop; `close` may be called at any time."""

    def __init__(
        self,
        redirect_uri: str,
        state: Secret,
        pages: Pages,
        on_event: Callable[[Event], None] = no_event,
    ) -> None:
        self._redirect_uri = redirect_uri
        self._state = state
        self._pages = pages
        self._on_event = on_event
        self._connections: dict[Connection, asyncio.Task[None]] = {}
        self._server: asyncio.Server | None = None
        self._answer: asyncio.Future[Callback] = asyncio.get_running_loop().create_future()
        self._told = asyncio.Event()
        self._shown = asyncio.Event()
        self._page = b""
        self._path, self.port = "", 0
        self._hosts: frozenset[str] = frozenset()
        self._echo = Echo()

    async def open(self) -> Finding | None:
        """Listen; return the finding when the address cannot be had."""
        parts = split_url(self._redirect_uri)
        if parts is None or parts.scheme != "http" or parts.hostname != LOOPBACK or not parts.port:
            wanted = f"http://{LOOPBACK}:14217/callback"
            return Finding("loopback.address_unusable", wanted, self._redirect_uri)
        self._path, self.port = parts.path or "/", parts.port
        self._hosts = frozenset(
            {f"{LOOPBACK}:{self.port}"} | ({LOOPBACK} if self.port == 80 else set())
        )
        listening = listen(self.port)
        if isinstance(listening, Finding):
            return await named(listening, self.port)
        # Only the second of these two waits: a cancelled start loses no socket between them.
        self._server = await asyncio.start_server(
            self._arrived, sock=listening, start_serving=False
        )
        try:
            await self._server.start_serving()
        except BaseException:
            self.close()
            raise
        return None

    async def hear_itself(self) -> Finding | None:
        """Ask ourselves before a browser is sent; the finding says what is in the way."""
        return await self._echo.returns(self.port)

    async def wait(self) -> Callback:
        """Return the answer of this sign-in; a second one changes nothing."""
        return await asyncio.shield(self._answer)

    def offer(self, callback: Callback) -> None:
        """Take an answer that came another way; the first one counts."""
        if not self._answer.done():
            self._answer.set_result(callback)

    async def tell(self, page: bytes) -> None:
        """Show the page to the browser that is waiting, and close.

        The callback is answered by 303 to a bare address, so that the code leaves the address bar
        (RFC 9700 4.3.1). Waits at most two seconds for the browser to follow.
        """
        waiting = any(one.held and not one.gone for one in self._connections)
        self._page = page
        self._told.set()
        if waiting:
            try:
                async with asyncio.timeout(SHOWN_SECONDS):
                    await self._shown.wait()
            except TimeoutError:
                self._shown.set()
        self.close()

    def _is_closed(self) -> bool:
        return self._server is None

    def close(self) -> None:
        """Stop listening and end every connection, at once and without waiting for anyone."""
        if self._server is not None:
            self._server.close()
            self._server = None
        self._told.set()
        for connection in tuple(self._connections):
            connection.abort()
        self._answer.cancel()

    def _arrived(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take a connection in at once: a task that never gets its turn would not end it."""
        connection = Connection(reader, writer)
        if self._is_closed():
            connection.abort()  # it was let in while the door was being closed
            return
        self._make_room()
        serving = asyncio.get_running_loop().create_task(self._serve(connection))
        self._connections[connection] = serving
        serving.add_done_callback(lambda _: self._leave(connection))

    def _leave(self, connection: Connection) -> None:
        del self._connections[connection]
        connection.abort()

    async def _serve(self, connection: Connection) -> None:
        # One that never asks, or leaves in the middle, is nobody's trouble.
        with contextlib.suppress(TimeoutError, OSError):
            async with asyncio.timeout(ARRIVAL_SECONDS):
                heard = await connection.hear()
            if self._is_closed():
                return  # it was closed while the last bytes came: nobody is to be told any more
            if isinstance(heard, Https):
                self._on_event(Event.HTTPS)
            elif isinstance(heard, Malformed):
                await connection.say(heard.status, SECURITY_HEADERS)
            elif isinstance(heard, Incoming):
                await self._answer_one(connection, heard)

    def _make_room(self) -> None:
        """End the oldest idle connections, so that the browser's own always gets in."""
        idle = [one for one in self._connections if not one.held]
        for connection in idle[: max(0, len(self._connections) - MAX_CONNECTIONS + 1)]:
            connection.abort()

    async def _answer_one(self, connection: Connection, incoming: Incoming) -> None:
        if incoming.target == self._echo.target:
            await connection.say(200, SECURITY_HEADERS, self._echo.answer)
            return
        screened = screen(incoming, self._hosts, self._path)
        if screened.kind is Kind.CALLBACK:
            await self._returned(connection, screened.query)
        elif screened.kind is Kind.DONE and self._page:
            await connection.say(200, SECURITY_HEADERS, self._page)
            self._shown.set()
        else:
            allow = (("Allow", "GET"),) if screened.status == 405 else ()
            await connection.say(screened.status or 404, SECURITY_HEADERS + allow)

    async def _returned(self, connection: Connection, query: str) -> None:
        callback = read_query(query, self._state)
        if isinstance(callback, Ignored):
            known = {Ignored.OTHER_STATE: Event.OTHER_STATE}
            self._on_event(known.get(callback, Event.NO_STATE))
            stray = self._pages.html(self._pages.stray)
            await connection.say(400, SECURITY_HEADERS, stray)
            return
        connection.held = True
        self.offer(callback)
        await self._told.wait()
        if self._page:
            await connection.say(303, (*SECURITY_HEADERS, ("Location", DONE)))
