"""Each setting of an application is told apart: as wanted, different, or not to be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from jcwizard.catalogue import load
from jcwizard.jumpcloud.applications import Application
from jcwizard.jumpcloud.comparison import SETTINGS, Row, checks, compare
from jcwizard.jumpcloud.wanted import WantedApplication
from jcwizard.model.exchange import Exchange
from jcwizard.model.finding import Status, Verdict, verdict
from tests.jumpcloud.kept_application import (
    LOGIN_URL,
    SERVICE_URI,
    TEST_ADDRESS,
    WANTED,
    KeptApplication,
    made,
    rows,
)

PASSED, FAILED, WARNING = Status.PASSED, Status.FAILED, Status.WARNING
UNKNOWN, NOT_RUN = Status.UNKNOWN, Status.NOT_RUN
ONLY_EMAIL = rows(("email", "email"))
NAMES = (("given_name", "firstname"), ("family_name", "lastname"))
VERIFIED = ("email_verified", "true")


def row(
    setting: str,
    kept: KeptApplication,
    wanted: WantedApplication = WANTED,
    bound: tuple[str, ...] | None = ("Everyone",),
) -> Row:
    found = {one.setting: one for one in compare(wanted, kept.read(), bound)}
    return found[setting]


def judged(one: Row) -> tuple[Status, str]:
    return one.check.status, one.check.finding.code if one.check.finding else ""


def test_an_application_as_it_is_wanted_passes_in_every_row() -> None:
    found = compare(WANTED, made().read(), ("Everyone",))
    assert tuple(one.setting for one in found) == SETTINGS
    assert [one.check.id for one in found] == [f"application_{name}" for name in SETTINGS]
    assert {judged(one) for one in found} == {(PASSED, "")}
    assert not any(one.repairable or one.suggested for one in found)
    assert verdict(checks(found)) is Verdict.PASSED


def test_a_row_says_what_is_wanted_and_what_was_found() -> None:
    found = compare(WANTED, made().read(), ("Admins", "Everyone"))
    assert {one.setting: (one.check.expected, one.check.actual) for one in found} == {
        "label": ("Acme Wiki", "Acme Wiki"),
        "active": ("yes", "yes"),
        "in_portal": ("yes", "yes"),
        "redirect_uris": (SERVICE_URI, f"{SERVICE_URI}\n{TEST_ADDRESS}"),
        "test_address": (TEST_ADDRESS, TEST_ADDRESS),
        "login_url": (LOGIN_URL, LOGIN_URL),
        "grant_types": ("Authorization Code\nRefresh Token",) * 2,
        "client_authentication": ("Client Secret Post",) * 2,
        "email": ("email from email", "email from email"),
        "profile": ("given_name from firstname\nfamily_name from lastname",) * 2,
        "consent": ("no question asked", "no question asked"),
        "groups": ("", "Admins\nEveryone"),
    }


@pytest.mark.parametrize(
    ("setting", "changes", "status", "code", "suggested"),
    [
        ("label", {"general": {"displayLabel": ""}}, WARNING, "label_empty", True),
        ("label", {"general": {"displayLabel": "Wiki"}}, WARNING, "label_differs", False),
        ("active", {"general": {"active": False}}, FAILED, "inactive", True),
        ("in_portal", {"hidden": True, "general": {"sso": {}}}, WARNING, "hidden", False),
        ("redirect_uris", {"oidc": {"redirectUris": []}}, FAILED, "redirect_missing", True),
        ("test_address", {"oidc": {"redirectUris": [SERVICE_URI]}}, FAILED,
         "test_address_missing", True),
        ("login_url", {"oidc": {"relyingPartyUrl": "https://a.example/"}}, WARNING,
         "login_url_differs", True),
        ("login_url", {"oidc": {"relyingPartyUrl": ""}}, WARNING, "login_url_differs", True),
        ("grant_types", {"oidc": {"grantTypes": ["refresh_token"]}}, FAILED,
         "code_grant_off", True),
        ("grant_types", {"oidc": {"grantTypes": ["authorization_code"]}}, FAILED,
         "refresh_grant_off", True),
        ("client_authentication", {"oidc": {"tokenEndpointAuthMethod": "client_secret_basic"}},
         FAILED, "authentication_wrong", True),
        ("email", {"oidc": {"dynamicClaims": rows(*NAMES)}}, FAILED, "email_missing", True),
        ("email", {"oidc": {"dynamicClaims": rows(("email", "username"))}}, WARNING,
         "email_other_attribute", False),
        ("email", {"oidc": {"dynamicClaims": ONLY_EMAIL * 2}}, WARNING, "attribute_twice", True),
        ("profile", {"oidc": {"dynamicClaims": ONLY_EMAIL}}, WARNING, "name_missing", True),
        ("profile", {"oidc": {"dynamicClaims": rows(NAMES[0])}}, WARNING, "name_missing", True),
        ("profile", {"oidc": {"dynamicClaims": rows(*NAMES, NAMES[1])}}, WARNING,
         "attribute_twice", True),
        ("consent", {"oidc": {"consent": "explicit"}}, WARNING, "consent_asked", False),
    ],
)  # fmt: skip
def test_a_setting_that_differs_is_named_and_can_be_repaired(
    setting: str, changes: dict[str, Any], status: Status, code: str, suggested: bool
) -> None:
    found = row(setting, made(**changes))
    assert judged(found) == (status, f"application.{code}")
    assert (found.repairable, found.suggested) == (True, suggested)
    assert found.check.finding is not None
    assert isinstance(found.check.finding.values, Mapping)


@pytest.mark.parametrize("name", ["OpenID Connect", None])
def test_without_a_label_what_jumpcloud_shows_in_its_place_is_named(name: str | None) -> None:
    found = row("label", made(general={"displayLabel": " ", "displayName": name}))
    assert judged(found) == (WARNING, "application.label_empty")
    assert found.check.finding is not None
    assert found.check.finding.values == {"name": name or ""}


def test_a_hidden_application_is_said_not_to_be_shown() -> None:
    hidden = row("in_portal", made(hidden=True, general={"sso": {}}))
    assert (hidden.check.expected, hidden.check.actual) == ("yes", "no")


def test_refresh_tokens_are_not_asked_of_a_service_that_needs_none() -> None:
    kept = made(oidc={"grantTypes": ["authorization_code"]})
    found = row("grant_types", kept, replace(WANTED, refresh=False))
    assert (judged(found), found.check.expected) == ((PASSED, ""), "Authorization Code")


MEMBERS = {
    "label": ("general", "displayLabel"),
    "active": ("general", "active"),
    "redirect_uris": ("oidc", "redirectUris"),
    "test_address": ("oidc", "redirectUris"),
    "login_url": ("oidc", "relyingPartyUrl"),
    "grant_types": ("oidc", "grantTypes"),
    "client_authentication": ("oidc", "tokenEndpointAuthMethod"),
    "email": ("oidc", "dynamicClaims"),
    "profile": ("oidc", "dynamicClaims"),
    "consent": ("oidc", "consent"),
}


@pytest.mark.parametrize("setting", MEMBERS)
def test_what_jumpcloud_leaves_out_could_not_be_told_and_may_be_set(setting: str) -> None:
    where, name = MEMBERS[setting]
    found = row(setting, made(**{where: {name: None}}))
    rows_of_a_box = setting in ("email", "profile")
    code = "attributes_not_judged" if rows_of_a_box else "not_told"
    assert judged(found) == (UNKNOWN, f"application.{code}")
    assert (found.repairable, found.suggested, found.check.actual) == (True, False, "")


@pytest.mark.parametrize("setting", MEMBERS)
@pytest.mark.parametrize("strange", [{"deep": 1}, 7, [7], ["x", None]], ids=repr)
def test_what_is_not_understood_could_not_be_told_and_is_never_overwritten(
    setting: str, strange: object
) -> None:
    where, name = MEMBERS[setting]
    found = row(setting, made(**{where: {name: strange}}))
    assert judged(found) == (UNKNOWN, "application.not_told")
    assert not found.repairable
    assert not found.suggested


@pytest.mark.parametrize("sso", [{}, {"oidc": None}, {"oidc": []}, {"oidc": "x"}], ids=repr)
def test_without_settings_of_the_sign_in_nothing_is_blamed_or_repaired(sso: dict[str, Any]) -> None:
    general = made().general
    found = compare(WANTED, Application("1", general, sso), ("Everyone",))
    of_the_sign_in = [one for one in found if MEMBERS.get(one.setting, ("",))[0] == "oidc"]
    assert len(of_the_sign_in) == 8
    assert {judged(one) for one in of_the_sign_in} == {(UNKNOWN, "application.not_told")}
    assert not any(one.repairable for one in of_the_sign_in)


@pytest.mark.parametrize(
    ("hidden", "shell", "expected", "repairable"),
    [
        (True, {"hidden": True}, WARNING, True),
        (True, {}, WARNING, True),
        (None, {"hidden": True}, WARNING, True),
        (False, {"hidden": True}, UNKNOWN, True),  # the two answers disagree
        (None, {}, UNKNOWN, True),
        (None, "strange", UNKNOWN, True),
        ("yes", {}, UNKNOWN, False),
        (None, {"hidden": 1}, UNKNOWN, False),
        (None, {"hidden": False}, PASSED, False),
        (False, None, PASSED, False),
    ],
)
def test_whether_it_is_hidden_is_said_in_two_places(
    hidden: object, shell: object, expected: Status, repairable: bool
) -> None:
    found = row("in_portal", made(hidden=hidden, general={"sso": shell}))
    assert (found.check.status, found.repairable) == (expected, repairable)


@pytest.mark.parametrize(
    ("change", "setting"),
    [
        ({"label": ""}, "label"),
        ({"redirect_uris": ()}, "redirect_uris"),
        ({"login_url": ""}, "login_url"),
        ({"authentication": ""}, "client_authentication"),
    ],
)
def test_what_the_setup_does_not_know_yet_is_not_compared(
    change: dict[str, Any], setting: str
) -> None:
    found = row(setting, made(), replace(WANTED, **change))
    assert judged(found) == (UNKNOWN, "application.wanted_not_known")
    assert not found.repairable


@pytest.mark.parametrize(
    "near",
    [
        f"{SERVICE_URI}/",
        SERVICE_URI.replace("https", "http"),
        SERVICE_URI.replace("wiki", "Wiki"),
        SERVICE_URI.replace("login", "Login"),
        SERVICE_URI.replace(".example", ".example:443"),
        f" {SERVICE_URI}",
    ],
)
def test_a_redirect_address_that_is_almost_right_is_named(near: str) -> None:
    found = row("redirect_uris", made(oidc={"redirectUris": ["https://b.example/", near]}))
    assert judged(found) == (FAILED, "application.redirect_differs")
    assert found.check.finding is not None
    assert found.check.finding.values == {"near": near.strip(), "missing": SERVICE_URI}


def test_another_address_is_not_taken_for_an_almost_right_one() -> None:
    others = ["https://wiki.acme.example/login", "https://acme.example/login/callback", "", "x"]
    found = row("redirect_uris", made(oidc={"redirectUris": others}))
    assert judged(found) == (FAILED, "application.redirect_missing")
    assert found.check.finding is not None
    assert found.check.finding.values == {"missing": SERVICE_URI}


def test_every_missing_address_is_named() -> None:
    wanted = replace(
        WANTED, redirect_uris=("https://a.example/", SERVICE_URI, "https://b.example/")
    )
    found = row("redirect_uris", made(), wanted)
    assert found.check.finding is not None
    assert found.check.finding.values == {"missing": "https://a.example/\nhttps://b.example/"}


def test_further_addresses_and_grants_do_no_harm() -> None:
    wanted = replace(WANTED, refresh=False)
    kept = made(oidc={"redirectUris": ["https://b.example/", TEST_ADDRESS, SERVICE_URI]})
    assert row("redirect_uris", kept, wanted).check.status is PASSED
    assert row("grant_types", kept, wanted).check.status is PASSED


def test_localhost_in_place_of_the_number_is_shown_beside_the_test_address() -> None:
    near = TEST_ADDRESS.replace("127.0.0.1", "localhost")
    found = row("test_address", made(oidc={"redirectUris": [SERVICE_URI, near]}))
    assert (found.check.status, found.check.actual) == (FAILED, near)


def test_the_test_address_is_found_behind_one_that_is_almost_the_same() -> None:
    near = TEST_ADDRESS.replace("127.0.0.1", "localhost")
    found = row("test_address", made(oidc={"redirectUris": [near, TEST_ADDRESS]}))
    assert (found.check.status, found.check.actual) == (PASSED, TEST_ADDRESS)


REMOVED = replace(WANTED, test_address="", former_test_address=TEST_ADDRESS)


def test_a_removed_test_address_that_is_gone_is_as_planned() -> None:
    found = row("test_address", made(oidc={"redirectUris": [SERVICE_URI]}), REMOVED)
    assert judged(found) == (NOT_RUN, "application.test_address_removed")
    assert (found.repairable, found.check.actual) == (False, "")
    never = row("test_address", made(), replace(REMOVED, former_test_address=""))
    assert (judged(never), never.repairable) == ((NOT_RUN, ""), False)


def test_a_removed_test_address_that_is_still_there_is_no_fault_and_can_go() -> None:
    found = row("test_address", made(), REMOVED)
    assert (judged(found), found.check.actual) == ((PASSED, ""), TEST_ADDRESS)
    assert (found.repairable, found.suggested) == (True, False)


@pytest.mark.parametrize("wanted", [REMOVED, replace(REMOVED, former_test_address="")])
def test_a_removed_test_address_is_not_asked_about_in_addresses_that_were_not_told(
    wanted: WantedApplication,
) -> None:
    found = row("test_address", made(oidc={"redirectUris": None}), wanted)
    assert judged(found) == (NOT_RUN, "")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("https://acme.example", "https://acme.example/"),
        ("https://acme.example/", "https://acme.example"),
    ],
)
def test_a_login_url_without_a_path_is_the_same_page_with_a_slash(wanted: str, found: str) -> None:
    kept = made(oidc={"relyingPartyUrl": found})
    assert row("login_url", kept, replace(WANTED, login_url=wanted)).check.status is PASSED
    longer = made(oidc={"relyingPartyUrl": f"{found}login/"})
    assert row("login_url", longer, replace(WANTED, login_url=wanted)).check.status is WARNING


def test_a_login_url_with_a_path_is_compared_with_its_slash() -> None:
    assert row("login_url", made(oidc={"relyingPartyUrl": f"{LOGIN_URL}/"})).check.status is WARNING


def test_another_type_is_only_remarked_on_where_the_service_does_not_say_its_own() -> None:
    kept = made(oidc={"tokenEndpointAuthMethod": "client_secret_basic"})
    found = row("client_authentication", kept, replace(WANTED, authentication_sure=False))
    assert judged(found) == (WARNING, "application.authentication_assumed")
    assert (found.repairable, found.suggested) == (True, False)
    assert found.check.finding is not None
    assert found.check.finding.values == {
        "needed": "Client Secret Post",
        "found": "Client Secret Basic",
    }


@pytest.mark.parametrize("sure", [True, False])
def test_an_application_without_a_secret_needs_a_new_one(sure: bool) -> None:
    kept = made(oidc={"tokenEndpointAuthMethod": "none"})
    found = row("client_authentication", kept, replace(WANTED, authentication_sure=sure))
    assert judged(found) == (FAILED, "application.public")
    assert (found.repairable, found.suggested) == (False, False)
    assert found.check.actual == "Public (None PKCE)"


def test_a_type_that_nobody_knows_is_not_blamed() -> None:
    found = row("client_authentication", made(oidc={"tokenEndpointAuthMethod": "private_key_jwt"}))
    assert judged(found) == (UNKNOWN, "application.not_told")
    assert (found.repairable, found.check.actual) == (False, "private_key_jwt")


@pytest.mark.parametrize("boxes", [{"standardScopes": ["email"]}, {"emailBox": True}], ids=repr)
@pytest.mark.parametrize("setting", ["email", "profile"])
def test_what_may_come_from_a_box_that_the_wizard_does_not_see_is_not_missing(
    setting: str, boxes: dict[str, object]
) -> None:
    found = row(setting, made(oidc={"dynamicClaims": [], **boxes}))
    assert judged(found) == (UNKNOWN, "application.attributes_not_judged")
    assert (found.repairable, found.suggested) == (True, False)


@pytest.mark.parametrize(
    "nothing",
    [{"box": False}, {"box": ""}, {"box": {}}, {"box": []}, {"refreshTokenLifespan": "720h"},
     {"constantClaims": rows(("tenant", "acme"))}],
    ids=repr,
)  # fmt: skip
def test_an_unknown_member_that_says_nothing_hides_no_box(nothing: dict[str, object]) -> None:
    found = row("email", made(oidc={"dynamicClaims": [], **nothing}))
    assert judged(found) == (FAILED, "application.email_missing")


def test_an_unknown_member_of_null_hides_no_box() -> None:
    kept = made(oidc={"dynamicClaims": []})
    kept.sso["oidc"]["box"] = None
    assert judged(row("email", kept)) == (FAILED, "application.email_missing")


def test_rows_are_not_looked_for_in_members_that_are_known_to_have_none() -> None:
    assert row("email", made(oidc={"metadata": rows(VERIFIED)})).check.status is PASSED


@pytest.mark.parametrize("item", [{"name": 1, "value": "x"}, {"name": "x"}, {"value": "x"}, "x"])
@pytest.mark.parametrize("setting", ["email", "profile"])
def test_one_row_that_is_not_understood_makes_the_whole_list_unknown(
    setting: str, item: object
) -> None:
    found = row(setting, made(oidc={"dynamicClaims": [*rows(("email", "email")), item]}))
    assert (judged(found), found.repairable) == ((UNKNOWN, "application.not_told"), False)


@pytest.mark.parametrize("strange", [{}, "", False, 0], ids=repr)
def test_an_empty_thing_in_place_of_the_list_is_not_taken_for_an_empty_list(
    strange: object,
) -> None:
    found = row("email", made(oidc={"dynamicClaims": strange}))
    assert (judged(found), found.repairable) == ((UNKNOWN, "application.not_told"), False)


def test_a_service_that_can_do_without_the_address_is_only_warned() -> None:
    found = row("email", made(oidc={"dynamicClaims": []}), replace(WANTED, needed=()))
    assert judged(found) == (WARNING, "application.email_missing")
    sure = row("profile", made(oidc={"dynamicClaims": []}), replace(WANTED, needed=("profile",)))
    assert judged(sure) == (FAILED, "application.name_missing")


def test_what_the_service_does_not_ask_for_is_not_compared() -> None:
    wanted = replace(WANTED, claims=())
    for setting in ("email", "profile"):
        found = row(setting, made(oidc={"dynamicClaims": []}), wanted)
        assert (judged(found), found.repairable) == ((NOT_RUN, ""), False)


@pytest.mark.parametrize("value", ["true", "True", "false"])
def test_email_verified_as_a_text_is_explained_wherever_it_stands(value: str) -> None:
    text = ("email_verified", value)
    beside = made(oidc={"constantClaims": rows(text)})
    among = made(oidc={"dynamicClaims": rows(("email", "email"), text)})
    for kept in (beside, among):
        found = row("email", kept)
        assert judged(found) == (WARNING, "application.email_verified_as_text")
        assert (found.repairable, found.suggested) == (True, False)
        assert found.check.actual == f'email from email\nemail_verified from "{value}"'


def test_email_verified_as_a_text_is_fine_for_a_service_that_copes_with_it() -> None:
    found = row(
        "email",
        made(oidc={"constantClaims": rows(VERIFIED)}),
        replace(WANTED, copes_with=("text_booleans",)),
    )
    assert (judged(found), found.repairable) == ((PASSED, ""), False)


@pytest.mark.parametrize("value", [True, "emailVerified", 1])
def test_email_verified_in_another_form_is_nothing_to_remark_on(value: object) -> None:
    kept = made(oidc={"dynamicClaims": rows(("email", "email"), ("email_verified", value))})
    assert row("email", kept).check.status is PASSED


def test_email_verified_twice_is_named() -> None:
    kept = made(oidc={"dynamicClaims": rows(("email", "email"), VERIFIED), "more": rows(VERIFIED)})
    copes = replace(WANTED, copes_with=("text_booleans",))
    for wanted, suggested in ((WANTED, False), (copes, True)):
        found = row("email", kept, wanted)
        assert judged(found) == (WARNING, "application.attribute_twice")
        assert found.check.finding is not None
        assert found.check.finding.values == {"attribute": "email_verified"}
        assert found.suggested is suggested


def test_an_address_among_the_constants_alone_is_not_judged() -> None:
    kept = made(oidc={"dynamicClaims": [], "constantClaims": rows(("email", "a@acme.example"))})
    found = row("email", kept)
    assert judged(found) == (UNKNOWN, "application.attributes_not_judged")
    assert not found.repairable


@pytest.mark.parametrize(
    ("value", "text"), [(["email"], "[…]"), ({"x": 1}, "{…}"), (7, "7"), (True, "yes")]
)
def test_an_address_of_another_type_is_not_judged(value: object, text: str) -> None:
    for more in ((), (("email", "email"),)):
        found = row("email", made(oidc={"dynamicClaims": rows(("email", value), *more)}))
        assert judged(found) == (UNKNOWN, "application.attributes_not_judged")
        assert not found.repairable
        assert found.check.actual.startswith(f"email from {text}")


def test_a_right_address_among_the_constants_does_not_make_the_usual_row_right() -> None:
    kept = made(
        oidc={"dynamicClaims": rows(("email", "username")), "more": rows(("email", "email"))}
    )
    assert judged(row("email", kept)) == (WARNING, "application.email_other_attribute")


def test_an_address_beside_the_right_one_is_there_twice() -> None:
    kept = made(oidc={"dynamicClaims": rows(("email", "username"), ("email", "email"))})
    found = row("email", kept)
    assert judged(found) == (WARNING, "application.attribute_twice")
    assert found.check.actual == "email from username\nemail from email"


def test_a_name_from_another_attribute_is_left_to_the_company() -> None:
    names = rows(("given_name", "displayname"), ("family_name", "lastname"))
    assert row("profile", made(oidc={"dynamicClaims": names})).check.status is PASSED


@pytest.mark.parametrize(
    ("bound", "status", "code"),
    [
        (None, UNKNOWN, "application.groups_not_read"),
        ((), WARNING, "application.no_group"),
        (("Everyone",), PASSED, ""),
    ],
)
def test_without_a_group_nobody_can_sign_in(
    bound: tuple[str, ...] | None, status: Status, code: str
) -> None:
    found = row("groups", made(), bound=bound)
    assert judged(found) == (status, code)
    assert (found.repairable, found.suggested) == (False, False)


def test_a_long_list_says_how_many_are_left() -> None:
    groups = tuple(f"Group {number}" for number in range(14))
    texts = row("groups", made(), bound=groups).check.actual.split("\n")
    assert texts == [*groups[:12], "… +2"]
    assert row("groups", made(), bound=groups[:12]).check.actual.split("\n") == [*groups[:12]]
    thirteen = row("groups", made(), bound=groups[:13]).check.actual
    assert thirteen.split("\n") == [*groups[:12], "… +1"]


def test_what_jumpcloud_says_is_one_short_line_without_tricks() -> None:
    label = "Acme\x1b[31m\n\u202eWiki " + "x" * 4000
    text = row("label", made(general={"displayLabel": label})).check.actual
    assert text.startswith("Acme [31m Wiki xxx")
    assert (len(text), text[-1]) == (301, "…")
    assert text[:-1].isprintable()


@pytest.mark.parametrize("size", [300, 301])
def test_a_text_of_300_characters_is_shown_whole(size: int) -> None:
    text = row("label", made(general={"displayLabel": "x" * size})).check.actual
    assert text == "x" * 300 + ("…" if size > 300 else "")


@pytest.mark.parametrize(("size", "text"), [(1200, "x y"), (1201, "x…")])
def test_what_stands_behind_a_long_gap_is_not_looked_for(size: int, text: str) -> None:
    label = "x" + " " * (size - 2) + "y"
    assert row("label", made(general={"displayLabel": label})).check.actual == text


def test_a_finding_carries_what_was_asked_and_answered() -> None:
    exchange = Exchange("GET", "https://console.jumpcloud.com/api/applications/1")
    kept = made(general={"active": False}).read()
    found = compare(WANTED, replace(kept, evidence=(exchange,)), ("Everyone",))
    finding = found[1].check.finding
    assert finding is not None
    assert finding.evidence == (exchange,)


def test_every_setting_has_its_name_and_its_sentence() -> None:
    words = load().words
    for setting in SETTINGS:
        assert f"setting.{setting}" in words
        assert f"check.application_{setting}" in words
