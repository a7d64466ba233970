"""After a result the keyboard is where it goes on, and the heading is in sight."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication

from jcwizard.model.finding import Status
from jcwizard.ui.context import Context
from jcwizard.ui.page_view import PageView
from jcwizard.ui.pages.test_login import TestLoginPage as LoginPage
from tests.ui.pages import login_states
from tests.ui.pages.living import Living

SIZES = ((1080, 720), (860, 600))


def refuse(context: Context) -> None:
    login_states.end_login(context, "answer.person_refused", Status.FAILED)


def settle(live: Living, context: Context, end: Callable[[Context], None], size: object) -> str:
    """Let a test login end in a window of this size; return what has the focus."""
    login_states.enter(context)
    page = live.open("test")
    assert isinstance(page, LoginPage)
    live.window.resize(*size)  # type: ignore[misc]
    live.turn()
    end(context)
    page._settle("the end")
    live.turn()
    return focused(live)


def focused(live: Living) -> str:
    part = QApplication.focusWidget() or live.window.focusWidget()
    return part.accessibleName() or getattr(part, "text", str)()


def top(live: Living) -> int:
    """Return how many pixels of the page are out of sight above."""
    views = live.window.findChildren(PageView)
    return next(view.verticalScrollBar().value() for view in views if view.isVisible())


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.row("U16")
def test_after_a_pass_it_is_on_finish(
    live: Living, context: Context, size: tuple[int, int]
) -> None:
    assert settle(live, context, login_states.pass_login, size) == "Finish"
    assert top(live) == 0


def test_after_a_failure_it_is_on_the_way_to_the_step_that_fixes_it(
    live: Living, context: Context
) -> None:
    assert settle(live, context, refuse, SIZES[0]) == "Go to JumpCloud application"
    assert top(live) == 0


def test_where_that_way_and_the_heading_have_no_room_together_it_is_on_test_again(
    live: Living, context: Context
) -> None:
    settle(live, context, refuse, SIZES[0])
    live.window.setMinimumHeight(0)
    live.window.resize(860, 420)
    live.turn()
    page = live.window.page
    assert isinstance(page, LoginPage)
    page._rest()
    live.turn()
    assert focused(live) == "Test again"
    assert top(live) == 0


@pytest.mark.parametrize("size", SIZES)
def test_the_heading_of_a_failure_stays_in_sight(
    live: Living, context: Context, size: tuple[int, int]
) -> None:
    name = settle(live, context, refuse, size)
    assert name in ("Go to JumpCloud application", "Test again")
    assert top(live) == 0


def test_without_a_step_that_fixes_it_it_is_on_test_again(live: Living, context: Context) -> None:
    assert settle(live, context, login_states.time_out, SIZES[0]) == "Test again"


def test_coming_back_to_a_result_is_no_different(live: Living, context: Context) -> None:
    login_states.enter(context)
    login_states.pass_login(context)
    live.open("test")
    live.turn()
    assert focused(live) == "Finish"


@pytest.mark.row("U16")
def test_before_any_test_it_is_on_start(live: Living, context: Context) -> None:
    login_states.enter(context)
    live.open("test")
    live.turn()
    assert focused(live) == "Start test login"
