"""The description of the Admin API refuses what JumpCloud refuses or misunderstands."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.jumpcloud.described import Exchanged, admin_api, read, token_host

APPLICATION = "0123456789abcdef01234567"
KEY = {"x-api-key": "a-key-of-the-test", "content-type": "application/json"}
GENERAL: dict[str, Any] = {
    "active": True,
    "name": "oidc",
    "displayName": "OpenID Connect",
    "displayLabel": "Acme Wiki",
    "config": {},
    "sso": {"type": "oidc", "hidden": False},
}
OIDC: dict[str, Any] = {
    "consent": "trusted",
    "redirectUris": ["https://wiki.acme.example/login/callback"],
    "grantTypes": ["authorization_code"],
    "tokenEndpointAuthMethod": "client_secret_post",
    "relyingPartyUrl": "https://wiki.acme.example",
    "dynamicClaims": [{"name": "email", "value": "email"}],
}


def sent(method: str, path: str, body: object = None, query: str = "", **headers: str) -> list[str]:
    """Return the mistakes of a request with a key."""
    content = b"" if body is None else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return admin_api().mistakes(Exchanged(method, path, query, {**KEY, **named}, content))


def settings(**different: object) -> dict[str, object]:
    """Return the body that makes an application's settings."""
    return {"type": "oidc", "hidden": False, "oidc": {**OIDC, **different}}


SSO = f"/v2/applications/{APPLICATION}/sso"
BOUND = f"/v2/applications/{APPLICATION}/associations"


@pytest.mark.parametrize(
    ("method", "path", "body", "query"),
    [
        ("GET", "/organizations", None, "limit=100&skip=0&sort=_id"),
        ("GET", "/applications", None, "limit=100&skip=100&sort=_id"),
        ("GET", "/applications", None, "filter=displayLabel:$eq:Acme+Wiki"),
        ("POST", "/applications", GENERAL, ""),
        ("PUT", f"/applications/{APPLICATION}", {**GENERAL, "learned": {"later": 1}}, ""),
        ("DELETE", f"/applications/{APPLICATION}", None, ""),
        ("POST", SSO, settings(), ""),
        ("PUT", SSO, settings(learned="later"), ""),
        ("GET", BOUND, None, "targets=user_group&limit=100&skip=0"),
        ("POST", BOUND, {"op": "add", "type": "user_group", "id": APPLICATION}, ""),
        ("GET", "/v2/usergroups", None, "limit=100&skip=0&sort=name"),
    ],
)
def test_a_right_request_has_no_mistake(method: str, path: str, body: object, query: str) -> None:
    assert sent(method, path, body, query) == []


def without(name: str) -> dict[str, object]:
    """Return the general half without a member."""
    return {key: value for key, value in GENERAL.items() if key != name}


@pytest.mark.parametrize(
    ("method", "path", "body", "query", "told"),
    [
        ("POST", "/applications", {**GENERAL, "ssoUrl": "https://x.example"}, "", "ssoUrl"),
        ("POST", "/applications", without("active"), "", "'active' is a required property"),
        ("PUT", f"/applications/{APPLICATION}", without("active"), "", "'active' is a required"),
        ("PUT", f"/applications/{APPLICATION}", {**GENERAL, "ssoUrl": ""}, "", "ssoUrl"),
        ("POST", "/applications", {**GENERAL, "description": "x" * 257}, "", "is too long"),
        ("POST", SSO, settings(grantTypes=["refresh_token"]), "", "does not contain"),
        ("POST", SSO, settings(tokenEndpointAuthMethod="none"), "", "'none' is not one of"),
        ("POST", SSO, settings(clientSecret="x"), "", "clientSecret"),
        ("PUT", SSO, settings(clientId="x"), "", "clientId"),
        ("PUT", SSO, settings(metadata={}), "", "metadata"),
        ("PUT", SSO, settings(refreshTokenLifespan="720h"), "", "refreshTokenLifespan"),
        ("PUT", SSO, settings(redirectUris=[]), "", "redirectUris"),
        ("PUT", SSO, settings(redirectUris=None), "", "None is not of type 'array'"),
        ("PUT", SSO, None, "", "cannot be read"),
        ("POST", BOUND, {"op": "add", "type": "user", "id": APPLICATION}, "", "'user' is not one"),
        ("POST", BOUND, {"op": "add", "type": "user_group", "id": "Sales"}, "", "'Sales'"),
        ("GET", BOUND, None, "limit=100", "targets is missing"),
        ("GET", "/applications", None, "limit=1000", "1000 is greater than the maximum"),
        ("GET", "/applications", None, "limit=x", "'x' is not of type 'integer'"),
        ("GET", "/applications", None, "filter=displayLabel:eq:Wiki", "does not match"),
        ("GET", "/applications", None, "page=2", "there is no parameter page"),
        ("GET", "/applications", None, "limit=1&limit=2", "given twice"),
        ("GET", "/v2/usergroups", None, "filter=name:$eq:Sales", "does not match"),
        ("GET", "/applications/Wiki", None, "", "'Wiki' does not match"),
        ("GET", "/applications", {"a": "body"}, "", "none is described"),
        ("GET", "/systemusers", None, "", "no such call is described"),
        ("PATCH", SSO, settings(), "", "no such call is described"),
        ("POST", f"/v2/applications/{APPLICATION}/logo", {"image": "x"}, "", "application/json"),
    ],
)
def test_a_wrong_request_is_told_by_what_is_wrong(
    method: str, path: str, body: object, query: str, told: str
) -> None:
    mistakes = sent(method, path, body, query)
    assert any(told in mistake for mistake in mistakes), mistakes


