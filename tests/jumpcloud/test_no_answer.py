"""JumpCloud that takes a request and answers too late, or half: what holds, and what is told."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from jcwizard.jumpcloud.access import ApiKey
from jcwizard.jumpcloud.admin_api import AdminApi
from jcwizard.jumpcloud.outcome import Ending, Outcome
from jcwizard.jumpcloud.plan import Plan, plan_creation, plan_repair
from jcwizard.jumpcloud.provisioning import carry_out
from jcwizard.jumpcloud.rollback import clean_up
from jcwizard.model.changes import ChangeState
from jcwizard.net.client import Client
from jcwizard.practice.admin_faults import AdminFault
from tests.jumpcloud.test_repairing import TICKED
from tests.jumpcloud.working import BY_HAND, LABEL, WANTED, Working, held, working

SOON = 1.0
"""Seconds; a machine under load answers the other questions within them."""


@pytest.fixture
def room() -> Iterator[Working]:
    with working() as room:
        yield room


def impatient(room: Working, plan: Plan) -> Outcome:
    """Carry a plan out for a person whose network gives up soon."""

    async def work() -> Outcome:
        client = Client(deadline=SOON)
        try:
            api = AdminApi(client, room.place(), ApiKey(room.practice.world.api_key))
            return await carry_out(plan, api, room.journal)
        finally:
            await client.aclose()

    return asyncio.run(work())


def codes(outcome: Outcome) -> tuple[str, str]:
    finding, cause = outcome.finding, outcome.cause
    return finding.code if finding else "", cause.code if cause else ""


def test_a_creation_whose_answer_comes_too_late_is_found_and_removed(room: Working) -> None:
    fault = AdminFault(method="POST", path="/applications", hold=True, moment="after")
    room.befall(fault)
    outcome = impatient(room, plan_creation(WANTED, [], None))
    fault.release()
    assert room.calls().count("POST /applications") == 1
    assert codes(outcome) == ("provision.removed", "network.timeout")
    assert room.shells() == []


def test_a_creation_that_nobody_finds_in_time_is_found_by_cleaning_up(room: Working) -> None:
    fault = AdminFault(method="POST", path="/applications", hold=True)
    room.befall(fault)
    outcome = impatient(room, plan_creation(WANTED, [], None))
    assert outcome.ending is Ending.LEFT
    assert codes(outcome) == ("provision.unknown", "network.timeout")
    assert room.states() == [ChangeState.UNKNOWN]
    left = room.shell()  # what JumpCloud makes of it at last
    (change,) = room.noted.values()
    assert room.do(lambda api: clean_up(api, change, room.journal)) == Outcome(Ending.UNDONE)
    assert left not in room.shells()
    fault.release()


@pytest.mark.parametrize("path", ["/applications", "/v2/applications/*/sso"])
def test_an_answer_that_breaks_off_leaves_no_application(room: Working, path: str) -> None:
    room.befall(AdminFault(method="POST", path=path, moment="after", cut=True))
    told = room.carry_out(plan_creation(WANTED, [room.group("Engineering")], None))
    assert room.shells() == []
    assert told.end.ending is Ending.UNDONE
    assert told.codes[0] == "provision.removed"
    assert not told.secrets


def test_undoing_asks_no_further_questions_when_nobody_answers(room: Working) -> None:
    plan = plan_repair(WANTED, room.by_hand(), TICKED, [room.group("Engineering")])
    dead = AdminFault(method="GET", hold=True, times=None)
    fault = AdminFault(method="POST", path="/v2/applications/*/associations", hold=True, status=400)
    room.befall(fault)

    async def meanwhile() -> None:
        await held(fault)
        room.befall(dead)
        fault.release()

    async def both() -> Outcome:
        client = Client(deadline=SOON)
        try:
            api = AdminApi(client, room.place(), ApiKey(room.practice.world.api_key))
            other = asyncio.ensure_future(meanwhile())
            outcome = await carry_out(plan, api, room.journal)
            await other
            return outcome
        finally:
            await client.aclose()

    outcome = asyncio.run(both())
    assert outcome.ending is Ending.PARTLY
    assert codes(outcome) == ("provision.partly", "admin.refused")
    assert outcome.left == BY_HAND.display_label
    assert dead.struck <= 4
    dead.release()
    assert LABEL in room.labels()
