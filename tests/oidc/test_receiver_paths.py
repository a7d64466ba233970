"""The address is given back in every path: at an end, at a crash, and when nobody waits."""

from __future__ import annotations

import asyncio
import random
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from jcwizard.model.finding import Check, Finding
from jcwizard.model.secret import Secret
from jcwizard.net.client import Client
from jcwizard.oidc import session as sessions
from jcwizard.oidc.listening import Echo
from jcwizard.oidc.login import LoginStatus, Stage, TestLogin
from jcwizard.oidc.pages import ENGLISH
from jcwizard.oidc.receiver import Receiver
from tests.oidc.browser import free_port, is_free, raw, request_bytes, visit
from tests.oidc.hydra import Hydra
from tests.oidc.receiving import STATE, listening_places
from tests.oidc.servers import Answer, page, run
from tests.oidc.test_login import Rig, sign_in

row = pytest.mark.row


class BugError(Exception):
    """A bug of somebody who listens to a test login."""


async def idle_sockets(port: int) -> list[asyncio.StreamWriter]:
    """A browser's spare connections."""
    return [(await asyncio.open_connection("127.0.0.1", port))[1] for _ in range(3)]


async def nobody_listens(port: int) -> None:
    """Neither by the system's own list nor by trying."""
    assert await is_free(port)
    if sys.platform == "linux":
        places = await asyncio.to_thread(listening_places)
        assert not [place for place in places if place.endswith(f":{port:04X}")]


async def passed(rig: Rig, login: TestLogin) -> None:
    url = await login.start()
    browsing = asyncio.ensure_future(sign_in(str(url), rig))
    assert (await login.finish()).status is LoginStatus.PASSED
    await browsing


async def failed(rig: Rig, login: TestLogin) -> None:
    rig.hydra.server.routes["/oauth2/token"] = page(status=500)
    url = await login.start()
    browsing = asyncio.ensure_future(sign_in(str(url), rig))
    assert (await login.finish()).status is not LoginStatus.PASSED
    await browsing


async def timed_out(rig: Rig, login: TestLogin) -> None:
    login._seconds = 0.05
    await login.start()
    assert (await login.finish()).status is LoginStatus.TIMED_OUT


async def cancelled_while_waiting(rig: Rig, login: TestLogin) -> None:
    await login.start()
    finishing = asyncio.ensure_future(login.finish())
    spare = await idle_sockets(rig.port)
    login.cancel()
    assert await is_free(rig.port)
    assert (await finishing).status is LoginStatus.CANCELLED
    for writer in spare:
        writer.close()


async def cancelled_during_the_exchange(rig: Rig, login: TestLogin) -> None:
    rig.hydra.server.routes["/oauth2/token"] = Answer(after=30)
    url = await login.start()
    callback = (await visit(str(url))).headers["location"]
    browsing = asyncio.ensure_future(raw(rig.port, request_bytes(callback)))
    finishing = asyncio.ensure_future(login.finish())
    await rig.reached[Stage.TOKEN].wait()
    login.cancel()
    assert (await finishing).status is LoginStatus.CANCELLED
    assert await browsing == b""


async def cancelled_before_finish(rig: Rig, login: TestLogin) -> None:
    await login.start()
    login.cancel()
    assert (await login.finish()).status is LoginStatus.CANCELLED


async def start_failed(rig: Rig, login: TestLogin) -> None:
    rig.hydra.server.routes["/.well-known/openid-configuration"] = page()
    assert isinstance(await login.start(), Finding)


async def the_task_is_cancelled(rig: Rig, login: TestLogin) -> None:
    await login.start()
    finishing = asyncio.ensure_future(login.finish())
    await asyncio.sleep(0.02)
    finishing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await finishing


def crashes(rig: Rig, stage: Stage) -> Callable[[Stage], None]:
    def on_stage(reached: Stage) -> None:
        rig.reach(reached)
        if reached is stage:
            raise BugError(stage)

    return on_stage


async def crashed(rig: Rig, login: TestLogin, stage: Stage) -> None:
    login._on_stage = crashes(rig, stage)
    if stage is Stage.WAITING:
        with pytest.raises(BugError):
            await login.start()
        return
    callback = (await visit(str(await login.start()))).headers["location"]
    browsing = asyncio.ensure_future(raw(rig.port, request_bytes(callback)))
    with pytest.raises(BugError):
        await login.finish()
    assert await browsing == b""


async def crashed_at_the_first_look_at_the_clock(rig: Rig, login: TestLogin) -> None:
    def asleep() -> float:
        raise BugError

    login._asleep = asleep
    with pytest.raises(BugError):
        await login.start()


async def crashed_at_a_check(rig: Rig, login: TestLogin) -> None:
    def on_check(_: Check) -> None:
        raise BugError

    login._on_check = on_check
    login._seconds = 0.05
    await login.start()
    with pytest.raises(BugError):
        await login.finish()


def crash_at(stage: Stage) -> Callable[[Rig, TestLogin], Awaitable[None]]:
    async def path(rig: Rig, login: TestLogin) -> None:
        await crashed(rig, login, stage)

    path.__name__ = f"crashed_at_{stage}"
    return path


