"""Applications through the pretend Admin API: what is refused, replaced, kept and shown once."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import httpx
import pytest

from jcwizard.practice.application_json import CONSTANT_ROWS, REFRESH_LIFETIME
from tests.practice.admin import GENERAL, OIDC, Admin, sso, sso_body
from tests.practice.client import JANE, SAM, SERVICE, Service
from tests.practice.running import RunningWorld


def said(reply: httpx.Response) -> tuple[int, str]:
    return reply.status_code, reply.json()["message"]


def service_of(admin: Admin, web: httpx.Client, oidc: dict[str, Any]) -> Service:
    return Service(admin.world, web, oidc["clientId"], oidc["clientSecret"])


def test_an_application_made_by_three_calls_works(admin_api: Admin, web: httpx.Client) -> None:
    application = admin_api.shell()
    assert re.fullmatch(r"[0-9a-f]{24}", application)
    oidc = admin_api.configure(application)
    assert UUID(oidc["clientId"])
    service = service_of(admin_api, web, oidc)
    assert service.sign_in(JANE).error == "access_denied", "no group is bound"
    assert admin_api.bind(application, admin_api.group("Engineering")).status_code == 204
    given = service.exchange(service.code(JANE)).json()
    person = service.userinfo(given["access_token"]).json()
    assert person["email"] == JANE.email
    assert person["given_name"] == JANE.given_name
    assert "email_verified" not in person, "rows alone bring no constant"
    assert service.refresh(given["refresh_token"]).status_code == 200
    assert service.sign_in(SAM).error == "access_denied"


def test_the_secret_is_in_the_first_answer_only(admin_api: Admin) -> None:
    application, first = admin_api.create()
    assert re.fullmatch(r"[A-Za-z0-9_.~-]{26}", first["clientSecret"])
    assert "clientSecret" not in admin_api.oidc(application)
    changed = admin_api.put(sso(application), sso_body()).json()["oidc"]
    assert "clientSecret" not in changed
    assert changed["clientId"] == first["clientId"]


def test_a_public_application_gets_no_secret(admin_api: Admin) -> None:
    _, first = admin_api.create(tokenEndpointAuthMethod="none")
    assert "clientSecret" not in first
    assert first["clientId"]


def test_a_login_url_in_the_general_object_is_refused(admin_api: Admin) -> None:
    refused = {"status": 400, "error": "ssoUrl is not allowed for OIDC apps"}
    body = GENERAL | {"ssoUrl": "https://app.paradime.io"}
    reply = admin_api.post("/applications", body)
    assert (reply.status_code, reply.json()) == (400, refused)
    application = admin_api.shell()
    read = admin_api.get(f"/applications/{application}").json()
    reply = admin_api.put(f"/applications/{application}", read)
    assert (reply.status_code, reply.json()) == (400, refused), "what is read holds one"


def test_an_application_without_sign_in_has_no_settings(admin_api: Admin) -> None:
    application = admin_api.shell()
    unconfigured = (404, "Not Found: oidc config not found")
    assert said(admin_api.get(sso(application))) == unconfigured
    assert said(admin_api.put(sso(application), sso_body())) == unconfigured


def test_an_application_of_another_kind_has_no_settings(
    running: RunningWorld, admin_api: Admin
) -> None:
    running.world.fill(applications=10)
    listed = admin_api.get("/applications", filter="name:$eq:saml2").json()["results"]
    (saml,) = (row["_id"] for row in listed)
    assert admin_api.get(f"/applications/{saml}").json()["sso"]["type"] == "saml"
    for method in ("GET", "POST", "PUT"):
        reply = admin_api.ask(method, sso(saml), json=sso_body())
        assert said(reply) == (404, "Not Found: oidc config not found")


def test_sign_in_settings_are_created_only_once(admin_api: Admin) -> None:
    application, first = admin_api.create()
    assert said(admin_api.post(sso(application), sso_body())) == (409, "Already Exists")
    assert admin_api.oidc(application)["clientId"] == first["clientId"]


def test_replacing_the_settings_replaces_the_whole_object(admin_api: Admin) -> None:
    application, _ = admin_api.create(
        accessTokenLifespan="2h", consent="ask", colour="blue", **{CONSTANT_ROWS: [row("a", "b")]}
    )
    before = admin_api.oidc(application)
    assert before["accessTokenLifespan"] == "2h"
    assert before["colour"] == "blue"
    assert before[CONSTANT_ROWS] == [row("a", "b")]
    admin_api.put(sso(application), sso_body(consent=None, dynamicClaims=None))
    after = admin_api.oidc(application)
    assert after["accessTokenLifespan"] == "1h"
    assert after["dynamicClaims"] == []
    assert not {"colour", "consent", CONSTANT_ROWS} & set(after)
    assert after["clientId"] == before["clientId"]


def test_what_is_sent_back_whole_stays_as_it_was(admin_api: Admin) -> None:
    application, _ = admin_api.create(colour={"deep": [1, None, "blue"]})
    before = admin_api.get(sso(application)).json() | {"beside": True}
    back = dict(before["oidc"])
    for server_own in ("clientId", "metadata"):
        del back[server_own]
    admin_api.put(sso(application), before | {"oidc": back})
    assert admin_api.get(sso(application)).json() == before


def test_replacing_the_general_object_resets_what_is_not_given(
    admin_api: Admin, web: httpx.Client
) -> None:
    application = admin_api.shell(description="Our reports", mine=[1])
    oidc = admin_api.configure(application)
    admin_api.bind(application, admin_api.group("All Users"))
    bare = {"name": "oidc", "displayLabel": "Reports"}
    changed = admin_api.put(f"/applications/{application}", bare).json()
    assert changed["description"] == ""
    assert changed["active"] is False
    assert "mine" not in changed
    assert changed == admin_api.get(f"/applications/{application}").json()
    assert admin_api.oidc(application)["redirectUris"] == [SERVICE]
    page = service_of(admin_api, web, oidc).login_page()
    assert page.status_code == 400
    assert "JumpCloud could not connect to your application" in page.text


def test_an_application_that_is_active_again_lets_people_in(
    admin_api: Admin, web: httpx.Client
) -> None:
    application = admin_api.shell(active=False)
    service = service_of(admin_api, web, admin_api.configure(application))
    admin_api.bind(application, admin_api.group("All Users"))
    assert service.login_page().status_code == 400
    admin_api.put(f"/applications/{application}", GENERAL)
    assert "code" in service.sign_in().fields


def test_hidden_is_one_thing_in_both_objects(admin_api: Admin) -> None:
    application, _ = admin_api.create()
    admin_api.put(sso(application), sso_body() | {"hidden": True})
    assert admin_api.get(f"/applications/{application}").json()["sso"]["hidden"] is True
    admin_api.put(f"/applications/{application}", GENERAL)
    assert admin_api.get(sso(application)).json()["hidden"] is False


def test_a_refresh_lifetime_needs_the_refresh_grant(admin_api: Admin) -> None:
    application, _ = admin_api.create()
    read = admin_api.oidc(application)
    assert REFRESH_LIFETIME in read
    changes = {REFRESH_LIFETIME: read[REFRESH_LIFETIME], "grantTypes": ["authorization_code"]}
    reply = admin_api.put(sso(application), sso_body(**changes))
    assert reply.status_code == 422
    assert set(reply.json()) == {"code", "message", "status"}
    assert admin_api.oidc(application) == read
    del changes[REFRESH_LIFETIME]
    assert admin_api.put(sso(application), sso_body(**changes)).status_code == 200
    assert REFRESH_LIFETIME not in admin_api.oidc(application)


@pytest.mark.parametrize(
    ("before", "after"), [("none", "client_secret_post"), ("client_secret_basic", "none")]
)
def test_public_and_confidential_are_not_exchanged(
    admin_api: Admin, before: str, after: str
) -> None:
    application, _ = admin_api.create(tokenEndpointAuthMethod=before)
    reply = admin_api.put(sso(application), sso_body(tokenEndpointAuthMethod=after))
    assert reply.status_code == 400
    assert admin_api.oidc(application)["tokenEndpointAuthMethod"] == before


@pytest.mark.parametrize(
    "changes",
    [
        {"redirectUris": []},
        {"redirectUris": ["wiki.example/cb"]},
        {"redirectUris": "https://wiki.example/cb"},
        {"grantTypes": ["refresh_token"]},
        {"grantTypes": ["authorization_code", "implicit"]},
        {"relyingPartyUrl": None},
        {"tokenEndpointAuthMethod": "private_key_jwt"},
        {"dynamicClaims": [{"name": "email"}]},
        {"dynamicClaims": "email"},
        {"consent": 1},
    ],
)
def test_settings_that_cannot_be_taken_are_refused_and_nothing_changes(
    admin_api: Admin, changes: dict[str, Any]
) -> None:
    application, _ = admin_api.create()
    assert admin_api.put(sso(application), sso_body(**changes)).status_code == 400
    assert admin_api.oidc(application)["redirectUris"] == OIDC["redirectUris"]
    half = admin_api.shell()
    assert admin_api.post(sso(half), sso_body(**changes)).status_code == 400
    assert admin_api.get(sso(half)).status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {"name": 1},
        GENERAL | {"name": "saml2"},
        GENERAL | {"sso": "oidc"},
        GENERAL | {"description": "x" * 257},
        {"displayLabel": "No name"},
    ],
)
def test_a_shell_that_cannot_be_taken_is_refused(
    running: RunningWorld, admin_api: Admin, body: dict[str, Any]
) -> None:
    assert admin_api.post("/applications", body).status_code == 400
    assert list(running.world.applications) == []


def test_a_body_that_is_no_json_object_is_refused(admin_api: Admin) -> None:
    plain = admin_api.ask("POST", "/applications", content=b"{}")
    assert plain.status_code == 415
    kind = {"content-type": "application/json"}
    for content in (b"[]", b"{", b"\xff", b"[" * 50_000):
        reply = admin_api.ask("POST", "/applications", content=content, headers=kind)
        assert reply.status_code == 400


def test_a_deleted_application_is_gone_everywhere(admin_api: Admin, web: httpx.Client) -> None:
    application, oidc = admin_api.create()
    reply = admin_api.ask("DELETE", f"/applications/{application}")
    assert (reply.status_code, reply.json()["_id"]) == (200, application)
    for path in (f"/applications/{application}", sso(application)):
        assert said(admin_api.get(path)) == (404, "Not Found")
    assert admin_api.ask("DELETE", f"/applications/{application}").status_code == 404
    assert service_of(admin_api, web, oidc).asked(prompt="none").error == "invalid_client"


def test_an_application_is_not_found_by_its_client_id(admin_api: Admin) -> None:
    _, oidc = admin_api.create()
    assert admin_api.get(f"/applications/{oidc['clientId']}").status_code == 404
    assert admin_api.get(sso(oidc["clientId"])).status_code == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/nothing"), ("PATCH", "/applications"), ("GET", "/v2/nothing"), ("GET", "/v2")],
)
def test_an_unknown_call_is_not_found(admin_api: Admin, method: str, path: str) -> None:
    assert said(admin_api.ask(method, path)) == (404, "Not Found")


def row(name: str, value: str) -> dict[str, str]:
    return {"name": name, "value": value}
