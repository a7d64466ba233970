"""Who may call the pretend Admin API, where, and with which words it refuses."""

from __future__ import annotations

import httpx
import pytest

from jcwizard.model.secret import Secret
from jcwizard.practice.admin_keys import KINDS
from jcwizard.practice.groups import ACME, GLOBEX
from tests.practice.admin import GENERAL, Admin, sso, sso_body
from tests.practice.running import RunningWorld

UNKNOWN = (401, "Unauthorized: api key user not found")


def said(reply: httpx.Response) -> tuple[int, str]:
    return reply.status_code, reply.json()["message"]


def test_there_is_a_key_of_every_kind_and_another_one_at_every_start(
    running: RunningWorld,
) -> None:
    assert set(running.world.keys) == set(KINDS)
    assert running.world.api_key == running.world.keys["admin"]
    with RunningWorld() as other:
        assert other.world.api_key != running.world.api_key


@pytest.mark.parametrize("region", ["us", "eu", "in"])
def test_a_key_works_in_whichever_region_is_chosen(
    running: RunningWorld, web: httpx.Client, region: str
) -> None:
    reply = Admin(running.world, web, region=region).get("/organizations")
    assert reply.json()["results"] == [{"_id": ACME.id, "displayName": "Acme", "logoUrl": None}]
    assert reply.json()["totalCount"] == 1


def test_an_address_without_a_region_stands_for_all(
    running: RunningWorld, web: httpx.Client
) -> None:
    headers = {"x-api-key": running.world.keys["other_region"].reveal()}
    reply = web.get(f"{running.world.console_url}/api/organizations", headers=headers)
    assert reply.status_code == 200


@pytest.mark.parametrize(
    ("kind", "status", "words"),
    [
        ("expired", 401, "Unauthorized: api key expired"),
        ("blocked", 403, "Forbidden: your IP has been blocked due to suspected abuse"),
        ("disabled", 403, "Forbidden: API access is not enabled for this organization"),
        ("other_region", *UNKNOWN),
    ],
)
def test_each_bad_key_is_refused_in_words_of_its_own(
    running: RunningWorld, web: httpx.Client, kind: str, status: int, words: str
) -> None:
    admin = Admin(running.world, web, running.world.keys[kind])
    for path in ("/organizations", "/applications", "/v2/usergroups"):
        assert said(admin.get(path)) == (status, words)
    assert said(admin.post("/applications", GENERAL)) == (status, words)
    assert list(running.world.applications) == []


def test_a_key_of_another_region_is_known_there_only(
    running: RunningWorld, web: httpx.Client
) -> None:
    key = running.world.keys["other_region"]
    for region, known in (("us", False), ("eu", False), ("in", True)):
        reply = Admin(running.world, web, key, region).get("/organizations")
        assert (reply.status_code == 200) is known


def test_the_fault_other_region_moves_every_key_and_token(web: httpx.Client) -> None:
    with RunningWorld(fault="other-region") as running:
        assert said(Admin(running.world, web).get("/applications")) == UNKNOWN
        assert Admin(running.world, web, region="in").get("/applications").status_code == 200
        bearer = {"Authorization": f"Bearer {token(running, web)}"}
        for region, status in (("us", 401), ("in", 200)):
            address = f"{running.world.admin_api(region)}/applications"
            assert web.get(address, headers=bearer).status_code == status


def test_an_unknown_key_and_none_are_told_apart(running: RunningWorld, web: httpx.Client) -> None:
    unknown = Admin(running.world, web, Secret("f" * 40))
    assert said(unknown.get("/organizations")) == UNKNOWN
    reply = web.get(f"{running.world.admin_api('us')}/organizations")
    assert said(reply) == (401, "Unauthorized")


def test_a_read_only_admin_reads_and_changes_nothing(
    running: RunningWorld, web: httpx.Client, admin_api: Admin
) -> None:
    application, _ = admin_api.create()
    reader = Admin(running.world, web, running.world.keys["read_only"])
    assert reader.get(f"/applications/{application}").status_code == 200
    assert reader.get(sso(application)).status_code == 200
    replies = [
        reader.post("/applications", GENERAL),
        reader.put(f"/applications/{application}", GENERAL | {"displayLabel": "Mine"}),
        reader.put(sso(application), sso_body(redirectUris=["https://mine.example"])),
        reader.bind(application, reader.group("Sales")),
        reader.ask("POST", f"/v2/applications/{application}/logo", files={"image": b"x"}),
        reader.ask("DELETE", f"/applications/{application}"),
    ]
    assert [said(reply) for reply in replies] == [(403, "Forbidden")] * len(replies)
    assert admin_api.get(f"/applications/{application}").json()["displayLabel"] == "Paradime"
    assert admin_api.bound(application) == []


