"""The client over real sockets: what goes out, and what each fault of the network becomes."""

from __future__ import annotations

import asyncio
import gzip
import os
import socket
import subprocess
import sys
import time
import zlib
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from jcwizard.model.secret import Secret
from jcwizard.net import wire
from jcwizard.net.client import Client, Reply, Request
from tests.net.asking import asked, code
from tests.net.raw_server import RawServer, response, serving


def test_a_request_goes_out_exactly_as_written(with_client: Any) -> None:
    reply, server = asked(
        with_client,
        response(b'{"a": 1}'),
        method="POST",
        form=(("grant_type", "x y"), ("client_secret", Secret("s&=+é")), ("a", "1"), ("a", "2")),
        headers=(("Authorization", Secret("Basic abc")), ("Accept", "text/plain")),
    )
    head, _blank, body = server.heard[0].partition(b"\r\n\r\n")
    lines = head.decode().lower().split("\r\n")
    assert lines[0] == "post /x http/1.1"
    assert sorted(line.partition(":")[0] for line in lines[1:]) == [
        "accept",
        "accept-encoding",
        "authorization",
        "content-length",
        "content-type",
        "host",
        "user-agent",
    ]
    assert "accept: text/plain" in lines
    assert "authorization: basic abc" in lines
    assert "accept-encoding: identity" in lines
    assert body == b"grant_type=x+y&client_secret=s%26%3D%2B%C3%A9&a=1&a=2"
    assert (reply.status, reply.json_object(), reply.trouble) == (200, {"a": 1}, None)


def test_header_names_are_lower_case_and_repeated_ones_joined(with_client: Any) -> None:
    reply, _server = asked(with_client, response(headers=("X-One: a", "x-one: b")))
    assert reply.headers["x-one"] == "a, b"


def test_a_cookie_is_never_sent_back(with_client: Any) -> None:
    async def talk(client: Client) -> RawServer:
        async with serving(response(headers=("Set-Cookie: session=1",))) as server:
            for _time in range(2):
                await client.send(Request("GET", server.url))
            return server

    server = with_client(talk)
    assert len(server.heard) == 2
    assert all(b"cookie" not in request.lower() for request in server.heard)


@pytest.mark.row("K45")
@pytest.mark.row("N17")
def test_a_redirect_is_shown_and_not_followed(with_client: Any) -> None:
    async def talk(client: Client) -> tuple[Reply, RawServer]:
        async with serving(response()) as second:
            moved = response(status="307 Moved", headers=(f"Location: {second.url}/y?code=abc",))
            async with serving(moved) as first:
                request = Request("POST", first.url, form=(("client_secret", Secret("hunter22")),))
                return await client.send(request), second

    reply, second = with_client(talk)
    assert reply.status == 307
    assert reply.headers["location"] == f"{second.url}/y?code=abc"
    assert "abc" not in str(reply.exchange)
    assert second.heard == []


def test_a_kept_connection_is_used_again(with_client: Any) -> None:
    kept = response().replace(b"Connection: close\r\n", b"")

    async def talk(client: Client) -> tuple[list[int], int]:
        async with serving(kept, keep=True) as server:
            sent = [(await client.send(Request("GET", server.url))).status for _time in range(2)]
            return sent, server.connections

    assert with_client(talk) == ([200, 200], 1)


@pytest.mark.row("N26")
def test_a_kept_connection_that_the_server_closed_is_replaced(with_client: Any) -> None:
    kept = response().replace(b"Connection: close\r\n", b"")

    async def talk(client: Client) -> tuple[list[int], int]:
        async with serving(kept) as server:
            sent = [(await client.send(Request("GET", server.url))).status for _time in range(2)]
            return sent, len(server.heard)

    assert with_client(talk) == ([200, 200], 2)


@pytest.mark.row("N3")
def test_a_closed_port_is_refused(with_client: Any) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
        reply = with_client(lambda client: client.send(Request("GET", f"http://127.0.0.1:{port}")))
    assert code(reply) == "network.refused"
    assert reply.trouble.values["host"] == "127.0.0.1"
    assert (reply.status, reply.exchange.status) == (0, None)


@pytest.mark.row("N1")
def test_an_unknown_name_is_not_found(with_client: Any) -> None:
    reply = with_client(lambda client: client.send(Request("GET", "https://nosuch.invalid/x")))
    assert code(reply) == "network.name_not_found"
    assert reply.trouble.values["host"] == "nosuch.invalid"


@pytest.mark.row("K23")
@pytest.mark.parametrize("url", ["http://acme.example/", "http://127.0.0.1.evil.invalid/"])
def test_plain_http_is_refused_anywhere_but_on_this_computer(with_client: Any, url: str) -> None:
    reply = with_client(lambda client: client.send(Request("GET", url)))
    assert code(reply) == "network.not_https"


