"""A window killed in the middle of a login, and two windows that want the same setup."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from tests.journeys.command import FACETS_REDIRECT, facets_file
from tests.journeys.driver_screen import Screen
from tests.journeys.wizard import Wizard
from tests.oidc.browser import free_port
from tests.peers.keychain import Keychain
from tests.peers.provider import Account, CertifiedProvider, Client

pytestmark = pytest.mark.x11

CLIENT_ID = "4ff122de-428e-48c8-a4f7-d4f6b11c71a6"
SECRET = "C4nary-of-the-killed-login-0123456789abc"
CREDENTIALS = "The check needs nobody to sign in."
LOGIN = "Sign in once in your own browser"
IN_KEYCHAIN = "The secret is in this computer's keychain."
OPENS_NOTHING = "true"  # a browser that says yes and shows nothing
HERE = "acme.console.facets.cloud"


def waits_for_the_browser(wizard: Wizard) -> None:
    wizard.to_step("Test login", LOGIN)
    wizard.wait_enabled("Start test login")
    wizard.click("Start test login")
    wizard.wait_enabled("Copy the link")


def continue_row(wizard: Wizard) -> str:
    names = [node.name for node in wizard.visible() if node.role == "button"]
    return next((name for name in names if name.startswith("Continue ") and HERE in name), "")


def is_free(port: int) -> bool:
    with socket.socket() as listener:  # connections that have ended are no listener
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        return True


@pytest.mark.row("U11", "D8")
def test_killed_in_the_middle_of_a_login_the_next_start_goes_on_as_if_it_had_been_closed(
    screen: Screen, tmp_path: Path
) -> None:
    port, data = free_port(), tmp_path / "data"
    redirects = [FACETS_REDIRECT, f"http://127.0.0.1:{port}/callback"]
    client = Client(client_id=CLIENT_ID, client_secret=SECRET, redirect_uris=redirects)
    with CertifiedProvider() as provider, Keychain("unlocked") as keychain:
        provider.reconfigure(clients=[client], accounts=[Account()])
        file = facets_file(tmp_path, provider.issuer, CLIENT_ID)
        start = {"data": data, "screen": screen, "env": keychain.env, "port": port}
        with Wizard(str(file), opener=OPENS_NOTHING, **start) as wizard:
            wizard.arrive("Compare the Redirect URL")
            wizard.to_step("Client ID and secret", CREDENTIALS)
            wizard.type_into("Client Secret", SECRET)
            wizard.toggle("Keep the secret in this computer's keychain", on=True)
            wizard.wait_for_text(IN_KEYCHAIN)
            wizard.wait_saved('"secret_kept": true')
            waits_for_the_browser(wizard)
            wizard.kill()

        assert is_free(port)
        setups = data / "setups"
        assert not [path.name for path in setups.iterdir() if path.suffix not in (".json", ".lock")]
        assert SECRET not in wizard.saved()

        with Wizard(opener=OPENS_NOTHING, **start) as wizard:
            wizard.continue_with(HERE, "Compare the Redirect URL")
            wizard.to_step("Client ID and secret", CREDENTIALS)
            wizard.wait_for_text(IN_KEYCHAIN)
            waits_for_the_browser(wizard)
            wizard.close_window()
            assert wizard.wait_exit() == 0
        assert is_free(port)
        assert SECRET not in wizard.saved()


@pytest.mark.row("D7", "D8")
def test_a_second_window_is_told_that_the_setup_is_open_and_takes_nothing_from_the_first(
    screen: Screen, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    file = facets_file(tmp_path, "http://127.0.0.1:9/", CLIENT_ID)
    with Wizard(str(file), data=data, screen=screen) as first:
        first.arrive("Compare the Redirect URL")
        first.to_step("Login button text", "What shall the login button say?")
        first.type_into("Login Button Text", "Typed in the first")
        first.wait_saved("Typed in the first")
        with Wizard(data=data, screen=screen) as second:
            second.press(second.until(lambda: continue_row(second), "the saved setup"))
            second.wait_for_text("This setup is open already")
            second.find("Facets")
            assert "Typed in the first" in first.saved()

            first.kill()  # the keyboard is in the second one, so nothing else would reach it

            second.continue_with(HERE, "Compare the Redirect URL")
            second.close_window()
            assert second.wait_exit() == 0
    assert "Typed in the first" in first.saved()
