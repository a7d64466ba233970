"""The portal's pages My API Key and Service Accounts, and what survives a restart."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest

from jcwizard.model.secret import Secret
from tests.practice.admin import Admin, sso
from tests.practice.running import RunningWorld
from tests.practice.visitor import Visitor


@pytest.fixture
def state_file(tmp_path: Path) -> Path:
    return tmp_path / "state.json"


@pytest.fixture
def visitor(running: RunningWorld, web: httpx.Client) -> Visitor:
    return Visitor(web, running.world.console_url)


def works(running: RunningWorld, web: httpx.Client, key: Secret) -> bool:
    return Admin(running.world, web, key).get("/organizations").status_code == 200


def generated(visitor: Visitor) -> Secret:
    visitor.press("Generate New API Key")
    return Secret(visitor.value("API Key"))


def test_the_page_says_that_a_key_is_only_for_practice(
    running: RunningWorld, visitor: Visitor
) -> None:
    visitor.follow("My API Key")
    assert str(visitor.reply.url) == running.world.key_page
    assert "You have no key yet." in visitor.page.text
    assert "A practice key" in visitor.page.text
    assert "Replace your key" not in visitor.page.text


def test_a_key_is_shown_once_and_opens_the_api(
    running: RunningWorld, web: httpx.Client, visitor: Visitor
) -> None:
    visitor.follow("My API Key")
    key = generated(visitor)
    assert "shown only this once" in visitor.page.text
    assert works(running, web, key)
    visitor.open(running.world.key_page)
    assert key.reveal() not in visitor.reply.text
    assert "Nobody can show it again." in visitor.page.text


def test_a_new_key_ends_the_old_one_and_the_page_warns_before(
    running: RunningWorld, web: httpx.Client, visitor: Visitor
) -> None:
    visitor.open(running.world.key_page)
    old = generated(visitor)
    assert "A new key ends the one you have at once." in visitor.page.text
    visitor.press("Generate New API Key")
    assert visitor.reply.status_code == 422
    assert "Your key was not replaced" in visitor.page.text
    assert works(running, web, old)
    visitor.choose("Nothing else uses my key")
    new = generated(visitor)
    assert not works(running, web, old)
    assert works(running, web, new)
    assert works(running, web, running.world.api_key), "another admin's key stays"


def test_a_service_account_is_shown_once_works_and_can_be_deleted(
    running: RunningWorld, web: httpx.Client, visitor: Visitor
) -> None:
    visitor.follow("Service Accounts")
    assert str(visitor.reply.url) == running.world.service_account_page
    assert "There is no service account yet." in visitor.page.text
    visitor.type("Name", "Setup <wizard>")
    visitor.press("+ New")
    client_id, secret = visitor.value("Client ID"), Secret(visitor.value("Client Secret"))
    assert "Setup <wizard>" in visitor.page.text
    form = {"grant_type": "client_credentials", "scope": "api"}
    auth = (client_id, secret.reveal())
    reply = web.post(running.world.admin_token_url, auth=auth, data=form)
    bearer = {"Authorization": f"Bearer {reply.json()['access_token']}"}
    address = f"{running.world.admin_api('us')}/applications"
    assert web.get(address, headers=bearer).status_code == 200

    visitor.open(running.world.service_account_page)
    assert secret.reveal() not in visitor.reply.text
    visitor.press("Delete")
    assert "There is no service account yet." in visitor.page.text
    assert web.get(address, headers=bearer).status_code == 401
    again = web.post(running.world.admin_token_url, auth=auth, data=form)
    assert again.json()["error"] == "invalid_client"


def test_a_service_account_wants_a_name_and_there_may_be_forty(
    running: RunningWorld, visitor: Visitor
) -> None:
    visitor.open(running.world.service_account_page)
    visitor.press("+ New")
    assert visitor.reply.status_code == 422
    assert "Give it a name." in visitor.page.text
    for number in range(40):
        visitor.type("Name", f"Account {number}")
        visitor.press("+ New")
        assert visitor.reply.status_code == 200
    visitor.type("Name", "One more")
    visitor.press("+ New")
    assert "At most 40" in visitor.page.text


def test_an_unknown_page_of_the_keys_says_so(running: RunningWorld, visitor: Visitor) -> None:
    visitor.open(f"{running.world.key_page}/old")
    assert visitor.reply.status_code == 404


def test_the_menu_marks_where_one_is(visitor: Visitor) -> None:
    for words in ("My API Key", "Service Accounts", "SSO Applications"):
        visitor.follow(words)
        assert visitor.reply.text.count('aria-current="page"') == 1
        assert f'aria-current="page">{words}</a>' in visitor.reply.text


def test_keys_accounts_and_applications_survive_a_restart_and_none_is_in_the_file(
    state_file: Path, web: httpx.Client
) -> None:
    with RunningWorld(state_file=state_file) as running:
        admin = Admin(running.world, web)
        application, first = admin.create(mine={"kept": [1, None]})
        admin.bind(application, admin.group("Sales"))
        before = admin.get(sso(application)).json(), admin.get("/applications").json()
        visitor = Visitor(web, running.world.key_page)
        key = generated(visitor)
        visitor.follow("Service Accounts")
        visitor.type("Name", "Wizard")
        visitor.press("+ New")
        account = visitor.value("Client ID"), Secret(visitor.value("Client Secret"))
        secrets = [
            key,
            account[1],
            running.world.service_account[1],
            Secret(first["clientSecret"]),
            *running.world.keys.values(),
        ]
    text = state_file.read_text()
    assert account[0] in text
    assert not [secret for secret in secrets if secret.reveal() in text]
    with RunningWorld(state_file=state_file) as running:
        admin = Admin(running.world, web, key)
        assert (admin.get(sso(application)).json(), admin.get("/applications").json()) == before
        assert admin.bound(application) == [admin.group("Sales")]
        form = {"grant_type": "client_credentials", "scope": "api"}
        auth = (account[0], account[1].reveal())
        assert web.post(running.world.admin_token_url, auth=auth, data=form).status_code == 200
        assert not works(running, web, secrets[-1]), "a ready key is another one at every start"


def test_a_file_of_the_version_before_is_started_over(state_file: Path, web: httpx.Client) -> None:
    ports = {"issuer": None, "console": None, "control_plane": None}
    old = {"version": 1, "ports": ports, "applications": [], "integrations": []}
    state_file.write_text(json.dumps(old))
    with RunningWorld(state_file=state_file) as running:
        Admin(running.world, web).create()
    with RunningWorld(state_file=state_file) as running:
        assert len(list(running.world.applications)) == 1
