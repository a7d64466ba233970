"""One look at an application: read, compared, its groups by name, and nothing changed by it."""

from __future__ import annotations

import pytest

from jcwizard.jumpcloud import comparing
from jcwizard.jumpcloud.comparing import Look, look
from jcwizard.jumpcloud.plan import plan_creation
from jcwizard.model.finding import Finding, Status
from jcwizard.practice.admin_faults import AdminFault
from tests.jumpcloud.working import WANTED, Working


@pytest.fixture
def application_id(room: Working) -> str:
    groups = [room.group("Engineering"), room.group("Sales")]
    made = room.carry_out(plan_creation(WANTED, groups, None))
    room.practice.world.admin_calls.clear()
    return made.end.application_id


def seen(room: Working, application_id: str, known: dict[str, str] | None = None) -> Look:
    found = room.do(lambda api: look(api, WANTED, application_id, known))
    assert isinstance(found, Look)
    return found


def groups_row(found: Look) -> tuple[Status, str]:
    (row,) = [row for row in found.rows if row.setting == "groups"]
    return row.check.status, row.check.actual


def test_a_look_tells_the_groups_by_name_and_changes_nothing(
    room: Working, application_id: str
) -> None:
    found = seen(room, application_id)
    assert found.bound == {room.group("Engineering").id, room.group("Sales").id}
    assert sorted(found.names.values()) == ["Engineering", "Sales"]
    assert groups_row(found) == (Status.PASSED, "Engineering\nSales")
    assert room.writes() == []


def test_names_that_are_known_are_not_asked_for(room: Working, application_id: str) -> None:
    known = {room.group(name).id: name for name in ("Engineering", "Sales")}
    seen(room, application_id, known)
    assert not [call for call in room.calls() if "/usergroups/" in call]


def test_a_group_whose_name_cannot_be_read_is_shown_by_its_id(
    room: Working, application_id: str
) -> None:
    room.befall(AdminFault(path="/v2/usergroups/*", status=403, times=None))
    found = seen(room, application_id)
    assert found.names == {}
    assert set(groups_row(found)[1].split("\n")) == found.bound


def test_of_many_groups_only_some_names_are_asked_for(
    room: Working, application_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparing, "MOST_ASKED", 1)
    assert len(seen(room, application_id).names) == 1


def test_groups_that_cannot_be_read_are_a_row_that_could_not_be_told(
    room: Working, application_id: str
) -> None:
    room.befall(AdminFault(path="/v2/applications/*/associations", status=403, times=None))
    found = seen(room, application_id)
    assert found.bound is None
    assert groups_row(found)[0] is Status.UNKNOWN
    assert {row.check.status for row in found.rows if row.setting != "groups"} == {Status.PASSED}


def test_an_application_that_cannot_be_read_is_a_finding(
    room: Working, application_id: str
) -> None:
    room.practice.world.applications.remove(application_id)
    found = room.do(lambda api: look(api, WANTED, application_id))
    assert isinstance(found, Finding)
    assert found.code == "admin.application_gone"
