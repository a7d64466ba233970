"""The application made by a key in the real window, and what a kill in the middle leaves."""

from __future__ import annotations

from pathlib import Path

import pytest

from jcwizard.practice.admin_faults import AdminFault
from tests.journeys.command import setup_file
from tests.journeys.driver_screen import Screen
from tests.journeys.hands import Mouse
from tests.journeys.practice_walk import Walk
from tests.journeys.wizard import Wizard
from tests.peers.chromium import Browser, Page
from tests.practice.running import RunningWorld

pytestmark = pytest.mark.x11

WIKI = "https://wiki.acme.example/login/callback"
BEHIND = "https://wiki.acme.example/login"
APPLICATION = "Open SSO Applications"


def new_key(wizard: Wizard, browser: Browser) -> str:
    """Make a key on the pretend JumpCloud's page, in the browser; returns it."""
    before = {page.number for page in browser.pages()}
    wizard.press("Open the pretend JumpCloud's keys")

    def opened() -> Page | None:
        return next((page for page in browser.pages() if page.number not in before), None)

    page = wizard.until(opened, "the browser to open the page of keys")
    page.wait_for_text("My API Key")
    page.click("Generate New API Key")
    key: str = page.value("API Key")
    return key


def sign_in(wizard: Wizard, way: str, key: str) -> None:
    """Take a way through the Admin API, and sign in."""
    hands = Mouse(wizard)
    hands.pick(way)
    hands.fill("Admin API key", key)
    hands.press("Sign in to JumpCloud")
    wizard.arrive("Is there one already?")


def create(wizard: Wizard) -> None:
    """Make a new application for All Users, up to the press that does it."""
    hands = Mouse(wizard)
    hands.press("Make a new one")
    wizard.wait_for_text("Who may sign in")
    hands.fill("Search groups", "All Users")
    wizard.key("Return", "space")
    wizard.find("All Users, will be added")
    hands.press("Show what will change")
    wizard.arrive("Look at it once more")
    hands.press("Create it in JumpCloud")


@pytest.mark.row("K87")
def test_a_key_makes_the_application_and_somebody_signs_in(
    screen: Screen, browser: Browser, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    with Wizard("--practice", data=data, screen=screen, opener=browser.opener) as wizard:
        hands = Mouse(wizard)
        walk = Walk(wizard, browser, hands)
        walk.begin("Another service", "About the service")
        hands.fill("Display Label", "Acme Wiki")
        hands.fill("Redirect URL", WIKI)
        hands.fill("Login URL", BEHIND)
        walk.go_on("How does the service sign in?")
        walk.go_on(APPLICATION)
        hands.pick("Create it for me")
        key = new_key(wizard, browser)
        sign_in(wizard, "Create it for me", key)
        create(wizard)
        wizard.arrive("It is done", timeout=20)
        walk.go_on("The check needs nobody to sign in.")
        hands.press("Check now")
        wizard.wait_passed("JumpCloud knows the Client ID", "The Client Secret is right")
        walk.go_on("Test the login")
        walk.login()
        assert key not in wizard.saved()
        assert "Traceback" not in wizard.errors()


@pytest.mark.row("G11")
def test_a_kill_in_the_middle_of_a_creation_is_named_on_the_next_start(
    screen: Screen, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    with RunningWorld() as practice:
        world = practice.world
        file = setup_file(
            tmp_path,
            service="custom",
            display_label="Acme Wiki",
            redirect_urls=[WIKI],
            login_url=BEHIND,
            issuer=world.issuer,
            admin_api=world.admin_api("us"),
        )
        held = AdminFault(method="POST", path="*/sso", hold=True)
        world.admin_faults.append(held)
        with Wizard(str(file), data=data, screen=screen) as wizard:
            wizard.arrive(APPLICATION)
            sign_in(wizard, "Create it for me", world.api_key.reveal())
            create(wizard)
            wizard.until(held.held.is_set, "the second call")
            wizard.kill()
        held.release()
        (left,) = world.applications.kept
        assert world.api_key.reveal() not in wizard.saved()

        with Wizard(data=data, screen=screen) as wizard:
            wizard.continue_with("Acme Wiki", "Sign in to JumpCloud's Admin API")
            wizard.wait_for_text("A change was interrupted")
            wizard.wait_for_text("Made the application Acme Wiki")
            Mouse(wizard).fill("Admin API key", world.api_key.reveal())
            wizard.press("Sign in to JumpCloud")
            wizard.arrive("Is there one already?")
            wizard.press("Look what became of it")
            wizard.press("Put it right in JumpCloud")
            wizard.wait_for_text("Nothing half-made is left.")
            assert left.id not in [one.id for one in world.applications.kept]
