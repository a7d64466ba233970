"""Facets from the first page to the end, rehearsed in the real window with a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.driver_screen import Screen
from tests.journeys.facets_walk import from_nothing_to_a_proven_login
from tests.journeys.hands import Keyboard, Mouse
from tests.journeys.practice_walk import Walk
from tests.journeys.wizard import Wizard
from tests.peers.chromium import Browser

pytestmark = pytest.mark.x11


@pytest.mark.parametrize("way", [Mouse, Keyboard])
def test_facets_goes_from_nothing_to_a_proven_login(
    way: type[Mouse] | type[Keyboard], screen: Screen, browser: Browser, tmp_path: Path
) -> None:
    words, data = "--practice", tmp_path / "data"
    with Wizard(words, data=data, screen=screen, opener=browser.opener) as wizard:
        from_nothing_to_a_proven_login(Walk(wizard, browser, way(wizard)))
