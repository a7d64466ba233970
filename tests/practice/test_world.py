"""The world as a whole: addresses, what survives a restart, what it tells, and how it ends."""

from __future__ import annotations

import asyncio
import json
import socket
import stat
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from jcwizard.practice.world import World
from tests.conftest import QtLoop
from tests.practice.client import Service
from tests.practice.conftest import registered
from tests.practice.running import RunningWorld
from tests.practice.test_control_plane import create, redirect_url, signed_in
from tests.practice.test_serving import was_closed
from tests.practice.visitor import Visitor


@pytest.fixture
def state_file(tmp_path: Path) -> Path:
    return tmp_path / "practice" / "state.json"


def addresses(world: World) -> tuple[str, str, str]:
    return world.issuer, world.console_url, world.control_plane_url


def again(service: Service, running: RunningWorld) -> Service:
    """Return the same service in the world of another start."""
    return Service(running.world, service.web, service.client_id, service.secret)


def test_three_sites_listen_on_this_computer_only(running: RunningWorld) -> None:
    parts = [urlsplit(address) for address in addresses(running.world)]
    assert {part.hostname for part in parts} == {"127.0.0.1"}
    assert len({part.port for part in parts}) == 3


def test_applications_and_addresses_survive_a_restart(state_file: Path, web: httpx.Client) -> None:
    with RunningWorld(state_file=state_file) as running:
        service = registered(running, web)
        before = addresses(running.world)
    with RunningWorld(state_file=state_file) as running:
        assert addresses(running.world) == before
        assert again(service, running).refresh("x").json()["error"] == "invalid_grant"
        assert "code" in again(service, running).sign_in().fields


def test_a_taken_port_is_replaced_by_a_free_one(state_file: Path, web: httpx.Client) -> None:
    with RunningWorld(state_file=state_file) as running:
        service = registered(running, web)
        taken = urlsplit(running.world.issuer).port
    with socket.create_server(("127.0.0.1", taken)), RunningWorld(state_file=state_file) as running:
        assert urlsplit(running.world.issuer).port != taken
        assert again(service, running).asked(prompt="none").error == "login_required"


def test_the_file_holds_no_secret(state_file: Path, web: httpx.Client) -> None:
    with RunningWorld(state_file=state_file) as running:
        service = registered(running, web)
        create(Visitor(web, running.world.control_plane_url), service)
        code = service.code()
        given = service.exchange(code).json()
    text = state_file.read_text()
    assert service.client_id in text
    for secret in (service.secret, code, given["access_token"], given["refresh_token"]):
        assert secret not in text
    assert [path.name for path in state_file.parent.iterdir()] == [state_file.name]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
def test_only_its_owner_can_read_the_file(state_file: Path) -> None:
    with RunningWorld(state_file=state_file):
        assert stat.S_IMODE(state_file.stat().st_mode) == 0o600


def test_facets_asks_for_its_secret_again_after_a_restart(
    state_file: Path, web: httpx.Client
) -> None:
    with RunningWorld(state_file=state_file) as running:
        service = registered(running, web, redirect_uris=(redirect_url(running),))
        create(Visitor(web, running.world.control_plane_url), service)
    with RunningWorld(state_file=state_file) as running:
        service = again(service, running)
        facets = Visitor(web, running.world.control_plane_url)
        assert "does not keep secrets" in signed_in(facets, service)
        facets.follow("Open this integration")
        assert "Paste the Client Secret again." in facets.page.text
        facets.type("Client Secret", service.secret)
        facets.press("Update")
        assert "You are signed in to Facets" in signed_in(facets, service)


def test_a_repaired_fault_stays_repaired_after_a_restart(
    state_file: Path, web: httpx.Client
) -> None:
    with RunningWorld(state_file=state_file, fault="user-not-assigned") as running:
        service = registered(running, web)
        address = f"{running.world.console_url}/applications/{service.client_id}"
        admin = Visitor(web, address)
        admin.choose("All Users")
        admin.press("Save")
    with RunningWorld(state_file=state_file, fault="user-not-assigned") as running:
        assert "code" in again(service, running).sign_in().fields


