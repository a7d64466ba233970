"""A list is read to its end, whatever JumpCloud says of its length."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from jcwizard.jumpcloud import paging, paths
from jcwizard.model.finding import Finding
from tests.jumpcloud.admin_server import (
    Answers,
    Heard,
    a_client,
    admin_server,
    gives,
    page,
    says,
)
from tests.oidc.servers import run

Told = list[tuple[int, int | None]]


def entries(count: int, first: int = 0) -> list[dict[str, object]]:
    return [{"_id": f"{number:024x}", "more": {"x": 1}} for number in range(first, first + count)]


def in_pages(
    whole: list[dict[str, object]], *, most: int = 100, total: object = None
) -> Callable[[Heard], bytes]:
    """Answer as v1 does, with at most `most` entries whatever is asked for."""

    def answer(heard: Heard) -> bytes:
        skip, limit = int(heard.query["skip"]), int(heard.query["limit"])
        some = whole[skip : skip + min(limit, most)]
        return gives({"results": some, "totalCount": len(whole) if total is None else total})

    return answer


def read(
    answers: Answers, *, v1: bool = True, limit: int = 100
) -> tuple[list[dict[str, object]] | Finding, Told, list[Heard]]:
    async def talk() -> tuple[list[dict[str, object]] | Finding, Told, list[Heard]]:
        told: Told = []
        path = paths.APPLICATIONS if v1 else paths.USER_GROUPS
        async with admin_server({f"GET {path}": answers}) as server, a_client() as client:
            found = await server.api(client).pages(
                path, (), lambda new, total: told.append((len(new), total)), v1=v1, limit=limit
            )
            return found, told, server.heard

    return run(talk())


@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 250])
def test_all_entries_come_once_and_in_order(count: int) -> None:
    whole = entries(count)
    found, told, heard = read(in_pages(whole))
    assert found == whole
    assert sum(new for new, _total in told) == count
    assert {total for _new, total in told} <= {count}
    assert len(heard) == count // 100 + 1


def test_a_page_is_asked_for_by_its_place_in_a_fixed_order() -> None:
    _found, _told, heard = read(in_pages(entries(150)))
    assert [one.query for one in heard] == [
        {"sort": "_id", "limit": "100", "skip": skip} for skip in ("0", "100")
    ]


def test_the_bare_lists_of_v2_are_read_with_the_total_of_their_header() -> None:
    whole = entries(150)

    def answer(heard: Heard) -> bytes:
        skip = int(heard.query["skip"])
        return gives(whole[skip : skip + 100], 200, "X-Total-Count: 150")

    found, told, _heard = read(answer, v1=False)
    assert found == whole
    assert told == [(100, 150), (50, 150)]


@pytest.mark.row("G12")
def test_a_server_that_gives_fewer_than_asked_for_is_asked_on() -> None:
    whole = entries(120)
    found, _told, heard = read(in_pages(whole, most=50))
    assert found == whole
    assert [one.query["skip"] for one in heard] == ["0", "50", "100"]


@pytest.mark.row("G12")
@pytest.mark.parametrize("total", [0, -1, 7, 10_000_000, "120", True, {"n": 1}, 1.5])
def test_a_lying_total_changes_nothing(total: object) -> None:
    whole = entries(120)
    found, told, heard = read(in_pages(whole, total=total))
    assert found == whole
    assert len(heard) <= 3
    assert {said for _new, said in told} <= {None, 10_000_000}


@pytest.mark.row("G12")
def test_an_entry_that_comes_twice_is_there_once() -> None:
    whole = entries(150)

    def overlapping(heard: Heard) -> bytes:
        skip = max(0, int(heard.query["skip"]) - 10)
        return gives({"results": whole[skip : skip + 100]})

    found, told, _heard = read(overlapping)
    assert found == whole
    assert sum(new for new, _total in told) == 150


@pytest.mark.row("G12")
def test_pages_that_are_not_kept_apart_are_not_taken_for_the_whole_list() -> None:
    found, _told, heard = read(gives({"results": entries(100), "totalCount": 100}))
    assert isinstance(found, Finding)
    assert (found.code, len(heard)) == ("admin.not_understood", 2)


@pytest.mark.row("G12")
def test_a_server_that_gives_everything_at_once_is_taken_at_its_word() -> None:
    found, _told, heard = read(gives({"results": entries(130), "totalCount": 130}))
    assert isinstance(found, list)
    assert (len(found), len(heard)) == (130, 2)


def test_a_list_without_an_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "MOST_PAGES", 5)

    def endless(heard: Heard) -> bytes:
        return gives({"results": entries(2, int(heard.query["skip"])), "totalCount": 10**9})

    found, _told, heard = read(endless, limit=2)
    assert isinstance(found, Finding)
    assert (found.code, len(heard)) == ("admin.not_understood", 5)


@pytest.mark.row("G12")
@pytest.mark.parametrize(
    "answer",
    [
        page(),
        gives({}),
        gives({"results": {"_id": "1"}}),
        gives({"results": None, "totalCount": 3}),
        gives({"results": [{"_id": "1"}, "two"]}),
        gives("results"),
        gives(None),
        gives([["1"]]),
    ],
)
def test_a_list_of_an_unknown_shape_is_not_taken_for_an_empty_one(answer: bytes) -> None:
    found, told, _heard = read(answer)
    assert isinstance(found, Finding)
    assert (found.code, told) == ("admin.not_understood", [])


def test_an_object_for_a_list_of_v2_is_not_understood() -> None:
    found, _told, _heard = read(gives({"results": []}), v1=False)
    assert isinstance(found, Finding)
    assert found.code == "admin.not_understood"


@pytest.mark.row("G12")
def test_members_that_nobody_knows_are_kept() -> None:
    odd: dict[str, Any] = {"_id": "a" * 24, "new": [1, {"deep": None}], "ümläut": "é"}
    found, _told, _heard = read(gives({"results": [odd], "totalCount": 1, "beta": True}))
    assert found == [odd]


def test_what_fails_in_the_middle_is_told_and_what_came_before_was_shown() -> None:
    whole = entries(200)
    first = gives({"results": whole[:100], "totalCount": 200})
    found, told, _heard = read([first, says("Unauthorized", 401)])
    assert isinstance(found, Finding)
    assert (found.code, told) == ("admin.key_expired", [(100, 200)])


def test_entries_without_an_id_are_told_apart_by_what_they_are() -> None:
    ends = [{"to": {"id": f"{number:024x}", "type": "user_group"}} for number in range(3)]
    found, _told, _heard = read(gives([*ends, ends[0]]), v1=False)
    assert found == ends
