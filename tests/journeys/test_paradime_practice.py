"""Paradime from the first page to the mail, rehearsed in the real window with a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.driver_screen import Screen
from tests.journeys.hands import Hands, Keyboard, Mouse
from tests.journeys.practice_walk import Walk
from tests.journeys.wizard import Wizard
from tests.peers.chromium import Browser

pytestmark = pytest.mark.x11

US_REDIRECT = "https://account.us.paradime.io/login/callback"
US = "United States (US): the address starts with app.us.paradime.io"
CLICKS = [
    "Open SSO Applications",
    "Add an application",
    "Choose Custom Application",
    "Choose the way people sign in",
    "Name the application and show it",
    "Give it Paradime's logo",
    "Review and configure",
    "Allow refresh tokens",
    "Add the redirect URLs",
    "Set the Client Authentication Type",
    "Set the Login URL",
    "Let name and e-mail through",
    "Choose who may sign in",
    "Activate",
    "Copy the Client ID and Client Secret",
]


def hand_over(walk: Walk) -> None:
    """Draft the mail, which holds everything but the secret, and wait for Paradime."""
    wizard, secret = walk.wizard, walk.portal.secret
    walk.hands.press("Write the mail")
    walk.hands.fill("Company name", "Acme")
    wizard.find("Copy Text")
    assert walk.copied("To") == "support@paradime.io"
    assert "Acme" in walk.copied("Subject")
    text = walk.copied("Text")
    assert secret not in text
    for value in ("Acme", "US", US_REDIRECT, walk.portal.client_id):
        assert value in text
    assert walk.copied("Client ID") == walk.portal.client_id
    assert walk.copied("Client Secret") == secret
    walk.hands.tick("Handed over")
    wizard.wait_for_text("Waiting for Paradime")
    wizard.find("Paradime has answered")


@pytest.mark.parametrize("way", [Mouse, Keyboard])
def test_paradime_goes_from_nothing_to_the_mail_without_the_secret(
    way: type[Mouse] | type[Keyboard], screen: Screen, browser: Browser, tmp_path: Path
) -> None:
    words, data = "--practice", tmp_path / "data"
    with Wizard(words, data=data, screen=screen, opener=browser.opener) as wizard:
        hands: Hands = way(wizard)
        walk = Walk(wizard, browser, hands)
        walk.begin("Paradime", "Where is your Paradime?")
        hands.select("Paradime region", US)
        wizard.wait_for_value("Redirect URI", US_REDIRECT)
        walk.go_on("Open SSO Applications")
        assert walk.application() == CLICKS
        walk.credentials(
            "The Redirect URI of Paradime is registered",
            "The Client Authentication Type is Client Secret Post",
            "Refresh tokens are allowed",
        )
        walk.go_on("Test the login")
        walk.login("The sign-in can be renewed")
        hand_over(walk)
        assert not wizard.has("Something unexpected happened")
        walk.hands.press("Finish")
        assert wizard.wait_exit() == 0
        assert "Traceback" not in wizard.errors()
