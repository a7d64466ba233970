"""Every request of the product to the Admin API is seen by the tests, and a wrong one fails."""

from __future__ import annotations

import asyncio

import pytest

from jcwizard.jumpcloud.access import ApiKey, Place
from jcwizard.jumpcloud.admin_api import AdminApi
from jcwizard.model.finding import Finding
from jcwizard.model.secret import Secret
from jcwizard.net.client import Client
from tests.jumpcloud.admin_watch import AdminWatch
from tests.practice.running import RunningWorld


@pytest.fixture
def watch(pytestconfig: pytest.Config) -> AdminWatch:
    """Give the watch over this run."""
    plugin = pytestconfig.pluginmanager.get_plugin("admin")
    assert isinstance(plugin, AdminWatch)
    return plugin


def write(method: str, path: str, body: dict[str, object]) -> object:
    """Send one request of the product to practice."""

    async def sent(place: Place, credential: ApiKey) -> object:
        client = Client()
        try:
            return await AdminApi(client, place, credential).write(method, path, body)
        finally:
            await client.aclose()

    with RunningWorld() as practice:
        world = practice.world
        place = Place("us", world.admin_api("us"), world.admin_token_url, own=True)
        return asyncio.run(sent(place, ApiKey(world.api_key)))


GENERAL: dict[str, object] = {
    "active": True,
    "name": "oidc",
    "displayName": "OpenID Connect",
    "displayLabel": "Acme Wiki",
    "config": {},
    "sso": {"type": "oidc", "hidden": False},
}


@pytest.mark.undescribed("ssoUrl is what JumpCloud refuses")
def test_a_wrong_request_is_noticed_although_nothing_else_looks(watch: AdminWatch) -> None:
    answer = write("POST", "/applications", {**GENERAL, "ssoUrl": "https://x.example"})
    assert isinstance(answer, Finding)
    assert any("ssoUrl" in mistake for mistake in watch.mistakes)


@pytest.mark.undescribed("there is no such call")
def test_a_call_that_is_not_described_is_noticed(watch: AdminWatch) -> None:
    write("POST", "/systemusers", {})
    assert watch.mistakes == ["POST /systemusers: no such call is described"]


@pytest.mark.undescribed("the key is sent to a place that is none of JumpCloud's")
def test_a_key_on_its_way_elsewhere_is_noticed(watch: AdminWatch) -> None:
    key = ApiKey(Secret("a-key-of-this-very-test"))
    watch.look_at("GET", "https://elsewhere.example/", {"x-api-key": key.key.reveal()}, b"")
    assert watch.mistakes == ["GET elsewhere.example: an Admin API key is sent there"]


def test_a_right_request_and_its_answer_are_found_right(watch: AdminWatch) -> None:
    assert not isinstance(write("POST", "/applications", GENERAL), Finding)
    assert watch.mistakes == []
