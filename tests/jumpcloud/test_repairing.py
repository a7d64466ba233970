"""Changing an application: what is there afterwards, and what is told, whichever step fails."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest

from jcwizard.jumpcloud.admin_api import AdminApi
from jcwizard.jumpcloud.applications import Application
from jcwizard.jumpcloud.outcome import Ending, Outcome
from jcwizard.jumpcloud.plan import (
    Logo,
    Plan,
    plan_repair,
    plan_test_address_removal,
)
from jcwizard.jumpcloud.provisioning import Stop
from jcwizard.jumpcloud.rollback import roll_back
from jcwizard.model.changes import ChangeKind, ChangeState
from jcwizard.practice.admin_faults import AdminFault
from tests.jumpcloud.working import (
    OTHER,
    SERVICE,
    TEST_ADDRESS,
    WANTED,
    Working,
    failing_at,
    held,
)

PICTURE = Logo("acme.png", "image/png", b"\x89PNG\r\n\x1a\n" + b"0" * 64)
TICKED = frozenset({"label", "redirect_uris", "test_address", "client_authentication", "consent"})
CALLS = {
    "general": ("PUT", "/applications/*"),
    "settings": ("PUT", "/v2/applications/*/sso"),
    "bind": ("POST", "/v2/applications/*/associations"),
}
STEPS = tuple(CALLS)


@pytest.fixture
def found(room: Working) -> Application:
    return room.by_hand()


@pytest.fixture
def plan(room: Working, found: Application) -> Plan:
    return plan_repair(WANTED, found, TICKED, [room.group("Engineering")], [room.group("Sales")])


def at(step: str, **what: object) -> AdminFault:
    method, path = CALLS[step]
    return AdminFault(method=method, path=path, **what)  # type: ignore[arg-type]


def bound(room: Working, application: Application) -> tuple[str, ...]:
    kept = room.practice.world.applications.find(application.id)
    assert kept is not None
    return kept.settings.groups


def is_as_before(room: Working, found: Application) -> bool:
    now = room.read(found.id)
    return (now.general, now.sso, bound(room, now)) == (found.general, found.sso, ("Sales",))


def change(room: Working, path: str, body: Mapping[str, object]) -> None:
    """Change something as another administrator would."""

    async def work(api: AdminApi) -> None:
        await api.write("PUT", path, body)

    room.do(work)
    room.practice.world.admin_calls.clear()


def redirect(room: Working, found: Application, *uris: str) -> None:
    oidc = {
        name: value
        for name, value in found.oidc.items()
        if name not in ("clientId", "clientSecret", "metadata")
    }
    body = {"type": "oidc", "hidden": False, "oidc": {**oidc, "redirectUris": list(uris)}}
    change(room, f"/v2/applications/{found.id}/sso", body)


def test_ticked_settings_become_as_wanted_and_nothing_else_changes(
    room: Working, found: Application, plan: Plan
) -> None:
    told = room.carry_out(plan)
    now = room.read(found.id)
    assert told.end.ending is Ending.DONE
    assert told.codes == ("", "")
    assert now.label == WANTED.label
    assert now.redirect_uris == (OTHER, SERVICE, TEST_ADDRESS)
    assert now.authentication == "client_secret_post"
    assert bound(room, now) == ("Engineering",)
    assert now.client_id == found.client_id
    untouched = ("dynamicClaims", "grantTypes", "relyingPartyUrl", "refreshTokenLifespan")
    assert [now.oidc.get(name) for name in untouched] == [found.oidc.get(n) for n in untouched]
    assert told.end.done == tuple(step.id for step in plan.steps)


def test_each_write_is_a_change_with_what_was_and_what_is(room: Working, plan: Plan) -> None:
    room.carry_out(plan)
    general, settings, came, went = room.noted.values()
    assert {one.state for one in room.noted.values()} == {ChangeState.DONE}
    assert general.kind is ChangeKind.GENERAL
    assert general.before["displayLabel"] == "Wiki"
    assert general.after["displayLabel"] == WANTED.label
    assert settings.kind is ChangeKind.SETTINGS
    assert settings.before["oidc.redirectUris"] == [OTHER]
    assert (came.kind, came.after["name"]) == (ChangeKind.GROUP_BOUND, "Engineering")
    assert (went.kind, went.after["name"]) == (ChangeKind.GROUP_UNBOUND, "Sales")


def test_a_plan_for_what_is_as_wanted_has_no_steps_and_sends_nothing(
    room: Working, plan: Plan, found: Application
) -> None:
    room.carry_out(plan)
    again = plan_repair(WANTED, room.read(found.id), TICKED)
    room.practice.world.admin_calls.clear()
    assert (again.steps, again.lines) == ((), ())
    assert room.carry_out(again).end.ending is Ending.DONE
    assert room.calls() == []


@pytest.mark.parametrize("status", [400, 403, 422, 500])
@pytest.mark.parametrize("step", STEPS)
def test_a_step_that_fails_takes_everything_back(
    room: Working, found: Application, plan: Plan, step: str, status: int
) -> None:
    room.befall(at(step, status=status))
    told = room.carry_out(plan)
    assert is_as_before(room, found)
    assert told.end.ending is Ending.UNDONE
    nothing = step == "general"
    assert told.codes[0] == ("provision.nothing_changed" if nothing else "provision.put_back")
    assert set(room.states()) == {ChangeState.UNDONE}
    assert told.end.done == ()
    undone = [name for name, state in told.steps if state == "undone"]
    assert undone == list(STEPS[: STEPS.index(step)])


def test_the_newest_change_is_taken_back_first(room: Working, plan: Plan) -> None:
    room.befall(at("bind", status=400))
    room.carry_out(plan)
    puts = [call.rsplit("/", 1)[-1] == "sso" for call in room.writes() if call.startswith("PUT")]
    assert puts == [False, True, True, False]


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("step", ["general", "settings"])
def test_a_put_whose_answer_is_lost_is_sent_again(
    room: Working, plan: Plan, step: str, moment: str
) -> None:
    room.befall(at(step, moment=moment, drop=True))
    assert room.carry_out(plan).end.ending is Ending.DONE


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("step", ["general", "settings"])
def test_a_put_that_nobody_can_say_was_done_is_taken_back_where_it_was(
    room: Working, found: Application, plan: Plan, step: str, moment: str
) -> None:
    room.befall(at(step, moment=moment, drop=True, times=3))
    told = room.carry_out(plan)
    assert is_as_before(room, found)
    assert told.end.ending is Ending.UNDONE
    assert told.codes[1] == "network.cut_off"


@pytest.mark.parametrize("step", ["settings", "bind"])
def test_what_cannot_be_taken_back_is_told(
    room: Working, found: Application, plan: Plan, step: str
) -> None:
    dead = AdminFault(method="GET", status=500, times=None)
    fault = at(step, hold=True, status=400)
    room.befall(fault)

    async def meanwhile(_running: asyncio.Task[Outcome], _stop: Stop) -> None:
        await held(fault)
        room.befall(dead)
        fault.release()

    told = room.carry_out(plan, during=meanwhile)
    assert told.end.ending is Ending.PARTLY
    assert told.codes == ("provision.partly", "admin.refused")
    assert told.end.done == STEPS[: STEPS.index(step)]
    assert not [state for _, state in told.steps if state == "undone"]
    room.practice.world.admin_faults.clear()
    assert room.read(found.id).label == WANTED.label


@pytest.mark.parametrize("step", STEPS)
def test_stopping_at_a_step_takes_everything_back(
    room: Working, found: Application, plan: Plan, step: str
) -> None:
    fault = at(step, hold=True)
    room.befall(fault)

    async def meanwhile(_running: asyncio.Task[Outcome], stop: Stop) -> None:
        await held(fault)
        stop.press()
        fault.release()

    told = room.carry_out(plan, during=meanwhile)
    assert told.codes == ("provision.put_back", "provision.stopped")
    assert is_as_before(room, found)


@pytest.mark.parametrize("step", STEPS)
def test_being_cancelled_without_time_leaves_a_change_that_never_ended(
    room: Working, plan: Plan, step: str
) -> None:
    fault = at(step, hold=True)
    room.befall(fault)

    async def meanwhile(running: asyncio.Task[Outcome], _stop: Stop) -> None:
        await held(fault)
        running.cancel()
        await asyncio.wait((running,))
        fault.release()

    told = room.carry_out(plan, during=meanwhile, undo_seconds=0.05)
    assert told.cancelled
    assert told.end.ending is Ending.PARTLY
    assert told.codes == ("provision.cut_off_change", "provision.stopped")
    assert room.states()[-1] is ChangeState.BEGUN


def test_being_cancelled_before_anything_was_sent_has_changed_nothing(
    room: Working, found: Application, plan: Plan
) -> None:
    fault = AdminFault(method="GET", hold=True)
    room.befall(fault)

    async def meanwhile(running: asyncio.Task[Outcome], _stop: Stop) -> None:
        await held(fault)
        running.cancel()
        await asyncio.wait((running,))
        fault.release()

    told = room.carry_out(plan, during=meanwhile)
    assert told.codes == ("provision.nothing_changed", "provision.stopped")
    assert room.writes() == []


@pytest.mark.parametrize("number", [0, 2, 4])
def test_nothing_is_sent_that_cannot_be_noted(
    room: Working, found: Application, plan: Plan, number: int
) -> None:
    told = room.carry_out(plan, journal=failing_at(room, [number]))
    assert told.codes[1] == "progress.not_saved"
    assert is_as_before(room, found)
    if number == 0:
        assert room.writes() == []


def test_what_somebody_changed_since_the_preview_is_not_overwritten(
    room: Working, found: Application, plan: Plan
) -> None:
    redirect(room, found, OTHER, "https://third.acme.example/callback")
    told = room.carry_out(plan)
    assert told.codes == ("provision.nothing_changed", "provision.changed_meanwhile")
    assert room.writes() == []


def test_what_somebody_put_right_since_the_preview_is_looked_at_again(
    room: Working, found: Application, plan: Plan
) -> None:
    redirect(room, found, OTHER, SERVICE, TEST_ADDRESS)
    assert room.carry_out(plan).codes[1] == "provision.changed_meanwhile"


def test_what_somebody_changed_elsewhere_since_the_preview_is_kept(
    room: Working, found: Application
) -> None:
    plan = plan_repair(WANTED, found, {"label"})
    redirect(room, found, OTHER, "https://third.acme.example/callback")
    assert room.carry_out(plan).end.ending is Ending.DONE
    assert room.read(found.id).redirect_uris == (OTHER, "https://third.acme.example/callback")


@pytest.mark.parametrize("undoing", [False, True])
def test_what_somebody_changes_while_a_write_has_to_wait_is_not_overwritten(
    room: Working, found: Application, undoing: bool
) -> None:
    """JumpCloud may ask for a minute, and the write replaces everything that there is by then."""
    plan = plan_repair(WANTED, found, {"client_authentication"})
    theirs = (OTHER, "https://third.acme.example/callback")
    asked_to_wait = AdminFault(method="PUT", hold=True, retry_after=0)

    async def meanwhile(*_work: object) -> None:
        await held(asked_to_wait)
        await asyncio.to_thread(redirect, room, found, *theirs)
        asked_to_wait.release()

    async def take_back(api: AdminApi) -> Outcome:
        work = roll_back(api, tuple(room.noted.values()), room.journal)
        outcome, _ = await asyncio.gather(work, meanwhile())
        return outcome

    if undoing:
        room.carry_out(plan)
        room.befall(asked_to_wait)
        outcome = room.do(take_back)
    else:
        room.befall(asked_to_wait)
        outcome = room.carry_out(plan, during=meanwhile).end
        assert room.states() == [ChangeState.UNDONE]
    assert outcome.cause is not None
    assert outcome.cause.code == "provision.changed_meanwhile"
    assert room.read(found.id).redirect_uris == theirs


def test_stopping_while_a_write_has_to_wait_sends_it_no_more(
    room: Working, found: Application
) -> None:
    asked_to_wait = AdminFault(method="PUT", hold=True, retry_after=0, times=None)
    room.befall(asked_to_wait)

    async def meanwhile(_running: asyncio.Task[Outcome], stop: Stop) -> None:
        await held(asked_to_wait)
        stop.press()
        asked_to_wait.release()

    told = room.carry_out(plan_repair(WANTED, found, {"label"}), during=meanwhile)
    assert told.codes == ("provision.nothing_changed", "provision.stopped")
    assert [call[:3] for call in room.writes()] == ["PUT"]


def test_a_group_that_somebody_bound_meanwhile_is_left_to_them(
    room: Working, found: Application
) -> None:
    engineering = room.group("Engineering")
    first = plan_repair(WANTED, found, (), [engineering])
    room.carry_out(first)
    room.noted.clear()
    assert room.carry_out(first).end.ending is Ending.DONE
    assert room.noted == {}


def test_a_group_that_is_not_bound_when_it_is_read_back_is_told(
    room: Working, found: Application
) -> None:
    room.befall(at("bind", status=200, body={}))
    plan = plan_repair(WANTED, found, (), [room.group("Engineering")])
    assert room.carry_out(plan).codes == ("provision.differs", "")


def test_an_application_that_is_gone_is_told(room: Working, found: Application, plan: Plan) -> None:
    room.practice.world.applications.remove(found.id)
    told = room.carry_out(plan)
    assert told.codes == ("provision.nothing_changed", "admin.application_gone")


def test_a_difference_that_is_read_back_is_told(room: Working, plan: Plan) -> None:
    room.befall(at("settings", status=200, body={"type": "oidc", "oidc": {}}))
    told = room.carry_out(plan)
    assert told.end.ending is Ending.DONE
    assert told.codes == ("provision.differs", "")


def test_a_picture_is_uploaded_and_a_refused_one_takes_nothing_back(
    room: Working, found: Application
) -> None:
    plan = plan_repair(WANTED, found, {"label"}, logo=PICTURE)
    room.befall(AdminFault(path="/v2/applications/*/logo", status=400))
    assert room.carry_out(plan).codes == ("provision.logo_refused", "admin.refused")
    assert room.states()[-1] is ChangeState.UNDONE
    picture = plan_repair(WANTED, room.read(found.id), (), logo=PICTURE)
    assert room.carry_out(picture).codes == ("", "")
    assert [one.kind for one in room.noted.values()][-1] is ChangeKind.LOGO


def test_the_test_address_is_taken_out_and_every_other_one_stays(
    room: Working, plan: Plan, found: Application
) -> None:
    room.carry_out(plan)
    removal = plan_test_address_removal(room.read(found.id), TEST_ADDRESS)
    told = room.carry_out(removal)
    assert told.end.ending is Ending.DONE
    assert told.codes == ("", "")
    assert room.read(found.id).redirect_uris == (OTHER, SERVICE)
    assert plan_test_address_removal(room.read(found.id), TEST_ADDRESS).steps == ()


def test_an_address_that_is_still_there_when_it_is_read_back_is_told(
    room: Working, plan: Plan, found: Application
) -> None:
    room.carry_out(plan)
    removal = plan_test_address_removal(room.read(found.id), TEST_ADDRESS)
    room.befall(at("settings", status=200, body={"type": "oidc", "oidc": {}}))
    assert room.carry_out(removal).codes == ("provision.differs", "")


def test_the_only_address_is_not_taken_out(room: Working, found: Application) -> None:
    assert plan_test_address_removal(found, OTHER).steps == ()
