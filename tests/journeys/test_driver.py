"""The driver sees and uses a real window from outside, as assistive technology and hands do."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.driver import App
from tests.journeys.driver_screen import Screen
from tests.peers.chromium import Browser
from tests.peers.keychain import Keychain
from tests.peers.leftovers import processes_at_home_in
from tests.peers.process import PeerError, wait_until

pytestmark = pytest.mark.x11
SAMPLE = [sys.executable, str(Path(__file__).with_name("sample_window.py"))]


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    with Screen() as screen:
        yield screen.display


@pytest.fixture
def app(display: str) -> Iterator[App]:
    with App(SAMPLE, display=display) as running:
        yield running


def said(app: App, line: str) -> None:
    """Wait until the window itself has said that this happened to it."""
    wait_until(lambda: line in app.output, 10, f"the window to say {line!r}; it said {app.output}")


def test_a_window_is_found_with_its_fields_by_their_labels(app: App) -> None:
    assert app.title() == "Sample window"
    assert app.text_of("Redirect URL") == "https://acme.example/login"
    assert app.text_of("JumpCloud region") == "United States"
    assert app.text_of("Nothing yet") == "Nothing yet"
    assert app.find("Client ID").role == "text"
    assert "button 'Check now'" in app.tree()
    assert "labelled 'JumpCloud region'" in app.tree()


def test_typing_goes_through_real_keys_and_replaces_what_was_there(app: App) -> None:
    app.type_into("Client ID", "first")
    app.type_into("Client ID", "4ff122de-428e-48c8 A~b_c{}%&'\"\\/=?")
    app.wait_for_value("Client ID", "4ff122de-428e-48c8 A~b_c{}%&'\"\\/=?")
    app.key("Return")

    said(app, "Enter after 4ff122de-428e-48c8 A~b_c{}%&'\"\\/=?")
    app.type_into("Client ID", "")
    app.wait_for_value("Client ID", "")


def test_letters_of_other_languages_arrive_whole(app: App) -> None:
    app.type_into("Client ID", "Zoë Ünal łódź €")
    app.wait_for_value("Client ID", "Zoë Ünal łódź €")


def test_what_the_person_copies_in_the_window_can_be_pasted_elsewhere(app: App) -> None:
    app.paste_into("Notes", "two\nlines")
    app.wait_for_value("Notes", "two\nlines")
    app.click("Redirect URL")
    app.key("ctrl+a", "ctrl+c")

    app.until(lambda: app.clipboard() == "https://acme.example/login", "the copy")
    assert "text/plain" in app.screen.clipboard_formats()
    assert app.screen.clipboard("primary") == "https://acme.example/login"


def test_a_password_is_typed_and_read_as_bullets(app: App) -> None:
    app.type_into("Client Secret", "S3cret-+/%:")
    app.wait_for_value("Client Secret", "●" * 11)

    assert app.find("Client Secret").role == "password text"
    assert not [text for text in app.texts() if "S3cret" in text]
    app.click("Check now")
    said(app, "Checked 11")


def test_a_text_can_be_set_without_keys(app: App) -> None:
    app.set_text("Notes", "two\nlines")
    app.wait_for_value("Notes", "two\nlines")


def test_a_button_is_clicked_by_the_pointer_and_pressed_without_it(app: App) -> None:
    app.click("Check now")
    app.press("Check now")

    wait_until(lambda: app.output.count("Checked 0") == 2, 10, "both presses")


def test_what_is_below_the_edge_is_scrolled_to_before_it_is_clicked(app: App) -> None:
    low = app.box("Far below")
    app.click("Far below")
    said(app, "Reached the end")

    assert app.box("Far below").y < low.y
    app.click("Check now")  # and back up again
    said(app, "Checked 0")


def test_options_boxes_and_list_items_are_chosen(app: App) -> None:
    app.choose("JumpCloud region", "India")
    said(app, "Region India")
    app.choose("JumpCloud region", "United States")
    said(app, "Region United States")
    app.toggle("Sharing my screen")
    said(app, "Sharing True")
    app.toggle("Sharing my screen", on=True)
    assert "Sharing False" not in app.output
    app.click("Create it for me")
    said(app, "Way Create it for me")
    app.click("Engineers", within="User Groups")
    said(app, "Group Engineers")

    assert app.find("Sharing my screen").checked
    assert app.find("Create it for me").checked
    assert not app.find("Show me the clicks").checked
    assert "selected" in app.find("Engineers").states


def test_one_of_several_alike_is_meant_by_what_it_lies_in(app: App) -> None:
    app.click("Copy", within="Paradime")
    said(app, "Copied for Paradime")
    app.press("Copy", within="Facets")
    said(app, "Copied for Facets")


def test_the_items_of_a_closed_list_are_not_on_the_page(app: App) -> None:
    assert not app.has("European Union")


def test_the_keyboard_is_followed(app: App) -> None:
    app.click("Client ID")
    app.wait_focused("Client ID")
    app.key("Tab")
    app.wait_focused("Client Secret")
    app.key("alt+c")
    said(app, "Checked 0")


def test_announcements_are_heard(app: App) -> None:
    app.press("Check now")

    assert app.wait_announced("Checked") == "Checked 0"
    assert app.wait_for_text("Checked") == "Checked 0"


def test_what_is_absent_disabled_or_ambiguous_fails_by_name(app: App) -> None:
    with pytest.raises(
        PeerError, match=r"in vain for 'Nowhere'; on the page are:\n(.|\n)*Check now"
    ):
        app.find("Nowhere", timeout=0.1)
    with pytest.raises(PeerError, match="button 'Not yet' is disabled"):
        app.click("Not yet")
    with pytest.raises(PeerError, match=r"'Copy' is ambiguous: .* say `within`"):
        app.click("Copy")
    with pytest.raises(PeerError, match="'Check now' to go away"):
        app.wait_gone("Check now", timeout=0.1)


def test_a_picture_shows_the_window(app: App, tmp_path: Path) -> None:
    app.screenshot(tmp_path / "screen.png")

    (colours,) = app.screen.run("identify", "-format", "%k\n", str(tmp_path / "screen.png")).split()
    assert int(colours) > 10


def test_closing_the_window_ends_the_app_by_itself(app: App) -> None:
    app.close_window()

    assert app.wait_exit() == 0
    assert app.output[-1] == "left"


def test_a_killed_app_does_not_say_goodbye(app: App) -> None:
    app.kill()

    assert "left" not in app.output


def test_an_app_that_ends_before_its_window_says_why(display: str) -> None:
    started = time.monotonic()
    with (
        pytest.raises(PeerError, match=r"ended before it showed a window:\nno licence"),
        App([sys.executable, "-c", "import sys; sys.exit('no licence')"], display=display),
    ):
        pytest.fail("it showed a window")
    assert time.monotonic() - started < 10


@pytest.mark.parametrize("state", ["unlocked", "absent", "silent"])
def test_the_window_is_driven_whatever_the_keychain_is_like(display: str, state: str) -> None:
    with Keychain(state) as keychain, App(SAMPLE, env=keychain.env, display=display) as app:
        app.press("Check now")
        said(app, "Checked 0")


def test_a_window_at_twice_the_size_is_clicked_where_it_is(display: str) -> None:
    with (
        Keychain("absent") as keychain,
        App(SAMPLE, env=keychain.env | {"QT_SCALE_FACTOR": "2"}, display=display) as app,
    ):
        app.toggle("Sharing my screen", on=True)
        app.type_into("Client ID", "large")
        app.wait_for_value("Client ID", "large")
        app.choose("JumpCloud region", "India")
        app.click("Far below")
        said(app, "Reached the end")


def test_a_browser_window_comes_to_the_front_and_the_app_is_still_read(app: App) -> None:
    with Browser(display=app.screen.display) as browser:
        page = browser.open("data:text/html,<title>In front</title><h1>Signed in</h1>")
        app.until(lambda: "Chromium" in app.title(), "the browser to be in front")
        app.press("Check now")
        said(app, "Checked 0")
        assert page.title == "In front"
        assert "Signed in" in page.text()


def test_a_screen_of_its_own_goes_with_the_app_and_nothing_is_left() -> None:
    home = Path(os.environ["HOME"])
    with App(SAMPLE) as app:
        display = app.screen.display
        app.paste_into("Client ID", "é")
        app.wait_for_value("Client ID", "é")
        assert processes_at_home_in(home)

    wait_until(lambda: not processes_at_home_in(home), 5, "all programs to go")
    assert not Path(f"/tmp/.X11-unix/X{display.removeprefix(':')}").exists()  # noqa: S108
