"""The loopback address under fire: only a browser's own visit with our state ends the wait."""

from __future__ import annotations

import asyncio
import errno
import os
import socket
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from jcwizard.model.finding import Finding
from jcwizard.model.secret import Secret
from jcwizard.oidc import receiver as module
from jcwizard.oidc.callback import Callback
from jcwizard.oidc.pages import ENGLISH
from jcwizard.oidc.receiver import Event, Receiver
from tests.oidc.browser import (
    NAVIGATION,
    Seen,
    free_port,
    is_free,
    raw,
    request_bytes,
    seen,
    visit,
)
from tests.oidc.servers import run

STATE = "q3XcYvT0a1bWmJH2n9dPzL7sKfGuRe5yViOtB4xM6AE"


class Rig:
    """An open receiver, its port, and the events that it told."""

    def __init__(self, receiver: Receiver, port: int, events: list[Event]) -> None:
        self.receiver = receiver
        self.port = port
        self.events = events
        self.address = f"http://127.0.0.1:{port}/callback"
        self.right = f"{self.address}?code=abc&state={STATE}"

    async def still_waits(self) -> None:
        """Show that the wait goes on, and that the right answer still gets through."""
        waiting = asyncio.ensure_future(self.receiver.wait())
        await asyncio.sleep(0)
        assert not waiting.done()
        visiting = asyncio.ensure_future(visit(self.right))
        callback = await waiting
        assert isinstance(callback, Callback)
        assert callback.code == Secret("abc")
        telling = asyncio.ensure_future(self.receiver.tell(b"<p>the verdict</p>"))
        assert (await visiting).status == 303
        done = await visit(f"http://127.0.0.1:{self.port}/done")
        assert done.body == "<p>the verdict</p>"
        await telling
        assert await is_free(self.port)


def with_receiver(use: Callable[[Rig], Awaitable[None]]) -> None:
    async def whole() -> None:
        events: list[Event] = []
        port = free_port()
        receiver = Receiver(
            f"http://127.0.0.1:{port}/callback", Secret(STATE), ENGLISH, events.append
        )
        assert await receiver.open() is None
        try:
            await use(Rig(receiver, port, events))
        finally:
            receiver.close()
        assert await is_free(port)

    run(whole())


