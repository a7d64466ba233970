"""The window derives everything it shows from the route."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from jcwizard.model.service import Step
from jcwizard.model.setup import Setup, Surroundings
from jcwizard.ui.context import Context
from jcwizard.ui.page import Footer, Page
from jcwizard.ui.widgets.field_edit import FieldEdit
from jcwizard.ui.window import Window
from tests.ui.sample import Heard


class Plain(Page):
    """A page with the step's fields and nothing else."""

    def __init__(self, context: Context, step: Step) -> None:
        super().__init__(context, step)
        self.refreshed = self.visits = self.leaves = 0
        for key in step.fields:
            if context.service.fields[key].kind != "secret":
                self.add(FieldEdit(context, context.service.fields[key]))

    def refresh(self) -> None:
        super().refresh()
        self.refreshed += 1

    def entered(self) -> None:
        self.visits += 1

    def left(self) -> None:
        self.leaves += 1


Open = Callable[..., Window]


@pytest.fixture
def open_window(qtbot: QtBot, context: Context, heard: Heard) -> Iterator[Open]:
    """Open a window on the context's setup."""
    opened = []

    def make(page: type[Page] = Plain) -> Window:
        window = Window(context, page)
        qtbot.addWidget(window)
        context.announce = heard.announced.append
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        opened.append(window)
        return window

    yield make
    for window in opened:
        window.close()


def settle() -> None:
    QApplication.processEvents()


def names(window: Window) -> list[str]:
    return [row.accessibleName() for row in window.rail.rows]


def test_a_frame_on_the_screen_shows_its_bands_before_its_first_page(
    qtbot: QtBot, context: Context
) -> None:
    window, told, bands = Window(), [], []
    qtbot.addWidget(window)
    window.appeared.connect(lambda: told.append("frame"))
    window.painted.connect(lambda: told.append("page"))
    window.show()
    qtbot.waitUntil(lambda: told == ["frame"])

    def make(where: Context, step: Step) -> Page:
        bands.extend(
            [window.header.isVisible(), window.rail.isVisible(), window.footer.isVisible()]
        )
        return Plain(where, step)

    window.fill(context, make)
    assert bands == [True, True, True]
    qtbot.waitUntil(lambda: told == ["frame", "page"])
    window.close()


def test_it_opens_at_the_first_step_that_is_not_done(open_window: Open) -> None:
    window = open_window()
    assert window.page.step.id == "redirect"


def test_a_rail_row_is_called_by_its_title_and_how_it_stands(open_window: Open) -> None:
    assert names(open_window())[:4] == [
        "Service and region, done",
        "Registration ID, done",
        "Redirect URL, current, to do",
        "JumpCloud application, to do",
    ]


def test_a_step_that_was_done_can_be_gone_back_to(open_window: Open) -> None:
    window = open_window()
    window.rail.rows[1].click()
    assert window.page.step.id == "registration"


def test_a_blocked_step_cannot_be_reached(open_window: Open, context: Context) -> None:
    context.setup.put("registration_id", "NOT ONE")
    window = open_window()
    assert window.page.step.id == "registration"
    window.go("redirect")
    assert window.page.step.id == "registration"
    assert not window.rail.rows[2].isEnabled()


def test_next_is_closed_while_something_is_missing(open_window: Open, context: Context) -> None:
    window = open_window()
    window.go("registration")
    assert window.footer.primary.isEnabled()
    context.setup.put("control_plane_url", "http://nowhere")
    settle()
    assert not window.footer.primary.isEnabled()


def test_next_and_back_follow_the_route(open_window: Open) -> None:
    window = open_window()
    window.go("service")
    window.footer.primary.click()
    assert window.page.step.id == "registration"
    window.footer.back.click()
    assert window.page.step.id == "service"
    assert window.footer.back.isHidden()


