"""What the service shows is compared with what was worked out, and wins."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from jcwizard.model.route import StepState
from jcwizard.model.settings import settings
from jcwizard.model.setup import Setup
from jcwizard.ui.context import Context
from jcwizard.ui.window import Window
from tests.ui.pages.conftest import OpenAt
from tests.ui.pages.finding import called, said
from tests.ui.sample import FACETS

COMPUTED = "https://acme.console.facets.cloud/login/oauth2/code/jumpcloud"
OTHER = "https://acme.console.facets.cloud/login/oauth2/code/jumpcl0ud"


@pytest.fixture
def window(open_at: OpenAt) -> Window:
    return open_at("redirect")


def paste(window: Window, qtbot: QtBot, text: str) -> QLineEdit:
    field = called(window, QLineEdit, "Redirect URL shown by Facets")
    field.setFocus()
    field.selectAll()
    QGuiApplication.clipboard().setText(text)
    qtbot.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    window.refresh()
    return field


def used(context: Context) -> tuple[str, ...]:
    return settings(context.service, context.setup, context.around).redirect_urls


def test_the_redirect_url_is_shown_and_copied(window: Window, qtbot: QtBot) -> None:
    assert called(window, QPlainTextEdit, "Redirect URL").toPlainText() == COMPUTED
    called(window, QPushButton, "Copy Redirect URL").click()
    assert QGuiApplication.clipboard().text() == COMPUTED


def test_nobody_goes_on_without_having_compared(window: Window) -> None:
    assert not window.footer.primary.isEnabled()


def test_an_equal_address_gets_a_tick(window: Window, qtbot: QtBot, context: Context) -> None:
    paste(window, qtbot, f" {COMPUTED}\n")
    assert "Both are the same." in said(window.page)
    assert window.footer.primary.isEnabled()
    assert used(context) == (COMPUTED,)


def test_comparing_by_eye_is_enough(window: Window) -> None:
    called(window, QPushButton, "It is the same").click()
    assert "both are the same" in said(window.page)
    window.refresh()
    assert window.footer.primary.isEnabled()


def test_after_a_yes_the_keyboard_is_on_the_primary_button(window: Window, qtbot: QtBot) -> None:
    button = called(window, QPushButton, "It is the same")
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.focusWidget() is window.footer.primary)
    assert window.footer.primary.isEnabled()


def test_what_the_service_shows_wins(window: Window, qtbot: QtBot, context: Context) -> None:
    paste(window, qtbot, OTHER)
    assert "They are not the same" in said(window.page)
    assert "The difference: o above, 0 below." in said(window.page)
    assert used(context) == (OTHER,)
    assert window.footer.primary.isEnabled()


def test_a_refused_paste_is_kept_with_its_reason_and_never_used(
    window: Window, qtbot: QtBot, context: Context
) -> None:
    field = paste(window, qtbot, "http://acme.example/login")
    field.clearFocus()
    qtbot.keyClick(window, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: "which is not safe" in said(window.page))
    assert field.text() == "http://acme.example/login"
    assert used(context) == (COMPUTED,)
    assert not window.footer.primary.isEnabled()


def test_emptying_the_field_takes_the_other_address_back(
    window: Window, qtbot: QtBot, context: Context
) -> None:
    field = paste(window, qtbot, OTHER)
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_Delete)
    window.refresh()
    assert used(context) == (COMPUTED,)
    assert not window.footer.primary.isEnabled()


def test_another_registration_id_makes_the_comparison_out_of_date(
    window: Window, qtbot: QtBot, context: Context
) -> None:
    paste(window, qtbot, OTHER)
    context.setup.put("registration_id", "jc2")
    window.refresh()
    assert window.page.stop.state is StepState.OUT_OF_DATE
    assert "Compare once more" in said(window.page)
    assert called(window, QLineEdit, "Redirect URL shown by Facets").text() == ""
    assert used(context) == ("https://acme.console.facets.cloud/login/oauth2/code/jc2",)


def test_going_back_to_the_first_registration_id_brings_the_comparison_back(
    window: Window, qtbot: QtBot, context: Context
) -> None:
    paste(window, qtbot, OTHER)
    context.setup.put("registration_id", "jc2")
    context.setup.put("registration_id", "jumpcloud")
    window.refresh()
    assert called(window, QLineEdit, "Redirect URL shown by Facets").text() == OTHER
    assert used(context) == (OTHER,)


def test_an_address_from_a_setup_file_is_shown_and_waits_for_the_person(
    open_at: OpenAt, context: Context
) -> None:
    window = open_at("redirect", Setup("facets", {**FACETS, "redirect_urls": OTHER}))
    assert "They are not the same" in said(window.page)
    assert not window.footer.primary.isEnabled()
    called(window, QPushButton, "Use this address").click()
    window.refresh()
    assert window.footer.primary.isEnabled()
    assert used(context) == (OTHER,)


def test_another_products_address_is_refused_in_this_pages_own_words(
    window: Window, qtbot: QtBot, context: Context
) -> None:
    field = paste(window, qtbot, "https://console.jumpcloud.com/#/applications")
    field.editingFinished.emit()
    window.refresh()
    assert "This is not the Redirect URL of Facets." in said(window.page)
    assert "open Facets" not in said(window.page)
    assert used(context) == (COMPUTED,)
    assert not window.footer.primary.isEnabled()
