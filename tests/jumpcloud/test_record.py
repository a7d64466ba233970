"""What the record of a change holds, and when two values count as the same."""

from __future__ import annotations

import pytest

from jcwizard.jumpcloud.members import ABSENT
from jcwizard.jumpcloud.record import (
    differing,
    owner,
    recordable,
    recorded,
    same,
    was_hidden,
)
from jcwizard.jumpcloud.repair import Line
from jcwizard.jumpcloud.undo_lines import undo_lines
from jcwizard.jumpcloud.undoing import to_put_back
from jcwizard.model.changes import Change, ChangeKind, ChangeState
from jcwizard.model.secret import DOTS, Secret

CANARY = "CANARY-7b2e"


def deep(levels: int) -> object:
    return [deep(levels - 1)] if levels else "end"


@pytest.mark.parametrize(
    "value",
    [
        Secret(CANARY),
        [Secret(CANARY)],
        {"clientSecret": CANARY},
        [{"config": {"idpPrivateKey": CANARY}}],
        deep(50),
        ABSENT,
    ],
)
def test_neither_a_secret_nor_what_could_not_be_read_again_is_recorded(value: object) -> None:
    assert recordable({"oidc.odd": value, "hidden": False}) == {"hidden": False}


def test_a_secret_is_known_by_its_name_too() -> None:
    assert recordable({"oidc.clientSecret": CANARY}) == {}


def test_what_may_not_be_recorded_on_one_side_is_recorded_on_neither() -> None:
    before, after = recorded({"a": {"secret": 1}, "b": 1}, {"a": "now", "b": 2, "c": 3})
    assert (before, after) == ({"b": 1}, {"b": 2, "c": 3})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (["a", "b"], ["b", "a"]),
        ([{"name": "a", "value": 1}, {"name": "b"}], [{"name": "b"}, {"value": 1, "name": "a"}]),
        (None, ABSENT),
        (("a",), ["a"]),
    ],
)
def test_the_order_of_a_list_makes_no_difference(one: object, other: object) -> None:
    assert same(one, other)


@pytest.mark.parametrize(
    ("one", "other"), [(True, 1), (False, ABSENT), (["a", "a"], ["a"]), ("", ABSENT), ("1", 1)]
)
def test_values_that_only_look_alike_differ(one: object, other: object) -> None:
    assert not same(one, other)


def test_whose_an_application_is_is_recorded_only_when_it_is_told() -> None:
    assert owner({"organization": "5f"}) == {"organization": "5f"}
    assert owner({"organization": None}) == owner({}) == {}


def test_only_members_that_are_not_as_wanted_differ() -> None:
    there = {"hidden": False, "oidc": {"redirectUris": ["b", "a"], "consent": "ask"}}
    wanted = {"hidden": False, "oidc.redirectUris": ["a", "b"], "oidc.consent": "trusted"}
    assert differing(wanted, there) == ("oidc.consent",)


def test_what_was_hidden_is_known_by_its_dots() -> None:
    assert was_hidden({"deep": [f"x{DOTS}"]})
    assert not was_hidden("plain")
    assert not was_hidden(ABSENT)


def change(before: dict[str, object], after: dict[str, object]) -> Change:
    return Change("1", ChangeKind.SETTINGS, "a", "Wiki", 0.0, ChangeState.DONE, before, after)


def test_a_member_that_this_wizard_added_is_taken_out_again() -> None:
    back, left = to_put_back(
        change({}, {"oidc.consent": "trusted"}), {"oidc": {"consent": "trusted"}}
    )
    assert (back, left) == ({"oidc.consent": ABSENT}, ())


def test_a_member_that_this_wizard_took_out_comes_back_unless_somebody_put_one_there() -> None:
    ours = change({"oidc.consent": "ask"}, {})
    assert to_put_back(ours, {"oidc": {}}) == ({"oidc.consent": "ask"}, ())
    assert to_put_back(ours, {"oidc": {"consent": "never"}}) == ({}, ("oidc.consent",))
    assert to_put_back(ours, {"oidc": {"consent": "ask"}}) == ({}, ())


def test_whose_it_is_is_never_put_back() -> None:
    assert to_put_back(change({"organization": "a"}, {}), {}) == ({}, ())


def test_the_preview_names_rows_switches_and_what_has_no_name() -> None:
    rows = [{"name": "email", "value": "email"}, {"name": "name", "value": "fullname"}]
    before = {"oidc.dynamicClaims": rows, "hidden": True, "oidc.odd": 1, "oidc.list": ["x"]}
    after = {
        "oidc.dynamicClaims": rows[:1],
        "hidden": False,
        "oidc.odd": 2,
        "oidc.list": [],
        "organization": "5f",
    }
    assert undo_lines([change(before, after)]) == (
        Line("profile", "", "name from fullname"),
        Line("in_portal", "yes", "no"),
        Line("other", "odd: 2", "odd: 1"),
        Line("other", "", "x"),
    )
