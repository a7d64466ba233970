"""The test login in the real window, with a real browser, at an independent certified provider."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.journeys.certified_walk import (
    CHECKS,
    SECRET,
    assert_ada_signed_in,
    before_the_login,
    register,
    sign_in,
)
from tests.journeys.command import (
    FACETS_REDIRECT,
    JCWIZARD,
    PARADIME_REDIRECT,
    WIKI_REDIRECT,
    facets_file,
    paradime_file,
    wiki_file,
)
from tests.journeys.driver_screen import Screen
from tests.journeys.wizard import HASTY, Wizard
from tests.oidc.browser import free_port
from tests.peers.chromium import Browser
from tests.peers.provider import CertifiedProvider, Client

pytestmark = pytest.mark.x11

# Chromium refuses to go to this port (it was for IRC), so the way back is really cut.
OUT_OF_REACH = 6697

Opened = Callable[..., Wizard]


@pytest.fixture(scope="module")
def provider() -> Iterator[CertifiedProvider]:
    with CertifiedProvider() as running:
        yield running


@pytest.fixture
def facets(
    provider: CertifiedProvider, screen: Screen, browser: Browser, tmp_path: Path
) -> Iterator[Opened]:
    """Opens the wizard with a finished setup of Facets and stands before its test login."""
    opened: list[Wizard] = []

    def opening(port: int | None = None, program: tuple[str, ...] = JCWIZARD) -> Wizard:
        port = port or free_port()
        client = register(provider, FACETS_REDIRECT, port, "client_secret_post")
        file = facets_file(tmp_path, provider.issuer, client.client_id)
        wizard = Wizard(
            str(file),
            data=tmp_path / "data",
            screen=screen,
            opener=browser.opener,
            port=port,
            program=program,
        )
        opened.append(wizard.__enter__())
        before_the_login(wizard, "Compare the Redirect URL")
        return wizard

    yield opening
    for wizard in opened:
        said = wizard.errors()
        wizard.__exit__()
        assert "Traceback" not in said


def test_the_settings_of_facets_pass_and_name_the_person(
    facets: Opened, provider: CertifiedProvider, browser: Browser
) -> None:
    wizard = facets()
    before = len(provider.requests)

    wizard.click("Start test login")
    assert_ada_signed_in(wizard, sign_in(browser))

    asked = [str(request) for request in provider.requests[before:]]
    assert asked[:2] == ["GET /.well-known/openid-configuration", "GET /jwks"]
    assert asked.count("POST /token") == 1
    assert asked[-1] == "GET /me"
    token = provider.requests_to("/token")[-1]
    assert (token.status, token.authentication) == (200, "client_secret_post")
    # Nobody ran Check now: what only it could tell is not claimed.
    assert not wizard.has("The Redirect URL of Facets is registered, passed")


def test_check_now_and_the_login_agree_about_the_same_application(
    facets: Opened, browser: Browser
) -> None:
    wizard = facets()
    wizard.to_step("Client ID and secret", "The check needs nobody to sign in.")
    wizard.click("Check now")
    wizard.wait_passed(
        "JumpCloud answers for the region US",
        "JumpCloud knows the Client ID",
        "The Redirect URL of Facets is registered",
        "The test address is registered",
        "E-mail and profile are allowed",
        "The Client Secret is right",
        "The Client Authentication Type is Client Secret Post",
    )
    wizard.to_step("Test login", "Sign in once in your own browser")
    wizard.click("Start test login")
    assert_ada_signed_in(wizard, sign_in(browser))
    wizard.wait_passed("The Redirect URL of Facets is registered")


def test_the_settings_of_paradime_refresh(
    provider: CertifiedProvider, screen: Screen, browser: Browser, tmp_path: Path
) -> None:
    port = free_port()
    client = register(provider, PARADIME_REDIRECT, port, "client_secret_post")
    file = paradime_file(tmp_path, provider.issuer, client.client_id)
    data, opener = tmp_path / "data", browser.opener
    with Wizard(str(file), data=data, screen=screen, opener=opener, port=port) as wizard:
        before_the_login(wizard, "Open SSO Applications")
        wizard.click("Start test login")
        assert_ada_signed_in(wizard, sign_in(browser))
        wizard.wait_passed("The sign-in can be renewed")

    exchange, refresh = provider.requests_to("/token")[-2:]
    assert (exchange.grant_type, refresh.grant_type) == ("authorization_code", "refresh_token")
    assert (refresh.status, refresh.authentication) == (200, "client_secret_post")


def test_another_service_signs_in_with_client_secret_basic(
    provider: CertifiedProvider, screen: Screen, browser: Browser, tmp_path: Path
) -> None:
    port = free_port()
    client = register(provider, WIKI_REDIRECT, port, "client_secret_basic")
    file = wiki_file(tmp_path, provider.issuer, client.client_id, "client_secret_basic")
    data, opener = tmp_path / "data", browser.opener
    with Wizard(str(file), data=data, screen=screen, opener=opener, port=port) as wizard:
        before_the_login(wizard, "Open SSO Applications")
        wizard.click("Start test login")
        assert_ada_signed_in(wizard, sign_in(browser))

    assert provider.requests_to("/token")[-1].authentication == "client_secret_basic"


@pytest.mark.row("U3")
def test_a_person_who_cancels_at_the_provider_hears_so_and_can_try_again(
    facets: Opened, browser: Browser
) -> None:
    wizard = facets()
    wizard.click("Start test login")
    page = browser.wait_for_page("/sign-in/")
    page.click("Cancel")

    wizard.wait_for_text("The test login was cancelled")
    wizard.wait_for_text("It was cancelled on JumpCloud's page.")
    assert not wizard.has("It works")
    page.close()
    again = "Test again" if wizard.has("Test again") else "Start test login"
    wizard.click(again)
    assert_ada_signed_in(wizard, sign_in(browser))


@pytest.mark.row("L32")
def test_cancel_in_the_window_gives_the_address_back_at_once(
    facets: Opened, browser: Browser
) -> None:
    wizard = facets()
    wizard.click("Start test login")
    page = browser.wait_for_page("/sign-in/")
    with socket.create_connection(("127.0.0.1", wizard.port), 5):
        pass  # it listens
    wizard.click("Cancel")

    wizard.wait_for_text("Nobody was signed in, and nothing has changed.")
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", wizard.port), 5)
    page.close()


@pytest.mark.row("U1", "U2", "M21", "M23")
def test_the_link_is_copied_and_opened_again_while_it_waits(
    facets: Opened, browser: Browser, provider: CertifiedProvider
) -> None:
    wizard = facets()
    wizard.click("Start test login")
    first = browser.wait_for_page("/sign-in/")
    wizard.screen.copy("something else")
    wizard.click("Copy the link")
    link = wizard.until(
        lambda: (text := wizard.clipboard()).startswith(provider.issuer) and text, "the link"
    )
    assert SECRET not in link
    first.close()
    wizard.click("Open again")
    page = sign_in(browser)
    assert_ada_signed_in(wizard, page)


@pytest.mark.row("L22", "U6", "M26", "M27")
def test_a_closed_tab_is_asked_about_and_ends_with_the_time(
    facets: Opened, browser: Browser
) -> None:
    wizard = facets(program=HASTY)
    wizard.click("Start test login")
    browser.wait_for_page("/sign-in/").close()

    wizard.wait_for_text("What do you see in the browser?")
    wizard.click("A blank page")
    wizard.wait_for_text("The browser could not come back to this wizard.")
    assert wizard.wait_announced("What do you see in the browser?")
    wizard.arrive("The browser did not come back", timeout=15)
    wizard.wait_for_text("The time is over.")
    assert wizard.has("A security warning"), "the question stays"
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", wizard.port), 5)
    wizard.click("Test again")
    assert_ada_signed_in(wizard, sign_in(browser))


@pytest.mark.row("U14", "M30")
def test_a_pasted_address_does_when_the_browser_cannot_come_back(
    facets: Opened, browser: Browser
) -> None:
    wizard = facets(port=OUT_OF_REACH)
    wizard.click("Start test login")
    sign_in(browser)
    page = browser.wait_for_page("chrome-error:")
    page.wait_for_text("ERR_UNSAFE_PORT")
    found = re.search(r"http://127\.0\.0\.1:\d+/callback\?\S+", page.text())
    assert found, page.text()

    wizard.paste_into("Address from the browser", "https://wiki.acme.example/")
    wizard.click("Paste the address from the browser")
    wizard.wait_for_text("address")
    assert not wizard.has("It works")
    wizard.paste_into("Address from the browser", found[0])
    assert wizard.text_of("Address from the browser") == "●" * len(found[0])
    wizard.click("Paste the address from the browser")

    wizard.arrive("It works", timeout=20)
    wizard.wait_passed(*CHECKS)
    code = re.search(r"code=([^&]+)", found[0])
    assert code
    assert not [text for text in wizard.texts() if code[1] in text]


def test_a_wrong_secret_is_told_by_the_login_too(
    facets: Opened, browser: Browser, provider: CertifiedProvider
) -> None:
    wizard = facets()
    client = provider.clients[0]
    changed = Client(
        client_secret="another-secret-since-yesterday-00000000", redirect_uris=client.redirect_uris
    )
    provider.reconfigure(clients=[changed])
    wizard.click("Start test login")
    page = sign_in(browser)

    wizard.arrive("It does not work yet", timeout=20)
    wizard.wait_for_text("JumpCloud refused Client ID and secret")
    wizard.click("Show what was checked")
    wizard.find("JumpCloud hands over the sign-in, failed")
    page.wait_for_text("It did not work")
    wizard.click("Go to Client ID and secret")
    wizard.arrive("The check needs nobody to sign in.")
