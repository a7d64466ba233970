"""The quiet checks of this computer: its loopback, its network, its clock."""

from __future__ import annotations

import asyncio
import socket
from email.utils import formatdate
from typing import Any

import pytest

from jcwizard.model.exchange import Exchange
from jcwizard.model.finding import Check, Status
from jcwizard.net import self_checks
from jcwizard.net.client import Client, Reply
from jcwizard.net.self_checks import check_clock, check_loopback, run_self_checks
from tests.net.raw_server import response, serving
from tests.oidc.browser import free_port

NOW = 1_800_000_000.0
DISCOVERY = b'{"issuer": "x"}'


def code(check: Check) -> str:
    return check.finding.code if check.finding else ""


@pytest.mark.row("L30")
def test_a_computer_that_hears_itself_passes_and_the_port_is_free_again() -> None:
    port = free_port()
    for _time in range(2):
        check = asyncio.run(check_loopback(port))
        assert (check.status, check.actual) == (Status.PASSED, f"127.0.0.1:{port}")


def test_a_taken_port_is_a_warning_that_names_it() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        check = asyncio.run(check_loopback(port))
    assert (check.status, code(check)) == (Status.WARNING, "self.port_taken")
    assert check.finding is not None
    assert check.finding.values == {"port": str(port)}


def test_a_port_that_the_system_reserved_is_taken_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    def reserved(_port: int) -> socket.socket:
        raise PermissionError(13, "An attempt was made to access a socket in a forbidden way")

    monkeypatch.setattr(self_checks, "bind", reserved)
    assert code(asyncio.run(check_loopback(14217))) == "self.port_taken"


async def _heard_nothing(_port: int) -> bytes:
    await asyncio.Event().wait()
    return b""


async def _refused(_port: int) -> bytes:
    raise ConnectionRefusedError(111, "Connection refused")


async def _another(_port: int) -> bytes:
    return b"0123456789abcdef"


async def _too_little(_port: int) -> bytes:
    raise asyncio.IncompleteReadError(b"", 16)


@pytest.mark.parametrize("hear", [_heard_nothing, _refused, _another, _too_little])
@pytest.mark.row("L30")
def test_a_computer_that_cannot_hear_itself_is_blocked(
    monkeypatch: pytest.MonkeyPatch, hear: Any
) -> None:
    monkeypatch.setattr(self_checks, "_read_nonce", hear)
    check = asyncio.run(check_loopback(free_port(), patience=0.1))
    assert (check.status, code(check)) == (Status.FAILED, "self.loopback_blocked")
    assert check.finding is not None
    assert check.finding.values["address"].startswith("127.0.0.1:")


@pytest.mark.row("K6")
def test_a_computer_without_a_loopback_address_is_blocked(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(_port: int) -> socket.socket:
        raise OSError(99, "Cannot assign requested address")

    monkeypatch.setattr(self_checks, "bind", absent)
    assert code(asyncio.run(check_loopback(14217))) == "self.loopback_blocked"


def checked(with_client: Any, answer: bytes, *, now: float = NOW) -> tuple[Check, ...]:
    told: list[Check] = []

    async def talk(client: Client) -> tuple[Check, ...]:
        async with serving(answer) as server:
            return await run_self_checks(
                port=free_port(),
                issuer=server.url + "/",
                client=client,
                on_check=told.append,
                clock=lambda: now,
            )

    checks: tuple[Check, ...] = with_client(talk)
    assert [check.id for check in checks] == ["loopback", "network", "clock"]
    assert tuple(told) == checks
    return checks


def dated(seconds: float) -> bytes:
    return response(DISCOVERY, headers=(f"Date: {formatdate(NOW + seconds, usegmt=True)}",))


def test_all_is_well_on_a_good_computer(with_client: Any) -> None:
    checks = checked(with_client, dated(3))
    assert {check.status for check in checks} == {Status.PASSED}
    assert checks[1].evidence == checks[2].evidence
    assert checks[1].evidence[0].url.endswith("/.well-known/openid-configuration")


@pytest.mark.row("N9", "N10")
@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (response(b"<html><title>Hotel</title>", kind="text/html"), "network.sign_in_page"),
        (response(status="302 Found", headers=("Location: /login",)), "network.sign_in_page"),
        (response(status="429 Slow down"), "network.too_many_requests"),
        (response(status="503 Busy"), "network.server_error"),
        (response(status="404 Not Found"), "self.issuer_odd_answer"),
        (response(b"[]"), "self.issuer_odd_answer"),
        (b"", "network.cut_off"),
    ],
)
def test_a_network_that_does_not_reach_the_issuer_is_could_not_tell(
    with_client: Any, answer: bytes, expected: str
) -> None:
    _loopback, network, clock = checked(with_client, answer)
    assert (network.status, code(network)) == (Status.UNKNOWN, expected)
    assert (clock.status, code(clock)) == (Status.UNKNOWN, "self.clock_unknown")


@pytest.mark.row("N21")
def test_a_proxy_setting_that_is_left_out_is_a_warning(
    with_client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "socks5://127.0.0.1:1080")
    monkeypatch.setenv("ALL_PROXY", "http://[")
    network = checked(with_client, dated(0))[1]
    assert (network.status, code(network)) == (Status.WARNING, "self.proxy_ignored")
    assert network.finding is not None
    assert set(network.finding.values["settings"].split(", ")) == {"HTTPS_PROXY", "ALL_PROXY"}


@pytest.mark.parametrize(
    ("server", "status", "minutes", "direction"),
    [
        (120, Status.PASSED, "", ""),
        (-120, Status.PASSED, "", ""),
        (121, Status.WARNING, "2", "slow"),
        (-121, Status.WARNING, "2", "fast"),
        (-3600, Status.WARNING, "60", "fast"),
    ],
)
def test_a_clock_more_than_two_minutes_off_is_a_warning_with_its_direction(
    with_client: Any, server: int, status: Status, minutes: str, direction: str
) -> None:
    clock = checked(with_client, dated(server))[2]
    assert clock.status is status
    if clock.finding:
        assert clock.finding.code == "self.clock_off"
        assert clock.finding.values == {"minutes": minutes, "direction": direction}


def test_a_reply_without_a_date_says_nothing_about_the_clock() -> None:
    assert check_clock(Reply(Exchange("GET", "")), NOW).status is Status.UNKNOWN
