"""User groups through the pretend Admin API, and which are bound to an application."""

from __future__ import annotations

import httpx
import pytest

from jcwizard.practice.people import GROUPS
from tests.practice.admin import Admin
from tests.practice.client import JANE, SAM, Service
from tests.practice.running import RunningWorld


def test_the_groups_are_a_bare_list_with_their_number_in_a_header(admin_api: Admin) -> None:
    reply = admin_api.get("/v2/usergroups", limit=100)
    assert [group["name"] for group in reply.json()] == list(GROUPS)
    assert reply.headers["x-total-count"] == str(len(GROUPS))
    assert {group["type"] for group in reply.json()} == {"user_group"}
    for group in reply.json():
        assert len(group["id"]) == 24
        assert admin_api.get(f"/v2/usergroups/{group['id']}").json() == group


def test_a_groups_id_is_the_same_at_every_start(running: RunningWorld) -> None:
    with RunningWorld() as other:
        for name in GROUPS:
            assert other.world.groups.named(name) == running.world.groups.named(name)


def test_who_is_in_a_bound_group_gets_in_and_out_again(admin_api: Admin, web: httpx.Client) -> None:
    application, oidc = admin_api.create()
    service = Service(admin_api.world, web, oidc["clientId"], oidc["clientSecret"])
    engineering, sales = admin_api.group("Engineering"), admin_api.group("Sales")
    for group in (engineering, sales):
        reply = admin_api.bind(application, group)
        assert (reply.status_code, reply.content) == (204, b"")
    assert admin_api.bound(application) == [engineering, sales]
    assert "code" in service.sign_in(SAM).fields
    assert admin_api.bind(application, sales, "remove").status_code == 204
    assert admin_api.bound(application) == [engineering]
    assert service.sign_in(SAM).error == "access_denied"
    assert "code" in service.sign_in(JANE).fields


def test_a_group_that_is_bound_already_exists(admin_api: Admin) -> None:
    application, _ = admin_api.create()
    group = admin_api.group("Sales")
    admin_api.bind(application, group)
    reply = admin_api.bind(application, group)
    assert (reply.status_code, reply.json()) == (409, {"message": "Already Exists"})
    assert admin_api.bound(application) == [group]


def test_a_group_that_is_not_bound_cannot_be_taken_off(admin_api: Admin) -> None:
    application, _ = admin_api.create()
    assert admin_api.bind(application, admin_api.group("Sales"), "remove").status_code == 404


def test_an_unknown_group_is_refused_in_words_of_its_own(admin_api: Admin) -> None:
    application, _ = admin_api.create()
    reply = admin_api.bind(application, "0" * 24)
    words = {"error": "INVALID_ARGUMENT", "message": "user_group not found"}
    assert (reply.status_code, reply.json()) == (400, words)
    assert admin_api.bind("0" * 24, admin_api.group("Sales")).status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {"op": "add", "type": "user", "id": JANE.sub},
        {"op": "update", "type": "user_group", "id": "0" * 24},
        {"op": "add", "type": "user_group"},
    ],
)
def test_other_associations_are_refused(admin_api: Admin, body: dict[str, str]) -> None:
    application, _ = admin_api.create()
    path = f"/v2/applications/{application}/associations"
    assert admin_api.post(path, body).status_code == 400


def test_associations_want_a_target_and_have_only_groups(admin_api: Admin) -> None:
    application, _ = admin_api.create()
    admin_api.bind(application, admin_api.group("Sales"))
    path = f"/v2/applications/{application}/associations"
    assert admin_api.get(path).status_code == 400
    assert admin_api.get(path, targets="user").json() == []


def test_binding_works_from_the_groups_end_too(admin_api: Admin) -> None:
    application, _ = admin_api.create()
    path = f"/v2/usergroups/{admin_api.group('Sales')}/associations"
    body = {"op": "add", "type": "application", "id": application}
    assert admin_api.post(path, body).status_code == 204
    assert admin_api.post(path, body).status_code == 409
    assert admin_api.bound(application) == [admin_api.group("Sales")]
    there = admin_api.get(path, targets="application").json()
    assert there == [{"to": {"type": "application", "id": application}}]
    assert admin_api.get(path, targets="user").json() == []
    assert admin_api.post(path, body | {"type": "user"}).status_code == 400
    assert admin_api.post(path, body | {"op": "remove"}).status_code == 204
    assert admin_api.bound(application) == []


def test_associations_come_in_pages(admin_api: Admin) -> None:
    admin_api.world.fill(groups=12)
    application, _ = admin_api.create()
    for number in range(1, 13):
        admin_api.bind(application, admin_api.group(f"Group {number:05}"))
    path = f"/v2/applications/{application}/associations"
    first = admin_api.get(path, targets="user_group")
    assert (len(first.json()), first.headers["x-total-count"]) == (10, "12")
    rest = admin_api.get(path, targets="user_group", skip=10).json()
    ids = [row["to"]["id"] for row in [*first.json(), *rest]]
    assert len(set(ids)) == 12
