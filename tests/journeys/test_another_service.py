"""Another service, everything about which is asked for, rehearsed in the real window."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.driver_screen import Screen
from tests.journeys.hands import Mouse
from tests.journeys.practice_walk import Walk
from tests.journeys.wizard import Wizard
from tests.peers.chromium import Browser

pytestmark = pytest.mark.x11

CALLBACKS = ("https://wiki.acme.example/login/callback", "https://wiki.acme.example/app/callback")


def test_another_service_with_basic_and_refresh_tokens_goes_to_a_proven_login(
    screen: Screen, browser: Browser, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    with Wizard("--practice", data=data, screen=screen, opener=browser.opener) as wizard:
        hands = Mouse(wizard)
        walk = Walk(wizard, browser, hands)
        walk.begin("Another service", "About the service")
        hands.fill("Display Label", "Acme Wiki")
        hands.fill("Redirect URL", "\n".join(CALLBACKS))
        hands.fill("Login URL", "https://wiki.acme.example/login")
        walk.go_on("How does the service sign in?")
        hands.select("Client Authentication Type", "Client Secret Basic")
        hands.tick("The service keeps people signed in (Refresh Token)")
        wizard.until(
            lambda: "offline_access" in wizard.text_of("What the service asks JumpCloud for"),
            "the word for refresh tokens",
        )
        walk.go_on("Open SSO Applications")
        clicks = walk.application()
        assert "Allow refresh tokens" in clicks
        walk.credentials(
            "The Redirect URL of Acme Wiki is registered",
            "The Client Authentication Type is Client Secret Basic",
            "Refresh tokens are allowed",
        )
        walk.go_on("Test the login")
        walk.login("The sign-in can be renewed")
        wizard.wait_for_text("Enter the values in Acme Wiki")
        hands.press("Show them")
        assert walk.copied("Client ID") == walk.portal.client_id
        assert walk.copied("Client Secret") == walk.portal.secret
        assert "Traceback" not in wizard.errors()