GOOD = {
    "version": 2,
    "ports": {"issuer": None, "console": None, "control_plane": None},
    "keys": {"own_key_hash": "", "own_key_created": "", "accounts": []},
}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not json",
        "[]",
        "null",
        '{"version": 3}',
        json.dumps(GOOD),
        json.dumps(GOOD | {"applications": {}, "integrations": []}),
        json.dumps(GOOD | {"applications": [{"client_id": "x"}], "integrations": []}),
        json.dumps(GOOD | {"applications": [], "integrations": [{"client_id": 1}]}),
        json.dumps(GOOD | {"ports": {"issuer": 70000, "console": 1, "control_plane": 1}}),
        json.dumps(GOOD | {"applications": [], "integrations": [], "keys": {"accounts": [1]}}),
        "[" * 100_000,
        "\udcff",
    ],
)
def test_a_damaged_file_means_a_fresh_start(state_file: Path, web: httpx.Client, text: str) -> None:
    state_file.parent.mkdir()
    state_file.write_bytes(text.encode("utf-8", "surrogateescape"))
    with RunningWorld(state_file=state_file) as running:
        assert list(running.world.applications) == []
        registered(running, web)
    with RunningWorld(state_file=state_file) as running:
        assert len(list(running.world.applications)) == 1


@pytest.mark.logs("practice could not be kept")
def test_practice_goes_on_where_nothing_can_be_written(tmp_path: Path, web: httpx.Client) -> None:
    in_the_way = tmp_path / "a-file"
    in_the_way.write_text("x")
    with RunningWorld(state_file=in_the_way / "state.json") as running:
        assert registered(running, web).asked(prompt="none").error == "login_required"


def test_every_registration_is_told(web: httpx.Client) -> None:
    told: list[int] = []
    with RunningWorld(on_change=lambda: told.append(1)) as running:
        assert told == []
        service = registered(running, web)
        assert len(told) == 1
        create(Visitor(web, running.world.control_plane_url), service)
        assert len(told) == 2
        service.sign_in()
        assert len(told) == 2
        address = f"{running.world.console_url}/applications/{service.client_id}"
        Visitor(web, address).press("Delete Application")
        assert len(told) == 3


def test_it_stops_at_once_with_idle_visitors(running: RunningWorld) -> None:
    with ExitStack() as open_until_the_end:
        visitors = [
            open_until_the_end.enter_context(
                socket.create_connection(("127.0.0.1", urlsplit(address).port), timeout=5)
            )
            for address in addresses(running.world)
            for _ in range(5)
        ]
        visitors[0].sendall(b"GET / HT")
        started = time.monotonic()
        running.do(running.world.stop())
        assert time.monotonic() - started < 3, "it waits for none of them"
        assert all(map(was_closed, visitors))
    for address in addresses(running.world):
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", urlsplit(address).port), timeout=5)


def test_it_may_be_stopped_twice(running: RunningWorld) -> None:
    running.do(running.world.stop())
    running.do(running.world.stop())


def test_two_worlds_do_not_disturb_each_other(web: httpx.Client, running: RunningWorld) -> None:
    with RunningWorld() as other:
        service = registered(running, web)
        assert again(service, other).asked(prompt="none").error == "invalid_client"


async def longest_stall(work: asyncio.Future[object]) -> float:
    longest, last = 0.0, time.perf_counter()
    while not work.done():
        await asyncio.sleep(0.002)
        now = time.perf_counter()
        longest, last = max(longest, now - last), now
    return longest


def test_it_starts_signs_in_and_stops_inside_qts_loop_without_a_stall(qt_loop: QtLoop) -> None:
    async def whole_life() -> None:
        world = await World.start()
        async with httpx.AsyncClient(trust_env=False) as web:
            reply = await web.get(f"{world.issuer}.well-known/openid-configuration")
            assert reply.json()["issuer"] == world.issuer
            page = await web.get(world.console_url)
            assert "SSO Applications" in page.text
        await world.stop()

    async def watched() -> float:
        work = asyncio.ensure_future(whole_life())
        stall = await longest_stall(work)
        work.result()
        return stall

    # The promise is 50 ms; the rest is for a machine that does other things meanwhile.
    assert qt_loop.run(watched()) < 0.25