def test_enter_is_next(open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    window.go("registration")
    field = window.page.findChildren(QLineEdit)[0]
    assert field.hasFocus()
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert window.page.step.id == "redirect"


def test_enter_on_another_button_presses_that_button(open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    window.go("registration")
    window.footer.back.setFocus()
    qtbot.keyClick(window.footer.back, Qt.Key.Key_Return)
    assert window.page.step.id == "service"


def test_enter_does_nothing_while_next_is_closed(
    open_window: Open, context: Context, qtbot: QtBot
) -> None:
    window = open_window()
    window.go("registration")
    context.setup.put("registration_id", "NOT ONE")
    settle()
    qtbot.keyClick(window.page.findChildren(QLineEdit)[0], Qt.Key.Key_Return)
    assert window.page.step.id == "registration"


def test_many_changes_in_one_turn_are_shown_once(open_window: Open, context: Context) -> None:
    window = open_window()
    before = window.page.refreshed  # type: ignore[attr-defined]
    for text in ("a", "ab", "abc"):
        context.setup.put("registration_id", text)
    settle()
    assert window.page.refreshed == before + 1  # type: ignore[attr-defined]


def test_a_page_is_told_when_it_is_entered_and_left(open_window: Open) -> None:
    window = open_window()
    first = window.page
    window.go("registration")
    assert (first.visits, first.leaves) == (1, 1)  # type: ignore[attr-defined]
    second = window.page
    window.close()
    assert (second.visits, second.leaves) == (1, 1)  # type: ignore[attr-defined]


def test_a_page_that_is_come_back_to_is_the_same_page(open_window: Open) -> None:
    window = open_window()
    first = window.page
    window.go("registration")
    window.go("redirect")
    assert window.page is first


def test_entering_a_step_is_announced(open_window: Open, heard: Heard) -> None:
    open_window().go("registration")
    assert "Step 2 of 8, Registration ID" in heard.announced


def test_a_result_that_turns_out_of_date_is_announced(
    open_window: Open, context: Context, heard: Heard
) -> None:
    context.setup.tick("redirect", "of other values")
    window = open_window()
    assert "Redirect URL, current, out of date" in names(window)
    context.setup.untick("redirect")
    settle()
    context.setup.tick("redirect", "of other values")
    settle()
    assert "Redirect URL, out of date" in heard.announced


def test_before_a_service_is_chosen_only_the_first_step_is_there(
    open_window: Open, context: Context
) -> None:
    context.setup = Setup()
    window = open_window()
    assert names(window) == ["Service and region, current, to do"]
    assert window.footer.primary.isVisible()
    window.page.changed.emit()
    window.footer.primary.click()
    assert window.page.step.id == "service"


def test_choosing_another_service_keeps_the_page_and_changes_the_steps(
    open_window: Open, context: Context
) -> None:
    window = open_window()
    window.go("service")
    page = window.page
    context.setup.choose("paradime")
    settle()
    assert window.page is page
    assert len(window.rail.rows) == len(context.services["paradime"].steps)
    assert page.step in context.services["paradime"].steps


def test_another_setup_takes_the_windows_place(open_window: Open, context: Context) -> None:
    window = open_window()
    first = window.page
    around = Surroundings(context.around.test_address, context.around.regions, practice=True)
    window.use(Setup("paradime", {"region": "eu"}), around, object())
    assert context.setup.service_id == "paradime"
    assert first.leaves == 1  # type: ignore[attr-defined]
    assert window.page.step.id == "redirect"
    assert window.header.practice.isVisible()


def test_a_change_of_the_setup_before_is_not_shown_any_more(
    open_window: Open, context: Context
) -> None:
    window = open_window()
    old = context.setup
    window.use(Setup("paradime", {"region": "eu"}), context.around, None)
    before = window.page.refreshed  # type: ignore[attr-defined]
    old.put("registration_id", "other")
    settle()
    assert window.page.refreshed == before  # type: ignore[attr-defined]


class Busy(Plain):
    """A page with a footer of its own."""

    pressed = 0

    def footer(self) -> Footer:
        extra = (("Check now", True, self.press),)
        return Footer("Go on", False, None, extra, "Checked", ("Show", self.press))

    def press(self) -> None:
        self.pressed += 1


def test_a_page_fills_the_footer(open_window: Open) -> None:
    window = open_window(Busy)
    assert window.footer.primary.text() == "Go on"
    assert not window.footer.primary.isEnabled()
    window.footer.extras[0].click()
    assert window.footer.extras[0].text() == "Check now"
    assert window.page.pressed == 1  # type: ignore[attr-defined]


class Long(Plain):
    """A page that needs far more room than there is."""

    def __init__(self, context: Context, step: Step) -> None:
        super().__init__(context, step)
        for _ in range(12):
            self.add(QPlainTextEdit())
        self.last = QLineEdit()
        self.add(self.last)


def test_the_focused_control_is_scrolled_into_sight(open_window: Open) -> None:
    window = open_window(Long)
    last = window.page.last  # type: ignore[attr-defined]
    assert last.visibleRegion().isEmpty()
    last.setFocus()
    settle()
    assert last.visibleRegion().boundingRect() == last.rect()


def test_tab_goes_through_page_footer_rail_and_header(open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    window.go("registration")
    seen: list[QWidget] = []
    while (focused := QApplication.focusWidget()) not in seen and focused is not None:
        seen.append(focused)
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    reached = set(seen)
    assert {window.footer.back, window.footer.primary, window.header.sharing} <= reached
    assert set(window.rail.rows[:3]) <= reached
    order = [w for w in seen if w in (window.footer.primary, window.rail.rows[0])]
    assert order[0] is window.footer.primary


@pytest.mark.row("G6")
@pytest.mark.parametrize("size", [(1080, 720), (1024, 600), (860, 600)])
def test_nothing_is_wider_than_the_window(open_window: Open, size: tuple[int, int]) -> None:
    window = open_window()
    window.resize(*size)
    settle()
    assert (window.width(), window.height()) == size
    assert window.stack.currentWidget().horizontalScrollBar().maximum() == 0  # type: ignore[attr-defined]


def test_practice_leaves_the_switch_its_whole_label_in_the_smallest_window(
    open_window: Open, context: Context
) -> None:
    window = open_window()
    around = Surroundings(context.around.test_address, context.around.regions, practice=True)
    address = {"region": "us", "control_plane_url": "http://127.0.0.1:40907"}
    window.use(Setup("facets", address), around, object())
    # What 860 pixels are with text of 200 %.
    header = window.header
    header.setParent(None)
    header.setFixedWidth(430)
    header.show()
    settle()
    assert header.practice.isVisible()
    assert header.width() == 430
    assert header.sharing.width() >= header.sharing.sizeHint().width()
    header.close()