@pytest.mark.parametrize(
    "headers",
    [{}, {"x-api-key": "k", "authorization": "Bearer t"}, {"authorization": "Basic k"}],
)
def test_who_asks_has_to_be_said_in_exactly_one_way(headers: dict[str, str]) -> None:
    asked = Exchanged("GET", "/applications", "", headers)
    assert any("exactly one way" in mistake for mistake in admin_api().mistakes(asked))


def test_an_organisation_is_named_by_its_id() -> None:
    assert sent("GET", "/applications", x_org_id="Acme")
    assert not sent("GET", "/applications", x_org_id=APPLICATION)


def test_a_picture_is_sent_as_one_part_of_a_form() -> None:
    head = b'--b\r\nContent-Disposition: form-data; name="%s"; filename="a.png"\r\n\r\n\x89PNG\r\n'
    headers = {"x-api-key": "k", "Content-Type": "multipart/form-data; boundary=b"}
    path = f"/v2/applications/{APPLICATION}/logo"
    right = Exchanged("POST", path, "", headers, head % b"image" + b"--b--\r\n")
    wrong = Exchanged("POST", path, "", headers, head % b"logo" + b"--b--\r\n")
    assert admin_api().mistakes(right) == []
    assert any("'image' is a required" in mistake for mistake in admin_api().mistakes(wrong))


def test_a_token_is_asked_for_with_the_account_in_the_header_only() -> None:
    headers = {"authorization": "Basic a", "content-type": "application/x-www-form-urlencoded"}
    asked = Exchanged(
        "POST", "/oauth2/token", "", headers, b"grant_type=client_credentials&scope=api"
    )
    assert token_host().mistakes(asked) == []
    posted = Exchanged(
        "POST",
        "/oauth2/token",
        "",
        headers,
        b"grant_type=client_credentials&scope=api&client_id=a&client_secret=b",
    )
    assert any("client_secret" in mistake for mistake in token_host().mistakes(posted))


@pytest.mark.parametrize(
    ("method", "status", "body", "told"),
    [
        ("GET", 200, settings(clientId="a"), ""),
        ("GET", 200, settings(clientId="a", clientSecret="b"), "clientSecret"),
        ("POST", 200, settings(clientId="a"), "'clientSecret' is a required property"),
        ("POST", 200, settings(clientId="a", clientSecret="b"), ""),
        ("PUT", 200, settings(), "'clientId' is a required property"),
        ("GET", 204, None, "204 is no described answer"),
        ("GET", 404, {"message": "Not Found: oidc config not found"}, ""),
        ("GET", 404, {"reason": "none"}, "is not valid under any"),
    ],
)
def test_an_answer_is_held_against_the_description(
    method: str, status: int, body: object, told: str
) -> None:
    content = b"" if body is None else json.dumps(body).encode()
    mistakes = admin_api().answer_mistakes(Exchanged(method, SSO), status, KEY, content)
    assert any(told in mistake for mistake in mistakes) if told else mistakes == []


def test_each_call_says_where_it_is_known_from() -> None:
    known = {**admin_api().operations, **token_host().operations}
    undocumented = {one.id for one in known.values() if one.source == "reference"}
    assert undocumented == {"readSettings", "makeSettings", "replaceSettings", "token"}
    assert {one.source for one in known.values()} == {"published", "reference"}
    for name in ("v1", "v2", "token"):
        assert read(name)["openapi"] == "3.1.0"
