"""Small servers on loopback that answer exactly what a test tells them to, faults included."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import struct
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any, Self, TypeVar
from urllib.parse import parse_qsl

import h11

T = TypeVar("T")
TEST_SECONDS = 20.0


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a test's coroutine on a fresh loop; no test waits for ever."""

    async def bounded() -> T:
        async with asyncio.timeout(TEST_SECONDS):
            return await coroutine

    return asyncio.run(bounded())


@dataclass(frozen=True)
class Asked:
    """One request as it arrived; header names are lower-case."""

    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    form: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """One answer; `raw` replaces it whole, `cut` ends the connection in the middle of the body.

    `reset` reads the request and answers with a reset instead, as a dying network does.
    """

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    raw: bytes | None = None
    cut: bool = False
    reset: bool = False
    after: float = 0.0


Answerer = Callable[[Asked], Answer]


def page(text: str = "<h1>Sign in to the network</h1>", status: int = 200) -> Answer:
    return Answer(status, (("Content-Type", "text/html"),), f"<!doctype html>{text}".encode())


def as_json(value: object, status: int = 200, **headers: str) -> Answer:
    kind = (("Content-Type", "application/json;charset=UTF-8"), ("Cache-Control", "no-store"))
    own = tuple((name.replace("_", "-"), text) for name, text in headers.items())
    return Answer(status, kind + own, json.dumps(value).encode())


def to(location: str, status: int = 303) -> Answer:
    return Answer(status, (("Location", location), ("Cache-Control", "no-store")))


class Server:
    """Serves paths of `routes`; anything else is 404. `asked` keeps every request in order."""

    def __init__(self, routes: Mapping[str, Answer | Answerer] | None = None) -> None:
        self.routes: dict[str, Answer | Answerer] = dict(routes or {})
        self.asked: list[Asked] = []
        self.base = ""
        self._open: set[asyncio.StreamWriter] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        self.base = f"http://127.0.0.1:{self.port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for writer in tuple(self._open):
            writer.transport.abort()
        await asyncio.sleep(0)

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        with contextlib.suppress(ConnectionError, asyncio.CancelledError, h11.RemoteProtocolError):
            asked = await _read(reader)
            if asked is not None:
                self.asked.append(asked)
                route = self.routes.get(asked.path, Answer(404))
                answer = route if isinstance(route, Answer) else route(asked)
                await asyncio.sleep(answer.after)
                if answer.reset:
                    _reset(writer)
                    return
                writer.write(_bytes_of(answer))
                await writer.drain()
        self._open.discard(writer)
        writer.close()


def _reset(writer: asyncio.StreamWriter) -> None:
    """End a connection by RST: nothing more is sent, and what was on its way is lost."""
    linger = struct.pack("ii", 1, 0)
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    writer.transport.abort()


async def _read(reader: asyncio.StreamReader) -> Asked | None:
    wire = h11.Connection(h11.SERVER)
    request, body = None, b""
    while True:
        event = wire.next_event()
        if event is h11.NEED_DATA:
            data = await reader.read(65_536)
            if not data:
                return None
            wire.receive_data(data)
        elif isinstance(event, h11.Request):
            request = event
        elif isinstance(event, h11.Data):
            body += event.data
        else:
            break
    assert request is not None
    path, _, query = request.target.decode().partition("?")
    headers = {name.decode(): value.decode() for name, value in request.headers}
    return Asked(
        request.method.decode(),
        path,
        dict(parse_qsl(query, keep_blank_values=True)),
        dict(parse_qsl(body.decode(), keep_blank_values=True)),
        headers,
    )


def _bytes_of(answer: Answer) -> bytes:
    if answer.raw is not None:
        return answer.raw
    lines = [f"HTTP/1.1 {answer.status} X", f"Content-Length: {len(answer.body)}"]
    lines += [f"{name}: {value}" for name, value in answer.headers]
    head = "\r\n".join([*lines, "Connection: close", "", ""]).encode()
    return head + (answer.body[: len(answer.body) // 2] if answer.cut else answer.body)
