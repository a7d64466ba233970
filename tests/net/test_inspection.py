"""What a refused certificate is told as, and what an inspected connection shows of itself."""

from __future__ import annotations

import asyncio
import base64
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from jcwizard.catalogue.load import load
from jcwizard.model.finding import Check, Finding, Status
from jcwizard.model.words import Explanation
from jcwizard.net.answers import no_answer
from jcwizard.net.client import Client, Reply, Request
from jcwizard.net.self_checks import run_self_checks
from tests.net.certificates import DAY, NOW, Root, make_root
from tests.net.raw_server import RawServer, listening, passed_on, response, serving

HOST = "issuer.example"
EXPIRED = "The certificate of 127.0.0.1 has expired"
AHEAD = "This computer's clock seems to be far ahead"
BEHIND = "This computer's clock seems to be behind"
WORDS = load().explanations
TLS = ("tls_untrusted", "tls_expired", "tls_not_yet_valid", "tls_wrong_name", "clock_ahead",
       "tls_not_spoken", "tls_failed")  # fmt: skip


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Root:
    """A root that the operating system trusts, as IT installs it."""
    made = make_root(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(made.file))
    return made


def told(finding: Finding) -> Explanation:
    return WORDS[finding.code].filled(finding.values)


def refused(with_client: Any, tls: Any) -> Finding:
    async def talk(client: Client) -> Finding | None:
        async with serving(response(), tls=tls) as server:
            finding = no_answer(await client.send(Request("GET", server.secure_url)))
            assert server.heard == [], "nothing is sent to a server that is not trusted"
            return finding

    finding = with_client(talk)
    assert isinstance(finding, Finding)
    return finding


@pytest.mark.row("N5")
def test_an_inspection_is_told_by_the_name_of_who_inspects(
    with_client: Any, tmp_path: Path
) -> None:
    words = told(refused(with_client, make_root(tmp_path).server()))
    assert words.what.endswith("Acme Inspection, Acme Root")
    assert words.fix[0].startswith("Ask the people who run your network to install their root")
    assert words.who == "network_admin"


@pytest.mark.row("N5")
def test_no_text_offers_to_go_on_without_trust() -> None:
    for name in TLS:
        entry = WORDS[f"network.{name}"]
        text = " ".join((entry.title, entry.what, entry.why, *entry.fix)).lower()
        assert not [word for word in ("anyway", "ignore", "accept", "trust it") if word in text]


@pytest.mark.row("N6", "N7")
@pytest.mark.parametrize("critical", [True, False])
def test_an_inspection_that_is_trusted_works_and_its_issuer_is_in_the_evidence(
    with_client: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, critical: bool
) -> None:
    made = make_root(tmp_path, critical=critical)
    monkeypatch.setenv("SSL_CERT_FILE", str(made.file))

    async def talk(client: Client) -> Reply:
        async with serving(response(b"{}"), tls=made.server()) as server:
            return await client.send(Request("GET", server.secure_url))

    reply = with_client(talk)
    assert (reply.status, reply.trouble) == (200, None)
    evidence = dict(reply.exchange.received)
    assert evidence["(certificate issued by)"] == "Acme Inspection, Acme Root"
    assert "(certificate issued by)" not in reply.headers


def test_an_answer_without_tls_names_no_issuer(with_client: Any) -> None:
    async def talk(client: Client) -> Reply:
        async with serving(response()) as server:
            return await client.send(Request("GET", server.url))

    assert "(certificate issued by)" not in dict(with_client(talk).exchange.received)


def days(*moments: datetime) -> tuple[str, ...]:
    return tuple(f"{moment:%Y-%m-%d}" for moment in moments)


