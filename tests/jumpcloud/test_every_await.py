"""Cancelled at every await, broken at every call: in the end all is as before, or all is done.

What one run leaves, the next start of the program takes back from the record alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from jcwizard.jumpcloud.applications import Application
from jcwizard.jumpcloud.groups import Group
from jcwizard.jumpcloud.journal import NEVER_ENDED
from jcwizard.jumpcloud.outcome import Ending, Outcome
from jcwizard.jumpcloud.plan import Logo, Plan, plan_creation, plan_repair
from jcwizard.jumpcloud.provisioning import Stop, carry_out
from jcwizard.jumpcloud.rollback import clean_up, roll_back
from jcwizard.model.changes import Change, ChangeState
from jcwizard.model.finding import Finding
from tests.jumpcloud.test_repairing import TICKED
from tests.jumpcloud.tiny_jumpcloud import SECRET, TinyJumpCloud
from tests.jumpcloud.working import OTHER, WANTED, hurried

PICTURE = Logo("acme.png", "image/png", b"\x89PNG")
HERS, HIS = Group("her-group", "Hers"), Group("his-group", "His")
MOST = 400
BREAKS = ("refused", "lost", "answer lost")


@dataclass
class Try:
    """One run against a JumpCloud of its own, and what it left in the record."""

    cloud: TinyJumpCloud = field(default_factory=TinyJumpCloud)
    record: dict[str, Change] = field(default_factory=dict)
    endings: list[Outcome] = field(default_factory=list)
    handed: list[str] = field(default_factory=list)
    before: object = None
    ticks: int = 0

    async def journal(self, change: Change) -> Finding | None:
        """Note a change as a file does: it takes a while."""
        await asyncio.sleep(0)
        self.record[change.id] = change
        return None

    async def run(self, plan: Plan, cancel_at: int | None = None, seconds: float = 5.0) -> None:
        """Carry the plan out, cancelled after so many turns of the loop."""
        self.before = self.cloud.state()
        work = asyncio.ensure_future(
            carry_out(
                plan,
                self.cloud.api,
                self.journal,
                on_secret=lambda client_id, _: self.handed.append(client_id),
                on_ending=self.endings.append,
                undo_seconds=seconds,
            )
        )
        while not work.done():
            if self.ticks == cancel_at:
                work.cancel()
            self.ticks += 1
            await asyncio.sleep(0)
        if not work.cancelled():
            work.result()  # a bug ends the test

    async def next_start(self) -> None:
        """Clean up what never ended, as the next start of the program offers."""
        self.cloud.well()
        for change in reversed(list(self.record.values())):
            if change.state in NEVER_ENDED:
                await clean_up(self.cloud.api, change, self.journal)

    def assert_told_truly(self) -> None:
        """Whatever was told of the end is so."""
        (outcome,) = self.endings
        if outcome.ending is Ending.UNDONE:
            assert self.cloud.state() == self.before
        if outcome.ending is not Ending.DONE:
            assert outcome.secret is None
            assert outcome.finding is not None
        if outcome.ending is Ending.LEFT:
            assert outcome.left
            assert any(one.state in NEVER_ENDED for one in self.record.values())
        handed = bool(self.handed)
        assert outcome.void is (handed and outcome.ending is not Ending.DONE)
        assert SECRET.reveal() not in repr(self.record)


def creation(_one: Try) -> Plan:
    """Plan a creation with everything."""
    return plan_creation(WANTED, [HERS, HIS], PICTURE)


def repair(one: Try) -> Plan:
    """Plan a repair of an application that somebody made by hand."""

    wrong = replace(WANTED, label="Wiki", redirect_uris=(OTHER,), test_address="")

    async def make() -> Application:
        await carry_out(plan_creation(wrong, [HIS]), one.cloud.api, one.journal)
        (key,) = one.cloud.general
        return Application(key, one.cloud.general[key], one.cloud.sso[key])

    found = asyncio.run(make())
    one.record.clear()
    one.cloud.well()
    return plan_repair(WANTED, found, TICKED, [HERS], [HIS])


PLANS: dict[str, Callable[[Try], Plan]] = {"creation": creation, "repair": repair}


@pytest.fixture(autouse=True)
def in_no_hurry() -> object:
    with hurried():
        yield


def posts(cloud: TinyJumpCloud) -> int:
    return cloud.calls.count("POST /applications")


@pytest.mark.parametrize("kind", PLANS)
def test_cancelled_at_every_await_everything_is_taken_back_or_all_is_done(kind: str) -> None:
    for turn in range(1, MOST):
        one = Try()
        plan = PLANS[kind](one)
        asyncio.run(one.run(plan, turn))
        one.assert_told_truly()
        assert one.endings[0].ending in (Ending.UNDONE, Ending.DONE), turn
        assert posts(one.cloud) <= 1
        if turn >= one.ticks:
            assert one.endings[0].ending is Ending.DONE
            return
    raise AssertionError("it never ended")


@pytest.mark.parametrize("kind", PLANS)
def test_cut_off_at_every_await_the_next_start_takes_it_back(kind: str) -> None:
    for turn in range(1, MOST):
        one = Try()
        plan = PLANS[kind](one)
        asyncio.run(one.run(plan, turn, seconds=0.0))
        one.assert_told_truly()
        asyncio.run(one.next_start())
        rest = tuple(one.record.values())
        assert not [change for change in rest if change.state in NEVER_ENDED], turn
        if one.endings[0].ending is not Ending.DONE:
            asyncio.run(roll(one, rest))
            assert one.cloud.state() == one.before, turn
        if turn >= one.ticks:
            return
    raise AssertionError("it never ended")


async def roll(one: Try, changes: tuple[Change, ...]) -> Outcome:
    """Undo what the record says."""
    return await roll_back(one.cloud.api, changes, one.journal)


@pytest.mark.parametrize("how", BREAKS)
@pytest.mark.parametrize("kind", PLANS)
def test_broken_at_every_call_what_is_told_is_so(kind: str, how: str) -> None:
    for number in range(MOST):
        one = Try()
        plan = PLANS[kind](one)
        one.cloud.breaks = {number: how}
        asyncio.run(one.run(plan))
        one.assert_told_truly()
        assert posts(one.cloud) <= 1
        if number >= len(one.cloud.calls):
            assert one.endings[0].ending is Ending.DONE
            return
    raise AssertionError("it never ended")


@pytest.mark.parametrize("how", BREAKS)
@pytest.mark.parametrize("kind", PLANS)
def test_a_network_that_dies_at_any_call_leaves_nothing_that_the_next_start_does_not_find(
    kind: str, how: str
) -> None:
    for number in range(MOST):
        one = Try()
        plan = PLANS[kind](one)
        one.cloud.breaks, one.cloud.dead = {number: how}, number + 1
        asyncio.run(one.run(plan))
        one.assert_told_truly()
        if number >= len(one.cloud.calls):
            return
        whole = one.endings[0].ending is Ending.DONE
        asyncio.run(one.next_start())
        assert not [change for change in one.record.values() if change.state in NEVER_ENDED]
        if not whole:
            asyncio.run(roll(one, tuple(one.record.values())))
            assert one.cloud.state() == one.before, number
    raise AssertionError("it never ended")


@pytest.mark.parametrize("how", BREAKS)
@pytest.mark.parametrize("kind", PLANS)
def test_undoing_that_breaks_at_any_call_can_be_gone_on_with(kind: str, how: str) -> None:
    for number in range(MOST):
        one = Try()
        plan = PLANS[kind](one)
        asyncio.run(one.run(plan))
        one.cloud.well()
        one.cloud.breaks = {number: how}
        asyncio.run(roll(one, tuple(one.record.values())))
        broke = number < len(one.cloud.calls)
        one.cloud.well()
        asyncio.run(roll(one, tuple(one.record.values())))
        assert one.cloud.state() == one.before, number
        if not broke:
            return
    raise AssertionError("it never ended")


def test_stopping_after_the_last_answer_takes_everything_back_all_the_same() -> None:
    one, stop = Try(), Stop()

    def on_step(step: str, state: str) -> None:
        if (step, state) == ("read_back", "done"):
            stop.press()

    outcome = asyncio.run(carry_out(creation(one), one.cloud.api, one.journal, on_step, stop=stop))
    assert outcome.ending is Ending.UNDONE
    assert one.cloud.general == {}


def test_being_cut_off_in_the_last_note_is_told_as_done_and_not_noted() -> None:
    one, last = Try(), asyncio.Event()

    async def journal(change: Change) -> None:
        if change.state is ChangeState.DONE:
            last.set()
            await asyncio.Event().wait()

    async def work() -> None:
        run = asyncio.ensure_future(
            carry_out(
                creation(one), one.cloud.api, journal, on_ending=one.endings.append, undo_seconds=0
            )
        )
        await asyncio.wait_for(last.wait(), 5)
        run.cancel()
        with pytest.raises(asyncio.CancelledError):
            await run

    asyncio.run(work())
    (outcome,) = one.endings
    assert outcome.ending is Ending.DONE
    assert outcome.finding is not None
    assert outcome.finding.code == "provision.not_noted"
    assert not outcome.void


class Tidy(TinyJumpCloud):
    """Writes a login URL in its own way."""

    def _settings(self, method: str, key: str, given: dict[str, Any]) -> dict[str, Any]:
        kept = super()._settings(method, key, given)
        oidc = self.sso[key]["oidc"]
        oidc["relyingPartyUrl"] = oidc["relyingPartyUrl"].rstrip("/") + "/"
        return kept


def test_a_value_that_jumpcloud_writes_in_its_own_way_is_told_and_can_be_put_back() -> None:
    one = Try(Tidy())
    plan = repair(one)
    assert plan.found is not None
    elsewhere = replace(WANTED, login_url="https://new.acme.example/login")
    plan = plan_repair(elsewhere, plan.found, {"login_url"})
    asyncio.run(one.run(plan))
    (outcome,) = one.endings
    assert outcome.finding is not None
    assert outcome.finding.code == "provision.differs"
    assert asyncio.run(roll(one, tuple(one.record.values()))) == Outcome(Ending.UNDONE)
    assert one.cloud.state() == one.before
