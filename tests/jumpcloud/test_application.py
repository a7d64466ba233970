"""What is read out of JumpCloud's description of an application, and what is left open."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jcwizard.jumpcloud.application import Application, Claim
from tests.jumpcloud.admin_server import ONE

OIDC: dict[str, object] = {
    "clientId": "4ff122de-428e-48c8-a4f7-d4f6b11c71a6",
    "consent": "trusted",
    "redirectUris": ["https://acme.example/cb", "http://127.0.0.1:14217/callback"],
    "grantTypes": ["authorization_code", "refresh_token"],
    "tokenEndpointAuthMethod": "client_secret_post",
    "relyingPartyUrl": "https://acme.example/login",
    "dynamicClaims": [{"name": "email", "value": "email"}],
    "accessTokenLifespan": "1h",
    "metadata": {"anything": [{"name": "x", "value": "y"}]},
}
GENERAL: dict[str, object] = {
    "_id": ONE,
    "active": True,
    "displayLabel": "Acme",
    "displayName": "OpenID Connect",
    "description": "For Acme",
    "sso": {"type": "oidc", "hidden": False},
}


def application(**oidc: object) -> Application:
    return Application(ONE, GENERAL, {"type": "oidc", "hidden": False, "oidc": {**OIDC, **oidc}})


def test_every_known_setting_is_read() -> None:
    read = application()
    assert (read.label, read.name, read.description) == ("Acme", "OpenID Connect", "For Acme")
    assert (read.active, read.hidden, read.consent) == (True, False, "trusted")
    assert read.redirect_uris == ("https://acme.example/cb", "http://127.0.0.1:14217/callback")
    assert read.login_url == "https://acme.example/login"
    assert read.grant_types == ("authorization_code", "refresh_token")
    assert read.authentication == "client_secret_post"
    assert read.client_id == "4ff122de-428e-48c8-a4f7-d4f6b11c71a6"
    assert read.claims == (Claim("email", "email"),)
    assert read.unknown_members == ()


READERS = [
    "label", "name", "description", "active", "hidden", "redirect_uris", "login_url", "grant_types",
    "authentication", "consent", "client_id",
]  # fmt: skip


def test_what_is_absent_is_none() -> None:
    for empty in (Application(ONE, {}, {}), Application(ONE, {}, {"oidc": None})):
        assert [getattr(empty, name) for name in READERS] == [None] * len(READERS)
        assert empty.claims == ()
        assert empty.unknown_members == ()


@pytest.mark.parametrize("strange", [7, ["x", 1], {"a": "b"}, None, [["x"]]])
def test_what_is_of_a_strange_type_is_none(strange: object) -> None:
    general = dict.fromkeys(("displayLabel", "displayName", "description", "active"), strange)
    oidc = dict.fromkeys(OIDC.keys() - {"metadata", "accessTokenLifespan"}, strange)
    odd = Application(ONE, {**general, "sso": strange}, {"hidden": strange, "oidc": oidc})
    assert [getattr(odd, name) for name in READERS] == [None] * len(READERS)
    assert odd.claims == (() if strange is None else None)


@pytest.mark.parametrize(
    ("shell", "settings", "hidden"),
    [(True, True, True), (False, None, False), (None, True, True), (True, False, None),
     (None, None, None)],
)  # fmt: skip
def test_whether_the_portal_hides_it_is_open_when_the_two_answers_disagree(
    shell: object, settings: object, hidden: bool | None
) -> None:
    read = Application(ONE, {"sso": {"hidden": shell}}, {"hidden": settings, "oidc": {}})
    assert read.hidden is hidden


def test_rows_of_a_list_that_nobody_knows_by_name_are_read_with_that_name() -> None:
    rows = [{"name": "email_verified", "value": "true"}, {"name": "flag", "value": True}]
    read = application(constantClaims=rows)
    assert read.claims == (
        Claim("email", "email"),
        Claim("email_verified", "true", "constantClaims"),
        Claim("flag", True, "constantClaims"),
    )
    assert read.unknown_members == ()


@pytest.mark.parametrize(
    "rows",
    [[{"name": "email"}], [{"value": "email"}], ["email"], "email", [{"name": 1, "value": 2}]],
)
def test_an_attribute_mapping_that_is_none_is_left_open(rows: object) -> None:
    assert application(dynamicClaims=rows).claims is None


def test_unknown_members_are_named_and_lifetimes_are_none_of_them() -> None:
    read = application(refreshTokenLifespan="720h", standardScopes=["email"], newThing={"a": 1})
    assert read.unknown_members == ("standardScopes", "newThing")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=12,
)
NAMES = st.sampled_from([*OIDC, "other", "constantClaims", "oidc", "sso", "hidden", "active"])


@settings(max_examples=40)
@given(st.dictionaries(NAMES, JSON), st.dictionaries(NAMES, JSON), JSON)
def test_no_answer_breaks_a_reader_or_is_changed_by_it(
    general: dict[str, Any], oidc: dict[str, Any], settings: Any
) -> None:
    sso = {"oidc": oidc, "hidden": settings}
    before = json.dumps([general, sso])
    read = Application(ONE, general, sso)
    for name in [*READERS, "claims", "unknown_members"]:
        getattr(read, name)
    assert json.dumps([read.general, read.sso]) == before
