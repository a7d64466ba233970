"""What the records of the Admin API show: settings and errors, no names of others, no secret."""

from __future__ import annotations

import json

import pytest

from jcwizard.jumpcloud import paths
from jcwizard.jumpcloud.admin_api import AdminApi, Answer
from jcwizard.model.exchange import Exchange
from jcwizard.model.secret import DOTS, Secret
from tests.jumpcloud.admin_server import (
    KEY,
    ONE,
    TWO,
    Answers,
    a_client,
    admin_server,
    gives,
    listing,
    organisation,
)
from tests.oidc.servers import run

SECRET = "Canary-client-secret-9876543210"
SETTINGS = {
    "consent": "trusted",
    "redirectUris": ["https://acme.example/cb"],
    "grantTypes": ["authorization_code"],
    "tokenEndpointAuthMethod": "client_secret_post",
    "relyingPartyUrl": "https://acme.example/login",
    "dynamicClaims": [{"name": "email", "value": "email"}],
}
BODY = {"type": "oidc", "hidden": False, "oidc": SETTINGS}


def answered(call: str, answer: bytes, body: object = None) -> Answer:
    async def talk() -> Answer:
        answers: dict[str, Answers] = {call: answer}
        async with admin_server(answers) as server, a_client() as client:
            found = await ask(server.api(client, organisation=TWO))
            assert isinstance(found, Answer)
            return found

    async def ask(api: AdminApi) -> object:
        method, path = call.split()
        return await (api.get(path) if method == "GET" else api.write(method, path, body))

    return run(talk())


def text(record: Exchange) -> str:
    return repr(record)


@pytest.mark.row("K83")
def test_the_secret_that_is_shown_once_becomes_one_and_is_in_no_record() -> None:
    made = {**BODY, "oidc": {**SETTINGS, "clientId": "client-1", "clientSecret": SECRET}}
    found = answered(f"POST {paths.sso(ONE)}", gives(made), BODY)
    assert isinstance(found.value, dict)
    assert found.value["oidc"]["clientSecret"] == Secret(SECRET)
    (record,) = found.evidence
    assert SECRET not in text(record) + repr(found)
    shown = json.loads(record.body)["oidc"]
    assert shown["clientId"] == "client-1"
    assert shown["clientSecret"] == DOTS


@pytest.mark.row("K83", "K86")
def test_a_change_is_recorded_with_its_settings_and_without_its_key() -> None:
    (record,) = answered(f"PUT {paths.sso(ONE)}", gives(BODY), BODY).evidence
    sent = dict(record.sent)
    assert sent["oidc.redirectUris"] == '["https://acme.example/cb"]'
    assert sent["oidc.tokenEndpointAuthMethod"] == "client_secret_post"
    assert sent["oidc.relyingPartyUrl"] == "https://acme.example/login"
    assert '"email"' in sent["oidc.dynamicClaims"]
    assert (sent["x-api-key"], sent["x-org-id"]) == (DOTS, DOTS)
    assert KEY not in text(record)


@pytest.mark.parametrize(
    ("call", "answer"),
    [
        ("GET /organizations", listing(organisation(TWO, "A quiet company"))),
        ("GET /applications", listing({"_id": ONE, "displayLabel": "A quiet company"})),
        (f"GET {paths.USER_GROUPS}", gives([{"id": ONE, "name": "A quiet company"}])),
    ],
)
def test_a_list_is_recorded_without_its_names(call: str, answer: bytes) -> None:
    (record,) = answered(call, answer).evidence
    assert "quiet" not in text(record)
    assert '"entries": 1' in record.body