@pytest.mark.row("N8", "P3")
@pytest.mark.parametrize(
    ("starts", "ends", "code", "title"),
    [
        (NOW - 90 * DAY, NOW - DAY, "network.tls_expired", EXPIRED),
        (NOW - 490 * DAY, NOW - 390 * DAY, "network.tls_expired", EXPIRED),
        (NOW - 500 * DAY, NOW - 400 * DAY, "network.clock_ahead", AHEAD),
        (NOW - 3900 * DAY, NOW - 3800 * DAY, "network.clock_ahead", AHEAD),
        (NOW + DAY, NOW + 90 * DAY, "network.tls_not_yet_valid", BEHIND),
        (NOW + 10_000 * DAY, NOW + 10_090 * DAY, "network.tls_not_yet_valid", BEHIND),
    ],
)
def test_a_certificate_out_of_its_time_shows_this_computers_day_beside_its_own(
    with_client: Any, root: Root, starts: datetime, ends: datetime, code: str, title: str
) -> None:
    finding = refused(with_client, root.server(starts=starts, ends=ends))
    assert (finding.code, told(finding).title) == (code, title)
    assert (finding.values["starts"], finding.values["ends"]) == days(starts, ends)
    assert all(day in told(finding).what for day in days(starts, ends))
    assert "This computer says that it is 20" in told(finding).what
    if title != EXPIRED:  # it is not certain, so there is a way on when the clock is right
        assert told(finding).why.startswith("Most likely")
        assert told(finding).fix[-1].startswith("If they are right")


@pytest.mark.row("N8")
def test_expired_not_yet_valid_and_wrong_name_are_three_texts(with_client: Any, root: Root) -> None:
    bad = (
        root.server(starts=NOW - 3 * DAY, ends=NOW - DAY),
        root.server(starts=NOW + DAY, ends=NOW + 3 * DAY),
        root.server(address="127.0.0.2"),
    )
    words = [told(refused(with_client, tls)) for tls in bad]
    assert len({entry.title for entry in words}) == 3
    assert "clock" in words[0].why
    assert "clock" in words[1].title
    assert "clock" not in words[2].title + words[2].what + words[2].why


@pytest.mark.row("P3", "N8")
@pytest.mark.parametrize(
    ("starts", "ends", "code"),
    [
        (NOW + 900 * DAY, NOW + 990 * DAY, "network.tls_not_yet_valid"),
        (NOW - 990 * DAY, NOW - 900 * DAY, "network.clock_ahead"),
    ],
)
def test_a_clock_years_off_is_told_as_the_clock_on_the_first_page(
    with_client: Any, root: Root, starts: datetime, ends: datetime, code: str
) -> None:
    async def talk(client: Client) -> tuple[Check, ...]:
        async with serving(response(), tls=root.server(starts=starts, ends=ends)) as server:
            return await run_self_checks(port=0, issuer=server.secure_url, client=client)

    _loopback, network, clock = with_client(talk)
    assert (network.status, clock.status) == (Status.UNKNOWN, Status.WARNING)
    assert network.finding is not None
    assert clock.finding is not None
    assert (network.finding.code, clock.finding.code) == (code, code)


@pytest.mark.row("N22")
def test_a_proxy_that_asks_for_a_login_gets_the_one_of_the_proxy_setting(
    with_client: Any, root: Root, monkeypatch: pytest.MonkeyPatch
) -> None:
    login = b"Proxy-Authorization: Basic " + base64.b64encode(b"ann:pa@ss word")
    heads: list[bytes] = []

    async def talk(client: Client) -> Reply:
        tls = root.server(name=HOST)
        async with (
            serving(response(b'{"a": 1}'), tls=tls) as target,
            listening(gate(target, login, heads)) as port,
        ):
            monkeypatch.setenv("HTTPS_PROXY", f"http://ann:pa%40ss%20word@127.0.0.1:{port}")
            return await client.send(Request("GET", f"https://{HOST}/"))

    reply = with_client(talk)
    assert (reply.json_object(), reply.trouble) == ({"a": 1}, None)
    assert [head.split(b"\r\n")[0] for head in heads] == [b"CONNECT issuer.example:443 HTTP/1.1"]
    assert "pa@ss" not in repr(reply)
    assert "pa%40ss" not in repr(reply)


def gate(target: RawServer, login: bytes, heads: list[bytes]) -> Any:
    """Return a proxy that lets those through who bring the login, and asks the others for it."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        heads.append(head)
        if login not in head:
            writer.write(response(status="407 Proxy Authentication Required"))
            await writer.drain()
            return
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await passed_on(reader, writer, target.port)

    return handle
