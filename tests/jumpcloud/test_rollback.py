"""Taking back what was changed: exactly that, nothing of others, and never twice."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from jcwizard.jumpcloud import creating
from jcwizard.jumpcloud.access import ApiKey
from jcwizard.jumpcloud.admin_api import AdminApi
from jcwizard.jumpcloud.applications import Application
from jcwizard.jumpcloud.outcome import Ending, Outcome
from jcwizard.jumpcloud.plan import Logo, plan_creation, plan_repair, plan_test_address_removal
from jcwizard.jumpcloud.provisioning import carry_out
from jcwizard.jumpcloud.repair import Line, new_general, new_sso
from jcwizard.jumpcloud.rollback import clean_up, interrupted, roll_back, undo_lines
from jcwizard.jumpcloud.sign_in import Entered, sign_in
from jcwizard.jumpcloud.stopping import Stop
from jcwizard.jumpcloud.undoing import bind
from jcwizard.model.changes import Change, ChangeKind, ChangeState
from jcwizard.model.secret import DOTS
from jcwizard.model.setup import Setup
from jcwizard.net.client import Client
from jcwizard.practice.admin_faults import AdminFault
from tests.jumpcloud.test_repairing import TICKED, redirect
from tests.jumpcloud.working import (
    BY_HAND,
    FULL_DISK,
    LABEL,
    OTHER,
    PATIENCE,
    SERVICE,
    TEST_ADDRESS,
    WANTED,
    Told,
    Working,
    held,
)

PICTURE = Logo("acme.png", "image/png", b"\x89PNG\r\n\x1a\n" + b"0" * 64)


@pytest.fixture
def found(room: Working) -> Application:
    return room.by_hand()


@pytest.fixture
def repaired(room: Working, found: Application) -> Application:
    """The same after a repair, which is in the record."""
    bind_to, take_off = [room.group("Engineering")], [room.group("Sales")]
    told = room.carry_out(plan_repair(WANTED, found, TICKED, bind_to, take_off))
    assert told.end.ending is Ending.DONE
    room.practice.world.admin_calls.clear()
    return room.read(found.id)


def undone(room: Working, changes: Sequence[Change] = ()) -> Outcome:
    chosen = tuple(changes) or tuple(room.noted.values())
    return room.do(lambda api: roll_back(api, chosen, room.journal))


def groups(room: Working, application_id: str) -> tuple[str, ...]:
    kept = room.practice.world.applications.find(application_id)
    assert kept is not None
    return kept.settings.groups


def is_as_before(room: Working, found: Application) -> bool:
    now = room.read(found.id)
    return (now.general, now.sso, groups(room, now.id)) == (found.general, found.sso, ("Sales",))


def test_everything_is_put_back_exactly(
    room: Working, found: Application, repaired: Application
) -> None:
    outcome = undone(room)
    assert outcome == Outcome(Ending.UNDONE)
    assert is_as_before(room, found)
    assert set(room.states()) == {ChangeState.UNDONE}


def test_undoing_twice_does_nothing_the_second_time(room: Working, repaired: Application) -> None:
    undone(room)
    room.practice.world.admin_calls.clear()
    assert undone(room).ending is Ending.UNDONE
    assert room.calls() == []


def test_undoing_again_by_an_old_record_changes_nothing(
    room: Working, found: Application, repaired: Application
) -> None:
    record = tuple(room.noted.values())
    undone(room, record)
    room.practice.world.admin_calls.clear()
    assert undone(room, record).ending is Ending.UNDONE
    assert room.writes() == []
    assert is_as_before(room, found)


def test_what_others_changed_since_is_left_alone_and_named(
    room: Working, repaired: Application
) -> None:
    redirect(room, repaired, OTHER, "https://third.acme.example/callback")
    outcome = undone(room)
    now = room.read(repaired.id)
    assert now.redirect_uris == (OTHER, "https://third.acme.example/callback")
    assert now.authentication == "client_secret_basic"
    assert now.label == "Wiki"
    assert outcome.ending is Ending.PARTLY
    assert outcome.finding is not None
    assert outcome.finding.code == "provision.others_changed"
    assert outcome.left == f"{BY_HAND.display_label}: oidc.redirectUris"
    again = undone(room)
    assert again.ending is Ending.UNDONE
    assert room.read(repaired.id).redirect_uris == now.redirect_uris


def test_an_application_that_others_switched_off_is_not_switched_on_again(
    room: Working, found: Application
) -> None:
    room.carry_out(plan_repair(WANTED, found, {"label"}))
    off = {**room.read(found.id).general, "active": False}
    body = {n: v for n, v in off.items() if n not in ("_id", "created", "organization", "ssoUrl")}

    async def switch_off(api: AdminApi) -> None:
        await api.write("PUT", f"/applications/{found.id}", body)

    room.do(switch_off)
    assert undone(room).ending is Ending.UNDONE
    now = room.read(found.id)
    assert (now.label, now.active) == ("Wiki", False)


def test_a_group_that_others_took_off_stays_off(room: Working, repaired: Application) -> None:
    engineering = room.group("Engineering").id
    room.do(lambda api: bind(api, repaired.id, engineering, bound=False))
    assert undone(room).ending is Ending.UNDONE
    assert groups(room, repaired.id) == ("Sales",)


def test_a_group_that_others_deleted_keeps_nothing_else_from_being_undone(
    room: Working, found: Application
) -> None:
    room.carry_out(plan_repair(WANTED, found, TICKED, (), [room.group("Sales")]))
    room.befall(
        AdminFault(
            method="POST",
            path="*/associations",
            times=None,
            status=400,
            body="user_group not found",
        ),
        AdminFault(method="GET", path="/v2/usergroups/*", times=None, status=404),
    )
    outcome = undone(room)
    assert (outcome.ending, outcome.left) == (Ending.PARTLY, "Wiki: groups")
    assert set(room.states()) == {ChangeState.UNDONE}
    now = room.read(found.id)
    assert (now.label, now.redirect_uris) == (found.label, found.redirect_uris)


def test_a_group_that_is_there_and_not_bound_again_ends_the_undoing(
    room: Working, found: Application
) -> None:
    room.carry_out(plan_repair(WANTED, found, TICKED, (), [room.group("Sales")]))
    room.befall(AdminFault(method="POST", path="*/associations", times=None, status=400))
    outcome = undone(room)
    assert (outcome.ending, outcome.left) == (Ending.PARTLY, "")
    assert set(room.states()) == {ChangeState.DONE}


def test_a_created_application_is_deleted(room: Working) -> None:
    room.carry_out(plan_creation(WANTED, [room.group("Engineering")], PICTURE))
    assert undone(room) == Outcome(Ending.UNDONE)
    assert room.shells() == []


def test_a_created_application_is_deleted_although_jumpcloud_tells_its_rows_in_its_own_way(
    room: Working,
) -> None:
    told: dict[str, Any] = new_sso(WANTED)
    for row in told["oidc"]["dynamicClaims"]:
        row["origin"] = "user"
    own_way = AdminFault(method="GET", path="/v2/applications/*/sso", status=200, times=None)
    own_way.body = told
    room.befall(own_way)
    made = room.carry_out(plan_creation(WANTED, [], None))
    assert made.end.ending is Ending.DONE
    assert undone(room) == Outcome(Ending.UNDONE)
    assert room.shells() == []


def test_a_creation_with_later_changes_is_taken_back_from_the_end(room: Working) -> None:
    made = room.carry_out(plan_creation(WANTED, [room.group("Engineering")], None))
    application = room.read(made.end.application_id)
    room.carry_out(plan_test_address_removal(application, TEST_ADDRESS))
    sales = plan_repair(WANTED, application, (), [room.group("Sales")])
    room.carry_out(sales)
    assert undone(room) == Outcome(Ending.UNDONE)
    assert room.shells() == []


def test_a_created_application_that_others_have_changed_is_not_deleted(room: Working) -> None:
    made = room.carry_out(plan_creation(WANTED, [room.group("Engineering")], None))
    application = room.read(made.end.application_id)
    redirect(room, application, SERVICE, "https://third.acme.example/callback")
    outcome = undone(room)
    assert room.shells() == [application.id]
    assert outcome.ending is Ending.PARTLY
    assert outcome.left == f"{LABEL}: oidc.redirectUris"
    assert room.states() == [ChangeState.DONE]


def test_a_created_application_to_which_others_let_more_people_is_not_deleted(
    room: Working,
) -> None:
    made = room.carry_out(plan_creation(WANTED, [room.group("Engineering")], None))
    sales = room.group("Sales").id
    room.do(lambda api: bind(api, made.end.application_id, sales, bound=True))
    assert undone(room).left == f"{LABEL}: groups"
    assert len(room.shells()) == 1


def test_an_application_that_is_gone_has_nothing_left_to_undo(
    room: Working, repaired: Application
) -> None:
    room.practice.world.applications.remove(repaired.id)
    assert undone(room) == Outcome(Ending.UNDONE)
    assert set(room.states()) == {ChangeState.UNDONE}


def test_an_application_of_another_organisation_is_not_taken_for_gone(
    room: Working, repaired: Application
) -> None:
    several = room.practice.world.keys["several"]
    other = next(
        one.id
        for one in room.practice.world.organisations
        if one.id != repaired.general["organization"]
    )

    async def work(api: AdminApi) -> Outcome:
        return await roll_back(api.within(other), tuple(room.noted.values()), room.journal)

    outcome = room.do(work, several)
    assert outcome.ending is Ending.PARTLY
    assert outcome.finding is not None
    assert outcome.finding.code == "provision.elsewhere"
    assert set(room.states()) == {ChangeState.DONE}


def test_undoing_ends_where_jumpcloud_fails_and_goes_on_from_there(
    room: Working, found: Application, repaired: Application
) -> None:
    room.befall(AdminFault(method="PUT", path="/v2/applications/*/sso", status=400))
    outcome = undone(room)
    assert outcome.ending is Ending.PARTLY
    assert outcome.finding is not None
    assert outcome.cause is not None
    assert (outcome.finding.code, outcome.cause.code) == (
        "provision.not_all_undone",
        "admin.refused",
    )
    assert room.read(found.id).label == LABEL
    assert undone(room) == Outcome(Ending.UNDONE)
    assert is_as_before(room, found)


def test_nothing_is_undone_without_a_record(room: Working, repaired: Application) -> None:
    room.unsaved = FULL_DISK
    outcome = undone(room)
    assert outcome.finding is not None
    assert outcome.finding.code == "provision.not_undone"
    assert outcome.cause == FULL_DISK
    assert room.writes() == []


def test_a_change_whose_undoing_is_cancelled_is_one_that_never_ended(
    room: Working, found: Application, repaired: Application
) -> None:
    fault = AdminFault(method="PUT", hold=True)
    room.befall(fault)
    told = Told()

    async def work(api: AdminApi) -> None:
        changes = tuple(room.noted.values())
        running = asyncio.ensure_future(
            roll_back(api, changes, room.journal, on_ending=told.endings.append, undo_seconds=0.05)
        )
        await held(fault)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        fault.release()

    room.do(work)
    assert told.codes == ("provision.not_all_undone", "provision.stopped")
    never_ended = [one for one in room.noted.values() if one.state is ChangeState.BEGUN]
    assert [one.kind for one in never_ended] == [ChangeKind.SETTINGS]
    assert undone(room) == Outcome(Ending.UNDONE)
    assert is_as_before(room, found)


def test_undoing_can_be_stopped_between_two_changes(room: Working, repaired: Application) -> None:
    fault = AdminFault(method="POST", path="/v2/applications/*/associations", hold=True)
    room.befall(fault)

    async def work(api: AdminApi) -> Outcome:
        stop = Stop()
        changes = tuple(room.noted.values())
        running = asyncio.ensure_future(roll_back(api, changes, room.journal, stop=stop))
        await held(fault)
        stop.press()
        fault.release()
        return await asyncio.wait_for(running, PATIENCE)

    outcome = room.do(work)
    assert outcome.ending is Ending.PARTLY
    assert len(outcome.done) == 3


def test_a_member_that_was_hidden_when_it_was_written_is_not_put_back(
    room: Working, repaired: Application
) -> None:
    general = next(one for one in room.noted.values() if one.kind is ChangeKind.GENERAL)
    hidden = replace(general, before={**general.before, "displayLabel": f"Wiki {DOTS}"})
    outcome = undone(room, [hidden])
    assert outcome.ending is Ending.PARTLY
    assert room.read(repaired.id).label == LABEL


def test_a_picture_is_taken_off_unless_it_took_the_place_of_another(
    room: Working, found: Application
) -> None:
    room.carry_out(plan_repair(WANTED, found, (), logo=PICTURE))
    record = tuple(room.noted.values())
    assert undone(room) == Outcome(Ending.UNDONE)
    assert room.writes()[-1].startswith("DELETE /v2/applications/")
    room.noted.clear()
    room.carry_out(plan_repair(WANTED, found, (), logo=PICTURE))
    room.noted.clear()
    room.carry_out(plan_repair(WANTED, found, (), logo=replace(PICTURE, filename="new.png")))
    assert undone(room).left == f"{BY_HAND.display_label}: logo"
    assert undo_lines(room.noted.values()) == ()
    assert undo_lines(record) == (Line("logo", "acme.png", ""),)


# What an earlier session left.


def cut_off(room: Working, path: str, *, moment: str = "before") -> None:
    """Leave a creation half-way, as a window that is closed does."""
    fault = AdminFault(method="POST", path=path, hold=True, moment=moment)  # type: ignore[arg-type]
    room.befall(fault)

    async def meanwhile(running: asyncio.Task[Outcome], _stop: Stop) -> None:
        await held(fault)
        running.cancel()
        await asyncio.wait((running,))
        fault.release()

    plan = plan_creation(WANTED, [room.group("Engineering")], None)
    room.carry_out(plan, during=meanwhile, undo_seconds=0.02)
    room.practice.world.admin_faults.clear()


def cleaned(room: Working) -> Outcome:
    (change,) = room.noted.values()
    return room.do(lambda api: clean_up(api, change, room.journal))


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize(
    "path",
    ["/applications", "/v2/applications/*/sso", "/v2/applications/*/associations"],
)
def test_what_an_earlier_session_left_is_found_and_removed(
    room: Working, path: str, moment: str
) -> None:
    cut_off(room, path, moment=moment)
    assert cleaned(room) == Outcome(Ending.UNDONE)
    assert room.shells() == []
    assert room.states() == [ChangeState.UNDONE]


def test_an_application_that_a_filter_does_not_find_is_found_in_the_whole_list(
    room: Working,
) -> None:
    cut_off(room, "/applications", moment="after")
    none: dict[str, object] = {"results": [], "totalCount": 0}
    room.befall(AdminFault(method="GET", path="/applications", status=200, body=none))
    assert cleaned(room) == Outcome(Ending.UNDONE)
    assert room.shells() == []


def test_an_application_that_somebody_set_up_since_is_not_cleaned_away(room: Working) -> None:
    cut_off(room, "/applications", moment="after")
    (left,) = room.shells()

    room.set_up(left)
    outcome = cleaned(room)
    assert outcome.ending is Ending.PARTLY
    assert outcome.finding is not None
    assert outcome.finding.code == "provision.unknown"
    assert room.shells() == [left]


def test_a_shell_that_somebody_set_up_since_is_not_cleaned_away(room: Working) -> None:
    theirs = room.shell()
    room.set_up(theirs)
    shell = Change("1", ChangeKind.CREATED, theirs, LABEL, 0.0, ChangeState.BEGUN)
    outcome = room.do(lambda api: clean_up(api, shell, room.journal))
    assert outcome.left == f"{LABEL}: oidc"
    assert room.shells() == [theirs]


@pytest.mark.parametrize("theirs", ["displayLabel", "groups"])
def test_a_shell_that_somebody_took_for_theirs_is_not_cleaned_away(
    room: Working, theirs: str
) -> None:
    left = room.shell()
    shell = Change("1", ChangeKind.CREATED, left, LABEL, 0.0, ChangeState.BEGUN)

    async def change(api: AdminApi) -> None:
        if theirs == "groups":
            await bind(api, left, room.group("Sales").id, bound=True)
        else:
            body = {**new_general(WANTED), "displayLabel": "Payroll"}
            await api.write("PUT", f"/applications/{left}", body)

    room.do(change)
    outcome = room.do(lambda api: clean_up(api, shell, room.journal))
    assert outcome.left == f"{LABEL}: {theirs}"
    assert room.shells() == [left]


def test_a_lost_creation_is_not_given_up_in_another_organisation(
    room: Working, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even when JumpCloud did not insist on a name, since the key opened one only."""
    world = room.practice.world

    async def entered(client: Client) -> AdminApi:
        found = await sign_in(client, room.place(), (), ApiKey(world.api_key))
        assert isinstance(found, Entered)
        assert found.api.organisation == ""
        return found.api

    async def lose(client: Client) -> None:
        room.befall(AdminFault(method="POST", path="/applications", moment="after", drop=True))
        await carry_out(plan_creation(WANTED, [], None), await entered(client), room.journal)

    async def elsewhere(client: Client) -> Outcome:
        several = ApiKey(world.keys["several"])
        api = AdminApi(client, room.place(), several, world.organisations[1].id)
        return await roll_back(api, room.noted.values(), room.journal)

    async def here(client: Client) -> Outcome:
        return await roll_back(await entered(client), room.noted.values(), room.journal)

    async def nothing(*_what: object) -> None:
        """See nothing of it for as long as it is looked for."""

    monkeypatch.setattr(creating, "look_for_shell", nothing)
    room.with_client(lose)
    outcome = room.with_client(elsewhere)
    assert outcome.finding is not None
    assert outcome.finding.code == "provision.elsewhere"
    assert room.states() == [ChangeState.UNKNOWN]
    assert len(room.shells()) == 1

    assert room.with_client(here) == Outcome(Ending.UNDONE)
    assert room.shells() == []


