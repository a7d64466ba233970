"""Requests that are no sign-in's return: each is answered, forgotten, and the wait goes on."""

from __future__ import annotations

import asyncio
import socket

import pytest

from jcwizard.model.secret import Secret
from jcwizard.oidc.callback import Callback
from jcwizard.oidc.receiver import Event
from tests.oidc.browser import Seen, raw, request_bytes, seen, visit
from tests.oidc.receiving import STATE, Rig, with_receiver

row = pytest.mark.row

PROBES = ("/favicon.ico", "/robots.txt", "/.well-known/appspecific/com.chrome.devtools.json", "/")
OTHER_PATHS = ("/callback/", "/Callback", "/done", "//callback", "/callback;x", "/%63allback")
METHODS = ("POST", "PUT", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE", "CONNECT", "BREW")
HOSTS = (
    "evil.example",
    "127.0.0.1",
    "127.0.0.1:1",
    "127.0.0.1.evil.example:PORT",
    "evil.example:PORT",
    "localhost:PORT",
    "[::1]:PORT",
    "127.0.0.1:PORT@evil.example",
    "127.0.0.1:PORT.",
    "0.0.0.0:PORT",
    "2130706433:PORT",
)
NO_VISITS = (
    {"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"},
    {"Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"},
    {"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "script"},
    {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"},
    {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "object"},
    {"Sec-Fetch-Mode": "websocket"},
    {"Sec-Fetch-Dest": "embed"},
    {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Key": "AA=="},
)
PREFETCHES = (
    {"Sec-Purpose": "prefetch"},
    {"Sec-Purpose": "prefetch;prerender"},
    {"Sec-Purpose": "prefetch;anonymous-client-ip"},
    {"Purpose": "prefetch"},
    {"X-Moz": "prefetch"},
)


async def refused(rig: Rig, answer: Seen, status: int) -> None:
    """The answer repeats nothing and invites nobody; the right one still gets through."""
    assert answer.status == status
    assert answer.body == ""
    assert "access-control-allow-origin" not in answer.headers
    assert answer.headers["connection"] == "close"
    await rig.still_waits()


@pytest.mark.parametrize("path", PROBES + OTHER_PATHS)
@row("L9", "M2")
def test_another_path_is_not_found_and_the_wait_goes_on(path: str) -> None:
    async def use(rig: Rig) -> None:
        target = f"{path}?code=abc&state={STATE}"
        sent = f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{rig.port}\r\n\r\n".encode()
        await refused(rig, seen(await raw(rig.port, sent)), 404)

    with_receiver(use)


@pytest.mark.parametrize("method", METHODS)
@row("L14")
def test_only_a_get_can_bring_the_answer(method: str) -> None:
    async def use(rig: Rig) -> None:
        answer = await visit(rig.right, method, {"Origin": "https://evil.example"})
        assert answer.headers.get("allow", "GET") == "GET"
        assert not [name for name in answer.headers if name.startswith("access-control")]
        await refused(rig, answer, 405)

    with_receiver(use)


@pytest.mark.parametrize("method", ["POST", "OPTIONS", "GET"])
@row("L14")
def test_a_body_is_never_read(method: str) -> None:
    async def use(rig: Rig) -> None:
        answer = await visit(rig.right, method, {"Content-Length": "5"})
        await refused(rig, answer, 400 if method == "GET" else 405)

    with_receiver(use)


@pytest.mark.parametrize("host", HOSTS)
@row("L15")
def test_a_name_that_was_made_to_point_here_is_no_name_of_ours(host: str) -> None:
    async def use(rig: Rig) -> None:
        answer = await visit(rig.right, host=host.replace("PORT", str(rig.port)))
        await refused(rig, answer, 421)

    with_receiver(use)


@pytest.mark.parametrize("headers", NO_VISITS, ids=lambda headers: " ".join(headers.values()))
@row("L16")
def test_what_a_page_loads_is_no_visit_even_with_the_right_state(headers: dict[str, str]) -> None:
    async def use(rig: Rig) -> None:
        await refused(rig, await visit(rig.right, headers=headers), 403)

    with_receiver(use)


@pytest.mark.parametrize("headers", PREFETCHES, ids=lambda headers: "".join(headers.values()))
@row("L21", "M2")
def test_a_prefetch_does_not_use_up_the_answer(headers: dict[str, str]) -> None:
    async def use(rig: Rig) -> None:
        await refused(rig, await visit(rig.right, headers=headers), 503)

    with_receiver(use)


LINE = b"GET /callback?TARGET HTTP/1.1\r\n"
HEAD = LINE + b"Host: 127.0.0.1:PORT\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"

# PORT and TARGET stand for the right port and the right query; the status is ours.
CORPUS: dict[str, tuple[bytes, int]] = {
    "length and chunked": (HEAD + b"Content-Length: 5\r\n" + CHUNKED + b"\r\n0\r\n\r\n", 400),
    "chunked and length": (HEAD + CHUNKED + b"Content-Length: 5\r\n\r\n0\r\n\r\n", 400),
    "chunked": (HEAD + CHUNKED + b"\r\n0\r\n\r\n", 400),
    "chunked twice": (HEAD + CHUNKED + CHUNKED + b"\r\n0\r\n\r\n", 501),
    "unknown encoding": (HEAD + b"Transfer-Encoding: xchunked\r\n\r\n", 501),
    "two lengths": (HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400),
    "two equal lengths": (HEAD + b"Content-Length: 2\r\nContent-Length: 2\r\n\r\nab", 400),
    "a list of lengths": (HEAD + b"Content-Length: 2, 2\r\n\r\nab", 400),
    "a length with a sign": (HEAD + b"Content-Length: +2\r\n\r\nab", 400),
    "bare line feeds": (b"GET /callback?TARGET HTTP/1.1\nHost: 127.0.0.1:PORT\n\n", 400),
    "one bare line feed": (LINE + b"X: a\nHost: 127.0.0.1:PORT\r\n\r\n", 400),
    "a bare line feed at the end": (HEAD + b"\n", 400),
    "a bare carriage return": (HEAD + b"X: a\rb\r\n\r\n", 400),
    "a continued header": (HEAD + b"X: a\r\n b\r\n\r\n", 400),
    "a continued host": (LINE + b"Host:\r\n\t127.0.0.1:PORT\r\n\r\n", 400),
    "a continued first line": (LINE + b" X: a\r\nHost: 127.0.0.1:PORT\r\n\r\n", 400),
    "an empty line first": (b"\r\n" + HEAD + b"\r\n", 400),
    "a blank before the colon": (LINE + b"Host : 127.0.0.1:PORT\r\n\r\n", 400),
    "a header without a name": (HEAD + b": x\r\n\r\n", 400),
    "a header without a colon": (HEAD + b"x\r\n\r\n", 400),
    "a nul in a header": (HEAD + b"X: a\x00b\r\n\r\n", 400),
    "a nul in the target": (b"GET /callback?\x00TARGET HTTP/1.1\r\n\r\n", 400),
    "a blank in the target": (b"GET /callback?TARGET x HTTP/1.1\r\n\r\n", 400),
    "two blanks in the first line": (b"GET  /callback?TARGET HTTP/1.1\r\n\r\n", 400),
    "an absolute target": (HEAD.replace(b" /", b" http://127.0.0.1:PORT/") + b"\r\n", 400),
    "a foreign target": (HEAD.replace(b" /", b" http://evil.example/") + b"\r\n", 400),
    "the target of connect": (b"CONNECT 127.0.0.1:PORT HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    "a star": (b"OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n", 400),
    "http 0.9": (b"GET /callback?TARGET\r\n\r\n", 400),
    "the preface of http 2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0", 400),
    "http 2.0": (HEAD.replace(b"1.1", b"2.0") + b"\r\n", 400),
    "http 9.9": (HEAD.replace(b"1.1", b"9.9") + b"\r\n", 400),
    "a lower-case version": (HEAD.replace(b"HTTP", b"http") + b"\r\n", 400),
    "no words at all": (b"\x00\x01\x02\r\n\r\n", 400),
    "a greeting of socks": (b"\x05\x01\x00\r\n\r\n", 400),
}


def filled(data: bytes, port: int) -> bytes:
    target = f"code=abc&state={STATE}".encode()
    return data.replace(b"TARGET", target).replace(b"PORT", str(port).encode())


@pytest.mark.parametrize("name", CORPUS)
@row("L13")
def test_a_request_that_two_readers_read_differently_is_refused(name: str) -> None:
    data, status = CORPUS[name]

    async def use(rig: Rig) -> None:
        await refused(rig, seen(await raw(rig.port, filled(data, rig.port))), status)

    with_receiver(use)


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (LINE + b"\r\n", 400),
        (LINE.replace(b"1.1", b"1.0") + b"\r\n", 421),
        (LINE + b"Host:\r\n\r\n", 421),
        (HEAD + b"Host: a\r\n\r\n", 400),
        (HEAD + b"Host: 127.0.0.1:PORT\r\n\r\n", 400),
    ],
    ids=["missing", "missing in 1.0", "empty", "another one too", "the same twice"],
)
@row("L15")
def test_the_host_is_said_exactly_once(data: bytes, status: int) -> None:
    async def use(rig: Rig) -> None:
        await refused(rig, seen(await raw(rig.port, filled(data, rig.port))), status)

    with_receiver(use)


@pytest.mark.parametrize(
    "data",
    [
        HEAD.replace(b"TARGET", b"TARGET&x=" + b"y" * 20_000) + b"\r\n",
        HEAD + b"X: " + b"y" * 20_000,
        HEAD + b"X: y\r\n" * 1_000 + b"\r\n",
        HEAD + b"".join(b"X-%d: %s\r\n" % (at, b"y" * 300) for at in range(90)) + b"\r\n",
        b"G" * 20_000,
    ],
    ids=["first line", "a header without an end", "1000 headers", "27 kB of headers", "no end"],
)
@row("L12")
def test_a_request_beyond_all_bounds_is_refused(data: bytes) -> None:
    async def use(rig: Rig) -> None:
        await refused(rig, seen(await raw(rig.port, filled(data, rig.port))), 431)

    with_receiver(use)


@row("L12")
def test_the_cookies_of_other_programs_on_this_computer_are_not_too_much() -> None:
    """Cookies know no ports, so a browser brings those of every local program."""

    async def use(rig: Rig) -> None:
        cookies = "; ".join(f"program{at}={'x' * 100}" for at in range(80))
        callback = asyncio.ensure_future(visit(rig.right, headers={"Cookie": cookies}))
        assert (await rig.receiver.wait()).code == Secret("abc")
        telling = asyncio.ensure_future(rig.receiver.tell(b"x"))
        assert (await callback).status == 303
        await visit(f"http://127.0.0.1:{rig.port}/done")
        await telling

    with_receiver(use)


@row("L13", "M4")
def test_a_connection_carries_one_request_and_no_second() -> None:
    async def use(rig: Rig) -> None:
        first = request_bytes(f"http://127.0.0.1:{rig.port}/favicon.ico")
        data = await raw(rig.port, first + request_bytes(rig.right))
        assert data.count(b"HTTP/1.1 ") == 1
        assert seen(data).headers["connection"] == "close"
        await rig.still_waits()

    with_receiver(use)


@row("L17", "L18", "M14")
def test_answers_without_the_right_state_are_ignored_counted_and_told_as_another_attempt() -> None:
    async def use(rig: Rig) -> None:
        for query in ("code=abc&state=another", "error=access_denied", f"code=a&state={STATE}x"):
            answer = await visit(f"{rig.address}?{query}")
            assert answer.status == 400
            assert "another sign-in" in answer.body
            assert STATE not in answer.body
        assert rig.events == [Event.OTHER_STATE, Event.NO_STATE, Event.OTHER_STATE]
        await rig.still_waits()

    with_receiver(use)


@row("L18")
def test_a_hundred_wrong_states_do_not_end_the_wait() -> None:
    async def use(rig: Rig) -> None:
        for number in range(100):
            answer = await visit(f"{rig.address}?error=access_denied&state=guess-{number}")
            assert answer.status == 400
        assert rig.events == [Event.OTHER_STATE] * 100
        await rig.still_waits()

    with_receiver(use)


@row("L20", "M12", "M28")
def test_the_first_answer_counts_and_the_second_gets_the_same_page() -> None:
    async def use(rig: Rig) -> None:
        first = asyncio.ensure_future(visit(rig.right))
        assert (await rig.receiver.wait()).code == Secret("abc")
        second = asyncio.ensure_future(visit(f"{rig.address}?code=other&state={STATE}"))
        await asyncio.sleep(0.02)
        rig.receiver.offer(Callback(code=Secret("third")))
        assert (await rig.receiver.wait()).code == Secret("abc")
        telling = asyncio.ensure_future(rig.receiver.tell(b"<p>the verdict</p>"))
        for answer in (await first, await second):
            assert (answer.status, answer.headers["location"]) == (303, "/done")
        done = await visit(f"http://127.0.0.1:{rig.port}/done")
        assert done.body == "<p>the verdict</p>"
        await telling

    with_receiver(use)


@row("L28", "M3")
@pytest.mark.parametrize("sent", ["nothing", "half", "whole"])
def test_a_connection_that_is_reset_is_nobodys_trouble(sent: str) -> None:
    async def use(rig: Rig) -> None:
        request = request_bytes(f"{rig.address}?code=a&state=b")
        for _ in range(5):
            with socket.socket() as one:
                one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                one.connect(("127.0.0.1", rig.port))
                one.send({"nothing": b"", "half": request[:20], "whole": request}[sent])
            await asyncio.sleep(0)
        await rig.still_waits()

    with_receiver(use)
