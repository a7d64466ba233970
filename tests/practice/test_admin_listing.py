"""Long lists at the pretend Admin API: pages, order, filters and members."""

from __future__ import annotations

import time

import pytest

from tests.practice.admin import Admin


@pytest.fixture
def many(admin_api: Admin) -> Admin:
    """Give an organisation of 250 applications and 250 more groups."""
    admin_api.world.fill(applications=250, groups=250)
    return admin_api


def labels(admin: Admin, **query: str | int) -> list[str]:
    reply = admin.get("/applications", **query)
    assert reply.status_code == 200, reply.text
    return [row["displayLabel"] for row in reply.json()["results"]]


def names(admin: Admin, **query: str | int) -> list[str]:
    reply = admin.get("/v2/usergroups", **query)
    assert reply.status_code == 200, reply.text
    return [row["name"] for row in reply.json()]


def test_a_page_has_ten_unless_told_and_never_more_than_a_hundred(many: Admin) -> None:
    for path in ("/applications", "/v2/usergroups"):
        sizes = []
        for limit in ("", "3", "100", "1000"):
            reply = many.get(path, limit=limit).json()
            sizes.append(len(reply["results"] if isinstance(reply, dict) else reply))
        assert sizes == [10, 3, 100, 100]


def test_every_entry_is_on_one_page_and_the_last_page_is_short(many: Admin) -> None:
    seen: list[str] = []
    sizes = []
    for skip in range(0, 400, 100):
        query = {"limit": 100, "skip": skip, "sort": "_id"}
        reply = many.get("/applications", **query).json()
        assert reply["totalCount"] == 250
        seen += [row["_id"] for row in reply["results"]]
        sizes.append(len(reply["results"]))
    assert sizes == [100, 100, 50, 0]
    assert len(set(seen)) == 250
    assert seen == sorted(seen)


def test_applications_are_sorted_by_name_unless_told(many: Admin) -> None:
    reply = many.get("/applications", limit=100, skip=200).json()["results"]
    template = [row["name"] for row in reply]
    assert template == sorted(template)
    assert set(template) == {"oidc", "saml2"}
    last = labels(many, sort="-displayLabel", limit=2)
    assert last == ["SAML application 00250", "SAML application 00240"]


def test_several_members_sort_one_after_the_other(many: Admin) -> None:
    found = labels(many, sort="-name displayLabel", limit=2)
    assert found == ["SAML application 00010", "SAML application 00020"]
    assert names(many, sort="type,-name", limit=1) == ["Sales"]


def test_a_filter_finds_a_label_exactly(many: Admin) -> None:
    wanted = "Application 00007"
    assert labels(many, filter=f"displayLabel:$eq:{wanted}") == [wanted]
    assert labels(many, **{"filter[0]": f"displayLabel:$eq:{wanted}"}) == [wanted]
    assert labels(many, filter="displayLabel:$eq:application 00007") == [], "case counts"


def test_an_application_without_a_label_is_there_under_its_templates_name(many: Admin) -> None:
    reply = many.get("/applications", filter="displayLabel:$eq:", limit=100).json()["results"]
    assert {row["displayName"] for row in reply} == {"OpenID Connect"}
    assert len(reply) == 5


def test_filters_are_all_needed_or_one_of_them(many: Admin) -> None:
    both = {"filter[0]": "name:$eq:saml2", "filter[1]": "displayLabel:$sw:SAML application 0002"}
    assert labels(many, **both) == ["SAML application 00020"]
    either = {
        "filter[or][0]": "displayLabel:$eq:Application 00001",
        "filter[or][1]": "displayLabel:$eq:Application 00002",
    }
    assert labels(many, sort="displayLabel", **either) == ["Application 00001", "Application 00002"]


@pytest.mark.parametrize(
    ("operator", "value", "number"),
    [
        ("$ne", "saml2", 225),
        ("$in", "saml2|other", 25),
        ("$nin", "saml2|other", 225),
        ("$gt", "oidc", 25),
        ("$gte", "oidc", 250),
        ("$lt", "saml2", 225),
        ("$lte", "oidc", 225),
    ],
)
def test_version_one_knows_these_operators(
    many: Admin, operator: str, value: str, number: int
) -> None:
    reply = many.get("/applications", filter=f"name:{operator}:{value}").json()
    assert reply["totalCount"] == number


def test_version_two_has_its_own_operators_and_breaks_at_a_comma(many: Admin) -> None:
    assert names(many, filter="name:eq:Sales") == ["Sales"]
    assert names(many, filter="name:search:sale") == ["Sales"]
    assert names(many, filter="name:ge:Sales,type:eq:user_group") == ["Sales"]
    assert many.get("/v2/usergroups", filter="name:eq:One, Two").status_code == 400


def test_an_operator_of_the_other_version_is_refused(many: Admin) -> None:
    for path, text in (
        ("/applications", "name:eq:oidc"),
        ("/applications", "name:$has:oidc"),
        ("/applications", "name"),
        ("/v2/usergroups", "name:$eq:Sales"),
    ):
        assert many.get(path, filter=text).status_code == 400, text


@pytest.mark.parametrize("query", [{"limit": "ten"}, {"skip": "-1"}, {"skip": "1.5"}])
def test_a_number_that_is_none_is_refused(many: Admin, query: dict[str, str]) -> None:
    assert many.get("/applications", **query).status_code == 400


def test_only_the_wanted_members_come(many: Admin) -> None:
    reply = many.get("/applications", fields="displayLabel active", limit=1).json()["results"]
    assert set(reply[0]) == {"_id", "displayLabel", "active"}
    group = many.get("/v2/usergroups", fields="name", limit=1).json()[0]
    assert set(group) == {"id", "name"}


def test_a_listed_application_is_the_one_that_is_read(many: Admin) -> None:
    for row in many.get("/applications", limit=20).json()["results"]:
        assert many.get(f"/applications/{row['_id']}").json() == row


def test_thousands_are_listed_quickly(admin_api: Admin) -> None:
    admin_api.world.fill(applications=5_000, groups=10_000)
    started = time.monotonic()
    for path, total in (("/applications", 5_000), ("/v2/usergroups", 10_000)):
        for skip in (0, total // 2, total - 1):
            reply = admin_api.get(path, limit=100, skip=skip, sort="_id").json()
            assert reply
    # Six pages; the bound is far off what they take, for a machine that does other things.
    assert time.monotonic() - started < 3


def test_what_was_only_filled_in_is_not_kept(admin_api: Admin) -> None:
    admin_api.world.fill(applications=3)
    application, _ = admin_api.create()
    assert [one.id for one in admin_api.world.applications.kept] == [application]
