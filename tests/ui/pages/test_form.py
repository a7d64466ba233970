"""A form keeps what is typed, shows what comes out of it, and says what is wrong."""

from __future__ import annotations

import asyncio

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
)
from pytestqt.qtbot import QtBot

from jcwizard.model.setup import Setup
from jcwizard.ui.context import Context
from jcwizard.ui.pages import id_in_use
from jcwizard.ui.widgets.picture import Picture
from jcwizard.ui.window import Window
from tests.conftest import QtLoop
from tests.ui.pages.conftest import OpenAt
from tests.ui.pages.finding import called, said, wait_until
from tests.ui.sample import FACETS, Heard

REGION = {"region": "us"}
CUSTOM = {
    "region": "us",
    "display_label": "Wiki",
    "redirect_urls": "https://wiki.example/cb",
    "login_url": "https://wiki.example/",
}


def field(window: Window, name: str) -> QLineEdit:
    return called(window.page, QLineEdit, name)


def type_into(qtbot: QtBot, line: QLineEdit, text: str) -> None:
    line.selectAll()
    qtbot.keyClicks(line, text)


def paste(qtbot: QtBot, line: QLineEdit, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    line.selectAll()
    qtbot.keyClick(line, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def redirect(window: Window, name: str = "Redirect URL") -> str:
    window.refresh()
    return called(window.page, QPlainTextEdit, name).toPlainText()


def test_the_redirect_url_appears_while_typing(open_at: OpenAt, qtbot: QtBot) -> None:
    window = open_at("registration", Setup("facets", REGION))
    assert redirect(window) == ""
    assert "It appears here" in said(window.page)
    assert not called(window.page, QPushButton, "Copy Redirect URL").isEnabled()
    type_into(qtbot, field(window, "Control Plane URL"), "https://acme.console.facets.cloud")
    assert redirect(window) == "https://acme.console.facets.cloud/login/oauth2/code/jumpcloud"
    type_into(qtbot, field(window, "Registration ID"), "jc")
    assert redirect(window) == "https://acme.console.facets.cloud/login/oauth2/code/jc"
    called(window.page, QPushButton, "Copy Redirect URL").click()
    assert QGuiApplication.clipboard().text() == redirect(window)


def test_a_pasted_page_of_facets_is_cut_down_and_says_so(
    open_at: OpenAt, qtbot: QtBot, context: Context
) -> None:
    window = open_at("registration", Setup("facets", REGION))
    line = field(window, "Control Plane URL")
    type_into(qtbot, line, "https://acme.console.facets.cloud/capc/home?x=1#top")
    assert "Cut down to https://acme.console.facets.cloud" in said(window.page)
    line.editingFinished.emit()
    assert context.setup.values["control_plane_url"] == "https://acme.console.facets.cloud"


def test_a_refused_registration_id_is_kept_with_its_reason(
    open_at: OpenAt, qtbot: QtBot, context: Context
) -> None:
    window = open_at("registration", Setup("facets", FACETS))
    line = field(window, "Registration ID")
    type_into(qtbot, line, "Jump Cloud")
    qtbot.waitUntil(lambda: "without spaces" in said(window.page))
    assert line.text() == context.setup.values["registration_id"] == "Jump Cloud"
    window.refresh()
    assert not window.footer.primary.isEnabled()
    assert redirect(window) == ""


def test_a_pasted_paradime_address_chooses_its_region(
    open_at: OpenAt, qtbot: QtBot, context: Context
) -> None:
    window = open_at("redirect", Setup("paradime", REGION))
    line = called(window.page, QComboBox, "Paradime region").lineEdit()
    assert line is not None
    paste(qtbot, line, "https://app.us.paradime.io/home")
    assert context.setup.values["paradime_region"] == "us"
    assert redirect(window, "Redirect URI") == "https://account.us.paradime.io/login/callback"


def test_a_typed_paradime_address_is_left_alone_until_the_field_is_left(
    open_at: OpenAt, qtbot: QtBot, context: Context
) -> None:
    window = open_at("redirect", Setup("paradime", REGION))
    line = called(window.page, QComboBox, "Paradime region").lineEdit()
    assert line is not None
    type_into(qtbot, line, "https://app.us.paradime.io/home")
    window.refresh()
    assert line.text() == "https://app.us.paradime.io/home"
    line.editingFinished.emit()
    assert context.setup.values["paradime_region"] == "us"
    assert "This address belongs to United States" in said(window.page)


def test_an_outdated_paradime_address_is_refused_by_name(
    open_at: OpenAt, qtbot: QtBot, context: Context
) -> None:
    window = open_at("redirect", Setup("paradime", REGION))
    line = called(window.page, QComboBox, "Paradime region").lineEdit()
    assert line is not None
    type_into(qtbot, line, "https://auth.us.paradime.io/login/callback")
    qtbot.waitUntil(lambda: "comes from an old guide" in said(window.page))
    assert line.text() == "https://auth.us.paradime.io/login/callback"
    window.refresh()
    assert not window.footer.primary.isEnabled()
    assert any(isinstance(one, Picture) for one in window.page.findChildren(Picture))


def test_a_flag_puts_its_word_into_the_list_and_takes_it_out(
    open_at: OpenAt, context: Context
) -> None:
    window = open_at("signing_in", Setup("custom", CUSTOM))
    box = called(window.page, QCheckBox, "The service keeps people signed in (Refresh Token)")
    box.click()
    assert context.setup.values["scopes"].split() == [
        "openid",
        "email",
        "profile",
        "offline_access",
    ]
    assert context.names()["needs_refresh"] == "yes"
    box.click()
    assert "offline_access" not in context.setup.values["scopes"]


def test_the_button_text_follows_the_companys_name_until_it_gets_its_own(
    open_at: OpenAt, qtbot: QtBot, context: Context
) -> None:
    window = open_at("button", Setup("facets", FACETS))
    company = field(window, "Company name")
    type_into(qtbot, company, "Acme")
    window.refresh()
    assert field(window, "Login Button Text").text() == "Acme"
    type_into(qtbot, field(window, "Login Button Text"), "Sign in with Acme")
    type_into(qtbot, company, "Acme Ltd")
    window.refresh()
    assert field(window, "Login Button Text").text() == "Sign in with Acme"
    assert context.setup.values["login_button_text"] == "Sign in with Acme"


def test_a_company_name_that_is_known_already_is_taken_when_the_step_is_opened(
    open_at: OpenAt,
) -> None:
    window = open_at("button", Setup("facets", {**FACETS, "organisation": "Globex"}))
    window.refresh()
    assert field(window, "Login Button Text").text() == "Globex"


def test_the_companys_name_is_offered_from_its_address_and_never_taken_by_itself(
    open_at: OpenAt, context: Context
) -> None:
    window = open_at("button", Setup("facets", FACETS))
    assert "organisation" not in context.setup.values
    called(window.page, QPushButton, "Use Acme").click()
    window.refresh()
    assert field(window, "Company name").text() == "Acme"
    assert field(window, "Login Button Text").text() == "Acme"


def test_the_login_button_is_shown_as_it_will_look(open_at: OpenAt, qtbot: QtBot) -> None:
    window = open_at("button", Setup("facets", FACETS))
    type_into(qtbot, field(window, "Login Button Text"), "<b>Acme</b> & Co")
    window.refresh()
    drawn = called(window.page, QLabel, "A login button that says: <b>Acme</b> & Co")
    assert drawn.text() == "<b>Acme</b> & Co"
    assert drawn.textFormat() == Qt.TextFormat.PlainText


def test_the_form_says_where_to_click_and_opens_the_place(open_at: OpenAt, heard: Heard) -> None:
    window = open_at("registration", Setup("facets", FACETS))
    assert "select JumpCloud as the Provider" in said(window.page)
    assert not any(one.isVisibleTo(window) for one in window.page.findChildren(Picture))
    window.page.findChildren(QPushButton)
    show = [one for one in window.page.findChildren(QPushButton) if one.text() == "Show picture"]
    show[0].click()
    assert any(one.isVisibleTo(window) for one in window.page.findChildren(Picture))
    called(window.page, QPushButton, "Open Facets").click()
    assert heard.opened == ["https://acme.console.facets.cloud"]


class Taken:
    """Answers which IDs are in use, when it is let go."""

    def __init__(self, ids: frozenset[str] | None, *, held: bool = False) -> None:
        self.ids = ids
        self.asked: list[str] = []
        self.cancelled = 0
        self.go = asyncio.Event()
        if not held:
            self.go.set()

    async def __call__(self, control_plane_url: str) -> frozenset[str] | None:
        self.asked.append(control_plane_url)
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        return self.ids


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the pause in the typing be short."""
    monkeypatch.setattr(id_in_use, "PAUSE_SECONDS", 0.02)


TITLE = "This Registration ID is already in use"


@pytest.mark.usefixtures("quick")
class TestAnIdInUse:
    def test_is_named_before_the_person_goes_on_and_blocks_nothing(
        self, open_at: OpenAt, context: Context, qt_loop: QtLoop
    ) -> None:
        context.taken_ids = Taken(frozenset({"google", "jumpcloud"}))
        window = open_at("registration", Setup("facets", FACETS))
        wait_until(window, qt_loop, lambda: TITLE in said(window.page))
        assert "acme.console.facets.cloud already has an integration called jumpcloud" in said(
            window.page
        )
        assert window.footer.primary.isEnabled()

    def test_is_asked_for_once_and_follows_the_typing(
        self, open_at: OpenAt, context: Context, qt_loop: QtLoop, qtbot: QtBot
    ) -> None:
        taken = context.taken_ids = Taken(frozenset({"jumpcloud"}))
        window = open_at("registration", Setup("facets", FACETS))
        wait_until(window, qt_loop, lambda: TITLE in said(window.page))
        type_into(qtbot, field(window, "Registration ID"), "jc")
        window.refresh()
        assert TITLE not in said(window.page)
        type_into(qtbot, field(window, "Registration ID"), "jumpcloud")
        window.refresh()
        assert TITLE in said(window.page)
        assert taken.asked == ["https://acme.console.facets.cloud"]

    def test_that_cannot_be_told_is_not_mentioned(
        self, open_at: OpenAt, context: Context, qt_loop: QtLoop
    ) -> None:
        taken = context.taken_ids = Taken(None)
        window = open_at("registration", Setup("facets", FACETS))
        wait_until(window, qt_loop, lambda: bool(taken.asked) and "Asking" not in said(window.page))
        assert TITLE not in said(window.page)

    def test_is_asked_for_with_a_way_on_and_given_up_when_the_page_is_left(
        self, open_at: OpenAt, context: Context, qt_loop: QtLoop
    ) -> None:
        taken = context.taken_ids = Taken(frozenset({"jumpcloud"}), held=True)
        window = open_at("registration", Setup("facets", FACETS))
        wait_until(window, qt_loop, lambda: bool(taken.asked))
        assert "Asking acme.console.facets.cloud" in said(window.page)
        assert window.footer.primary.isEnabled()
        window.go("service")
        wait_until(window, qt_loop, lambda: taken.cancelled == 1)

    def test_is_asked_of_the_control_plane_that_was_typed_last(
        self, open_at: OpenAt, context: Context, qt_loop: QtLoop
    ) -> None:
        taken = context.taken_ids = Taken(frozenset({"jumpcloud"}), held=True)
        window = open_at("registration", Setup("facets", FACETS))
        wait_until(window, qt_loop, lambda: len(taken.asked) == 1)
        context.setup.put("control_plane_url", "https://globex.console.facets.cloud")
        wait_until(window, qt_loop, lambda: len(taken.asked) == 2)
        taken.go.set()
        wait_until(window, qt_loop, lambda: TITLE in said(window.page))
        assert "globex.console.facets.cloud already has" in said(window.page)
        assert taken.cancelled == 1

    def test_is_ones_own_after_it_was_created(
        self, open_at: OpenAt, context: Context, qt_loop: QtLoop
    ) -> None:
        taken = context.taken_ids = Taken(frozenset({"jumpcloud"}))
        window = open_at("registration", Setup("facets", FACETS))
        wait_until(window, qt_loop, lambda: TITLE in said(window.page))
        context.setup.tick("create", "x")
        window.refresh()
        assert TITLE not in said(window.page)
        assert len(taken.asked) == 1


def test_a_field_that_was_emptied_says_what_belongs_there(open_at: OpenAt, qtbot: QtBot) -> None:
    window = open_at("registration", Setup("facets", {**REGION, **FACETS}))
    assert "still empty" not in said(window.page)
    line = field(window, "Control Plane URL")
    line.selectAll()
    qtbot.keyClick(line, Qt.Key.Key_Delete)
    line.editingFinished.emit()
    window.refresh()
    assert "This field is still empty." in said(window.page)
    assert not window.footer.primary.isEnabled()
