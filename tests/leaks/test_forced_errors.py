"""A bug at any step, with every secret alive and quoted in its text, is told without one."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from importlib import import_module
from typing import Any, NoReturn

import pytest

from jcwizard import quiet
from jcwizard.catalogue import load
from jcwizard.keep.support import crash_lines, crash_reference, crash_summary
from jcwizard.net.client import Client
from jcwizard.oidc.login import TestLogin
from jcwizard.oidc.preflight import preflight
from tests.canaries import HATCHERY, leaks
from tests.oidc.browser import follow, free_port
from tests.oidc.hydra import SECRET, Hydra
from tests.oidc.servers import run

pytestmark = pytest.mark.row("S11")


class QuotingError(Exception):
    """Quotes every secret that is alive, as the worst library could."""

    def __init__(self) -> None:
        self.alive = tuple(HATCHERY.secrets)
        super().__init__(" ".join(self.alive), *self.alive)
        self.add_note(" ".join(self.alive))

    def __reduce__(self) -> NoReturn:
        raise TypeError("not pickled")


def fault(*_: object, **__: object) -> NoReturn:
    """Fail because of another error, which holds the text itself."""
    try:
        {}[next(iter(HATCHERY.secrets), SECRET)]
    except KeyError as error:
        raise QuotingError from error
    raise AssertionError


CHECK = (
    "jcwizard.oidc.preflight.discover",
    "jcwizard.oidc.preflight.fetch_keys",
    "jcwizard.oidc.probes.token_request",
    "jcwizard.net.client.record",
    "jcwizard.net.client.read_body",
    "jcwizard.net.client._headers",
    "jcwizard.net.client.content_of",
    "jcwizard.net.wire.open_route",
)
LOGIN = (
    "jcwizard.oidc.session.discover",
    "jcwizard.oidc.session.fetch_keys",
    "jcwizard.oidc.session.new_attempt",
    "jcwizard.oidc.session.authorization_url",
    "jcwizard.oidc.judgement.check_answer",
    "jcwizard.oidc.judgement.exchange_code",
    "jcwizard.oidc.token_exchange.token_request",
    "jcwizard.oidc.token_exchange.read_tokens",
    "jcwizard.oidc.judgement.read_signed",
    "jcwizard.oidc.judgement.check_claims",
    "jcwizard.oidc.judgement.ask_userinfo",
    "jcwizard.oidc.judgement.identity_of",
    "jcwizard.oidc.judgement.check_email",
    "jcwizard.oidc.judgement.check_refresh",
    "jcwizard.oidc.refresh.read_tokens",
    "jcwizard.oidc.login._page_for",
)


async def check(hydra: Hydra) -> None:
    async with hydra.server:
        client = Client(deadline=5)
        try:
            await preflight(hydra.target(needs_refresh=True), client)
        finally:
            await client.aclose()


async def log_in(hydra: Hydra) -> None:
    async with hydra.server:
        address = f"http://127.0.0.1:{free_port()}/callback"
        hydra.redirects.append(address)
        client = Client(deadline=5)
        scopes = ("openid", "email", "profile", "offline_access")
        target = hydra.target(test_redirect=address, needs_refresh=True, scopes=scopes)
        login = TestLogin(target, client, seconds=10)
        browsing: asyncio.Future[Any] | None = None
        try:
            link = await login.start()
            assert isinstance(link, str)
            browsing = asyncio.ensure_future(follow(link))
            await login.finish()
        finally:
            login.cancel()
            if browsing is not None:
                await asyncio.gather(browsing, return_exceptions=True)
            await client.aclose()


def test_without_a_fault_both_go_well() -> None:
    run(check(Hydra()))
    run(log_in(Hydra()))


@pytest.mark.parametrize(
    ("work", "place"),
    [*((check, place) for place in CHECK), *((log_in, place) for place in LOGIN)],
    ids=lambda part: part.rpartition("jcwizard.")[2] if isinstance(part, str) else part.__name__,
)
def test_a_bug_at_any_step_is_told_without_a_secret(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    work: Callable[[Hydra], Any],
    place: str,
) -> None:
    module, _, name = place.rpartition(".")
    monkeypatch.setattr(import_module(module), name, fault)

    with pytest.raises(QuotingError) as caught:
        run(work(Hydra()))

    error = caught.value
    assert SECRET in error.alive, "it has a secret to quote"
    told = "\n".join([*ways_of_telling(error), *capsys.readouterr()])
    assert "QuotingError" in told
    assert not list(leaks(told, HATCHERY.secrets))


def ways_of_telling(error: BaseException) -> list[str]:
    """Everything that the program does with an error that nobody expected."""
    words = load().words
    told: Any = _Told(error)
    quiet._unexpected(type(error), error, error.__traceback__)
    quiet._in_thread(told)
    quiet._unraisable(told)
    no_loop: Any = None
    quiet.loop_fault(no_loop, {"exception": error})
    information = (type(error), error, error.__traceback__)
    record = logging.LogRecord(
        "asyncio", logging.ERROR, "tasks.py", 1, "never retrieved %r", (error,), information
    )
    quiet.PlacesOnly().emit(record)
    return [crash_summary(error, words), *crash_lines(error), crash_reference(error)]


class _Told:
    """What Python hands to the hooks of threads and of finalizers."""

    def __init__(self, error: BaseException) -> None:
        self.exc_type, self.exc_value, self.exc_traceback = type(error), error, error.__traceback__
        self.thread, self.object, self.err_msg = None, error, str(error)


def test_a_bug_in_the_receiver_ends_one_connection_and_says_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It happens in a task of the server, so the event loop has to tell it."""
    heard: list[str] = []

    def tell(loop: asyncio.AbstractEventLoop, told: dict[str, Any]) -> None:
        heard.append(repr(told.get("exception")))
        quiet.loop_fault(loop, told)

    async def whole() -> None:
        asyncio.get_running_loop().set_exception_handler(tell)
        async with asyncio.timeout(2):
            await log_in(Hydra())

    monkeypatch.setattr(import_module("jcwizard.oidc.receiver"), "read_query", fault)
    with pytest.raises((TimeoutError, QuotingError)):
        asyncio.run(whole())
    told = "".join(capsys.readouterr())
    assert not list(leaks(told, HATCHERY.secrets))
    assert bool(heard) == ("QuotingError" in told)
