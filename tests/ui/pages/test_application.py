"""The clicks in JumpCloud come one at a time, are ticked, and say when they must be done again."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton, QRadioButton
from pytestqt.qtbot import QtBot

from jcwizard.model.setup import Setup
from jcwizard.ui.context import Context
from jcwizard.ui.pages.click_overview import ClickRow
from jcwizard.ui.widgets.copy_field import CopyField
from jcwizard.ui.window import Window
from tests.ui.pages.conftest import OpenAt
from tests.ui.pages.finding import called, said
from tests.ui.sample import FACETS, Heard

PARADIME = {"region": "eu", "paradime_region": "us"}


@pytest.fixture
def window(open_at: OpenAt) -> Window:
    return open_at("application")


def press(window: Window, times: int = 1) -> None:
    for _ in range(times):
        window.footer.primary.click()
        QApplication.processEvents()


def heading(window: Window) -> str:
    return said(window.page).splitlines()[0]


def row(window: Window, title: str) -> ClickRow:
    return next(r for r in window.page.findChildren(ClickRow) if title in r.accessibleName())


def test_one_click_is_shown_with_its_place_among_all(window: Window) -> None:
    assert heading(window) == "Open SSO Applications"
    assert window.footer.primary.text() == "Done, next click"
    assert "Click 1 of 13" in said(window.footer)


def test_values_stand_beside_the_click_that_needs_them(window: Window) -> None:
    press(window, 6)
    assert heading(window) == "Add the redirect URLs"
    called(window, QPushButton, "Copy Redirect URL of Facets").click()
    copied = QGuiApplication.clipboard().text()
    assert copied == "https://acme.console.facets.cloud/login/oauth2/code/jumpcloud"
    shown = called(window, QPlainTextEdit, "Test address, for the test login only")
    assert shown.toPlainText() == "http://127.0.0.1:14217/callback"


def test_several_redirect_urls_are_one_field_a_line(open_at: OpenAt) -> None:
    values = {
        "region": "us",
        "display_label": "Wiki",
        "redirect_urls": "https://a.example/cb\nhttps://b.example/cb",
        "login_url": "https://a.example/",
    }
    window = open_at("application", Setup("custom", values))
    press(window, 6)
    fields = window.page.findChildren(CopyField)
    shown = [field.value for field in fields if field.isVisibleTo(window)]
    assert shown[:2] == ["https://a.example/cb", "https://b.example/cb"]


def test_back_goes_to_the_click_before_and_only_then_to_the_step_before(
    window: Window,
) -> None:
    press(window, 2)
    window.footer.back.click()
    window.refresh()
    assert heading(window) == "Add an application"
    for _ in range(2):
        window.footer.back.click()
        window.refresh()
    assert window.page.step.id == "redirect"


def test_the_console_of_the_chosen_region_is_opened(open_at: OpenAt, heard: Heard) -> None:
    window = open_at("application", Setup("facets", {**FACETS, "region": "eu"}))
    called(window.footer, QPushButton, "Open the JumpCloud console").click()
    assert heard.opened == ["https://console.eu.jumpcloud.com"]


def test_coming_back_lands_on_the_first_click_that_is_not_done(window: Window) -> None:
    press(window, 4)
    window.go("registration")
    window.go("application")
    assert heading(window) == "Name the application"


def test_after_the_last_click_the_step_is_done(window: Window) -> None:
    press(window, 13)
    assert heading(window) == "All clicks are done"
    assert window.footer.primary.text() == "Next"
    assert window.footer.primary.isEnabled()
    press(window)
    assert window.page.step.id == "credentials"


def test_the_keyboard_alone_walks_through_all_clicks(window: Window, qtbot: QtBot) -> None:
    for _ in range(13):
        qtbot.keyClick(window, Qt.Key.Key_Return)
        window.refresh()
    assert heading(window) == "All clicks are done"


def test_somebody_whose_application_exists_ticks_all_at_once(window: Window) -> None:
    called(window, QPushButton, "All of this is done already").click()
    window.refresh()
    assert window.footer.primary.isEnabled()
    called(window, QPushButton, "Show me the clicks").click()
    window.refresh()
    assert heading(window) == "Open SSO Applications"
    press(window)
    assert heading(window) == "Add an application"


def test_the_list_shows_what_is_done_and_leads_to_each_click(window: Window) -> None:
    press(window)
    called(window, QPushButton, "All 13 clicks").click()
    assert row(window, "Open SSO Applications").accessibleName() == "Open SSO Applications, done"
    assert row(window, "Add an application").accessibleName().endswith("you are here")
    assert row(window, "Activate").accessibleName().endswith("to do")
    row(window, "Activate").click()
    assert heading(window) == "Activate"


def test_a_changed_value_asks_for_its_clicks_only_once_more(
    window: Window, context: Context
) -> None:
    press(window, 13)
    context.setup.put("registration_id", "jc2")
    window.go("registration")
    window.go("application")
    assert heading(window) == "Add the redirect URLs"
    assert "Changed since you did it: Redirect URL of Facets" in said(window.page)
    press(window)
    assert heading(window) == "All clicks are done"


def test_the_list_marks_a_click_that_is_out_of_date_and_says_why(
    window: Window, context: Context
) -> None:
    press(window, 13)
    context.setup.put("registration_id", "jc2")
    window.refresh()
    marked = row(window, "Add the redirect URLs").accessibleName()
    assert "changed: Redirect URL of Facets" in marked
    assert marked.endswith("out of date")


def test_paradime_gets_its_own_clicks_and_values(open_at: OpenAt) -> None:
    window = open_at("application", Setup("paradime", PARADIME))
    seen = []
    for _ in range(15):
        seen.append(heading(window))
        press(window)
    assert "Name the application and show it" in seen
    assert seen.index("Allow refresh tokens") < seen.index("Add the redirect URLs")
    assert heading(window) == "All clicks are done"


def test_each_new_click_is_announced(window: Window, heard: Heard) -> None:
    press(window)
    assert "Add an application" in heard.announced


def test_three_ways_stand_above_the_first_click_and_fold_when_one_is_begun(window: Window) -> None:
    for way in ("Show me the clicks", "Create it for me", "Check one I already have"):
        assert called(window, QRadioButton, way).isVisibleTo(window)
    assert called(window, QRadioButton, "Show me the clicks").isChecked()
    press(window)
    assert not any(card.isVisibleTo(window) for card in window.page.findChildren(QRadioButton))
    called(window, QPushButton, "Another way").click()
    assert called(window, QRadioButton, "Create it for me").isVisibleTo(window)


def test_folding_the_ways_opens_no_window_of_its_own(window: Window) -> None:
    press(window)
    shown = [one for one in QApplication.topLevelWidgets() if one.isVisible()]
    assert shown == [window]


def test_enter_on_the_chosen_card_walks_the_clicks(window: Window, qtbot: QtBot) -> None:
    called(window, QRadioButton, "Show me the clicks").setFocus()
    qtbot.keyClick(called(window, QRadioButton, "Show me the clicks"), Qt.Key.Key_Return)
    window.refresh()
    assert heading(window) == "Add an application"


def test_looking_at_another_way_loses_no_click(window: Window) -> None:
    press(window, 3)
    called(window, QPushButton, "Another way").click()
    called(window, QRadioButton, "Create it for me").click()
    window.refresh()
    assert window.footer.primary.text() == "Sign in to JumpCloud"
    called(window, QPushButton, "Another way").click()
    called(window, QRadioButton, "Show me the clicks").click()
    window.refresh()
    assert "Click 4 of 13" in said(window.footer)


def test_a_finding_opens_the_click_that_it_is_about(window: Window) -> None:
    window.go("application/groups")
    assert heading(window) == "Choose who may sign in"
    window.go("application/no-such-click")
    assert heading(window) == "Choose who may sign in"
