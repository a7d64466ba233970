"""The whole practice journey and the test login, in the window of the frozen program."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.certified_walk import (
    assert_ada_signed_in,
    before_the_login,
    register,
    sign_in,
)
from tests.journeys.command import FACETS_REDIRECT, facets_file
from tests.journeys.driver_screen import Screen
from tests.journeys.facets_walk import from_nothing_to_a_proven_login
from tests.journeys.hands import Mouse
from tests.journeys.practice_walk import Walk
from tests.journeys.wizard import Wizard
from tests.oidc.browser import free_port
from tests.peers.chromium import Browser
from tests.peers.provider import CertifiedProvider

pytestmark = pytest.mark.x11


def test_the_bundle_goes_from_nothing_to_a_proven_login(
    frozen: Path, screen: Screen, browser: Browser, tmp_path: Path
) -> None:
    with Wizard(
        "--practice",
        data=tmp_path / "data",
        screen=screen,
        opener=browser.opener,
        program=[str(frozen)],
    ) as wizard:
        from_nothing_to_a_proven_login(Walk(wizard, browser, Mouse(wizard)))


def test_the_bundle_makes_the_test_login_at_the_certified_provider(
    frozen: Path, screen: Screen, browser: Browser, tmp_path: Path
) -> None:
    port = free_port()
    with CertifiedProvider() as provider:
        client = register(provider, FACETS_REDIRECT, port, "client_secret_post")
        file = facets_file(tmp_path, provider.issuer, client.client_id)
        with Wizard(
            str(file),
            data=tmp_path / "data",
            screen=screen,
            opener=browser.opener,
            port=port,
            program=[str(frozen)],
        ) as wizard:
            before_the_login(wizard, "Compare the Redirect URL")
            wizard.click("Start test login")
            assert_ada_signed_in(wizard, sign_in(browser))
            assert "Traceback" not in wizard.errors()
        token = provider.requests_to("/token")[-1]
    assert (token.status, token.authentication) == (200, "client_secret_post")
