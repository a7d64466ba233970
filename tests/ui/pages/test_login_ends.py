"""A test login that is left, pressed too often, or answered too late touches nothing any more."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from jcwizard.model.setup import Setup
from jcwizard.net.client import Client, Reply, Request
from jcwizard.ui.context import Context
from jcwizard.ui.pages.login_attempt import TIMING
from jcwizard.ui.pages.test_login import TestLoginPage as LoginPage
from tests.oidc.browser import request_bytes
from tests.ui.pages.finding import called
from tests.ui.pages.living import Living
from tests.ui.pages.login_steps import is_free, start, until_ended, until_waiting
from tests.ui.pages.pretend_browser import PretendBrowser

row = pytest.mark.row
ORIGIN = QPoint()


@pytest.fixture
def page(live: Living, ready: None, visitor: PretendBrowser) -> Iterator[LoginPage]:
    shown = live.open("test")
    assert isinstance(shown, LoginPage)
    yield shown
    shown.attempt.cancel()
    live.turn()


# --- pressed too often -------------------------------------------------------------------------


def press(live: Living, key: Qt.Key | None, where: QPoint = ORIGIN) -> None:
    """Press a key where the keyboard is, or the mouse at a place of the window.

    The events are sent, for QTest lets Qt work on its own, where asyncio has no running loop.
    """
    if key is None:
        part = live.window.childAt(where)
        at = QPointF(part.mapFrom(live.window, where))
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        kinds = ((QEvent.Type.MouseButtonPress, left), (QEvent.Type.MouseButtonRelease, none))
        events: list[QEvent] = [
            QMouseEvent(kind, at, at, left, held, Qt.KeyboardModifier.NoModifier)
            for kind, held in kinds
        ]
    else:
        part = QApplication.focusWidget()
        events = [
            QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier)
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease)
        ]
    for event in events:
        QApplication.sendEvent(part, event)


@row("U8")
@pytest.mark.parametrize("key", [None, Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_ten_presses_start_one_attempt(
    live: Living,
    page: LoginPage,
    visitor: PretendBrowser,
    key: Qt.Key | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """By keyboard the later ones land on Cancel, which has the focus by then."""
    monkeypatch.setattr(TIMING, "burst", 10.0)
    visitor.person = None
    button = called(page, QPushButton, "Start test login")
    button.setFocus()
    live.turn()
    where = button.mapTo(live.window, button.rect().center())
    presses = iter(range(10))

    def pressed_and_opened() -> bool:
        """Press once more at each look, while what was started before goes on."""
        if next(presses, None) is None:
            return bool(visitor.opened)
        press(live, key, where)
        page.start()
        return False

    live.until(pressed_and_opened)
    live.turn()
    assert len(visitor.opened) == 1
    assert page.attempt._number == 1
    # The keyboard is where the attempt can be followed and ended.
    assert QApplication.focusWidget() is page.progress.cancel
    page.progress._pressed -= TIMING.burst
    press(live, Qt.Key.Key_Return)
    assert not page.attempt.running


# --- left --------------------------------------------------------------------------------------


class Stuck(Client):
    """A client whose question to one address is never answered."""

    def __init__(self, part: str) -> None:
        super().__init__(deadline=10)
        self.part, self.asked = part, False

    async def send(self, request: Request) -> Reply:
        if self.part in request.url:
            self.asked = True
            await asyncio.Event().wait()
        return await super().send(request)


def go_back(live: Living) -> None:
    live.window.footer.back.click()


def go_elsewhere(live: Living) -> None:
    live.window.go("credentials")


def close(live: Living) -> None:
    live.window.close()


def another_setup(live: Living) -> None:
    live.window.use(Setup("facets"), live.context.around, None)
    live.turn()


@row("U9")
@pytest.mark.parametrize("leave", [go_back, go_elsewhere, close, another_setup])
@pytest.mark.parametrize("stuck", ["openid-configuration", "", "oauth2/token"])
def test_leaving_in_the_middle_ends_it_and_what_comes_late_meets_nobody(
    live: Living,
    page: LoginPage,
    visitor: PretendBrowser,
    context: Context,
    port: int,
    leave: Callable[[Living], None],
    stuck: str,
) -> None:
    client = Stuck(stuck or "nowhere")
    context.make_client = lambda: client
    visitor.person = None
    start(page)
    with socket.socket() as browser:
        if stuck != "openid-configuration":
            until_waiting(live, page)
            callback = visitor.answer(page.attempt.link)
        if stuck == "oauth2/token":
            browser.connect(("127.0.0.1", port))
            browser.sendall(request_bytes(callback))
        live.until(lambda: client.asked if stuck else bool(visitor.opened))

        leave(live)
        assert not page.attempt.running
        assert is_free(port)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))
    live.turn()
    assert page.attempt.link == ""
    assert "login" not in context.setup.runs


@row("U9", "L32")
def test_a_stage_that_is_reached_after_the_page_was_left_is_not_shown(
    live: Living, page: LoginPage, visitor: PretendBrowser
) -> None:
    """The answer arrives in the very turn in which the person leaves."""
    visitor.person = None
    start(page)
    until_waiting(live, page)
    login = page.attempt._login
    assert login is not None
    assert login.paste(visitor.answer(page.attempt.link)) is None
    live.window.go("credentials")
    stage = page.attempt.stage
    live.turn()
    assert (stage, page.attempt.stage) == ("", "")
    assert "Signed in at JumpCloud" not in live.announced


@row("L32")
def test_a_page_that_breaks_when_the_browser_is_to_open_gives_the_address_back(
    live: Living, page: LoginPage, port: int, monkeypatch: pytest.MonkeyPatch, heard: object
) -> None:
    class BrokenError(Exception):
        """A bug."""

    def broken(_link: str) -> None:
        raise BrokenError

    monkeypatch.setattr(page.attempt, "_wait", broken)
    crashed = live.context.tasks
    reported: list[BaseException] = []
    monkeypatch.setattr(crashed, "_crashed", reported.append)
    start(page)
    live.until(lambda: bool(reported))
    assert isinstance(reported[0], BrokenError)
    assert is_free(port)


# --- waited for in vain ------------------------------------------------------------------------


@row("U1", "U5", "U6", "U7", "M26")
def test_it_asks_after_15_45_and_90_seconds_and_ends_after_five_minutes() -> None:
    assert (TIMING.asks, TIMING.seconds) == ((15.0, 45.0, 90.0), 300.0)


@row("U6", "U7", "M26", "L22")
def test_nobody_who_comes_back_ends_it_with_the_time_and_gives_the_address_back(
    live: Living,
    page: LoginPage,
    visitor: PretendBrowser,
    port: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(TIMING, "seconds", 1.0)
    visitor.person = None
    start(page)
    until_waiting(live, page)
    late = visitor.answer(page.attempt.link)
    until_ended(live, page)
    assert is_free(port)
    assert page.attempt.link == ""
    finding = page.attempt.paste(late)
    assert finding is not None
    assert finding.code == "paste.too_late"
    assert called(live.window, QPushButton, "Test again").isEnabled()


@row("U16")
def test_the_wait_can_be_followed_and_left_without_eyes_and_mouse(
    live: Living, page: LoginPage, visitor: PretendBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TIMING, "asks", (0.3,))
    visitor.person = None
    start(page)
    until_waiting(live, page)
    assert "Waiting for the browser" in live.announced
    cancel = page.progress.cancel
    assert QApplication.focusWidget() is cancel
    live.until(page.help.isVisible)
    assert "What do you see in the browser?" in live.announced
    assert QApplication.focusWidget() is cancel, "the question does not take the keyboard away"
    named = [part for part in reached_by_tab(cancel) if page.isAncestorOf(part)]
    assert {page.progress.again, page.progress.copy, page.progress.paste.line} <= set(named)
    assert set(page.help.cards.values()) & set(named)
    for part in named:
        assert part.accessibleName() or getattr(part, "text", str)(), part
    page.progress._pressed -= TIMING.burst
    press(live, Qt.Key.Key_Space)
    assert not page.attempt.running


def reached_by_tab(first: QWidget) -> list[QWidget]:
    """Every visible part that the Tab key comes to from here."""
    found, part = [], first.nextInFocusChain()
    while part is not first and part is not None:
        if part.isVisible() and part.focusPolicy() & Qt.FocusPolicy.TabFocus:
            found.append(part)
        part = part.nextInFocusChain()
    return found
