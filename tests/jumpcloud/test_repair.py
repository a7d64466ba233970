"""A repair sends what was read, with the ticked settings put right and nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from jcwizard.jumpcloud.applications import Application
from jcwizard.jumpcloud.bodies import general_body, new_general, new_sso, sso_body
from jcwizard.jumpcloud.comparison import SETTINGS, compare
from jcwizard.jumpcloud.members import ABSENT, member, with_members
from jcwizard.jumpcloud.repair import Line, Repair, creation_lines, repair
from jcwizard.model.finding import Status
from tests.jumpcloud.kept_application import (
    LOGIN_URL,
    OWN,
    OWN_SETTINGS,
    SERVICE_URI,
    TEST_ADDRESS,
    WANTED,
    KeptApplication,
    made,
    rows,
)

EVERYTHING = frozenset(SETTINGS)
VERIFIED = ("email_verified", "true")
UNKNOWN_GENERAL = {"config": {"deep": [1, {"x": None}]}, "aiReady": False, "future": [1, "two"]}
UNKNOWN_SSO = {"postLogoutRedirectUris": ["https://a.example/bye"], "future": {"a": [None, 1.5]}}


def repaired(kept: KeptApplication, *ticked: str, wanted: Any = WANTED) -> Repair:
    """Repair and send it; returns what was worked out."""
    change = repair(wanted, kept.read(), frozenset(ticked))
    kept.carry_out(change)
    return change


def test_nothing_ticked_sends_nothing() -> None:
    kept = made(general={"active": False}, oidc={"redirectUris": []})
    assert repair(WANTED, kept.read(), frozenset()) == Repair()


def test_what_is_as_wanted_already_sends_nothing_although_everything_is_ticked() -> None:
    assert repair(WANTED, made().read(), EVERYTHING) == Repair()


@pytest.mark.parametrize(
    ("setting", "changes", "before", "after", "lines"),
    [
        ("label", {"general": {"displayLabel": "Wiki"}}, {"displayLabel": "Wiki"},
         {"displayLabel": "Acme Wiki"}, [("Wiki", "Acme Wiki")]),
        ("active", {"general": {"active": False}}, {"active": False}, {"active": True},
         [("no", "yes")]),
        ("active", {"general": {"active": None}}, {}, {"active": True}, [("", "yes")]),
        ("in_portal", {"hidden": True, "general": {"sso": {}}}, {"hidden": True},
         {"hidden": False}, [("no", "yes")]),
        ("in_portal", {"hidden": None, "general": {"sso": {}}}, {}, {"hidden": False},
         [("", "yes")]),
        ("redirect_uris", {"oidc": {"redirectUris": ["https://b.example/"]}},
         {"oidc.redirectUris": ["https://b.example/"]},
         {"oidc.redirectUris": ["https://b.example/", SERVICE_URI]}, [("", SERVICE_URI)]),
        ("redirect_uris", {"oidc": {"redirectUris": None}}, {},
         {"oidc.redirectUris": [SERVICE_URI]}, [("", SERVICE_URI)]),
        ("test_address", {"oidc": {"redirectUris": [SERVICE_URI]}},
         {"oidc.redirectUris": [SERVICE_URI]},
         {"oidc.redirectUris": [SERVICE_URI, TEST_ADDRESS]}, [("", TEST_ADDRESS)]),
        ("login_url", {"oidc": {"relyingPartyUrl": "https://b.example/"}},
         {"oidc.relyingPartyUrl": "https://b.example/"}, {"oidc.relyingPartyUrl": LOGIN_URL},
         [("https://b.example/", LOGIN_URL)]),
        ("grant_types", {"oidc": {"grantTypes": ["authorization_code"]}},
         {"oidc.grantTypes": ["authorization_code"]},
         {"oidc.grantTypes": ["authorization_code", "refresh_token"]}, [("", "Refresh Token")]),
        ("grant_types", {"oidc": {"grantTypes": ["other"]}}, {"oidc.grantTypes": ["other"]},
         {"oidc.grantTypes": ["other", "authorization_code", "refresh_token"]},
         [("", "Authorization Code"), ("", "Refresh Token")]),
        ("client_authentication", {"oidc": {"tokenEndpointAuthMethod": "client_secret_basic"}},
         {"oidc.tokenEndpointAuthMethod": "client_secret_basic"},
         {"oidc.tokenEndpointAuthMethod": "client_secret_post"},
         [("Client Secret Basic", "Client Secret Post")]),
        ("client_authentication", {"oidc": {"tokenEndpointAuthMethod": None}}, {},
         {"oidc.tokenEndpointAuthMethod": "client_secret_post"}, [("", "Client Secret Post")]),
        ("profile", {"oidc": {"dynamicClaims": rows(("email", "email"))}},
         {"oidc.dynamicClaims": rows(("email", "email"))},
         {"oidc.dynamicClaims": rows(("email", "email"), ("given_name", "firstname"),
                                     ("family_name", "lastname"))},
         [("", "given_name from firstname"), ("", "family_name from lastname")]),
        ("consent", {"oidc": {"consent": "explicit"}}, {"oidc.consent": "explicit"},
         {"oidc.consent": "trusted"}, [("explicit", "no question asked")]),
    ],
)  # fmt: skip
def test_one_ticked_setting_is_put_right_and_told(
    setting: str,
    changes: dict[str, Any],
    before: dict[str, Any],
    after: dict[str, Any],
    lines: list[tuple[str, str]],
) -> None:
    kept = made(**changes)
    change = repaired(kept, setting)
    assert {**change.general_before, **change.sso_before} == before
    assert {**change.general_after, **change.sso_after} == after
    assert [(line.setting, line.before, line.after) for line in change.lines] == [
        (setting, *line) for line in lines
    ]
    # Only the object that holds the setting is written.
    general = setting in ("label", "active")
    assert (change.general is not None, change.sso is not None) == (general, not general)
    found = next(row for row in compare(WANTED, kept.read(), None) if row.setting == setting)
    assert found.check.status is Status.PASSED


def test_what_is_not_known_is_sent_back_as_it_came() -> None:
    kept = made(
        general={"displayLabel": "", **UNKNOWN_GENERAL}, oidc={"consent": "", **UNKNOWN_SSO}
    )
    kept.sso["beside"] = {"untouched": True}
    change = repaired(kept, "label", "consent")
    assert change.general is not None
    assert change.sso is not None
    assert {name: kept.general[name] for name in UNKNOWN_GENERAL} == UNKNOWN_GENERAL
    assert {name: kept.sso["oidc"][name] for name in UNKNOWN_SSO} == UNKNOWN_SSO
    assert kept.sso["beside"] == {"untouched": True}
    assert kept.sso["oidc"]["clientId"] == OWN_SETTINGS["clientId"]


def test_what_jumpcloud_gives_itself_is_never_sent_back() -> None:
    kept = made(general={"displayLabel": "", "ssoUrl": "https://a.example", "id": "1"})
    kept.sso["oidc"]["clientSecret"] = "shown by mistake"
    kept.sso["oidc"]["consent"] = ""
    change = repair(WANTED, kept.read(), frozenset({"label", "consent"}))
    assert change.general is not None
    assert change.sso is not None
    assert {*OWN, "ssoUrl", "id"}.isdisjoint(change.general)
    assert {*OWN_SETTINGS, "clientSecret"}.isdisjoint(change.sso["oidc"])


def test_a_write_of_the_application_says_that_it_is_active_and_tells_of_it() -> None:
    kept = made(general={"displayLabel": "", "active": False})
    change = repaired(kept, "label")
    assert kept.general["active"] is True
    assert Line("active", "no", "yes") in change.lines
    assert change.general_before == {"displayLabel": "", "active": False}


def test_an_active_application_is_told_nothing_of() -> None:
    change = repaired(made(general={"displayLabel": ""}), "label")
    assert change.general is not None
    assert change.general["active"] is True
    assert [line.setting for line in change.lines] == ["label"]


def test_a_write_of_the_sign_in_alone_leaves_an_inactive_application_inactive() -> None:
    kept = made(general={"active": False}, oidc={"consent": ""})
    assert repaired(kept, "consent").general is None
    assert kept.general["active"] is False


def test_an_application_that_says_twice_that_it_is_hidden_is_shown_in_both_places() -> None:
    kept = made(hidden=True, general={"sso": {"type": "oidc", "hidden": True, "more": 1}})
    change = repaired(kept, "in_portal")
    assert kept.general["sso"] == {"type": "oidc", "hidden": False, "more": 1}
    assert kept.sso["hidden"] is False
    assert change.general_before == {"sso.hidden": True}
    assert change.sso_before == {"hidden": True}


@pytest.mark.parametrize("lifetime", ["refreshTokenLifespan", "refreshTokenTTL", "refreshExpiry"])
def test_the_lifetime_of_refresh_tokens_goes_where_there_are_none(lifetime: str) -> None:
    without = replace(WANTED, refresh=False)
    code_only = made(without, oidc={"consent": "", lifetime: "720h", "accessTokenLifespan": "1h"})
    repaired(code_only, "consent", wanted=without)
    assert lifetime not in code_only.sso["oidc"]
    assert code_only.sso["oidc"]["accessTokenLifespan"] == "1h"
    both = made(oidc={"consent": "", lifetime: "720h"})
    repaired(both, "consent")
    assert both.sso["oidc"][lifetime] == "720h"


def test_nothing_else_about_refresh_tokens_goes() -> None:
    without = replace(WANTED, refresh=False)
    kept = made(without, oidc={"consent": "", "refreshTokenRotation": True, "sessionLifetime": 1})
    repaired(kept, "consent", wanted=without)
    assert kept.sso["oidc"]["refreshTokenRotation"] is True
    assert kept.sso["oidc"]["sessionLifetime"] == 1


def test_refresh_tokens_are_not_added_for_a_service_that_needs_none() -> None:
    kept = made(oidc={"grantTypes": []})
    repaired(kept, "grant_types", wanted=replace(WANTED, refresh=False))
    assert kept.sso["oidc"]["grantTypes"] == ["authorization_code"]


def test_of_two_answers_that_disagree_only_the_hidden_one_is_written() -> None:
    shell = {"type": "oidc", "hidden": True}
    kept = made(hidden=False, general={"sso": shell})
    change = repaired(kept, "in_portal")
    assert change.sso is None
    assert kept.general["sso"] == {"type": "oidc", "hidden": False}
    assert change.lines == (Line("in_portal", "", "yes"),)


def test_the_lifetime_stays_when_the_same_repair_allows_refresh_tokens() -> None:
    kept = made(oidc={"grantTypes": ["authorization_code"], "refreshTokenLifespan": "720h"})
    repaired(kept, "grant_types")
    assert kept.sso["oidc"]["refreshTokenLifespan"] == "720h"


def test_the_test_address_alone_is_removed_at_the_end() -> None:
    removed = replace(WANTED, test_address="", former_test_address=TEST_ADDRESS)
    others = ["https://b.example/", TEST_ADDRESS, SERVICE_URI]
    kept = made(oidc={"redirectUris": others})
    change = repaired(kept, "test_address", wanted=removed)
    assert kept.sso["oidc"]["redirectUris"] == ["https://b.example/", SERVICE_URI]
    assert change.lines == (Line("test_address", TEST_ADDRESS, ""),)
    assert repair(removed, kept.read(), EVERYTHING) == Repair()


def test_both_kinds_of_address_are_added_by_one_write() -> None:
    kept = made(oidc={"redirectUris": ["https://b.example/"]})
    repaired(kept, "redirect_uris", "test_address")
    assert kept.sso["oidc"]["redirectUris"] == ["https://b.example/", SERVICE_URI, TEST_ADDRESS]


def test_a_public_application_is_left_as_it_is() -> None:
    kept = made(oidc={"tokenEndpointAuthMethod": "none"})
    assert repair(WANTED, kept.read(), EVERYTHING) == Repair()


EMAIL, OTHER = ("email", "email"), ("email", "username")


@pytest.mark.parametrize(
    ("usual", "constants", "usual_after", "constants_after"),
    [
        ([], [], [EMAIL], []),
        ([("x", "y")], [], [("x", "y"), EMAIL], []),
        ([EMAIL, ("x", "y"), EMAIL], [], [EMAIL, ("x", "y")], []),
        ([OTHER], [], [EMAIL], []),
        ([OTHER, EMAIL], [], [EMAIL], []),  # the right one of two stays
        ([OTHER, ("x", "y"), OTHER], [], [EMAIL, ("x", "y")], []),
        ([EMAIL], [("email", "a@acme.example"), ("x", "y")], [EMAIL], [("x", "y")]),
        ([EMAIL, VERIFIED], [], [EMAIL], []),
        ([EMAIL], [VERIFIED, ("x", "y")], [EMAIL], [("x", "y")]),
        ([EMAIL], [VERIFIED, VERIFIED], [EMAIL], []),
        ([EMAIL, ("email_verified", True)], [VERIFIED], [EMAIL, ("email_verified", True)], []),
        ([EMAIL], [("email_verified", True), ("email_verified", False)], [EMAIL],
         [("email_verified", True)]),
    ],
)  # fmt: skip
def test_the_address_is_passed_on_by_exactly_one_row(
    usual: list[tuple[str, object]],
    constants: list[tuple[str, object]],
    usual_after: list[tuple[str, object]],
    constants_after: list[tuple[str, object]],
) -> None:
    kept = made(oidc={"dynamicClaims": rows(*usual), "constantClaims": rows(*constants)})
    change = repaired(kept, "email")
    assert kept.sso["oidc"]["dynamicClaims"] == rows(*usual_after)
    assert kept.sso["oidc"]["constantClaims"] == rows(*constants_after)
    # Each row that goes or comes has its line.
    gone = len(usual) + len(constants) - len(usual_after) - len(constants_after)
    told = [(bool(line.before), bool(line.after)) for line in change.lines]
    assert told.count((True, False)) - told.count((False, True)) == gone
    assert len(told) >= 1


def test_a_constant_row_stays_once_for_a_service_that_copes_with_it() -> None:
    copes = replace(WANTED, copes_with=("text_booleans",))
    kept = made(
        oidc={"dynamicClaims": rows(EMAIL, EMAIL), "constantClaims": rows(VERIFIED, VERIFIED)}
    )
    repaired(kept, "email", wanted=copes)
    assert kept.sso["oidc"]["dynamicClaims"] == rows(EMAIL)
    assert kept.sso["oidc"]["constantClaims"] == rows(VERIFIED)


def test_a_mended_row_keeps_what_else_it_says() -> None:
    kept = made(oidc={"dynamicClaims": [{"name": "email", "value": "username", "future": 1}]})
    repaired(kept, "email")
    assert kept.sso["oidc"]["dynamicClaims"] == [{"name": "email", "value": "email", "future": 1}]


def test_the_right_row_of_two_is_the_one_that_stays() -> None:
    right = {"name": "email", "value": "email", "future": 2}
    kept = made(oidc={"dynamicClaims": [{"name": "email", "value": "username", "x": 1}, right]})
    repaired(kept, "email")
    assert kept.sso["oidc"]["dynamicClaims"] == [right]


def test_a_name_that_is_there_keeps_its_attribute() -> None:
    odd = [("given_name", "displayname"), ("family_name", "lastname"), ("given_name", "firstname")]
    kept = made(oidc={"dynamicClaims": rows(*odd)})
    change = repaired(kept, "profile")
    assert kept.sso["oidc"]["dynamicClaims"] == rows(*odd[:2])
    assert change.lines == (Line("profile", "given_name from firstname", ""),)


def test_e_mail_and_name_are_added_by_one_write() -> None:
    kept = made(oidc={"dynamicClaims": None})
    repaired(kept, "email", "profile")
    expected = rows(EMAIL, ("given_name", "firstname"), ("family_name", "lastname"))
    assert kept.sso["oidc"]["dynamicClaims"] == expected


def test_lines_come_in_the_order_of_the_table() -> None:
    nothing = KeptApplication({}, {"oidc": {}})
    change = repair(WANTED, nothing.read(), EVERYTHING)
    settings = [line.setting for line in change.lines]
    assert settings == sorted(settings, key=SETTINGS.index)
    assert set(settings) == EVERYTHING - {"groups"}


def test_a_new_application_is_what_was_wanted() -> None:
    application = Application("1", new_general(WANTED), new_sso(WANTED))
    statuses = {row.check.status for row in compare(WANTED, application, ("Everyone",))}
    assert statuses == {Status.PASSED}


def test_a_new_application_is_made_of_the_members_that_jumpcloud_is_known_to_take() -> None:
    assert new_general(WANTED) == {
        "active": True,
        "name": "oidc",
        "displayName": "OpenID Connect",
        "displayLabel": "Acme Wiki",
        "config": {},
        "sso": {"type": "oidc", "hidden": False},
    }
    assert new_sso(WANTED) == {
        "type": "oidc",
        "hidden": False,
        "oidc": {
            "consent": "trusted",
            "redirectUris": [SERVICE_URI, TEST_ADDRESS],
            "grantTypes": ["authorization_code", "refresh_token"],
            "tokenEndpointAuthMethod": "client_secret_post",
            "relyingPartyUrl": LOGIN_URL,
            "dynamicClaims": rows(
                ("email", "email"),
                ("given_name", "firstname"),
                ("family_name", "lastname"),
                ("name", "fullname"),
            ),
        },
    }


def test_a_new_application_has_nothing_that_the_service_does_not_ask_for() -> None:
    bare = replace(WANTED, refresh=False, claims=(), test_address="")
    oidc = new_sso(bare)["oidc"]
    assert isinstance(oidc, dict)
    assert oidc["grantTypes"] == ["authorization_code"]
    assert oidc["redirectUris"] == [SERVICE_URI]
    assert oidc["dynamicClaims"] == []


def test_the_preview_of_a_creation_names_every_value() -> None:
    assert creation_lines(WANTED) == tuple(
        Line(setting, "", text)
        for setting, text in [
            ("label", "Acme Wiki"),
            ("active", "yes"),
            ("in_portal", "yes"),
            ("redirect_uris", SERVICE_URI),
            ("test_address", TEST_ADDRESS),
            ("login_url", LOGIN_URL),
            ("grant_types", "Authorization Code"),
            ("grant_types", "Refresh Token"),
            ("client_authentication", "Client Secret Post"),
            ("email", "email from email"),
            ("profile", "given_name from firstname"),
            ("profile", "family_name from lastname"),
            ("profile", "name from fullname"),
            ("consent", "no question asked"),
        ]
    )
    assert not [line for line in creation_lines(replace(WANTED, test_address="")) if not line.after]


def test_a_body_without_members_to_set_is_what_is_there_now() -> None:
    kept = made(general=UNKNOWN_GENERAL, oidc=UNKNOWN_SSO)
    before = (dict(kept.general), dict(kept.sso))
    kept.put_general(general_body(kept.general))
    kept.put_sso(sso_body(kept.sso))
    assert (kept.general, kept.sso) == before


def test_a_body_may_take_a_member_out_and_switch_off_again() -> None:
    general = general_body({"displayLabel": "x", "active": True}, {"active": False})
    assert general == {"displayLabel": "x", "active": False}
    body = sso_body({"oidc": {"consent": "trusted", "x": 1}}, {"oidc.consent": ABSENT})
    assert body == {"type": "oidc", "oidc": {"x": 1}}
    assert sso_body({"type": "other", "oidc": "strange"}) == {"type": "other", "oidc": "strange"}


def test_members_are_read_and_set_by_their_path() -> None:
    whole: dict[str, object] = {"a": {"b": 1, "c": None}, "d": "text", "e": None}
    paths = ("a.b", "a.c", "a.x", "d", "d.x", "e", "e.x", "x")
    assert [member(whole, path) for path in paths] == [1, *[ABSENT] * 2, "text", *[ABSENT] * 4]
    assert with_members(whole, {"a.b": 2, "d.x": 1, "e.x": 3, "f.x": 4, "a.c": ABSENT}) == {
        "a": {"b": 2},
        "d": "text",
        "e": {"x": 3},
        "f": {"x": 4},
    }
    assert with_members(whole, {"d": ABSENT, "no": ABSENT, "no.x": ABSENT}) == {
        "a": {"b": 1, "c": None},
        "e": None,
    }
