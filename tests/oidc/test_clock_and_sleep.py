"""A clock that is wrong is told as a clock, and a computer that slept has lost its sign-in."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from email.utils import formatdate
from pathlib import Path

import pytest

from jcwizard.catalogue.load import load
from jcwizard.model.finding import Finding, Status
from jcwizard.net.asleep import seconds_asleep
from jcwizard.net.client import Client
from jcwizard.oidc.login import LOGIN, LoginStatus
from tests.oidc.browser import follow, is_free, visit
from tests.oidc.hydra import Hydra
from tests.oidc.servers import run
from tests.oidc.test_login import Rig, codes, log_in, nothing_happens, sign_in, statuses

WORDS = load().explanations
MINUTE = 60


def dated() -> Hydra:
    """Return a provider that tells its time, as every real one does."""
    return Hydra(date=formatdate(usegmt=True))


def title(finding: Finding | None) -> str:
    assert finding is not None
    return WORDS[finding.code].filled(finding.values).title


@pytest.mark.row("P1")
@pytest.mark.parametrize("seconds", [-90, 0, 90])
def test_a_clock_within_two_minutes_is_not_worth_a_word(seconds: int) -> None:
    outcome = log_in(dated(), clock=lambda: time.time() + seconds)
    assert (outcome.status, codes(outcome)) == (LoginStatus.PASSED, {})


@pytest.mark.row("P1")
@pytest.mark.parametrize(
    ("minutes", "said"),
    [(3, "3 minutes fast"), (-3, "3 minutes slow"), (4, "4 minutes fast"), (-4, "4 minutes slow")],
)
def test_a_clock_minutes_off_is_accepted_with_a_warning(minutes: int, said: str) -> None:
    outcome = log_in(dated(), clock=lambda: time.time() + minutes * MINUTE)
    identity = outcome.checks[2]
    assert (outcome.status, identity.status) == (LoginStatus.PASSED, Status.WARNING)
    assert title(identity.finding) == f"This computer's clock is {said}"


@pytest.mark.row("P2")
@pytest.mark.parametrize(
    ("minutes", "status", "said"),
    [
        # A token stays right for a while after it was made, but is never right before.
        (8, "warning", "8 minutes fast"),
        (-8, "failed", "8 minutes slow"),
        (20, "failed", "20 minutes fast"),
        (-20, "failed", "20 minutes slow"),
        (90, "failed", "90 minutes fast"),
        (-1440, "failed", "1440 minutes slow"),
    ],
)
def test_a_clock_further_off_is_told_as_the_clock_in_both_directions(
    minutes: int, status: str, said: str
) -> None:
    outcome = log_in(dated(), clock=lambda: time.time() + minutes * MINUTE)
    assert statuses(outcome)["identity"] == status
    assert title(outcome.checks[2].finding) == f"This computer's clock is {said}"


@pytest.mark.row("P2")
@pytest.mark.parametrize("minutes", [-20, 20, 90])
def test_without_the_servers_time_the_clock_is_still_named(minutes: int) -> None:
    outcome = log_in(Hydra(), clock=lambda: time.time() + minutes * MINUTE)
    finding = outcome.checks[2].finding
    assert finding is not None
    entry = WORDS[finding.code]
    assert "clock" in entry.why
    assert any("clock" in line or "date and time" in line for line in entry.fix)


@pytest.mark.row("P2")
def test_a_token_that_is_really_old_is_not_blamed_on_the_clock() -> None:
    hydra = dated()
    hydra.change_claims = lambda claims: claims.update(
        iat=claims["iat"] - 7200, exp=claims["exp"] - 7200
    )
    assert codes(log_in(hydra)) == {"identity": "identity.expired"}


@pytest.mark.row("P4")
@pytest.mark.parametrize("jump", [-3600, 3600, -20 * 365 * 86_400, 20 * 365 * 86_400])
def test_a_clock_that_jumps_and_comes_back_ends_nothing(
    monkeypatch: pytest.MonkeyPatch, jump: int
) -> None:
    real = time.time

    async def browse(url: str, rig: Rig) -> None:
        with monkeypatch.context() as jumped:
            jumped.setattr(time, "time", lambda: real() + jump)
            await asyncio.sleep(1.2)  # the wait looks at its limits every second
        await sign_in(url, rig)

    outcome = log_in(dated(), browse, clock=lambda: time.time())  # noqa: PLW0108  looked up anew
    assert (outcome.status, codes(outcome)) == (LoginStatus.PASSED, {})


@pytest.mark.row("P4", "P2")
@pytest.mark.parametrize(("jump", "code"), [(3600, "clock.fast"), (-3600, "clock.slow")])
def test_a_clock_that_jumps_and_stays_away_is_told_as_the_clock(jump: int, code: str) -> None:
    off = [0]

    async def browse(url: str, rig: Rig) -> None:
        off[0] = jump
        await sign_in(url, rig)

    outcome = log_in(dated(), browse, clock=lambda: time.time() + off[0])
    assert codes(outcome) == {"identity": code}


# Sleep


@pytest.mark.row("N30")
def test_a_computer_that_slept_gives_the_attempt_up_by_itself_and_says_so() -> None:
    hydra, slept = Hydra(), [0.0]

    async def browse(url: str, rig: Rig) -> None:
        slept[0] = 47 * 60.0

    outcome = log_in(hydra, browse, asleep=lambda: slept[0])
    assert outcome.status is LoginStatus.UNKNOWN
    assert statuses(outcome) == dict.fromkeys(LOGIN, "skipped") | {"answer": "unknown"}
    finding = outcome.checks[0].finding
    assert finding is not None
    assert (finding.code, finding.values) == ("answer.slept", {"minutes": "47"})
    assert "/oauth2/token" not in hydra.server.paths()


@pytest.mark.row("N30")
def test_a_browser_that_returns_at_waking_up_is_answered_and_its_code_not_used() -> None:
    hydra = Hydra()
    rig = Rig(hydra)

    def asleep() -> float:
        session = rig.login._session if rig.login is not None else None
        return 3600.0 if session is not None and session.receiver._answer.done() else 0.0

    outcome = log_in(hydra, sign_in, rig, asleep=asleep)
    assert codes(outcome) == {"answer": "answer.slept"}
    assert "/oauth2/token" not in hydra.server.paths()
    assert "It works" not in rig.page
    assert "<html" in rig.page


@pytest.mark.row("N30")
@pytest.mark.parametrize(("nap", "found"), [(59.0, {}), (61.0, {"answer": "answer.slept"})])
def test_a_nap_of_less_than_a_minute_changes_nothing(nap: float, found: dict[str, str]) -> None:
    slept = [1000.0]

    async def browse(url: str, rig: Rig) -> None:
        callback = (await visit(url)).headers["location"]
        slept[0] += nap
        with contextlib.suppress(OSError, IndexError):  # it may have been given up by then
            await follow(callback)

    assert codes(log_in(Hydra(), browse, asleep=lambda: slept[0])) == found


@pytest.mark.row("N30")
def test_a_sleep_is_told_as_such_where_the_systems_timers_go_on_through_it() -> None:
    """As on Windows: the time limit is over when the computer wakes up."""
    slept = [0.0]

    async def browse(url: str, rig: Rig) -> None:
        slept[0] = 3600.0

    outcome = log_in(Hydra(), browse, seconds=0.05, asleep=lambda: slept[0])
    assert codes(outcome) == {"answer": "answer.slept"}
    assert codes(log_in(Hydra(), nothing_happens, seconds=0.05)) == {"answer": "answer.timed_out"}


@pytest.mark.row("N30", "N29")
def test_after_a_sleep_the_same_client_signs_in_anew() -> None:
    hydra, slept = Hydra(), [0.0]

    async def whole() -> list[LoginStatus]:
        ends = []
        async with hydra.server:
            client = Client(deadline=5)
            for sleeps in (True, False):
                rig = Rig(hydra)
                login = rig.build(client, {"asleep": lambda: slept[0]})
                url = await login.start()
                assert isinstance(url, str)
                slept[0] += 3600.0 if sleeps else 0.0
                browsing = asyncio.ensure_future(asyncio.sleep(0) if sleeps else sign_in(url, rig))
                ends.append((await login.finish()).status)
                await browsing
                assert await is_free(rig.port)
            await client.aclose()
        return ends

    assert run(whole()) == [LoginStatus.UNKNOWN, LoginStatus.PASSED]


@pytest.mark.row("N30")
def test_the_seconds_asleep_stand_still_while_the_computer_is_awake() -> None:
    before = seconds_asleep()
    time.sleep(0.3)
    # The two clocks are read one after the other, so one reading alone may be held up between.
    assert min(abs(seconds_asleep() - before) for _time in range(5)) < 0.2


@pytest.mark.row("N30")
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGSTOP")
def test_a_program_that_was_stopped_beyond_its_time_ends_as_soon_as_it_goes_on() -> None:
    script = (
        "import asyncio, sys\n"
        "from jcwizard.net.asleep import seconds_asleep\n"
        "from jcwizard.oidc.waiting import Patience\n"
        "class Nobody:\n"
        "    async def wait(self):\n"
        "        await asyncio.Event().wait()\n"
        "async def whole():\n"
        "    patience = Patience(2.0, seconds_asleep)\n"
        "    print('waiting', flush=True)\n"
        "    print((await patience.callback(Nobody(), 'x')).code, flush=True)\n"
        "asyncio.run(whole())\n"
    )
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, cwd=root
    ) as waiting:
        assert waiting.stdout is not None
        assert waiting.stdout.readline() == "waiting\n"
        os.kill(waiting.pid, signal.SIGSTOP)
        time.sleep(2.5)
        os.kill(waiting.pid, signal.SIGCONT)
        resumed = time.monotonic()
        assert waiting.stdout.readline() == "answer.timed_out\n"
        assert time.monotonic() - resumed < 5
        assert waiting.wait(10) == 0
