"""The values are handed in one by one, and the service is asked from outside what it got."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QPlainTextEdit, QPushButton

from jcwizard.model.finding import Check, CheckRun, Finding, Status
from jcwizard.model.route import StepState
from jcwizard.model.secret import Secret
from jcwizard.model.settings import fingerprint
from jcwizard.model.setup import Setup
from jcwizard.ui.context import Context
from jcwizard.ui.pages.outside_checks import IDS
from jcwizard.ui.widgets.copy_field import CopyField
from jcwizard.ui.widgets.secret_copy import SecretCopy
from jcwizard.ui.window import Window
from tests.conftest import QtLoop
from tests.ui.pages.conftest import OpenAt
from tests.ui.pages.finding import called, said, wait_until
from tests.ui.sample import FACETS, Heard

CANARY = "CANARY-8f1c_~.AbCdEf012345"
READY = {
    **FACETS,
    "client_id": "4ff122de-428e-48c8-a4f7-d4f6b11c71a6",
    "login_button_text": "Acme",
}
DIFFERS = Finding("facets.client_id_differs", "4ff1", "5aa2", {"registration_id": "jumpcloud"})
UNREADABLE = Finding("facets.sign_in_no_redirect", values={"host": "acme.console.facets.cloud"})


@pytest.fixture
def window(open_at: OpenAt) -> Window:
    setup = Setup("facets", READY)
    setup.put_secret(Secret(CANARY))
    return open_at("create", setup)


def confirm(window: Window) -> QCheckBox:
    return called(window.page, QCheckBox, "I have clicked Create")


def test_the_values_come_in_the_forms_order_each_with_copy(window: Window) -> None:
    parts = [
        (part.label, part.value if isinstance(part, CopyField) else "secret")
        for part in window.page.values
    ]
    assert parts == [
        ("Provider", "JumpCloud"),
        ("Registration ID", "jumpcloud"),
        ("Client ID", READY["client_id"]),
        ("Client Secret", "secret"),
        ("Login Button Text", "Acme"),
    ]
    called(window.page, QPushButton, "Copy Client ID").click()
    assert QGuiApplication.clipboard().text() == READY["client_id"]


def test_the_secret_is_copied_and_never_shown(window: Window, context: Context) -> None:
    context.sharing.turn(True)
    called(window.page, QPushButton, "Copy Client Secret").click()
    assert QGuiApplication.clipboard().text() == CANARY
    for part in window.page.findChildren(QLabel):
        assert CANARY not in part.text() + part.accessibleName() + part.toolTip()
    for value in window.page.findChildren(QPlainTextEdit):
        assert CANARY not in value.toPlainText()
    context.clipboard.clear()


def test_the_page_says_how_long_the_secret_stays_and_when_it_is_gone(
    window: Window, context: Context, heard: Heard
) -> None:
    assert "leaves the clipboard after 60 seconds" in said(window.page)
    called(window.page, QPushButton, "Copy Client Secret").click()
    context.clipboard.clear()
    assert "has been removed from the clipboard" in said(window.page)
    assert any("has been removed" in text for text in heard.announced)


def test_a_secret_that_is_not_known_any_more_leads_to_where_it_is_entered(
    open_at: OpenAt,
) -> None:
    setup = Setup("facets", READY)
    setup.restore({}, {}, 1, False)
    window = open_at("create", setup)
    assert not called(window.page, QPushButton, "Copy Client Secret").isEnabled()
    called(window.page, QPushButton, "Go to Client ID and secret").click()
    assert window.page.step.id == "credentials"


def test_the_persons_word_opens_the_way_on_and_can_be_taken_back(window: Window) -> None:
    assert not window.footer.primary.isEnabled()
    confirm(window).click()
    window.refresh()
    assert window.footer.primary.isEnabled()
    confirm(window).click()
    window.refresh()
    assert not window.footer.primary.isEnabled()


@pytest.mark.parametrize(
    "change",
    [
        lambda setup: setup.put("login_button_text", "Acme Ltd"),
        lambda setup: setup.put("registration_id", "jc2"),
        lambda setup: setup.put_secret(Secret("another-secret-0123456789")),
    ],
)
def test_a_changed_value_asks_to_hand_it_in_again(
    window: Window, context: Context, change: Callable[[Setup], None]
) -> None:
    confirm(window).click()
    change(context.setup)
    window.refresh()
    assert window.page.stop.state is StepState.OUT_OF_DATE
    assert "A value was changed" in said(window.page)
    assert not confirm(window).isChecked()


def test_facets_is_opened_at_its_own_address(window: Window, heard: Heard) -> None:
    called(window.page, QPushButton, "Open Facets").click()
    assert heard.opened == ["https://acme.console.facets.cloud"]


class Outside:
    """Answers the checks from outside as the test wants, and records the run as the app does."""

    def __init__(self, context: Context, *checks: Check, held: bool = False) -> None:
        self.context = context
        self.checks = checks
        self.asked = 0
        self.cancelled = 0
        self.go = asyncio.Event()
        if not held:
            self.go.set()

    async def __call__(self, group: str, on_check: Callable[[Check], None]) -> CheckRun | None:
        assert group == "outside"
        self.asked += 1
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        context = self.context
        now = fingerprint(group, context.service, context.setup, context.around)
        run = CheckRun(group, self.checks, now, time.time())
        context.setup.record(run)
        return run


def check(window: Window) -> None:
    called(window.page, QPushButton, "Check from outside").click()


PASSED = tuple(Check.passed(check_id) for check_id in IDS)


def test_a_pass_from_outside_needs_no_word_of_the_person(
    window: Window, context: Context, qt_loop: QtLoop
) -> None:
    context.run_checks = Outside(context, *PASSED)
    check(window)
    wait_until(window, qt_loop, lambda: "Facets has the same values." in said(window.page))
    assert "Checked today" in said(window.page)
    wait_until(window, qt_loop, window.footer.primary.isEnabled)


def test_the_first_cause_stands_above_the_list(
    window: Window, context: Context, qt_loop: QtLoop
) -> None:
    failed = Check.of("provider_entry", Status.FAILED, DIFFERS)
    context.run_checks = Outside(context, PASSED[0], failed, *PASSED[2:])
    check(window)
    wait_until(window, qt_loop, lambda: "Facets has another Client ID" in said(window.page))
    text = said(window.page)
    assert text.index("Facets has another Client ID") < text.index("Facets offers the login")
    assert "Go to Create in Facets" not in text


def test_what_could_not_be_told_is_said_calmly_and_blocks_nothing(
    window: Window, context: Context, qt_loop: QtLoop
) -> None:
    confirm(window).click()
    unknown = Check.of("sign_in_client_id", Status.UNKNOWN, UNREADABLE)
    rest = (Check.not_run("sign_in_redirect"), Check.not_run("sign_in_scopes"))
    context.run_checks = Outside(context, *PASSED[:2], unknown, *rest)
    check(window)
    calm = "Not everything could be told from outside"
    wait_until(window, qt_loop, lambda: calm in said(window.page))
    assert "could not tell" in said(window.page)
    assert window.footer.primary.isEnabled()


def test_asking_shows_what_for_how_long_and_a_way_out(
    window: Window, context: Context, qt_loop: QtLoop
) -> None:
    outside = context.run_checks = Outside(context, *PASSED, held=True)
    check(window)
    wait_until(window, qt_loop, lambda: outside.asked == 1)
    assert "Asking Facets. This takes 40 seconds at most." in said(window.page)
    assert not called(window.page, QPushButton, "Check from outside").isEnabled()
    called(window.page, QPushButton, "Cancel").click()
    wait_until(window, qt_loop, lambda: outside.cancelled == 1)
    QApplication.processEvents()
    assert "Asking Facets" not in said(window.page)
    assert called(window.page, QPushButton, "Check from outside").isEnabled()


def test_leaving_the_page_ends_the_asking(
    window: Window, context: Context, qt_loop: QtLoop
) -> None:
    outside = context.run_checks = Outside(context, *PASSED, held=True)
    check(window)
    wait_until(window, qt_loop, lambda: outside.asked == 1)
    window.go("registration")
    wait_until(window, qt_loop, lambda: outside.cancelled == 1)


def test_a_result_for_other_values_is_marked(
    window: Window, context: Context, qt_loop: QtLoop
) -> None:
    context.run_checks = Outside(context, *PASSED)
    check(window)
    wait_until(window, qt_loop, lambda: "Checked today" in said(window.page))
    context.setup.put("login_button_text", "Acme Ltd")
    window.refresh()
    assert "This result belongs to other values" in said(window.page)
    assert "Facets has the same values." not in said(window.page)
    context.setup.put("login_button_text", "Acme")
    window.refresh()
    assert "Facets has the same values." in said(window.page)


def test_the_secret_part_is_one_with_its_button(window: Window) -> None:
    secrets = window.page.findChildren(SecretCopy)
    assert [one.button.accessibleName() for one in secrets] == ["Copy Client Secret"]
