"""What holds for every application: compare, repair, compare; nothing unknown is lost."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from jcwizard.jumpcloud.applications import Application
from jcwizard.jumpcloud.comparison import SETTINGS, Row, compare
from jcwizard.jumpcloud.members import ABSENT, member, with_members
from jcwizard.jumpcloud.plain import MAX_LINES, MAX_SHOWN
from jcwizard.jumpcloud.repair import Repair, repair
from jcwizard.jumpcloud.wanted import WantedApplication
from jcwizard.model.finding import Status
from tests.jumpcloud.kept_application import OWN_SETTINGS, TEST_ADDRESS, KeptApplication

ADDRESSES = (
    "https://a.example/cb",
    "https://a.example/cb/",
    "http://a.example/cb",
    "https://b.example",
)
NAMES = ("email", "email_verified", "given_name", "family_name", "groups")
ATTRIBUTES = ("email", "username", "true", "firstname", True)
PATHS = {
    "label": {"displayLabel"},
    "active": {"active"},
    "in_portal": {"hidden", "sso.hidden"},
    "redirect_uris": {"oidc.redirectUris"},
    "test_address": {"oidc.redirectUris"},
    "login_url": {"oidc.relyingPartyUrl"},
    "grant_types": {"oidc.grantTypes"},
    "client_authentication": {"oidc.tokenEndpointAuthMethod"},
    "email": {"oidc.dynamicClaims", "oidc.constantClaims", "oidc.more"},
    "profile": {"oidc.dynamicClaims", "oidc.constantClaims", "oidc.more"},
    "consent": {"oidc.consent"},
}

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=6,
)
some_rows = st.lists(
    st.fixed_dictionaries(
        {"name": st.sampled_from(NAMES), "value": st.sampled_from(ATTRIBUTES)},
        optional={"future": json_values},
    ),
    max_size=5,
)


def told(usual: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Give a member as it is known, rarely anything else."""
    return st.one_of(usual, usual, usual, json_values)


@st.composite
def members(draw: st.DrawFn, usual: Mapping[str, st.SearchStrategy[Any]]) -> dict[str, Any]:
    """Draw an object with some of the usual members, and some that nobody knows."""
    unknown = draw(st.dictionaries(st.sampled_from(["future", "x"]), json_values, max_size=2))
    names = draw(st.sets(st.sampled_from(sorted(usual))))
    return unknown | {name: draw(told(usual[name])) for name in sorted(names)}


GENERAL = members(
    {
        "displayLabel": st.sampled_from(["Acme", "Other", ""]),
        "active": st.booleans(),
        "sso": st.fixed_dictionaries({"type": st.just("oidc")}, optional={"hidden": st.booleans()}),
        "description": st.text(max_size=5),
    }
)
OIDC = members(
    {
        "redirectUris": st.lists(st.sampled_from((*ADDRESSES, TEST_ADDRESS)), max_size=4),
        "grantTypes": st.lists(st.sampled_from(["authorization_code", "refresh_token", "y"])),
        "tokenEndpointAuthMethod": st.sampled_from(
            ["client_secret_post", "client_secret_basic", "none", "private_key_jwt"]
        ),
        "relyingPartyUrl": st.sampled_from(ADDRESSES),
        "consent": st.sampled_from(["trusted", "explicit", ""]),
        "dynamicClaims": some_rows,
        "constantClaims": some_rows,
        "more": some_rows,
        "refreshTokenLifespan": st.just("720h"),
        "accessTokenLifespan": st.just("1h"),
    }
)
SSO = st.builds(
    lambda oidc, rest: {**rest, "oidc": oidc},
    OIDC,
    st.fixed_dictionaries({"type": st.just("oidc")}, optional={"hidden": st.booleans()})
    | members({"hidden": st.booleans()}),
)
KEPT = st.builds(KeptApplication, GENERAL, SSO)
TICKED = st.frozensets(st.sampled_from(SETTINGS)) | st.just(frozenset(SETTINGS))


@st.composite
def wishes(draw: st.DrawFn) -> WantedApplication:
    """Draw what some setup wants."""
    removed = draw(st.booleans())
    return WantedApplication(
        label=draw(st.sampled_from(["Acme", ""])),
        redirect_uris=tuple(draw(st.lists(st.sampled_from(ADDRESSES), max_size=2, unique=True))),
        test_address="" if removed else TEST_ADDRESS,
        login_url=draw(st.sampled_from(["https://a.example", "https://b.example/login", ""])),
        authentication=draw(st.sampled_from(["client_secret_post", "client_secret_basic", ""])),
        authentication_sure=draw(st.booleans()),
        refresh=draw(st.booleans()),
        claims=draw(st.sampled_from([(), ("email",), ("email", "profile")])),
        copes_with=draw(st.sampled_from([(), ("text_booleans",)])),
        former_test_address=TEST_ADDRESS if removed else "",
    )


def compared(wanted: WantedApplication, kept: KeptApplication) -> dict[str, Row]:
    return {row.setting: row for row in compare(wanted, kept.read(), ())}


def carried_out(wanted: WantedApplication, kept: KeptApplication, ticked: frozenset[str]) -> Repair:
    change = repair(wanted, kept.read(), ticked)
    kept.carry_out(change)
    return change


