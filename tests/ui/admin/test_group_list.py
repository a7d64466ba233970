"""The list of user groups: long, searched as one types, and clear about what choosing means."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from jcwizard.jumpcloud.groups import Group
from jcwizard.ui.admin.group_list import GroupList
from jcwizard.ui.context import Context
from jcwizard.ui.markup import spoken
from tests.ui.admin.samples import groups
from tests.ui.sample import Heard

FEW = (Group("s", "Support"), Group("e", "engineering"), Group("a", "All Users"))


@pytest.fixture
def shown(context: Context, qtbot: QtBot) -> GroupList:
    """A list on show, still empty."""
    made = GroupList(context)
    qtbot.addWidget(made)
    made.resize(600, 600)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)  # only then a part of it can have the focus
    return made


def names(shown: GroupList) -> list[str]:
    return [str(shown.model.index(row).data()) for row in range(shown.model.rowCount())]


def read_out(shown: GroupList, row: int) -> str:
    return str(shown.model.index(row).data(Qt.ItemDataRole.AccessibleTextRole))


def said(shown: GroupList) -> str:
    return " ".join(
        label.accessibleName() for label in shown.findChildren(QLabel) if label.isVisible()
    )


def test_bound_groups_stand_first_and_say_so(shown: GroupList) -> None:
    shown.show_groups(FEW, frozenset({"s"}))
    assert names(shown) == ["Support", "All Users", "engineering"]
    assert read_out(shown, 0) == "Support, has access"
    assert read_out(shown, 1) == "All Users"
    assert shown.chosen == {"s"}


def test_space_chooses_a_group_and_says_what_it_comes_to(
    shown: GroupList, qtbot: QtBot, heard: Heard
) -> None:
    shown.show_groups(FEW, frozenset({"s"}))
    with qtbot.waitSignal(shown.changed):
        shown.view.setCurrentIndex(shown.model.index(1))
        qtbot.keyClick(shown.view, Qt.Key.Key_Space)
    assert shown.chosen == {"s", "a"}
    assert read_out(shown, 1) == "All Users, will be added"
    assert "2 groups are chosen, 1 will be added." in said(shown)
    assert heard.announced[-1] == "2 groups are chosen, 1 will be added."
    qtbot.keyClick(shown.view, Qt.Key.Key_Space)
    assert shown.chosen == {"s"}


def test_a_click_anywhere_on_the_row_chooses_it(shown: GroupList, qtbot: QtBot) -> None:
    shown.show_groups(FEW, frozenset())
    place = shown.view.visualRect(shown.model.index(1))
    right = QPoint(place.right() - 20, place.center().y())
    qtbot.mouseClick(shown.view.viewport(), Qt.MouseButton.LeftButton, pos=right)
    assert shown.chosen == {"e"}


def test_a_bound_group_that_is_taken_out_is_named_as_such(shown: GroupList) -> None:
    shown.show_groups(FEW, frozenset({"s", "e"}))
    shown.choose("s", on=False)
    assert shown.chosen == {"e"}
    assert read_out(shown, names(shown).index("Support")) == "Support, will be removed"
    assert "1 group is chosen, 1 will be removed." in said(shown)


def test_without_a_group_it_warns_that_nobody_can_sign_in(shown: GroupList) -> None:
    shown.show_groups(FEW, frozenset())
    assert "Nobody can sign in" in said(shown)
    assert "No group is chosen." in said(shown)
    shown.choose("e", on=True)
    assert "Nobody can sign in" not in said(shown)


def test_an_organisation_without_groups_is_told_where_to_make_one(shown: GroupList) -> None:
    shown.show_groups((), frozenset())
    assert "JumpCloud has no user groups yet" in said(shown)
    assert not shown.search.isVisible()


def test_nothing_is_said_of_groups_that_are_still_being_read(shown: GroupList) -> None:
    shown.show_progress(300, None)
    assert "Reading the user groups of JumpCloud: 300 so far." in said(shown)
    assert "Nobody" not in said(shown)
    assert "no user groups" not in said(shown)
    shown.show_progress(1300, 10000)
    assert "1,300 of 10,000" in said(shown)
    shown.show_groups(FEW, frozenset())
    assert "Reading" not in said(shown)


def test_a_total_that_cannot_be_right_is_not_repeated(shown: GroupList) -> None:
    shown.show_progress(300, 100)
    assert "300 so far" in said(shown)


def test_the_search_finds_parts_of_names_in_capitals_or_not(shown: GroupList, qtbot: QtBot) -> None:
    shown.show_groups((*FEW, Group("x", "STRASSE"), Group("y", "Straße 2")), frozenset())
    qtbot.keyClicks(shown.search, "ENGIN")
    assert names(shown) == ["engineering"]
    assert "1 group is found." in said(shown)
    shown.search.setText("straße")
    assert names(shown) == ["STRASSE", "Straße 2"]
    shown.search.setText("**nobody**")
    assert names(shown) == []
    assert f"has “{spoken('**nobody**')}” in it" in said(shown)
    shown.search.clear()
    assert len(names(shown)) == 5


def test_few_groups_take_little_room_and_a_search_moves_nothing(shown: GroupList) -> None:
    shown.show_groups(groups(50), frozenset())
    high = shown.view.height()
    shown.search.setText("engineering 00001")
    assert shown.view.height() == high
    shown.show_groups(FEW, frozenset())
    assert shown.view.height() < high


def test_a_choice_outlasts_the_search(shown: GroupList, qtbot: QtBot) -> None:
    shown.show_groups(FEW, frozenset())
    qtbot.keyClicks(shown.search, "supp")
    qtbot.keyClick(shown.search, Qt.Key.Key_Down)
    assert shown.view.hasFocus()
    qtbot.keyClick(shown.view, Qt.Key.Key_Space)
    shown.search.clear()
    assert shown.chosen == {"s"}


def test_enter_in_the_search_goes_to_the_list_and_not_on(shown: GroupList, qtbot: QtBot) -> None:
    heard: list[int] = []
    shown.keyPressEvent = lambda event: heard.append(event.key())  # type: ignore[method-assign]
    shown.show_groups(FEW, frozenset())
    shown.search.setFocus()
    qtbot.keyClick(shown.search, Qt.Key.Key_Return)
    assert shown.view.hasFocus()
    assert heard == []


def test_letters_typed_in_the_list_go_on_in_the_search(shown: GroupList, qtbot: QtBot) -> None:
    shown.show_groups(FEW, frozenset())
    shown.view.setFocus()
    qtbot.keyClicks(shown.view, "e")
    qtbot.waitUntil(shown.search.hasFocus)
    assert shown.search.text() == "e"


def test_more_groups_that_arrive_leave_choice_and_place_as_they_are(shown: GroupList) -> None:
    shown.show_groups(FEW[:2], frozenset({"s"}))
    shown.choose("e", on=True)
    shown.view.setCurrentIndex(shown.model.index(shown.model.row_of("e")))
    shown.show_groups(FEW, frozenset({"s"}))
    assert shown.chosen == {"s", "e"}
    assert shown.view.currentIndex().data() == "engineering"


def test_what_was_carried_out_is_no_choice_any_more(shown: GroupList) -> None:
    shown.show_groups(FEW, frozenset({"s"}))
    shown.choose("e", on=True)
    shown.choose("s", on=False)
    shown.show_groups(FEW, frozenset({"e"}))
    assert shown.chosen == {"e"}
    assert not shown.model.added | shown.model.removed


def test_another_application_starts_over(shown: GroupList) -> None:
    shown.show_groups(FEW, frozenset({"s"}))
    shown.choose("e", on=True)
    shown.search.setText("x")
    shown.start_over()
    assert shown.chosen == frozenset()
    assert not shown.search.text()
    shown.show_groups(FEW, frozenset())
    assert shown.chosen == frozenset()


def test_assistive_technology_reads_names_and_ticks(shown: GroupList) -> None:
    shown.show_groups(FEW, frozenset({"s"}))
    assert shown.search.accessibleName() == "Search groups"
    listed = QAccessible.queryAccessibleInterface(shown.view)
    assert listed is not None
    first = listed.child(0)
    assert first.text(QAccessible.Text.Name) == "Support, has access"
    assert first.state().checked
    assert not listed.child(1).state().checked


def best_of(tries: int, work: Callable[[], None]) -> float:
    """Return the least seconds of work on this thread, whatever else the machine does meanwhile."""
    times = []
    for _ in range(tries):
        start = time.thread_time()
        work()
        QApplication.processEvents()
        times.append(time.thread_time() - start)
    return min(times)


def test_ten_thousand_groups_are_searched_without_a_stall(shown: GroupList) -> None:
    many = groups(10_000)
    bound = frozenset(group.id for group in many[:40])
    assert best_of(2, lambda: shown.show_groups(many, bound)) < 0.25
    for text in ("e", "en", "eng", "engi", "0", "öff"):

        def type_it(text: str = text) -> None:
            shown.search.clear()
            shown.search.setText(text)  # twice the work of a keystroke

        assert best_of(3, type_it) < 0.05
    shown.search.clear()
    assert shown.model.rowCount() == 10_000
    assert best_of(3, shown.view.scrollToBottom) < 0.05
    assert best_of(3, lambda: shown.choose(many[50].id, on=many[50].id not in shown.chosen)) < 0.05