@pytest.mark.parametrize(
    "url",
    ["", "x", "ftp://127.0.0.1/", "https://", "https://a b/", "https://u:p@127.0.0.1/",
     "https://127.0.0.1:99999/", "https://127.0.0.1:0/", "http://127.0.0.1\\@evil.invalid/", "https://[/"],
)  # fmt: skip
def test_an_address_that_is_none_is_refused(with_client: Any, url: str) -> None:
    reply = with_client(lambda client: client.send(Request("GET", url)))
    assert code(reply) == "network.bad_address"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_this_computer_may_be_asked_without_tls(with_client: Any, host: str) -> None:
    async def talk(client: Client) -> Reply:
        async with serving(response()) as server:
            return await client.send(Request("GET", f"http://{host}:{server.port}/"))

    assert with_client(talk).status == 200


@pytest.mark.parametrize("header", ["Basic a\nb", "Basic a\r\nX: y", "Basic \0", "Basic é"])
def test_a_header_that_cannot_be_sent_is_not_quoted(with_client: Any, header: str) -> None:
    headers = (("Authorization", Secret(header)),)
    reply, server = asked(with_client, response(), headers=headers)
    assert code(reply) == "network.request_not_sendable"
    assert reply.trouble is not None
    assert reply.trouble.detail == ""
    assert server.heard == []


def test_a_form_value_that_is_not_text_cannot_be_sent(with_client: Any) -> None:
    reply, server = asked(with_client, response(), method="POST", form=(("a", "\ud800"),))
    assert code(reply) == "network.request_not_sendable"
    assert server.heard == []


@pytest.mark.row("N12")
def test_a_dripping_body_ends_at_the_deadline(with_client: Any) -> None:
    async def drip(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while not writer.is_closing():
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.02)

    started = time.monotonic()
    reply, _server = asked(with_client, drip, deadline=0.4)
    assert code(reply) == "network.timeout"
    assert reply.status == 200
    assert 0.3 < time.monotonic() - started < 10, "before the time of a connection is over"


@pytest.mark.row("N12")
def test_a_silent_server_ends_at_the_deadline(with_client: Any) -> None:
    async def nothing(writer: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    assert Client()._deadline == 20.0
    reply, _server = asked(with_client, nothing, deadline=0.3)
    assert code(reply) == "network.timeout"


def test_a_server_silent_during_the_tls_greeting_ends_at_the_deadline(with_client: Any) -> None:
    async def talk(client: Client) -> Reply:
        async with serving(response()) as server:
            return await client.send(Request("GET", server.secure_url))

    # The connection must be closed as well: an open one would fail this test by a ResourceWarning.
    assert code(with_client(talk, deadline=0.5)) == "network.timeout"


def test_cancelling_a_request_is_not_swallowed(with_client: Any) -> None:
    async def talk(client: Client) -> bool:
        reached = asyncio.Event()

        async def nothing(writer: asyncio.StreamWriter) -> None:
            reached.set()
            await asyncio.Event().wait()

        async with serving(nothing) as server:
            sending = asyncio.create_task(client.send(Request("GET", server.url)))
            await reached.wait()
            sending.cancel()
            with pytest.raises(asyncio.CancelledError):
                await sending
            return sending.cancelled()

    assert with_client(talk)


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(b'{"a": 1}', mtime=0)),
        ("deflate", zlib.compress(b'{"a": 1}')),
        ("identity", b'{"a": 1}'),
    ],
)
def test_a_body_compressed_unasked_is_read(with_client: Any, encoding: str, body: bytes) -> None:
    answer = response(body, headers=(f"Content-Encoding: {encoding}",))
    reply, _server = asked(with_client, answer)
    assert reply.json_object() == {"a": 1}


@pytest.mark.row("N13")
def test_a_gzip_bomb_is_never_unpacked(with_client: Any) -> None:
    bomb = gzip.compress(bytes(50_000_000))
    assert len(bomb) < 60_000
    answer = response(bomb, headers=("Content-Encoding: gzip",))
    reply, _server = asked(with_client, answer)
    assert code(reply) == "network.too_large"
    assert reply.body == b""


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", b"no gzip at all"),
        ("gzip", gzip.compress(b'{"a": 1}', mtime=0)[:-6]),
        ("br", b"x"),
        ("gzip, gzip", gzip.compress(gzip.compress(b"{}", mtime=0), mtime=0)),
    ],
)
def test_a_body_that_cannot_be_decoded_is_unreadable(
    with_client: Any, encoding: str, body: bytes
) -> None:
    answer = response(body, headers=(f"Content-Encoding: {encoding}",))
    reply, _server = asked(with_client, answer)
    assert code(reply) == "network.unreadable"


