"""The pretend Facets: its form, its public answers and its own sign-in with JumpCloud."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from jcwizard.practice.people import Person
from tests.practice.client import JANE, SAM, TEST_ADDRESS, Service, challenge_in
from tests.practice.conftest import registered
from tests.practice.running import RunningWorld
from tests.practice.visitor import Visitor


@pytest.fixture
def facets(running: RunningWorld, web: httpx.Client) -> Visitor:
    return Visitor(web, running.world.control_plane_url)


@pytest.fixture
def service(running: RunningWorld, web: httpx.Client) -> Service:
    return registered(running, web, redirect_uris=(redirect_url(running), TEST_ADDRESS))


def redirect_url(running: RunningWorld) -> str:
    return f"{running.world.control_plane_url}/login/oauth2/code/jumpcloud"


def create(facets: Visitor, service: Service, secret: str = "", name: str = "jumpcloud") -> None:
    facets.follow("OAuth Integrations")
    facets.follow("Add Integrations")
    facets.type("Registration ID", name)
    facets.press("Generate Redirect URL")
    facets.type("Client ID", service.client_id)
    facets.type("Client Secret", secret or service.secret)
    facets.type("Login Button Text", "Acme")
    facets.press("Create")


def signed_in(facets: Visitor, service: Service, person: Person = JANE) -> str:
    """Click the button on the login page, sign in, and return what Facets shows."""
    web = service.web
    facets.open(service.world.control_plane_url)
    button = f"{service.world.control_plane_url}{facets.page.links['Acme']}"
    page = web.get(button, follow_redirects=True)
    fields = {"login_challenge": challenge_in(page), "user": person.sub}
    login = f"{service.world.console_url}/login"
    facets.see(web.post(login, data=fields, follow_redirects=True))
    return facets.page.text


def test_the_redirect_url_is_made_from_the_registration_id(
    running: RunningWorld, facets: Visitor
) -> None:
    facets.follow("OAuth Integrations")
    facets.follow("Add Integrations")
    assert facets.value("Provider") == "JumpCloud"
    facets.type("Registration ID", "jumpcloud")
    facets.type("Login Button Text", "Acme")
    facets.press("Generate Redirect URL")
    assert facets.value("Redirect URL") == redirect_url(running)
    assert facets.value("Login Button Text") == "Acme"


@pytest.mark.parametrize("name", ["", "two words", "a/b", "jump-cloud"])
def test_a_registration_id_with_special_characters_is_refused(facets: Visitor, name: str) -> None:
    facets.follow("OAuth Integrations")
    facets.follow("Add Integrations")
    facets.type("Registration ID", name)
    facets.press("Generate Redirect URL")
    assert "Registration ID: letters and digits" in facets.page.text
    assert facets.value("Redirect URL") == ""


def test_another_provider_is_refused(facets: Visitor) -> None:
    facets.follow("OAuth Integrations")
    facets.follow("Add Integrations")
    facets.type("Provider", "Okta")
    facets.type("Registration ID", "okta")
    facets.press("Create")
    assert "choose JumpCloud" in facets.page.text
    for label in ("Client ID", "Client Secret", "Login Button Text"):
        assert f"{label} is mandatory." in facets.page.text


def test_the_public_list_shows_everything_but_the_secret(facets: Visitor, service: Service) -> None:
    create(facets, service)
    reply = service.web.get(f"{service.world.control_plane_url}/public/v1/loginOptions")
    assert reply.headers["content-type"].startswith("application/json")
    (entry,) = reply.json()
    assert entry["registrationId"] == "jumpcloud"
    assert entry["provider"] == "JUMP_CLOUD"
    assert entry["clientId"] == service.client_id
    assert entry["scope"] == "email"
    assert entry["loginButtonText"] == "Acme"
    assert service.secret not in reply.text


def test_an_id_that_is_in_use_is_refused_in_facets_words(facets: Visitor, service: Service) -> None:
    create(facets, service)
    create(facets, service)
    assert "This Integration is already present, please edit the same." in facets.page.text


def test_the_sign_in_redirect_has_springs_parameters(facets: Visitor, service: Service) -> None:
    create(facets, service)
    world = service.world
    reply = service.web.get(f"{world.control_plane_url}/oauth2/authorization/jumpcloud")
    location = reply.headers["location"]
    fields = parse_qsl(urlsplit(location).query)
    assert reply.status_code == 302
    assert location.startswith(f"{world.issuer}oauth2/auth?")
    names = ["response_type", "client_id", "scope", "state", "redirect_uri", "nonce"]
    assert [name for name, _ in fields] == names
    values = dict(fields)
    assert values["client_id"] == service.client_id
    assert values["scope"] == "openid email profile"
    assert values["redirect_uri"] == f"{world.control_plane_url}/login/oauth2/code/jumpcloud"


@pytest.mark.parametrize(
    "path",
    [
        "/oauth2/authorization/unknown",
        "/login/oauth2/code/unknown",
        "/settings/oauth-integrations/unknown",
        "/any/other/page",
        "/public/v1/login-options",
    ],
)
def test_an_unknown_path_is_the_login_page_with_200(
    running: RunningWorld, web: httpx.Client, path: str
) -> None:
    reply = web.get(f"{running.world.control_plane_url}{path}")
    assert reply.status_code == 200
    assert reply.headers["content-type"].startswith("text/html")
    assert "<h1>Login</h1>" in reply.text


def test_a_person_signs_in_through_facets_own_button(facets: Visitor, service: Service) -> None:
    create(facets, service)
    assert "You are signed in to Facets as jane@acme.example" in signed_in(facets, service)


def test_a_wrong_secret_is_told_with_jumpclouds_words(facets: Visitor, service: Service) -> None:
    create(facets, service, secret="wrong")
    text = signed_in(facets, service)
    assert "JumpCloud refused Facets' own request." in text
    assert "invalid_client: Client authentication failed" in text


def test_a_wrong_authentication_type_is_told_with_its_hint(
    running: RunningWorld, web: httpx.Client, facets: Visitor
) -> None:
    uris = (redirect_url(running),)
    service = registered(running, web, redirect_uris=uris, authentication="client_secret_basic")
    create(facets, service)
    assert "supports client authentication method 'client_secret_basic'" in signed_in(
        facets, service
    )


def test_a_person_in_no_bound_group_is_told_by_jumpclouds_words(
    running: RunningWorld, web: httpx.Client, facets: Visitor
) -> None:
    uris = (redirect_url(running),)
    service = registered(running, web, redirect_uris=uris, groups=("Engineering",))
    create(facets, service)
    text = signed_in(facets, service, SAM)
    assert "JumpCloud did not sign this person in." in text
    assert "The user is not assigned to this application." in text


def test_a_person_without_an_email_is_told(
    running: RunningWorld, web: httpx.Client, facets: Visitor, service: Service
) -> None:
    create(facets, service)
    running.world.set_fault("missing-email")
    assert "JumpCloud sent no e-mail address" in signed_in(facets, service)


def test_a_clock_that_is_off_is_told_by_the_id_token(
    running: RunningWorld, facets: Visitor, service: Service
) -> None:
    create(facets, service)
    running.world.set_fault("clock-off")
    assert "Facets does not accept JumpCloud's ID token." in signed_in(facets, service)


def test_a_sign_in_that_facets_did_not_start_is_refused(facets: Visitor, service: Service) -> None:
    create(facets, service)
    address = f"{service.world.control_plane_url}/login/oauth2/code/jumpcloud"
    facets.open(f"{address}?code=x&state=y")
    assert "Facets did not expect this sign-in." in facets.page.text


def test_a_sign_in_of_another_browser_is_refused(facets: Visitor, service: Service) -> None:
    create(facets, service)
    start = f"{service.world.control_plane_url}/oauth2/authorization/jumpcloud"
    state = dict(parse_qsl(urlsplit(service.web.get(start).headers["location"]).query))["state"]
    service.web.cookies.clear()
    address = f"{service.world.control_plane_url}/login/oauth2/code/jumpcloud"
    reply = service.web.get(address, params={"code": "x", "state": state})
    assert "Facets did not expect this sign-in." in reply.text


def test_an_entry_can_be_edited_and_keeps_its_secret(facets: Visitor, service: Service) -> None:
    create(facets, service)
    facets.follow("jumpcloud")
    assert facets.value("Client Secret") == ""
    facets.type("Login Button Text", "Acme Corp")
    facets.press("Update")
    assert "Acme Corp" in facets.page.text
    facets.follow("jumpcloud")
    facets.type("Login Button Text", "Acme")
    facets.press("Update")
    assert "You are signed in to Facets" in signed_in(facets, service)


def test_a_bad_edit_is_refused(facets: Visitor, service: Service) -> None:
    create(facets, service)
    facets.follow("jumpcloud")
    facets.type("Client ID", " ")
    facets.press("Update")
    assert "Client ID is mandatory." in facets.page.text


def test_a_deleted_entry_is_gone_from_the_list(facets: Visitor, service: Service) -> None:
    create(facets, service)
    facets.follow("jumpcloud")
    facets.press("Delete")
    assert "There is none yet." in facets.page.text
    reply = service.web.get(f"{service.world.control_plane_url}/public/v1/loginOptions")
    assert reply.json() == []
