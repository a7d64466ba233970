"""User groups: all of them, and those that are bound to an application."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from jcwizard.jumpcloud import paths
from jcwizard.jumpcloud.groups import Group, bound_groups, list_groups
from jcwizard.model.finding import Finding
from tests.jumpcloud.admin_server import (
    ONE,
    THREE,
    TWO,
    AdminServer,
    Answers,
    a_client,
    admin_server,
    gives,
    page,
    says,
)
from tests.oidc.servers import run

GROUPS = f"GET {paths.USER_GROUPS}"
BOUND = f"GET {paths.associations(ONE)}"


def group(group_id: str, name: str) -> dict[str, object]:
    return {"id": group_id, "name": name, "type": "user_group", "description": "", "email": ""}


def end(group_id: object, kind: str = "user_group") -> dict[str, object]:
    return {"to": {"id": group_id, "type": kind, "attributes": {}}, "attributes": None}


def listed(answer: Answers) -> tuple[tuple[Group, ...] | Finding, list[int], AdminServer]:
    async def talk() -> tuple[tuple[Group, ...] | Finding, list[int], AdminServer]:
        told: list[int] = []
        async with admin_server({GROUPS: answer}) as server, a_client() as client:
            found = await list_groups(server.api(client), lambda new, _total: told.append(len(new)))
            return found, told, server

    return run(talk())


def bound(answers: Mapping[str, Answers]) -> tuple[frozenset[str] | Finding, AdminServer]:
    async def talk() -> tuple[frozenset[str] | Finding, AdminServer]:
        async with admin_server(dict(answers)) as server, a_client() as client:
            return await bound_groups(server.api(client), ONE), server

    return run(talk())


def test_all_groups_come_by_name_and_page_by_page() -> None:
    first = [group(f"{number:024x}", f"Group {number:03}") for number in range(100)]
    found, told, server = listed([gives(first), gives([group(TWO, "Zebra")])])
    assert isinstance(found, tuple)
    assert (len(found), found[-1], told) == (101, Group(TWO, "Zebra"), [100, 1])
    assert [one.query for one in server.heard] == [
        {"sort": "name", "limit": "100", "skip": skip} for skip in ("0", "100")
    ]


@pytest.mark.parametrize(
    "answer",
    [
        page(),
        gives({"results": []}),
        gives([{"name": "no id"}]),
        gives([{"id": TWO}]),
        gives([{"id": TWO, "name": 7}]),
        gives([group(TWO, "fine"), None]),
    ],
)
def test_groups_of_an_unknown_shape_are_not_taken_for_none(answer: bytes) -> None:
    found, _told, _server = listed(answer)
    assert isinstance(found, Finding)
    assert found.code == "admin.not_understood"


def test_only_groups_count_as_bound_groups() -> None:
    found, server = bound({BOUND: gives([end(TWO), end(THREE), end("4" * 24, "user"), end(TWO)])})
    assert found == frozenset({TWO, THREE})
    assert server.heard[0].query == {"targets": "user_group", "limit": "100", "skip": "0"}


def test_no_bound_group_is_a_right_answer() -> None:
    assert bound({BOUND: gives([])})[0] == frozenset()


@pytest.mark.parametrize("odd", [{}, {"to": None}, {"to": {"type": "user_group"}}, end(7), end("")])
def test_a_connection_without_its_end_is_not_understood(odd: object) -> None:
    found, _server = bound({BOUND: gives([end(TWO), odd])})
    assert isinstance(found, Finding)
    assert found.code == "admin.not_understood"


def test_the_groups_of_an_application_that_is_gone_tell_that_it_is_gone() -> None:
    found, _server = bound({BOUND: says("Not Found", 404)})
    assert isinstance(found, Finding)
    assert found.code == "admin.application_gone"
    forbidden, _server = bound({BOUND: says("Forbidden", 403)})
    assert isinstance(forbidden, Finding)
    assert forbidden.code == "admin.forbidden"