@pytest.mark.row("N13")
def test_a_body_of_exactly_the_bound_is_taken_and_one_more_is_not(with_client: Any) -> None:
    taken, _server = asked(with_client, response(b"x" * 64), max_bytes=64)
    refused, _server = asked(with_client, response(b"x" * 65), max_bytes=64)
    assert (taken.body, code(taken)) == (b"x" * 64, "")
    assert code(refused) == "network.too_large"


@pytest.mark.row("N13")
def test_an_endless_chunked_body_stops_at_the_bound(with_client: Any) -> None:
    async def endless(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while not writer.is_closing():
            writer.write(b"1000\r\n" + b"x" * 0x1000 + b"\r\n")
            await writer.drain()

    reply, _server = asked(with_client, endless)
    assert code(reply) == "network.too_large"


def test_a_huge_header_is_not_http(with_client: Any) -> None:
    reply, _server = asked(with_client, response(headers=("X-Big: " + "x" * 200_000,)))
    assert code(reply) == "network.not_http"


@pytest.mark.row("N14")
@pytest.mark.parametrize(
    "answer",
    [
        response(b"{}").replace(b"Content-Length: 2", b"Content-Length: 9"),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        b"HTTP/1.1 200 OK\r\nContent-Le",
        b"",
    ],
)
def test_a_cut_off_answer_is_asked_for_once_more(with_client: Any, answer: bytes) -> None:
    reply, server = asked(with_client, answer)
    assert code(reply) == "network.cut_off"
    assert len(server.heard) == 2


@pytest.mark.row("K19", "N14")
def test_a_cut_off_answer_to_a_post_is_never_asked_for_again(with_client: Any) -> None:
    reply, server = asked(with_client, b"", method="POST", form=(("code", Secret("c" * 20)),))
    assert code(reply) == "network.cut_off"
    assert len(server.heard) == 1


@pytest.mark.row("N14", "N26")
def test_a_get_that_a_closing_connection_swallowed_is_answered(with_client: Any) -> None:
    answers = [b"", response(b'{"a": 1}')]

    async def second_time(writer: asyncio.StreamWriter) -> None:
        writer.write(answers.pop(0))
        await writer.drain()

    reply, _server = asked(with_client, second_time)
    assert (reply.json_object(), reply.trouble) == ({"a": 1}, None)


def test_a_bug_of_ours_is_not_taken_for_the_network(
    with_client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_options: object) -> None:
        raise AttributeError("a bug")

    monkeypatch.setattr(wire, "open_route", broken)
    with pytest.raises(AttributeError):
        asked(with_client, response())


def test_a_client_closed_may_be_used_again(with_client: Any) -> None:
    async def talk(client: Client) -> int:
        async with serving(response()) as server:
            await client.send(Request("GET", server.url))
            await client.aclose()
            return (await client.send(Request("GET", server.url))).status

    assert with_client(talk) == 200


@pytest.mark.parametrize("broken", [0, 1])
def test_a_route_that_fails_to_close_does_not_leave_another_open(broken: int) -> None:
    closed: list[int] = []

    async def talk() -> None:
        client = Client()
        async with serving(response()) as server:
            await client.send(Request("GET", server.url))
            await client.send(Request("POST", server.url, form=()))
        routes = list(client._routes.values())
        assert len(routes) == 2
        for number, route in enumerate(routes):
            route.aclose = closing(number, route.aclose)  # type: ignore[method-assign]
        with pytest.raises(OSError, match="fails to close"):
            await client.aclose()

    def closing(number: int, real: Callable[[], Awaitable[None]]) -> Callable[[], Any]:
        async def close() -> None:
            await real()
            closed.append(number)
            if number == broken:
                raise OSError("fails to close")

        return close

    asyncio.run(talk())
    assert sorted(closed) == [0, 1]


def test_many_requests_at_once_are_all_answered(with_client: Any) -> None:
    async def talk(client: Client) -> set[int]:
        async with serving(response()) as server:
            sent = (client.send(Request("GET", f"{server.url}/{n}")) for n in range(20))
            return {reply.status for reply in await asyncio.gather(*sent)}

    assert with_client(talk) == {200}


def test_importing_the_client_brings_in_nothing_heavy() -> None:
    script = (
        "import sys\n"
        "import jcwizard.net.client, jcwizard.net.self_checks\n"
        "heavy = {'httpx', 'httpcore', 'anyio', 'truststore', 'cryptography', 'h11'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
    )
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", script], check=True, cwd=root, env=dict(os.environ))