def test_what_never_ended_is_told_of_a_setup_that_is_opened() -> None:
    states = (ChangeState.DONE, ChangeState.BEGUN, ChangeState.UNKNOWN, ChangeState.UNDONE)
    changes = [
        Change(str(number), ChangeKind.CREATED, "", LABEL, 0.0, state)
        for number, state in enumerate(states)
    ]
    setup = Setup("facets")
    setup.restore({}, {}, 0, False, changes=changes)
    assert interrupted(setup) == (changes[1], changes[2])


# What the preview says.


def test_the_preview_of_undoing_names_each_thing(room: Working, repaired: Application) -> None:
    assert set(undo_lines(room.noted.values())) == {
        Line("groups", "Engineering", ""),
        Line("groups", "", "Sales"),
        Line("redirect_uris", SERVICE, ""),
        Line("redirect_uris", TEST_ADDRESS, ""),
        Line("client_authentication", "Client Secret Post", "Client Secret Basic"),
        Line("label", LABEL, "Wiki"),
    }


def test_the_preview_of_undoing_a_creation_names_the_application(room: Working) -> None:
    room.carry_out(plan_creation(WANTED, [], None))
    assert undo_lines(room.noted.values()) == (Line("application", LABEL, ""),)
    undone(room)
    assert undo_lines(room.noted.values()) == ()
