"""What a press is answered with is in sight, and the keyboard stays where the press was."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from jcwizard.model.finding import Check, CheckRun, Finding, Status
from jcwizard.ui import runs
from jcwizard.ui.context import Context
from jcwizard.ui.page_view import PageView
from jcwizard.ui.pages.staged_help import SIGHTS
from jcwizard.ui.pages.test_login import TestLoginPage as LoginPage
from jcwizard.ui.widgets.first_cause import FirstCause
from jcwizard.ui.window import Window
from tests.conftest import QtLoop
from tests.ui.pages import login_states
from tests.ui.pages.conftest import OpenAt
from tests.ui.pages.finding import wait_until


def top_in_sight(window: Window, part: QWidget) -> bool:
    view = next(view for view in window.findChildren(PageView) if view.isVisible())
    seen = QRect(view.viewport().mapToGlobal(QPoint(0, 0)), view.viewport().size())
    return part.isVisible() and seen.contains(part.mapToGlobal(QPoint(1, 1)))


@pytest.mark.parametrize("sight", SIGHTS)
def test_what_a_sight_in_the_browser_means_is_in_sight(
    context: Context, open_at: OpenAt, qtbot: QtBot, sight: str
) -> None:
    login_states.enter(context)
    login_states.time_out(context)
    window = open_at("test")
    window.resize(860, 600)
    page = window.page
    assert isinstance(page, LoginPage)
    page.help.cards[sight].click()
    answer = page.help.findChild(FirstCause)
    assert answer is not None
    qtbot.waitUntil(lambda: top_in_sight(window, answer))


def test_check_now_shows_what_it_found_and_keeps_the_focus(
    context: Context, open_at: OpenAt, qt_loop: QtLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = asyncio.Event()

    async def fail(context: Context, on_check: Callable[[Check], None]) -> CheckRun:
        await go_on.wait()
        finding = Finding("client_secret.wrong", "400 invalid_grant", "401 invalid_client")
        login_states.record(context, "preflight", Check.of("client_secret", Status.FAILED, finding))
        return context.setup.runs["preflight"]

    monkeypatch.setattr(runs, "preflight", fail)
    login_states.enter(context)
    window = open_at("credentials")
    window.resize(860, 600)
    (button,) = window.footer.extras
    assert button.text() == "Check now"
    wait_until(window, qt_loop, button.isVisible)
    button.setFocus()
    button.click()
    wait_until(window, qt_loop, lambda: not button.isEnabled())
    assert QApplication.focusWidget() is not button
    go_on.set()
    wait_until(window, qt_loop, button.isEnabled)
    causes = [part for part in window.page.findChildren(FirstCause) if part.isVisible()]
    wait_until(window, qt_loop, lambda: top_in_sight(window, causes[0]))
    assert QApplication.focusWidget() is button


def test_tab_goes_through_the_footer_as_the_eye_does(context: Context, open_at: OpenAt) -> None:
    login_states.enter(context)
    footer = open_at("credentials").footer
    after: list[QWidget] = []
    widget: QWidget | None = footer.back
    while widget is not None and widget is not footer.primary:
        widget = widget.nextInFocusChain()
        after += [widget] if widget is not None else []
    assert [button.text() for button in footer.extras] == ["Check now"]
    assert after == [*footer.extras, footer.primary]
