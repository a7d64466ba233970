"""What every whole-flow test gets: a screen and a browser, where there is an X server to be had."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.journeys.driver_screen import Screen
    from tests.peers.chromium import Browser

# D-Bus, AT-SPI and X are Linux's own, and so are the packages that talk with them.
collect_ignore_glob = [] if sys.platform == "linux" else ["test_*.py"]


@pytest.fixture(scope="module")
def screen() -> Iterator[Screen]:
    """An X screen with a window manager, shared by the tests of a module."""
    from tests.journeys.driver_screen import Screen

    with Screen() as running:
        yield running


@pytest.fixture(scope="module")
def shared_browser() -> Iterator[Browser]:
    """A Chromium, shared by the tests of a module."""
    from tests.peers.chromium import Browser

    with Browser() as running:
        yield running


@pytest.fixture
def browser(shared_browser: Browser) -> Iterator[Browser]:
    """The module's Chromium with one blank page, as it is after starting."""
    yield shared_browser
    for page in shared_browser.pages()[1:]:
        page.close()
    shared_browser.pages()[0].goto("about:blank")
