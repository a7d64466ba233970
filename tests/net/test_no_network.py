"""Names that are not found, ways that lead nowhere, and one of several addresses that is dead."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from jcwizard.net import client as client_module
from jcwizard.net.client import Client, Reply, Request
from tests.net.certificates import make_root
from tests.net.raw_server import response, serving

HOST = "issuer.example"
# Below this the other address was tried beside the dead one; after it came only the timeout.
SOON = 5.0


def code(reply: Reply) -> str:
    return reply.trouble.code if reply.trouble else ""


def resolve(monkeypatch: pytest.MonkeyPatch, *addresses: tuple[str, int] | Exception) -> None:
    """Let the name of the issuer stand for these addresses (or fail), whatever is asked."""
    real = socket.getaddrinfo

    def answer(host: Any, port: Any, *rest: Any, **named: Any) -> list[Any]:
        name = host.decode() if isinstance(host, bytes) else host
        if name != HOST:
            return real(host, port, *rest, **named)
        found = []
        for address in addresses:
            if isinstance(address, Exception):
                raise address
            place, at = address
            six = ":" in place
            family = socket.AF_INET6 if six else socket.AF_INET
            end = (place, at, 0, 0) if six else (place, at)
            found.append((family, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", end))
        return found

    monkeypatch.setattr(socket, "getaddrinfo", answer)


@contextmanager
def black_hole(address: str = "127.0.0.1", port: int = 0) -> Iterator[int]:
    """Hold a port that answers no greeting, as a firewall that drops: its queue is full."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with contextlib.ExitStack() as held:
        server = held.enter_context(socket.socket(family, socket.SOCK_STREAM))
        server.bind((address, port))
        server.listen(0)
        for _one in range(8):
            knock = held.enter_context(socket.socket(family, socket.SOCK_STREAM))
            knock.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                knock.connect(server.getsockname())
        yield server.getsockname()[1]


def get(with_client: Any, url: str, **options: Any) -> Reply:
    reply: Reply = with_client(lambda client: client.send(Request("GET", url)), **options)
    return reply


@pytest.mark.row("N1", "N2")
@pytest.mark.parametrize(
    "error",
    [
        socket.gaierror(socket.EAI_NONAME, "Name or service not known"),
        socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution"),
    ],
)
def test_a_name_that_nobody_resolves_is_told_with_the_name(
    with_client: Any, monkeypatch: pytest.MonkeyPatch, error: socket.gaierror
) -> None:
    resolve(monkeypatch, error)
    reply = get(with_client, f"https://{HOST}/")
    assert code(reply) == "network.name_not_found"
    assert reply.trouble is not None
    assert reply.trouble.values["host"] == HOST


@pytest.mark.row("N2", "N3")
def test_no_way_out_is_told_from_a_closed_door(with_client: Any) -> None:
    # No computer has a way to "everybody here" by TCP: the system itself says unreachable.
    assert code(get(with_client, "https://255.255.255.255/")) == "network.unreachable"
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        closed = held.getsockname()[1]
        assert code(get(with_client, f"https://127.0.0.1:{closed}/")) == "network.refused"


@pytest.mark.row("N2", "N29")
def test_the_same_client_works_when_the_network_is_back(
    with_client: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    root = make_root(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(root.file))

    async def talk(client: Client) -> list[str]:
        codes = []
        async with serving(response(), tls=root.server(name=HOST)) as server:
            url = f"https://{HOST}:{server.port}/"
            gone = socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
            for way in (("127.0.0.1", 0), gone, ("255.255.255.255", 0), ("127.0.0.1", 0)):
                resolve(monkeypatch, way)
                codes.append(code(await client.send(Request("GET", url))))
        return codes

    assert with_client(talk) == ["", "network.name_not_found", "network.unreachable", ""]


@pytest.mark.row("N4")
def test_a_connection_that_nobody_answers_ends_before_the_deadline(
    with_client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client_module._CONNECT_SECONDS == 10.0
    monkeypatch.setattr(client_module, "_CONNECT_SECONDS", 0.5)
    started = time.monotonic()
    with black_hole() as port:
        reply = get(with_client, f"https://127.0.0.1:{port}/", deadline=60.0)
    assert code(reply) == "network.timeout"
    assert 0.4 < time.monotonic() - started < 30


def dead_and_alive() -> list[str]:
    """Return loopback addresses that may be dead beside the living 127.0.0.1."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET6) as trial:
        trial.bind(("::1", 0))
        return ["127.0.0.2", "::1"]
    return ["127.0.0.2"]


@pytest.mark.row("N25")
@pytest.mark.parametrize("dead", dead_and_alive())
def test_a_dead_address_in_front_does_not_cost_the_deadline(
    with_client: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, dead: str
) -> None:
    root = make_root(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(root.file))

    async def talk(client: Client) -> tuple[Reply, float]:
        async with serving(response(), tls=root.server(name=HOST)) as server:
            with black_hole(dead, server.port):
                resolve(monkeypatch, (dead, server.port), ("127.0.0.1", server.port))
                with pytest.raises(TimeoutError):
                    async with asyncio.timeout(0.5):
                        await asyncio.open_connection(dead, server.port)
                started = time.monotonic()
                reply = await client.send(Request("GET", f"https://{HOST}:{server.port}/"))
                return reply, time.monotonic() - started

    reply, took = with_client(talk, deadline=20.0)
    assert (reply.status, code(reply)) == (200, "")
    assert took < SOON


@pytest.mark.row("N25")
def test_addresses_that_are_all_dead_end_at_the_time_for_one_connection(
    with_client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_module, "_CONNECT_SECONDS", 1.0)
    with black_hole("127.0.0.2") as port, black_hole("127.0.0.3", port):
        resolve(monkeypatch, ("127.0.0.2", port), ("127.0.0.3", port))
        started = time.monotonic()
        reply = get(with_client, f"https://{HOST}:{port}/", deadline=60.0)
    assert code(reply) == "network.timeout"
    assert time.monotonic() - started < 30