@pytest.mark.parametrize(
    ("path", "method", "headers", "host", "status"),
    [
        ("/favicon.ico", "GET", {}, None, 404),
        ("/", "GET", {}, None, 404),
        ("/callback/", "GET", {}, None, 404),
        ("/Callback", "GET", {}, None, 404),
        ("/done", "GET", {}, None, 404),
        ("/callback", "POST", {"Content-Length": "0"}, None, 405),
        ("/callback", "POST", {"Content-Length": "5"}, None, 405),
        ("/callback", "OPTIONS", {"Origin": "https://evil.example"}, None, 405),
        ("/callback", "HEAD", {}, None, 405),
        ("/callback", "GET", {"Content-Length": "5"}, None, 400),
        ("/callback", "GET", {"Content-Length": "5", "Transfer-Encoding": "chunked"}, None, 400),
        ("/callback", "GET", {}, "evil.example", 421),
        ("/callback", "GET", {}, "127.0.0.1", 421),
        ("/callback", "GET", {}, "127.0.0.1.evil.example:PORT", 421),
        ("/callback", "GET", {}, "localhost:PORT", 421),
        ("/callback", "GET", {"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}, None, 403),
        ("/callback", "GET", {"Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}, None, 403),
        ("/callback", "GET", {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}, None, 403),
        ("/callback", "GET", {"Sec-Purpose": "prefetch;prerender"}, None, 503),
        ("/callback", "GET", {"Purpose": "prefetch"}, None, 503),
    ],
)
def test_a_foreign_request_is_answered_and_forgotten(
    path: str, method: str, headers: dict[str, str], host: str | None, status: int
) -> None:
    async def use(rig: Rig) -> None:
        url = f"http://127.0.0.1:{rig.port}{path}?code=abc&state={STATE}"
        sent = host.replace("PORT", str(rig.port)) if host else None
        answer = await visit(url, method, headers, sent)
        assert answer.status == status
        assert answer.body == ""
        assert "access-control-allow-origin" not in answer.headers
        await rig.still_waits()

    with_receiver(use)


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (
            b"GET http://127.0.0.1:PORT/callback?TARGET HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n",
            400,
        ),
        (b"GET /callback?TARGET HTTP/1.1\r\n\r\n", 400),
        (b"GET /callback?TARGET HTTP/1.0\r\n\r\n", 421),
        (b"GET /callback?TARGET HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nHost: a\r\n\r\n", 400),
        (b"GET /callback?TARGET HTTP/1.1\r\nHost: a\x00b\r\n\r\n", 400),
        (b"GET /callback?TARGET\r\n\r\n", 400),
        (b"\x00\x01\x02\r\n\r\n", 400),
        (b"GET /callback?TARGET HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nX: " + b"y" * 20_000, 431),
        (b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
    ],
)
def test_malformed_bytes_are_refused_and_the_wait_goes_on(data: bytes, status: int) -> None:
    async def use(rig: Rig) -> None:
        target = f"code=abc&state={STATE}".encode()
        sent = data.replace(b"TARGET", target).replace(b"PORT", str(rig.port).encode())
        assert seen(await raw(rig.port, sent)).status == status
        await rig.still_waits()

    with_receiver(use)


def test_a_wrong_state_is_ignored_counted_and_told_as_another_attempt() -> None:
    async def use(rig: Rig) -> None:
        for query in ("code=abc&state=another", "error=access_denied", f"code=a&state={STATE}x"):
            answer = await visit(f"{rig.address}?{query}")
            assert answer.status == 400
            assert "another sign-in" in answer.body
        assert rig.events == [Event.OTHER_STATE, Event.NO_STATE, Event.OTHER_STATE]
        await rig.still_waits()

    with_receiver(use)


def test_a_browser_that_insists_on_https_is_recognised() -> None:
    async def use(rig: Rig) -> None:
        assert await raw(rig.port, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03") == b""
        assert rig.events == [Event.HTTPS]
        await rig.still_waits()

    with_receiver(use)


def test_silent_sockets_do_not_keep_the_browser_out() -> None:
    async def use(rig: Rig) -> None:
        idle = [await asyncio.open_connection("127.0.0.1", rig.port) for _ in range(60)]
        await rig.still_waits()
        for _, writer in idle:
            writer.close()

    with_receiver(use)


def test_a_connection_that_never_asks_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ARRIVAL_SECONDS", 0.05)

    async def use(rig: Rig) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", rig.port)
        writer.write(b"GET /callback?")
        assert await reader.read() == b""
        writer.close()
        await rig.still_waits()

    with_receiver(use)


def test_a_reset_connection_is_nobodys_trouble() -> None:
    async def use(rig: Rig) -> None:
        with socket.socket() as one:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
            one.connect(("127.0.0.1", rig.port))
            one.send(b"GET / HTTP/1.1\r\n")
        await rig.still_waits()

    with_receiver(use)


def test_a_byte_by_byte_request_is_understood() -> None:
    async def use(rig: Rig) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", rig.port)
        for byte in request_bytes(rig.right, headers=NAVIGATION):
            writer.write(bytes([byte]))
            await writer.drain()
        assert (await rig.receiver.wait()).code == Secret("abc")
        telling = asyncio.ensure_future(rig.receiver.tell(b"x"))
        assert seen(await reader.read()).status == 303
        await visit(f"http://127.0.0.1:{rig.port}/done")
        await telling
        writer.close()

    with_receiver(use)


def test_the_browser_is_held_until_the_verdict_and_dropped_when_there_is_none() -> None:
    async def use(rig: Rig) -> None:
        visiting = asyncio.ensure_future(raw(rig.port, request_bytes(rig.right)))
        await rig.receiver.wait()
        assert not visiting.done()
        rig.receiver.close()
        assert await visiting == b""

    with_receiver(use)


def test_a_browser_that_does_not_follow_is_not_waited_for_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "SHOWN_SECONDS", 0.05)

    async def use(rig: Rig) -> None:
        visiting = asyncio.ensure_future(visit(rig.right))
        await rig.receiver.wait()
        await rig.receiver.tell(b"x")
        assert (await visiting).status == 303
        assert await is_free(rig.port)

    with_receiver(use)


def test_an_answer_that_came_another_way_is_the_first_and_only_one() -> None:
    async def use(rig: Rig) -> None:
        rig.receiver.offer(Callback(code=Secret("pasted")))
        rig.receiver.offer(Callback(code=Secret("late")))
        assert (await rig.receiver.wait()).code == Secret("pasted")
        visiting = asyncio.ensure_future(visit(rig.right))
        await asyncio.sleep(0.02)
        telling = asyncio.ensure_future(rig.receiver.tell(b"x"))
        assert (await visiting).status == 303
        await visit(f"http://127.0.0.1:{rig.port}/done")
        await telling

    with_receiver(use)


def test_every_answer_carries_the_headers_that_keep_the_code_in_place() -> None:
    async def use(rig: Rig) -> None:
        answers: list[Seen] = [
            await visit(f"{rig.address}?state=x"),
            await visit(f"http://127.0.0.1:{rig.port}/favicon.ico"),
        ]
        for answer in answers:
            assert answer.headers["referrer-policy"] == "no-referrer"
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["x-frame-options"] == "DENY"
            assert "default-src 'none'" in answer.headers["content-security-policy"]

    with_receiver(use)


@pytest.mark.skipif(sys.platform != "linux", reason="reads Linux's list of sockets")
def test_it_listens_on_the_loopback_address_alone() -> None:
    async def use(rig: Rig) -> None:
        end = f":{rig.port:04X}"
        places = await asyncio.to_thread(listening_places)
        assert [place for place in places if place.endswith(end)] == [f"0100007F{end}"]

    with_receiver(use)


def listening_places() -> list[str]:
    lines = [
        line.split()
        for name in ("tcp", "tcp6")
        for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]
    ]
    return [line[1] for line in lines if line[3] == "0A"]


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.EADDRINUSE, "loopback.port_taken"),
        (errno.EACCES, "loopback.port_reserved"),
        (errno.EADDRNOTAVAIL, "loopback.cannot_listen"),
    ],
)
def test_an_address_that_cannot_be_had_is_named(
    monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    def refuse(_self: socket.socket, _address: object) -> None:
        raise OSError(number, os.strerror(number))

    class Refusing(socket.socket):
        bind = refuse

    monkeypatch.setattr(module.socket, "socket", Refusing)

    async def whole() -> Finding | None:
        receiver = Receiver("http://127.0.0.1:14217/callback", Secret(STATE), ENGLISH)
        return await receiver.open()

    finding = run(whole())
    assert finding is not None
    assert finding.code == code
    assert (finding.expected, finding.actual) == ("127.0.0.1:14217", os.strerror(number))
    assert finding.values == {"port": "14217"}