PATHS = [
    passed,
    failed,
    timed_out,
    cancelled_while_waiting,
    cancelled_during_the_exchange,
    cancelled_before_finish,
    start_failed,
    the_task_is_cancelled,
    crashed_at_the_first_look_at_the_clock,
    crashed_at_a_check,
    *map(crash_at, Stage),
]


async def go(path: Callable[[Rig, TestLogin], Awaitable[None]], rig: Rig) -> None:
    async with rig.hydra.server:
        client = Client(deadline=5)
        login = rig.build(client, {})
        await path(rig, login)
        await nobody_listens(rig.port)
        late = await raw_or_nothing(rig.port)
        assert late == b""
        await client.aclose()


async def raw_or_nothing(port: int) -> bytes:
    """What a browser gets that comes after the end."""
    try:
        return await raw(port, request_bytes(f"http://127.0.0.1:{port}/callback?code=a&state=b"))
    except OSError:
        return b""


@row("L22", "L32", "M16")
@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.__name__)
def test_nobody_listens_after_the_end(path: Callable[[Rig, TestLogin], Awaitable[None]]) -> None:
    run(go(path, Rig(Hydra())))


@row("L32", "M15")
def test_twenty_abandoned_logins_at_one_port_leave_nothing() -> None:
    port, chance = free_port(), random.Random(14217)
    paths = [timed_out, cancelled_while_waiting, cancelled_before_finish, the_task_is_cancelled]

    async def whole() -> None:
        for _ in range(20):
            await go(chance.choice(paths), Rig(Hydra(), port))
        await go(passed, Rig(Hydra(), port))

    run(whole())


# In Python 3.11 a server that closes while it lets a connection in drops that socket unclosed.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@row("L32", "M16")
@pytest.mark.parametrize("turns", range(12))
def test_a_start_that_is_cancelled_at_any_moment_keeps_no_port(turns: int) -> None:
    """The task ends at its next turn, wherever that is between binding and hearing itself."""

    async def whole() -> None:
        port = free_port()
        receiver = Receiver(f"http://127.0.0.1:{port}/callback", Secret(STATE), ENGLISH)

        async def start() -> None:
            try:
                assert await receiver.open() is None
                assert await receiver.hear_itself() is None
            finally:
                receiver.close()

        starting = asyncio.ensure_future(start())
        for _ in range(turns):
            await asyncio.sleep(0)
        starting.cancel()
        await asyncio.gather(starting, return_exceptions=True)
        await nobody_listens(port)

    run(whole())


@row("L32", "M16")
@pytest.mark.parametrize("how", ["cancelled", "bug"])
def test_a_session_that_ends_while_it_looks_around_keeps_no_port(
    monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    rig, reached = Rig(Hydra()), asyncio.Event()

    async def hang(*_: Any) -> None:
        reached.set()
        if how == "bug":
            raise BugError
        await asyncio.Event().wait()

    monkeypatch.setattr(sessions, "other_side", hang)

    async def path(_rig: Rig, login: TestLogin) -> None:
        starting = asyncio.ensure_future(login.start())
        await reached.wait()
        starting.cancel()
        with pytest.raises((BugError, asyncio.CancelledError)):
            await starting

    run(go(path, rig))


@row("L32")
def test_a_hint_that_crashes_its_hearer_keeps_no_port(monkeypatch: pytest.MonkeyPatch) -> None:
    async def blocked(*_: Any) -> Finding:
        return Finding("self.loopback_blocked")

    monkeypatch.setattr(Echo, "returns", blocked)
    rig = Rig(Hydra())

    async def path(_rig: Rig, login: TestLogin) -> None:
        def hint(_: Finding) -> None:
            raise BugError

        login._on_hint = hint
        with pytest.raises(BugError):
            await login.start()

    run(go(path, rig))


@row("L23")
def test_the_answer_of_an_older_attempt_is_told_so_and_the_newer_goes_on() -> None:
    port = free_port()

    async def whole() -> None:
        hydra = Hydra()
        async with hydra.server:
            client = Client(deadline=5)
            first = Rig(hydra, port).build(client, {})
            old = (await visit(str(await first.start()))).headers["location"]
            first.cancel()
            rig = Rig(hydra, port)
            second = rig.build(client, {})
            url = await second.start()
            finishing = asyncio.ensure_future(second.finish())
            answer = await visit(old)
            assert answer.status == 400
            assert "belongs to another sign-in" in answer.body
            assert not finishing.done()
            await sign_in(str(url), rig)
            assert (await finishing).status is LoginStatus.PASSED
            assert hydra.server.paths().count("/oauth2/token") == 1
            await client.aclose()

    run(whole())


@row("L32")
def test_what_comes_in_the_moment_of_the_end_is_told_to_nobody() -> None:
    """Else a page that has gone would hear of it."""
    told: list[object] = []

    async def whole() -> None:
        port = free_port()
        address = f"http://127.0.0.1:{port}/callback"
        receiver = Receiver(address, Secret(STATE), ENGLISH, told.append)
        assert await receiver.open() is None
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        while not receiver._connections:  # noqa: ASYNC110 - a state of the receiver without an event
            await asyncio.sleep(0.01)
        for connection in receiver._connections:
            # The bytes are there, and the one who reads them has not had its turn.
            connection._reader.feed_data(request_bytes(f"{address}?code=a&state=other"))
        receiver.close()
        await asyncio.sleep(0.05)
        writer.close()
        assert told == []

    run(whole())
