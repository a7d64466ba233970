"""The list of applications: the likeliest first, searched as one types, thousands of them quick."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jcwizard.jumpcloud.applications import Listed, Match
from jcwizard.ui.admin.application_list import ApplicationList
from jcwizard.ui.admin.application_model import SECOND_LINE
from jcwizard.ui.context import Context

MANY = 5_000
STALL = 0.2
"""Seconds; the measured ones are far below, and this machine may be busy."""


def listed(number: int, label: str = "", kind: str = "oidc") -> Listed:
    return Listed(f"{number:024x}", label, "OpenID Connect", kind, True, {})


@pytest.fixture
def shown(qtbot: QtBot, context: Context) -> Iterator[ApplicationList]:
    """A list in a window of its own."""
    made = ApplicationList(context)
    qtbot.addWidget(made)
    made.resize(680, 500)
    made.show()
    yield made
    made.close()


def rows(shown: ApplicationList) -> list[str]:
    model = shown.model
    return [str(model.index(row).data()) for row in range(model.rowCount())]


def test_the_best_match_stands_first_with_why(shown: ApplicationList) -> None:
    some = (listed(1, "Another"), listed(2, "Facets"), listed(3, "Wiki", "saml"))
    shown.add(some)
    why = frozenset({"redirect_uri", "label"})
    shown.show_matches(some, (Match(some[1], why, None),))
    assert rows(shown) == ["Facets", "Another", "Wiki"]
    assert shown.model.index(0).data(SECOND_LINE) == "has this redirect URL · has this name"
    spoken = shown.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Facets, has this redirect URL, has this name"


def test_one_without_a_label_is_shown_by_what_identifies_it(shown: ApplicationList) -> None:
    shown.add((listed(0xABCDEF),))
    assert rows(shown) == ["OpenID Connect …abcdef"]


def test_one_of_another_kind_says_so_and_cannot_be_chosen(
    shown: ApplicationList, qtbot: QtBot
) -> None:
    shown.add((listed(1, "Wiki", "saml"),))
    assert "SAML" in str(shown.model.index(0).data(SECOND_LINE))
    qtbot.mouseClick(  # type: ignore[no-untyped-call]
        shown.view.viewport(),
        Qt.MouseButton.LeftButton,
        pos=shown.view.visualRect(shown.model.index(0)).center(),
    )
    assert shown.chosen is None


def test_what_is_chosen_stays_chosen_while_the_list_grows_and_is_searched(
    shown: ApplicationList,
) -> None:
    first = tuple(listed(n, f"Application {n}") for n in range(100))
    shown.add(first)
    shown.choose(first[7].id)
    shown.add(tuple(listed(n, f"Application {n}") for n in range(100, 200)))
    assert shown.chosen == first[7]
    shown.search.setText("nothing has this name")
    assert shown.chosen is None
    shown.search.setText("")
    assert shown.chosen == first[7]


def test_the_arrow_leads_from_the_search_into_the_list(
    shown: ApplicationList, qtbot: QtBot
) -> None:
    shown.add((listed(1, "Facets"), listed(2, "Wiki")))
    shown.search.setFocus()
    qtbot.keyClick(shown.search, Qt.Key.Key_Down)  # type: ignore[no-untyped-call]
    assert shown.chosen is not None
    assert shown.chosen.label == "Facets"


def test_five_thousand_applications_hold_up_nobody(shown: ApplicationList) -> None:
    every = [listed(n, f"Application {n:05}") for n in range(MANY)]
    worst = 0.0

    def timed(work: object) -> None:
        nonlocal worst
        begun = time.perf_counter()
        work()  # type: ignore[operator]
        QApplication.processEvents()
        worst = max(worst, time.perf_counter() - begun)

    for begin in range(0, MANY, 100):
        page = every[begin : begin + 100]
        timed(lambda page=page: shown.add(page))
    timed(lambda: shown.show_matches(every, (Match(every[-1], frozenset({"label"}), None),)))
    for text in ("0", "04", "049", "0499", "049", ""):
        timed(lambda text=text: shown.search.setText(text))
    assert shown.model.rowCount() == MANY
    assert rows(shown)[0] == "Application 04999"
    assert worst < STALL