def test_an_admin_of_several_organisations_has_to_choose(
    running: RunningWorld, web: httpx.Client, admin_api: Admin
) -> None:
    admin_api.create()
    several = Admin(running.world, web, running.world.keys["several"])
    listed = several.get("/organizations").json()["results"]
    assert [row["displayName"] for row in listed] == ["Acme", "Globex"]
    assert said(several.get("/applications")) == (401, "Unauthorized: no organization selected")
    for organisation, number in ((ACME.id, 1), (GLOBEX.id, 0)):
        headers = {"x-org-id": organisation}
        reply = several.ask("GET", "/applications", headers=headers)
        assert reply.json()["totalCount"] == number


def test_what_belongs_to_another_organisation_is_not_found(
    running: RunningWorld, web: httpx.Client, admin_api: Admin
) -> None:
    application, _ = admin_api.create()
    several = Admin(running.world, web, running.world.keys["several"])
    there = {"x-org-id": GLOBEX.id}
    assert several.ask("GET", sso(application), headers=there).status_code == 404
    groups = several.ask("GET", "/v2/usergroups", headers=there).json()
    assert [group["name"] for group in groups] == ["Globex Staff"]
    staff = f"/v2/usergroups/{groups[0]['id']}"
    assert admin_api.get(staff).status_code == 404
    assert admin_api.bind(application, groups[0]["id"]).status_code == 400


@pytest.mark.parametrize(
    ("organisation", "status"),
    [(ACME.id, 200), ("acme", 400), (GLOBEX.id, 400), ("0" * 24, 404)],
)
def test_an_organisation_that_is_not_the_keys_is_refused(
    admin_api: Admin, organisation: str, status: int
) -> None:
    reply = admin_api.ask("GET", "/applications", headers={"x-org-id": organisation})
    assert reply.status_code == status


def token(running: RunningWorld, web: httpx.Client, **changes: str) -> str:
    reply = ask_token(running, web, **changes)
    assert reply.status_code == 200, reply.text
    return str(reply.json()["access_token"])


def ask_token(running: RunningWorld, web: httpx.Client, **changes: str) -> httpx.Response:
    client_id, secret = running.world.service_account
    auth = (client_id, changes.pop("secret", secret.reveal()))
    form = {"grant_type": "client_credentials", "scope": "api"} | changes
    return web.post(running.world.admin_token_url, auth=auth, data=form)


def test_a_service_account_gets_a_token_that_opens_the_api(
    running: RunningWorld, web: httpx.Client
) -> None:
    reply = ask_token(running, web)
    assert reply.json()["token_type"] == "bearer"
    assert reply.json()["expires_in"] == 3599
    assert "no-store" in reply.headers["cache-control"]
    bearer = {"Authorization": f"Bearer {reply.json()['access_token']}"}
    address = running.world.admin_api("eu")
    assert web.get(f"{address}/organizations", headers=bearer).json()["totalCount"] == 1
    assert web.post(f"{address}/applications", headers=bearer, json=GENERAL).status_code == 200


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"secret": "wrong"}, 401, "invalid_client"),
        ({"scope": "openid"}, 400, "invalid_scope"),
        ({"scope": ""}, 400, "invalid_scope"),
        ({"grant_type": "authorization_code"}, 400, "invalid_request"),
    ],
)
def test_a_token_is_refused_in_the_engines_words(
    running: RunningWorld, web: httpx.Client, changes: dict[str, str], status: int, error: str
) -> None:
    reply = ask_token(running, web, **changes)
    assert (reply.status_code, reply.json()["error"]) == (status, error)


def test_a_service_accounts_secret_is_taken_by_basic_only(
    running: RunningWorld, web: httpx.Client
) -> None:
    client_id, secret = running.world.service_account
    form = {
        "grant_type": "client_credentials",
        "scope": "api",
        "client_id": client_id,
        "client_secret": secret.reveal(),
    }
    reply = web.post(running.world.admin_token_url, data=form)
    assert reply.json()["error"] == "invalid_client"
    assert [call.query for call in running.world.admin_token_calls] == [
        (("grant_type", "client_credentials"), ("scope", "api"))
    ], "the secret is not in the record"


def test_a_token_ends_and_a_new_one_works(running: RunningWorld, web: httpx.Client) -> None:
    address = f"{running.world.admin_api('us')}/applications"
    old = {"Authorization": f"Bearer {token(running, web)}"}
    assert web.get(address, headers=old).status_code == 200
    running.world.end_admin_tokens()
    assert said(web.get(address, headers=old)) == (401, "Unauthorized")
    new = {"Authorization": f"Bearer {token(running, web)}"}
    assert web.get(address, headers=new).status_code == 200
