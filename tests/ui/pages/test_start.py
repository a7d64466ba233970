"""The first page chooses the service and the region, or goes on with something saved."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QFileDialog, QPushButton, QRadioButton
from pytestqt.qtbot import QtBot

from jcwizard.model.finding import Check, CheckRun, Finding, Status
from jcwizard.model.setup import Setup
from jcwizard.practice.faults import FAULTS
from jcwizard.ui.context import Context
from jcwizard.ui.window import Window
from tests.conftest import QtLoop
from tests.ui.pages.conftest import OpenAt
from tests.ui.pages.finding import called, said, wait_until
from tests.ui.sample import FACETS

CLOCK = Finding("self.clock_off", values={"minutes": "12", "direction": "slow"})


@pytest.fixture
def window(open_at: OpenAt) -> Window:
    return open_at("service", Setup())


def card(window: Window, name: str) -> QRadioButton:
    return called(window.page, QRadioButton, name)


def test_nobody_goes_on_before_a_service_is_chosen(window: Window) -> None:
    assert not window.footer.primary.isEnabled()
    assert not any(one.isChecked() for one in window.page.findChildren(QRadioButton))


@pytest.mark.parametrize(
    ("name", "service"),
    [("Facets", "facets"), ("Paradime", "paradime"), ("Another service", "custom")],
)
def test_a_card_chooses_its_service_and_stays_on_the_page(
    window: Window, context: Context, name: str, service: str
) -> None:
    card(window, name).click()
    window.refresh()
    assert context.setup.service_id == service
    chosen = [
        one.accessibleName() for one in window.page.findChildren(QRadioButton) if one.isChecked()
    ]
    assert chosen == [name]
    assert window.page.step.id == "service"
    window.footer.primary.click()
    assert window.page.step.id == context.services[service].steps[1].id


def test_the_arrow_keys_move_among_the_cards(
    window: Window, context: Context, qtbot: QtBot
) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    card(window, "Facets").setFocus()
    qtbot.keyClick(card(window, "Facets"), Qt.Key.Key_Space)
    qtbot.keyClick(card(window, "Facets"), Qt.Key.Key_Down)
    assert context.setup.service_id != "facets"
    assert context.setup.service_id in context.services


@pytest.mark.parametrize(
    ("address", "region"),
    [
        ("https://console.eu.jumpcloud.com/#/sso", "eu"),
        ("console.in.jumpcloud.com", "in"),
        ("United Shttps://console.eu.jumpcloud.com/#/ssotates", "eu"),
    ],
)
def test_a_pasted_console_address_chooses_the_region_and_says_so(
    window: Window, context: Context, qtbot: QtBot, address: str, region: str
) -> None:
    box = called(window.page, QComboBox, "JumpCloud region")
    line = box.lineEdit()
    assert line is not None
    line.setFocus()
    line.selectAll()
    QGuiApplication.clipboard().setText(address)
    qtbot.keyClick(line, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert context.setup.values["region"] == region
    assert f"This address belongs to {box.currentText()}." in said(window.page)


def test_the_region_is_the_united_states_unless_somebody_says_otherwise(
    window: Window, context: Context
) -> None:
    assert called(window.page, QComboBox, "JumpCloud region").currentText() == "United States"
    assert context.names()["region"] == "us"


def test_another_card_begins_another_setup_once_something_was_entered(
    open_at: OpenAt, context: Context
) -> None:
    facets = Setup("facets", {**FACETS, "region": "eu", "organisation": "Acme"})
    facets.tick("application/menu", "x")
    window = open_at("service", facets)
    begun: list[Setup] = []
    context.begin = begun.append
    card(window, "Paradime").click()
    window.refresh()
    assert "Your setup for Facets is kept" in said(window.page)
    assert context.setup.service_id == "facets"
    window.footer.primary.click()
    assert [(one.service_id, dict(one.values), dict(one.ticks)) for one in begun] == [
        ("paradime", {"region": "eu", "organisation": "Acme"}, {})
    ]


def test_changing_ones_mind_before_anything_was_entered_begins_nothing(
    window: Window, context: Context
) -> None:
    card(window, "Facets").click()
    card(window, "Paradime").click()
    window.refresh()
    assert context.setup.service_id == "paradime"
    assert "is kept" not in said(window.page)


def test_practice_starts_with_the_fault_that_was_chosen(window: Window, context: Context) -> None:
    started: list[str] = []
    context.start_practice = started.append
    card(window, "Practice").click()
    window.refresh()
    faults = called(window.page, QComboBox, "What shall go wrong?")
    assert [faults.itemData(i) for i in range(faults.count())] == ["", *FAULTS]
    faults.setCurrentIndex(faults.findData("missing-redirect"))
    assert window.footer.primary.text() == "Start practice"
    window.footer.primary.click()
    assert started == ["missing-redirect"]
    assert context.setup.service_id == ""


def test_saved_setups_are_listed_and_one_is_continued(
    open_at: OpenAt, context: Context, qt_loop: QtLoop
) -> None:
    context.saved.save("s-1", Setup("facets", FACETS))
    context.saved.save("s-2", Setup("paradime", {"organisation": "Globex"}), practice=True)
    context.saved.close()
    opened: list[str] = []

    async def open_saved(setup_id: str) -> Finding | None:
        opened.append(setup_id)
        return None

    context.open_saved = open_saved
    window = open_at("service", Setup())
    wait_until(window, qt_loop, lambda: "Go on with a saved setup" in said(window.page))
    assert "Facets · today" in said(window.page)
    assert "Paradime · practice · today" in said(window.page)
    called(window.page, QPushButton, "Continue Globex").click()
    wait_until(window, qt_loop, lambda: bool(opened))
    assert opened == ["s-2"]


def test_the_setup_in_use_is_not_offered_again(
    open_at: OpenAt, context: Context, qt_loop: QtLoop
) -> None:
    context.saved.save("s-1", Setup("facets", FACETS))
    context.saved.save("s-2", Setup("paradime", {"organisation": "Globex"}))
    context.setup_id = "s-1"
    window = open_at("service", Setup())
    wait_until(window, qt_loop, lambda: "Globex" in said(window.page))
    assert "acme.console" not in said(window.page)


def test_many_saved_setups_are_folded(open_at: OpenAt, context: Context, qt_loop: QtLoop) -> None:
    for number in range(7):
        context.saved.save(f"s-{number}", Setup("paradime", {"organisation": f"Firm {number}"}))
    window = open_at("service", Setup())
    wait_until(window, qt_loop, lambda: "Firm" in said(window.page))
    assert said(window.page).count("Firm") == 4
    called(window.page, QPushButton, "Show all 7").click()
    wait_until(window, qt_loop, lambda: said(window.page).count("Firm") >= 7)
    assert said(window.page).count("Firm") == 7


def test_a_saved_setup_that_cannot_be_opened_says_why(
    open_at: OpenAt, context: Context, qt_loop: QtLoop
) -> None:
    context.saved.save("s-1", Setup("facets", FACETS))

    async def open_saved(_: str) -> Finding | None:
        return Finding("progress.in_use", values={"process": "4711"})

    context.open_saved = open_saved
    window = open_at("service", Setup())
    wait_until(window, qt_loop, lambda: "Go on with a saved setup" in said(window.page))
    called(window.page, QPushButton, "Continue acme.console.facets.cloud").click()
    title = context.explanations["progress.in_use"].title
    wait_until(window, qt_loop, lambda: title in said(window.page))


def test_a_setup_file_is_asked_for_without_blocking_and_opened(
    window: Window, context: Context, qt_loop: QtLoop, tmp_path: Path
) -> None:
    asked: list[Path] = []

    async def open_file(path: Path) -> Finding | None:
        asked.append(path)
        return None

    context.open_file = open_file
    called(window.page, QPushButton, "Open a setup file").click()
    dialog = window.page.findChild(QFileDialog)
    assert dialog.isVisible()
    dialog.fileSelected.emit(str(tmp_path / "acme.jcsetup"))
    dialog.reject()
    wait_until(window, qt_loop, lambda: bool(asked))
    assert asked == [tmp_path / "acme.jcsetup"]


def test_this_computer_is_checked_once_while_the_person_reads(
    open_at: OpenAt, context: Context, qt_loop: QtLoop
) -> None:
    groups: list[str] = []

    async def run_checks(group: str, _: object) -> CheckRun | None:
        groups.append(group)
        return None

    context.run_checks = run_checks
    context.saved.save("s-1", Setup("facets", FACETS))
    window = open_at("service", Setup("facets", FACETS))
    wait_until(window, qt_loop, lambda: bool(groups) and "today" in said(window.page))
    window.go("registration")
    context.saved.save("s-2", Setup("paradime", {"organisation": "Globex"}))
    window.go("service")
    wait_until(window, qt_loop, lambda: "Globex" in said(window.page))
    assert groups == ["self"]


def test_trouble_with_this_computer_is_one_calm_line_that_unfolds(
    window: Window, context: Context
) -> None:
    context.setup.record(
        CheckRun(
            "self",
            (Check.passed("loopback"), Check.of("clock", Status.WARNING, CLOCK)),
            "",
            0.0,
        )
    )
    window.refresh()
    told = context.explain(CLOCK.code, CLOCK.values)
    assert told.title in said(window.page)
    assert told.what not in said(window.page)
    called(window.page, QPushButton, "What does this mean?").click()
    assert told.what in said(window.page)
    called(window.page, QPushButton, "Hide").click()
    assert told.what not in said(window.page)


def test_a_computer_without_trouble_is_not_mentioned(window: Window, context: Context) -> None:
    before = said(window.page)
    context.setup.record(CheckRun("self", (Check.passed("loopback"),), "", 0.0))
    window.refresh()
    assert said(window.page) == before


def test_trouble_never_keeps_anybody_from_going_on(window: Window, context: Context) -> None:
    card(window, "Facets").click()
    context.setup.record(CheckRun("self", (Check.of("clock", Status.FAILED, CLOCK),), "", 0.0))
    window.refresh()
    assert window.footer.primary.isEnabled()
