"""Making an application: what is there afterwards, and what is told, whichever step fails."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from fnmatch import fnmatchcase

import pytest

from jcwizard.jumpcloud import patience
from jcwizard.jumpcloud.outcome import Ending, Outcome
from jcwizard.jumpcloud.plan import Logo, Plan, plan_creation
from jcwizard.jumpcloud.provisioning import Stop, carry_out
from jcwizard.model.changes import ChangeKind, ChangeState
from jcwizard.model.finding import Status
from jcwizard.practice.admin_faults import AdminFault
from jcwizard.practice.applications import Members
from tests.jumpcloud.working import (
    LABEL,
    PATIENCE,
    SERVICE,
    TEST_ADDRESS,
    WANTED,
    Working,
    failing_at,
    held,
)

PICTURE = Logo("acme.png", "image/png", b"\x89PNG\r\n\x1a\n" + b"0" * 64)
CALLS = {
    "create": ("POST", "/applications"),
    "settings": ("POST", "/v2/applications/*/sso"),
    "bind": ("POST", "/v2/applications/*/associations"),
}
STEPS = tuple(CALLS)


@pytest.fixture
def plan(room: Working) -> Plan:
    return plan_creation(WANTED, [room.group("Engineering")], None)


def at(step: str, **what: object) -> AdminFault:
    method, path = CALLS[step]
    return AdminFault(method=method, path=path, **what)  # type: ignore[arg-type]


def sent(room: Working, step: str) -> int:
    return len([one for one in room.writes() if fnmatchcase(one, " ".join(CALLS[step]))])


def test_an_application_is_made_with_its_group_and_its_secret_is_handed_over(
    room: Working, plan: Plan
) -> None:
    told = room.carry_out(plan)
    made = room.read(told.end.application_id)
    assert told.end.ending is Ending.DONE
    assert told.codes == ("", "")
    assert told.end.done == tuple(step.id for step in plan.steps)
    assert made.redirect_uris == (SERVICE, TEST_ADDRESS)
    assert [client_id for client_id, _ in told.secrets] == [made.client_id] == [told.end.client_id]
    assert told.end.secret is told.secrets[0][1]
    assert not told.end.void
    assert told.end.look is not None
    assert {row.check.status for row in told.end.look.rows} == {Status.PASSED}


def test_a_creation_is_one_change_that_ends_when_everything_holds(
    room: Working, plan: Plan
) -> None:
    states: list[tuple[ChangeKind, ChangeState, str]] = []

    async def journal(change: object) -> None:
        states.append((change.kind, change.state, "with id" if change.application_id else ""))  # type: ignore[attr-defined]

    room.carry_out(plan, journal=journal)  # type: ignore[arg-type]
    assert {kind for kind, _, _ in states} == {ChangeKind.CREATED}
    assert states[0][1:] == (ChangeState.BEGUN, "")
    assert [state for _, state, _ in states[:-1]] == [ChangeState.BEGUN] * (len(states) - 1)
    assert states[-1][1:] == (ChangeState.DONE, "with id")


def test_the_secret_is_in_no_note(room: Working, plan: Plan) -> None:
    told = room.carry_out(plan)
    assert told.end.secret is not None
    assert told.end.secret.reveal() not in repr(room.noted)
    assert "clientSecret" not in repr(room.noted)


@pytest.mark.parametrize("status", [400, 403, 422])
@pytest.mark.parametrize("step", STEPS)
def test_a_step_that_is_refused_leaves_no_application(
    room: Working, plan: Plan, step: str, status: int
) -> None:
    room.befall(at(step, status=status))
    told = room.carry_out(plan)
    assert room.shells() == []
    assert told.end.ending is Ending.UNDONE
    assert told.codes[0] == ("provision.nothing_made" if step == "create" else "provision.removed")
    assert told.codes[1] == ("admin.forbidden" if status == 403 else "admin.refused")
    assert room.states() == [ChangeState.UNDONE]
    assert told.end.void is (step == "bind")
    assert sent(room, "create") == 1


@pytest.mark.parametrize("status", [500, 503])
@pytest.mark.parametrize("step", ["settings", "bind"])
def test_a_step_at_which_jumpcloud_fails_leaves_no_application(
    room: Working, plan: Plan, step: str, status: int
) -> None:
    room.befall(at(step, status=status))
    told = room.carry_out(plan)
    assert room.shells() == []
    assert told.end.ending is Ending.UNDONE
    assert told.codes == ("provision.removed", "network.server_error")
    assert room.states() == [ChangeState.UNDONE]


@pytest.mark.parametrize("fault", [{"status": 500}, {"status": 503}, {"drop": True}])
def test_a_creation_that_nobody_can_find_is_told_and_not_sent_twice(
    room: Working, plan: Plan, fault: dict[str, object]
) -> None:
    room.befall(at("create", **fault))
    told = room.carry_out(plan)
    assert sent(room, "create") == 1
    assert told.end.ending is Ending.LEFT
    assert told.codes[0] == "provision.unknown"
    assert told.end.left == LABEL
    assert room.states() == [ChangeState.UNKNOWN]


@pytest.mark.parametrize("fault", [{"status": 500}, {"status": 503}, {"drop": True}])
def test_a_creation_whose_answer_was_lost_is_found_and_removed(
    room: Working, plan: Plan, fault: dict[str, object]
) -> None:
    room.befall(at("create", moment="after", **fault))
    told = room.carry_out(plan)
    assert sent(room, "create") == 1
    assert room.shells() == []
    assert told.end.ending is Ending.UNDONE
    assert told.codes[0] == "provision.removed"
    assert room.states() == [ChangeState.UNDONE]


def test_an_application_of_the_same_name_that_was_there_before_is_not_touched(
    room: Working, plan: Plan
) -> None:
    theirs = room.carry_out(plan).end.application_id
    room.befall(at("create", drop=True))
    told = room.carry_out(plan)
    assert room.shells() == [theirs]
    assert told.codes[0] == "provision.unknown"


def test_nothing_is_sent_when_one_of_the_same_name_has_appeared_since_the_person_looked(
    room: Working,
) -> None:
    known = room.shell()
    plan = plan_creation(WANTED, [], None, frozenset({known}))
    theirs = room.shell()
    room.practice.world.admin_calls.clear()
    told = room.carry_out(plan)
    assert told.codes == ("provision.nothing_made", "provision.changed_meanwhile")
    assert room.writes() == []
    assert room.noted == {}
    assert room.shells() == [known, theirs]


def test_one_of_the_same_name_that_the_person_has_seen_is_no_hindrance(room: Working) -> None:
    known = room.shell()
    told = room.carry_out(plan_creation(WANTED, [], None, frozenset({known})))
    assert told.end.ending is Ending.DONE
    assert len(room.shells()) == 2


def test_a_half_made_application_of_the_same_name_from_before_is_not_touched(
    room: Working, plan: Plan
) -> None:
    theirs = room.shell()
    room.befall(at("create", drop=True))
    told = room.carry_out(plan)
    assert room.shells() == [theirs]
    assert told.codes[0] == "provision.unknown"


def test_a_set_up_application_of_the_same_name_that_appears_meanwhile_is_not_touched(
    room: Working, plan: Plan
) -> None:
    fault = at("create", hold=True, status=500)
    room.befall(fault)

    async def meanwhile(_running: asyncio.Task[Outcome], _stop: Stop) -> None:
        await held(fault)
        await asyncio.to_thread(room.carry_out, plan)
        fault.release()

    told = room.carry_out(plan, during=meanwhile)
    assert len(room.shells()) == 1
    assert told.codes[0] == "provision.unknown"


def test_a_new_application_of_the_same_name_and_another_kind_is_not_touched(
    room: Working, plan: Plan
) -> None:
    fault = at("create", hold=True, drop=True)
    room.befall(fault)
    world = room.practice.world

    async def meanwhile(_running: asyncio.Task[Outcome], _stop: Stop) -> None:
        await held(fault)
        shell = await asyncio.to_thread(room.shell)
        kept = world.applications.find(shell)
        assert kept is not None
        world.applications.put(replace(kept.application, kind="saml", members=Members()))
        fault.release()

    told = room.carry_out(plan, during=meanwhile)
    assert told.codes[0] == "provision.unknown"
    assert len(room.shells()) == 1


def test_a_new_application_that_somebody_is_just_setting_up_is_not_touched(
    room: Working, plan: Plan
) -> None:
    fault = at("create", hold=True, drop=True)
    watched = AdminFault(method="GET", path="/v2/applications/*/sso", hold=True, moment="after")
    room.befall(fault, watched)

    async def meanwhile(_running: asyncio.Task[Outcome], _stop: Stop) -> None:
        await held(fault)
        theirs = await asyncio.to_thread(room.shell)
        fault.release()
        await held(watched)
        await asyncio.to_thread(room.set_up, theirs)
        watched.release()

    told = room.carry_out(plan, during=meanwhile)
    assert told.codes[0] == "provision.unknown"
    assert len(room.shells()) == 1


def test_a_server_that_knows_no_filter_is_asked_for_the_whole_list(
    room: Working, plan: Plan
) -> None:
    room.befall(AdminFault(method="GET", path="/applications", status=400))
    assert room.carry_out(plan).end.ending is Ending.DONE


def test_a_label_that_would_break_a_filter_is_looked_for_in_the_whole_list(room: Working) -> None:
    room.carry_out(plan_creation(replace(WANTED, label="Wiki, the: new"), [], None))
    asked = [call for call in room.practice.world.admin_calls if call.path == "/applications"]
    assert not [name for call in asked for name, _ in call.query if name.startswith("filter")]


def test_an_answer_that_does_not_name_the_application_is_looked_for_and_removed(
    room: Working, plan: Plan
) -> None:
    room.befall(at("create", moment="after", status=200, body={}))
    told = room.carry_out(plan)
    assert room.shells() == []
    assert told.codes == ("provision.removed", "provision.no_id")


def test_settings_without_a_secret_are_no_application(room: Working, plan: Plan) -> None:
    room.befall(at("settings", moment="after", status=200, body={"oidc": {"clientId": "x"}}))
    told = room.carry_out(plan)
    assert room.shells() == []
    assert told.codes == ("provision.removed", "provision.no_secret")
    assert not told.secrets


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("step", ["settings", "bind"])
def test_the_network_dying_at_a_step_leaves_no_application(
    room: Working, plan: Plan, step: str, moment: str
) -> None:
    room.befall(at(step, moment=moment, drop=True))
    told = room.carry_out(plan)
    if step == "bind" and moment == "after":  # the group is bound: reading proves it
        assert told.end.ending is Ending.DONE
        return
    assert room.shells() == []
    assert told.end.ending is Ending.UNDONE
    assert told.codes == ("provision.removed", "network.cut_off")
    assert sent(room, step) == 1


@pytest.mark.parametrize("step", ["settings", "bind"])
def test_the_network_dying_for_good_leaves_what_is_named(
    room: Working, plan: Plan, step: str
) -> None:
    room.befall(at(step, drop=True), AdminFault(method="DELETE", drop=True, times=None))
    told = room.carry_out(plan)
    (left,) = room.shells()
    assert told.end.ending is Ending.LEFT
    assert told.codes == ("provision.left", "network.cut_off")
    assert told.end.left == f"{LABEL} ({left})"
    assert told.end.finding is not None
    assert told.end.finding.values == {"label": LABEL, "id": left}
    assert told.end.void is (step == "bind")
    assert room.states() == [ChangeState.UNKNOWN]


def test_a_deletion_whose_answer_is_lost_is_looked_at(room: Working, plan: Plan) -> None:
    room.befall(
        at("settings", status=400),
        AdminFault(method="DELETE", status=500, moment="after"),
    )
    told = room.carry_out(plan)
    assert told.codes == ("provision.removed", "admin.refused")
    assert room.shells() == []


@pytest.mark.parametrize("words", ["no such route", ""])
def test_a_gateway_that_knows_no_such_address_has_deleted_nothing(
    room: Working, plan: Plan, words: str
) -> None:
    page = AdminFault(method="DELETE", status=404, body=words, times=None)
    room.befall(at("settings", status=400), page)
    told = room.carry_out(plan)
    assert len(room.shells()) == 1
    assert told.end.ending is Ending.LEFT
    assert told.codes == ("provision.left", "admin.refused")
    assert room.states() == [ChangeState.UNKNOWN]


def test_a_gateway_that_knows_no_address_at_all_proves_nothing(room: Working, plan: Plan) -> None:
    lost = {"status": 404, "body": "no such route", "times": None}
    room.befall(
        at("settings", status=400),
        AdminFault(method="DELETE", **lost),  # type: ignore[arg-type]
        AdminFault(method="GET", path="/applications/*", **lost),  # type: ignore[arg-type]
    )
    assert room.carry_out(plan).codes[0] == "provision.left"


def test_what_somebody_else_has_deleted_is_gone(room: Working, plan: Plan) -> None:
    room.befall(
        at("settings", status=400),
        AdminFault(method="DELETE", moment="after", status=404, body={"message": "Not Found"}),
    )
    assert room.carry_out(plan).codes[0] == "provision.removed"


@pytest.mark.parametrize("step", STEPS)
def test_stopping_at_a_step_waits_for_its_answer_and_removes_the_application(
    room: Working, plan: Plan, step: str
) -> None:
    fault = at(step, hold=True)
    room.befall(fault)

    async def meanwhile(running: asyncio.Task[Outcome], stop: Stop) -> None:
        await held(fault)
        stop.press()
        assert not (await asyncio.wait((running,), timeout=0.05))[0]
        fault.release()

    told = room.carry_out(plan, during=meanwhile)
    assert told.outcome is not None
    assert told.codes == ("provision.removed", "provision.stopped")
    assert room.shells() == []
    assert room.states() == [ChangeState.UNDONE]
    assert told.end.void is (step != "create")


@pytest.mark.parametrize("step", STEPS)
def test_being_cancelled_at_a_step_removes_the_application_first(
    room: Working, plan: Plan, step: str
) -> None:
    fault = at(step, hold=True)
    room.befall(fault)

    async def meanwhile(running: asyncio.Task[Outcome], _stop: Stop) -> None:
        await held(fault)
        running.cancel()
        await asyncio.wait((running,), timeout=0.02)
        running.cancel()  # a window that closes cancels what its page has cancelled already
        fault.release()

    told = room.carry_out(plan, during=meanwhile)
    assert told.cancelled
    assert told.codes == ("provision.removed", "provision.stopped")
    assert room.shells() == []
    assert room.states() == [ChangeState.UNDONE]


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
    assert told.end.ending is Ending.LEFT
    assert told.codes == ("provision.cut_off", "provision.stopped")
    assert room.states() == [ChangeState.BEGUN]
    assert told.end.void is (step == "bind")


@pytest.mark.parametrize("step", [*STEPS, "logo"])
def test_stopping_while_jumpcloud_asks_to_wait_ends_the_wait_and_sends_nothing_more(
    room: Working, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    method, path = {**CALLS, "logo": ("POST", "/v2/applications/*/logo")}[step]
    busy = AdminFault(method=method, path=path, retry_after=50, times=None)
    room.befall(busy)
    waiting = asyncio.Event()

    def pause(_reply: object, _earlier: int) -> float:
        waiting.set()
        return 50.0

    monkeypatch.setattr(patience, "LONGEST_WAIT", 60.0)
    monkeypatch.setattr(patience, "_pause", pause)

    async def meanwhile(running: asyncio.Task[Outcome], stop: Stop) -> None:
        await asyncio.wait_for(waiting.wait(), PATIENCE)
        stop.press()
        await asyncio.wait_for(asyncio.shield(running), PATIENCE)

    plan = plan_creation(WANTED, [room.group("Engineering")], PICTURE)
    told = room.carry_out(plan, during=meanwhile)
    gone = step != "create"
    code = "provision.removed" if gone else "provision.nothing_made"
    assert told.codes == (code, "provision.stopped")
    assert busy.struck == 1
    assert [call.partition(" ")[0] for call in room.calls()[-1:]] == ["DELETE" if gone else "POST"]
    assert room.states() == [ChangeState.UNDONE]
    assert room.shells() == []


def test_a_question_is_given_up_at_once_when_it_is_stopped(room: Working, plan: Plan) -> None:
    fault = AdminFault(method="GET", path="/applications", hold=True)
    room.befall(fault)

    async def meanwhile(running: asyncio.Task[Outcome], stop: Stop) -> None:
        await held(fault)
        stop.press()
        await running
        fault.release()

    told = room.carry_out(plan, during=meanwhile)
    assert told.codes == ("provision.nothing_made", "provision.stopped")
    assert room.noted == {}
    assert room.writes() == []


def test_nothing_is_sent_when_the_record_cannot_be_written(room: Working, plan: Plan) -> None:
    told = room.carry_out(plan, journal=failing_at(room, [0]))
    assert told.codes == ("provision.nothing_made", "progress.not_saved")
    assert room.writes() == []
    assert room.states() == [ChangeState.UNDONE]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_record_that_cannot_be_written_any_more_ends_the_creation(
    room: Working, plan: Plan, number: int
) -> None:
    told = room.carry_out(plan, journal=failing_at(room, [number]))
    assert told.codes == ("provision.removed", "progress.not_saved")
    assert room.shells() == []
    assert sent(room, "settings") == (1 if number == 3 else 0)


def test_a_last_note_that_is_not_written_is_told(room: Working, plan: Plan) -> None:
    told = room.carry_out(plan, journal=failing_at(room, [4]))
    assert told.end.ending is Ending.DONE
    assert told.codes == ("provision.not_noted", "progress.not_saved")
    assert told.end.secret is not None


def test_a_picture_that_is_refused_takes_nothing_back(room: Working) -> None:
    room.befall(AdminFault(path="/v2/applications/*/logo", status=400))
    told = room.carry_out(plan_creation(WANTED, [room.group("Engineering")], PICTURE))
    assert told.end.ending is Ending.DONE
    assert told.codes == ("provision.logo_refused", "admin.refused")
    assert ("logo", "failed") in told.steps
    assert "logo" not in told.end.done
    assert len(room.shells()) == 1


def test_a_picture_is_uploaded(room: Working) -> None:
    told = room.carry_out(plan_creation(WANTED, [room.group("Engineering")], PICTURE))
    assert told.codes == ("", "")
    assert "logo" in told.end.done


def test_a_creation_that_cannot_be_read_back_is_done_and_not_proven(
    room: Working, plan: Plan
) -> None:
    room.befall(AdminFault(method="GET", path="/v2/applications/*/sso", status=403, times=None))
    told = room.carry_out(plan)
    assert told.end.ending is Ending.DONE
    assert told.codes[0] == "provision.not_read_back"
    assert told.end.look is None
    assert told.end.secret is not None


def test_a_difference_that_is_read_back_is_told(room: Working, plan: Plan) -> None:
    body = {"_id": "0" * 24, "displayLabel": "Another name", "active": True}
    fault = AdminFault(method="GET", path="/applications/*", moment="after", status=200, body=body)
    room.befall(fault)
    told = room.carry_out(plan)
    assert told.end.ending is Ending.DONE
    assert told.codes == ("provision.differs", "")
    assert told.end.finding is not None
    assert (told.end.finding.expected, told.end.finding.actual) == (LABEL, "Another name")


def test_a_server_that_is_asked_too_often_is_waited_for(room: Working, plan: Plan) -> None:
    room.befall(at("create", retry_after=0), at("bind", retry_after=0))
    told = room.carry_out(plan)
    assert told.end.ending is Ending.DONE
    assert sent(room, "create") == 2
    assert len(room.shells()) == 1


def test_a_group_that_is_bound_already_is_fine(room: Working, plan: Plan) -> None:
    room.befall(at("bind", moment="after", status=409, body={"message": "Already Exists"}))
    assert room.carry_out(plan).end.ending is Ending.DONE


def test_a_read_only_key_makes_nothing(room: Working, plan: Plan) -> None:
    told = room.carry_out(plan, key=room.practice.world.keys["read_only"])
    assert told.codes == ("provision.nothing_made", "admin.read_only")
    assert room.states() == [ChangeState.UNDONE]


def test_a_fault_of_the_wizard_itself_leaves_no_application(room: Working, plan: Plan) -> None:
    class BugError(Exception):
        pass

    async def journal(change: object) -> None:
        if len(room.writes()) == 2:
            raise BugError

    endings: list[Outcome] = []
    with pytest.raises(BugError):
        room.do(
            lambda api: carry_out(
                plan,
                api,
                journal,  # type: ignore[arg-type]
                on_ending=endings.append,
            )
        )
    assert room.shells() == []
    assert [(one.ending, one.void) for one in endings] == [(Ending.UNDONE, True)]
