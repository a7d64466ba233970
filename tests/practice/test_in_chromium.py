"""The practice pages in a real browser: every documented click, cookies and redirects included."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from jcwizard.model.secret import Secret
from tests.peers.chromium import Browser, Page
from tests.practice.client import TEST_ADDRESS
from tests.practice.running import RunningWorld


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with Browser() as browser:
        yield browser


def new_integration(page: Page, running: RunningWorld) -> str:
    page.goto(running.world.control_plane_url)
    page.click("OAuth Integrations")
    page.click("Add Integrations")
    page.choose("Provider", "JumpCloud")
    page.fill("Registration ID", "jumpcloud")
    page.click("Generate Redirect URL")
    page.wait_for_text("Redirect URL")
    return page.value("Redirect URL")


def new_application(page: Page, running: RunningWorld, redirect_url: str) -> tuple[str, str]:
    page.goto(running.world.console_url)
    page.click("SSO Applications")
    page.click("+ Add New Application")
    page.tick("Custom Application")
    page.click("Next")
    page.tick("Manage Single Sign-On (SSO)")
    page.tick("Configure SSO with OIDC")
    page.click("Next")
    page.fill("Display Label", "Facets")
    page.tick("Show this application in User Portal")
    page.click("Next")
    page.click("Configure Application")
    page.fill("Redirect URI 1", redirect_url)
    page.click("+ Add URI")
    page.fill("Redirect URI 2", TEST_ADDRESS)
    page.tick("Client Secret Post")
    page.fill("Login URL", running.world.control_plane_url)
    page.tick("Email")
    page.tick("Profile")
    page.click("User Groups")
    page.tick("Engineering")
    page.click("Activate")
    page.wait_for_text("Application Saved")
    return page.value("Client ID"), page.value("Client Secret")


def test_the_whole_facets_journey_by_mouse_and_labels(
    chromium: Browser, running: RunningWorld
) -> None:
    page = chromium.open(running.world.console_url)
    redirect_url = new_integration(page, running)
    assert redirect_url == f"{running.world.control_plane_url}/login/oauth2/code/jumpcloud"
    client_id, secret = new_application(page, running, redirect_url)
    page.click("Got It")
    page.wait_for_text("Client Secret Valid")
    assert "Practice" in page.title

    new_integration(page, running)
    page.fill("Client ID", client_id)
    page.fill("Client Secret", secret)
    page.fill("Login Button Text", "Acme")
    page.click("Create")
    page.click("Login")
    page.click("Acme")
    page.tick("Jane Rivera")
    page.click("Sign in")
    page.wait_for_text("You are signed in to Facets as jane@acme.example")

    page.click("Logout")
    page.click("Acme")
    page.tick("Sam Okafor")
    page.click("Sign in")
    page.wait_for_text("The user is not assigned to this application.")

    page.click("Back to Login")
    page.click("Acme")
    page.click("Cancel")
    page.wait_for_text("The resource owner denied the request.")
    page.close()


def test_a_lost_secret_is_regenerated_in_the_left_pane(
    chromium: Browser, running: RunningWorld
) -> None:
    page = chromium.open(running.world.console_url)
    _, first = new_application(page, running, "https://wiki.example/cb")
    page.click("Got It")
    page.click("Client Secret Valid")
    page.click("Regenerate Secret")
    page.wait_for_text("Application Saved")
    assert page.value("Client Secret") != first
    page.close()


def test_a_key_is_made_on_its_page_and_replaced_only_on_purpose(
    chromium: Browser, running: RunningWorld
) -> None:
    page = chromium.open(running.world.console_url)
    page.click("My API Key")
    page.click("Generate New API Key")
    page.wait_for_text("It is shown only this once")
    first = Secret(page.value("API Key"))
    page.click("Generate New API Key")
    page.wait_for_text("Your key was not replaced")
    page.tick("Nothing else uses my key")
    page.click("Generate New API Key")
    page.wait_for_text("It is shown only this once")
    assert Secret(page.value("API Key")) != first
    page.click("Service Accounts")
    page.fill("Name", "Setup wizard")
    page.click("+ New")
    page.wait_for_text("The service account is made.")
    assert page.value("Client Secret")
    page.click("Delete Setup wizard")
    page.wait_for_text("There is no service account yet.")
    page.close()