def status(row: Row) -> Status:
    return row.check.status


@given(wishes(), KEPT, TICKED)
@settings(max_examples=120)
def test_what_was_ticked_and_could_be_repaired_shows_no_difference_afterwards(
    wanted: WantedApplication, kept: KeptApplication, ticked: frozenset[str]
) -> None:
    before = compared(wanted, kept)
    change = carried_out(wanted, kept, ticked)
    after = compared(wanted, kept)
    if change.general is not None:
        assert after["active"].check.status is Status.PASSED  # said in every write
        ticked -= {"active"}
    for setting in ticked:
        if before[setting].repairable:
            assert after[setting].check.status in (Status.PASSED, Status.NOT_RUN), setting
            assert not after[setting].repairable
        else:
            assert status(after[setting]) is status(before[setting]), setting


@given(wishes(), KEPT, TICKED)
@settings(max_examples=70)
def test_a_second_repair_changes_nothing(
    wanted: WantedApplication, kept: KeptApplication, ticked: frozenset[str]
) -> None:
    carried_out(wanted, kept, ticked)
    assert repair(wanted, kept.read(), ticked) == Repair()


@given(wishes(), KEPT, TICKED)
@settings(max_examples=120)
def test_only_members_of_the_ticked_settings_change_and_everything_else_stays_equal(
    wanted: WantedApplication, kept: KeptApplication, ticked: frozenset[str]
) -> None:
    before = copy.deepcopy((kept.general, kept.sso))
    rows = compared(wanted, kept)
    change = carried_out(wanted, kept, ticked)
    repaired = [name for name in ticked if rows[name].repairable]
    allowed = {path for setting in repaired for path in PATHS[setting]}
    if change.general is not None:
        allowed |= {"active"}
    assert {*change.general_after, *change.sso_after} <= allowed
    assert with_members(before[0], change.general_after) == kept.general
    expected = with_members(before[1], change.sso_after)
    if change.sso is not None:
        expected.setdefault("type", "oidc")
        if "refresh_token" not in (kept.read().grant_types or ()):
            expected = with_members(expected, {"oidc.refreshTokenLifespan": ABSENT})
    assert expected == kept.sso
    touched = {path for setting in repaired for path in PATHS[setting]}
    for setting in set(PATHS) - ticked - {"active"}:
        # A list that was missing and is there now can be told, for all that it holds.
        if status(rows[setting]) is not Status.UNKNOWN or touched.isdisjoint(PATHS[setting]):
            assert status(compared(wanted, kept)[setting]) is status(rows[setting]), setting


@given(wishes(), KEPT, TICKED)
@settings(max_examples=70)
def test_the_record_leads_back_to_what_was_there(
    wanted: WantedApplication, kept: KeptApplication, ticked: frozenset[str]
) -> None:
    general, sso = copy.deepcopy((kept.general, kept.sso))
    change = repair(wanted, kept.read(), ticked)
    for whole, before, after in (
        (general, change.general_before, change.general_after),
        (sso, change.sso_before, change.sso_after),
    ):
        assert before.keys() <= after.keys()
        changed = with_members(whole, after)
        undone = with_members(changed, {path: before.get(path, ABSENT) for path in after})
        for path in PATHS_OF_ALL:
            assert member(undone, path) == member(whole, path)
    assert not any("ecret" in path for path in (*change.sso_after, *change.general_after))


PATHS_OF_ALL = sorted({path for paths in PATHS.values() for path in paths})


@given(wishes(), KEPT, TICKED)
@settings(max_examples=70)
def test_a_preview_says_everything_that_is_sent_and_nothing_else(
    wanted: WantedApplication, kept: KeptApplication, ticked: frozenset[str]
) -> None:
    rows = compared(wanted, kept)
    change = repair(wanted, kept.read(), ticked)
    told_of = {line.setting for line in change.lines}
    assert told_of - {"active"} == {n for n in ticked if rows[n].repairable} - {"active"}
    assert bool(change.lines) == (change.general is not None or change.sso is not None)
    assert ("active" in told_of) == ("active" in change.general_after)
    for line in change.lines:
        assert line.before != line.after
        assert (line.before + line.after).isprintable()


@given(wishes(), members({"sso": json_values}), json_values, TICKED)
@example(WantedApplication("", (), "", "", "", True, True, ()), {}, None, frozenset(SETTINGS))
@settings(max_examples=70)
def test_no_answer_of_jumpcloud_is_a_surprise(
    wanted: WantedApplication, general: dict[str, Any], oidc: object, ticked: frozenset[str]
) -> None:
    found = Application("1", general, {"oidc": oidc, **OWN_SETTINGS})
    for row in compare(wanted, found, None):
        for text in (row.check.expected, row.check.actual):
            lines = text.split("\n")
            assert len(lines) <= MAX_LINES + 1
            assert all(len(line) <= MAX_SHOWN + 1 and line.isprintable() for line in lines)
        assert row.repairable or not row.suggested
        blamed = row.check.status is Status.FAILED
        assert not blamed or json.dumps(oidc) not in ("null", "{}")
    repair(wanted, found, ticked)
