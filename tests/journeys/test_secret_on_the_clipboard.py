"""A copied secret as other programs of an X11 desktop see it: hinted, short-lived, and alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.canaries import canary, leaks
from tests.journeys.command import facets_file
from tests.journeys.driver_screen import Screen
from tests.journeys.wizard import HASTY, Wizard
from tests.peers.provider import Client

pytestmark = pytest.mark.x11

SECRET = canary("clipboard").replace("é", "e")
HINT = "x-kde-passwordManagerHint"
OTHER = "what the person copied since"


@pytest.fixture
def wizard(screen: Screen, tmp_path: Path) -> Iterator[Wizard]:
    """The wizard on the page of Facets' values, with the secret entered."""
    file = facets_file(tmp_path, "http://127.0.0.1:9/", Client().client_id)
    with Wizard(str(file), data=tmp_path / "data", screen=screen, program=HASTY) as running:
        running.to_step("Client ID and secret", "The check needs nobody to sign in.")
        running.type_into("Client Secret", SECRET)
        running.to_step("Create in Facets", "leaves the clipboard after 60 seconds")
        yield running


def close(wizard: Wizard) -> None:
    wizard.close_window()
    assert wizard.wait_exit() == 0


@pytest.mark.row("S15")
def test_it_is_hinted_kept_out_of_primary_and_taken_away_in_time(
    wizard: Wizard, screen: Screen
) -> None:
    screen.copy("nothing yet")
    assert not list(leaks(screen.clipboard(), [SECRET])), "only after a press"

    assert wizard.copied("Client Secret") == SECRET
    assert HINT in screen.clipboard_formats()
    assert screen.clipboard_data(HINT) == "secret"
    assert not list(leaks(screen.clipboard("primary"), [SECRET]))

    wizard.until(lambda: screen.clipboard() != SECRET, "the clipboard to be cleared", 20)
    assert not list(leaks(screen.clipboard(), [SECRET]))
    wizard.wait_for_text("has been removed from the clipboard")


@pytest.mark.row("S15")
def test_it_is_gone_when_the_window_closes(wizard: Wizard, screen: Screen) -> None:
    assert wizard.copied("Client Secret") == SECRET
    close(wizard)
    assert not list(leaks(screen.clipboard(), [SECRET]))
    assert HINT not in screen.clipboard_formats()


@pytest.mark.row("S16")
def test_what_was_copied_since_then_is_left_alone(wizard: Wizard, screen: Screen) -> None:
    assert wizard.copied("Client Secret") == SECRET
    screen.copy(OTHER)
    close(wizard)
    assert screen.clipboard() == OTHER


@pytest.mark.row("S17")
def test_the_page_says_to_paste_before_closing(wizard: Wizard, screen: Screen) -> None:
    """A value goes with the program that holds it, where the desktop does not take it over."""
    wizard.wait_for_text("Paste the other values before you close it, too.")
    assert wizard.copied("Client ID") == Client().client_id
    assert HINT not in screen.clipboard_formats(), "only a secret is hidden from histories"
    close(wizard)
    assert screen.clipboard() in ("", Client().client_id)
