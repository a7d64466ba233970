"""What stands between this computer and JumpCloud ends as a finding of the first question."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from jcwizard.catalogue import load
from jcwizard.model.finding import Check, Finding, Status
from jcwizard.net.client import Client
from jcwizard.oidc.discovery import discover
from tests.net.raw_server import RawServer, listening, response, serving
from tests.oidc.servers import run

Place = Callable[[RawServer], str]


@asynccontextmanager
async def client() -> AsyncIterator[Client]:
    one = Client(deadline=5)
    try:
        yield one
    finally:
        await one.aclose()


def first_question(
    answer: bytes, issuer: Place, monkeypatch: pytest.MonkeyPatch, *, proxy: bool = False
) -> Finding:
    """Ask who answers there, and return what is said of it; nobody is blamed."""

    async def whole() -> Check:
        async with serving(answer) as server, client() as asking:
            if proxy:
                monkeypatch.setenv("HTTPS_PROXY", server.url)
            asked = await discover(issuer(server), (), asking)
            assert isinstance(asked, Check)
            return asked

    check = run(whole())
    assert check.status is Status.UNKNOWN
    assert check.finding is not None
    return check.finding


def elsewhere(_: RawServer) -> str:
    return "https://issuer.example/"


@pytest.mark.parametrize(
    ("status", "code"),
    [
        ("407 Proxy Authentication Required", "network.proxy_login_needed"),
        ("403 Forbidden", "network.proxy_refused"),
    ],
)
def test_a_proxy_that_lets_nothing_through(
    monkeypatch: pytest.MonkeyPatch, status: str, code: str
) -> None:
    found = first_question(response(status=status), elsewhere, monkeypatch, proxy=True)
    assert found.code == code
    entry = load().explanations[code].filled(found.values)
    assert "127.0.0.1:" in entry.what, "the proxy is named"
    assert entry.who == "network_admin"


def test_a_proxy_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://nosuch.invalid:8080")
    found = first_question(b"", elsewhere, monkeypatch)
    assert found.code == "network.proxy_unreachable"
    assert found.values["proxy"] == "nosuch.invalid:8080"


@pytest.mark.parametrize(
    ("first_bytes", "code"),
    [
        (b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", "network.tls_not_spoken"),
        # The alert handshake_failure (RFC 5246 7.2): no version or cipher in common.
        (b"\x15\x03\x03\x00\x02\x02\x28", "network.tls_failed"),
    ],
)
def test_a_server_that_does_not_speak_securely(first_bytes: bytes, code: str) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(65_536)
        writer.write(first_bytes)
        await writer.drain()

    async def whole() -> Check:
        async with listening(answer) as port, client() as asking:
            asked = await discover(f"https://127.0.0.1:{port}/", (), asking)
            assert isinstance(asked, Check)
            return asked

    check = run(whole())
    assert check.status is Status.UNKNOWN
    assert check.finding is not None
    assert check.finding.code == code


def test_an_answer_that_cannot_be_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = response(b"no gzip at all", headers=("Content-Encoding: gzip",))
    found = first_question(answer, lambda server: server.url + "/", monkeypatch)
    assert found.code == "network.unreadable"


def test_a_computer_without_a_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    # No computer has a way to "everybody here" by TCP: the system itself says unreachable.
    found = first_question(b"", lambda _: "https://255.255.255.255/", monkeypatch)
    assert found.code == "network.unreachable"


def test_an_address_that_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    # RFC 6761 6.4: no name below .invalid exists anywhere.
    found = first_question(b"", lambda _: "https://nosuch.invalid/", monkeypatch)
    assert found.code == "network.name_not_found"
    assert found.values["host"] == "nosuch.invalid"
