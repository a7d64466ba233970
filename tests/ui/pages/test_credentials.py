"""Client ID and secret: the check in each of its states, and where the secret stays."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from PySide6.QtWidgets import QPushButton, QWidget

from jcwizard.model.finding import Check, CheckRun, Finding, Status, Verdict
from jcwizard.model.secret import Secret
from jcwizard.model.setup import Setup
from jcwizard.ui import runs
from jcwizard.ui.context import Context
from jcwizard.ui.page import Page
from jcwizard.ui.pages.credentials import CredentialsPage
from jcwizard.ui.widgets.check_list import CheckRow
from tests.ui.pages import login_states
from tests.ui.pages.finding import called, said
from tests.ui.pages.living import FakeKeychain, Living, everything_shown
from tests.ui.sample import REGIONS

ENTRY = f"{login_states.CLIENT_ID} at {REGIONS['us']['issuer']}"
KEEP = "Keep the secret in this computer's keychain"
WRONG = Finding("client_secret.wrong", "", "invalid_client")
LATE = Finding("network.timeout", values={"host": "oauth.id.jumpcloud.com", "detail": ""})


@dataclass
class Asked:
    """Stands in for the questions of *Check now*: answers what it is told, when it is told."""

    changes: dict[str, Check] = field(default_factory=dict)
    begun: int = 0
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, context: Context, on_check: Callable[[Check], None]) -> CheckRun:
        self.begun += 1
        recorder = runs.Recorder(context, "preflight")
        checks = tuple(self.changes.get(name, Check.passed(name)) for name in runs.PREFLIGHT)
        for check in checks[:2]:
            on_check(check)
        await self.gate.wait()
        for check in checks[2:]:
            on_check(check)
        return recorder.record(checks)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    stand_in = Asked()
    monkeypatch.setattr(runs, "preflight", stand_in)
    return stand_in


@pytest.fixture
def keychain(context: Context) -> FakeKeychain:
    fake = FakeKeychain()
    context.make_keychain = lambda: fake  # type: ignore[assignment,return-value]
    return fake


def opened(live: Living, context: Context) -> CredentialsPage:
    context.setup = Setup("facets")
    login_states.enter(context)
    return reopened(live)


def reopened(live: Living) -> CredentialsPage:
    page = live.open("credentials")
    assert isinstance(page, CredentialsPage)
    live.turn()
    return page


def check_now(live: Living) -> QPushButton:
    return called(live.window.footer, QPushButton, "Check now")


def words_of(page: Page) -> list[str]:
    rows = page.findChildren(CheckRow)
    return [row.status for row in rows if row.isVisibleTo(page)]


def ask(live: Living, page: CredentialsPage, asked: Asked) -> None:
    asked.gate.set()
    check_now(live).click()
    live.until(lambda: not page.checking)
    live.turn()


# --- Check now ---------------------------------------------------------------------------------


def test_before_it_was_asked_nothing_is_claimed(
    live: Living, context: Context, asked: Asked, keychain: FakeKeychain
) -> None:
    page = opened(live, context)
    assert words_of(page) == []
    assert check_now(live).isEnabled()
    assert live.window.footer.primary.isEnabled()  # the check is offered, never demanded
    assert asked.begun == 0
    assert keychain.asked == []


def test_while_it_asks_every_question_stands_there_with_its_limit_and_a_way_out(
    live: Living, context: Context, asked: Asked, keychain: FakeKeychain
) -> None:
    page = opened(live, context)
    check_now(live).click()
    live.until(lambda: asked.begun == 1)
    live.turn()
    assert words_of(page) == ["passed", "passed", "running", *["waiting"] * 5]
    assert "60 at most" in said(page)
    assert not live.window.footer.primary.isEnabled()
    assert not check_now(live).isEnabled()
    called(page, QPushButton, "Cancel").click()
    live.until(lambda: not page.checking)


def test_a_pass_says_so_on_every_row_and_when(
    live: Living, context: Context, asked: Asked, keychain: FakeKeychain
) -> None:
    page = opened(live, context)
    ask(live, page, asked)
    assert words_of(page) == ["passed"] * len(runs.PREFLIGHT)
    assert "Checked " in live.window.footer._hint.accessibleName()
    assert "The Client Secret is right, passed" in live.announced
    assert live.window.footer.primary.isEnabled()


def test_a_failure_stands_above_the_list_with_its_fix_and_holds_back(
    live: Living, context: Context, asked: Asked, keychain: FakeKeychain
) -> None:
    asked.changes["client_secret"] = Check.of("client_secret", Status.FAILED, WRONG)
    page = opened(live, context)
    ask(live, page, asked)
    told = context.explain(WRONG.code, WRONG.values)
    assert told.title in said(page)
    assert f"1. {told.fix[0]}".replace("**", "") in said(page)
    assert not live.window.footer.primary.isEnabled()


def test_could_not_tell_is_no_blame_and_holds_nobody_back(
    live: Living, context: Context, asked: Asked, keychain: FakeKeychain
) -> None:
    rest = [Check.not_run(name) for name in runs.PREFLIGHT[1:]]
    asked.changes = {check.id: check for check in rest}
    asked.changes["issuer"] = Check.of("issuer", Status.UNKNOWN, LATE)
    page = opened(live, context)
    ask(live, page, asked)
    assert context.setup.runs["preflight"].verdict is Verdict.UNKNOWN
    assert words_of(page)[0] == "unknown"
    assert not [p for p in page.findChildren(QWidget) if p.property("callout") == "failed"]
    assert live.window.footer.primary.isEnabled()


def test_a_changed_value_makes_the_result_out_of_date(
    live: Living, context: Context, asked: Asked, keychain: FakeKeychain
) -> None:
    page = opened(live, context)
    ask(live, page, asked)
    assert "This result is out of date" not in said(page)
    context.setup.put_secret(Secret("another-secret_of-26-signs"))
    live.turn()
    assert "This result is out of date" in said(page)


def test_a_second_press_asks_nothing_more(
    live: Living, context: Context, asked: Asked, keychain: FakeKeychain
) -> None:
    page = opened(live, context)
    check_now(live).click()
    page.check()
    page.check()
    asked.gate.set()
    live.until(lambda: not page.checking)
    assert asked.begun == 1


def test_cancel_ends_the_questions_and_records_nothing(
    live: Living, context: Context, asked: Asked, keychain: FakeKeychain
) -> None:
    page = opened(live, context)
    check_now(live).click()
    live.until(lambda: asked.begun == 1)
    called(page, QPushButton, "Cancel").click()
    live.until(lambda: not page.checking)
    live.turn()
    assert "preflight" not in context.setup.runs
    assert words_of(page) == []
    assert check_now(live).isEnabled()


def test_cancel_leaves_the_earlier_result(
    live: Living, context: Context, asked: Asked, keychain: FakeKeychain
) -> None:
    page = opened(live, context)
    ask(live, page, asked)
    before = context.setup.runs["preflight"]
    asked.gate.clear()
    check_now(live).click()
    live.until(lambda: asked.begun == 2)
    page.cancel()
    live.until(lambda: not page.checking)
    live.turn()
    assert context.setup.runs["preflight"] is before
    assert words_of(page) == ["passed"] * len(runs.PREFLIGHT)


def test_leaving_the_page_ends_the_questions(
    live: Living, context: Context, asked: Asked, keychain: FakeKeychain
) -> None:
    page = opened(live, context)
    check_now(live).click()
    live.until(lambda: asked.begun == 1)
    live.window.go("button")
    live.until(lambda: not page.checking)
    assert "preflight" not in context.setup.runs


def test_without_a_secret_there_is_nothing_to_check(
    live: Living, context: Context, asked: Asked, keychain: FakeKeychain
) -> None:
    page = opened(live, context)
    context.setup.put_secret(None)
    live.turn()
    assert not check_now(live).isEnabled()
    page.check()
    assert asked.begun == 0


@pytest.mark.holds_secret("a window", "it is the Client ID as well")
def test_the_same_value_in_both_fields_is_named(
    live: Living, context: Context, asked: Asked, keychain: FakeKeychain
) -> None:
    page = opened(live, context)
    context.setup.put_secret(Secret(login_states.CLIENT_ID))
    live.turn()
    example = context.service.fields["client_id"].example
    assert context.words("rule.swapped", example=example).replace("**", "") in said(page)


# --- where the secret stays --------------------------------------------------------------------


def test_nothing_is_kept_before_the_person_agrees(
    live: Living, context: Context, asked: Asked, keychain: FakeKeychain
) -> None:
    page = opened(live, context)
    ask(live, page, asked)
    assert keychain.asked == []
    assert "only in this program's memory" in said(page)
    assert not context.setup.secret_kept


def keep_box(page: CredentialsPage) -> QWidget:
    return page._choice.box


def agree(live: Living, page: CredentialsPage) -> None:
    page._choice.box.click()
    live.until(lambda: not page._keeping.busy)
    live.turn()


def test_after_a_yes_the_secret_is_in_the_keychain(
    live: Living, context: Context, asked: Asked, keychain: FakeKeychain
) -> None:
    page = opened(live, context)
    assert keep_box(page).isVisible()
    agree(live, page)
    assert keychain.entries == {ENTRY: Secret(login_states.SECRET)}
    assert "The secret is in this computer's keychain." in said(page)
    assert context.setup.secret_kept


def test_taking_the_tick_away_deletes_it_there(
    live: Living, context: Context, asked: Asked, keychain: FakeKeychain
) -> None:
    page = opened(live, context)
    agree(live, page)
    agree(live, page)
    assert keychain.entries == {}
    assert not context.setup.secret_kept
    assert "only in this program's memory" in said(page)


@pytest.mark.row("S1")
@pytest.mark.parametrize("code", ["keychain.locked", "keychain.absent", "keychain.no_answer"])
def test_a_keychain_that_cannot_says_so_and_the_secret_stays_in_memory(
    live: Living, context: Context, asked: Asked, keychain: FakeKeychain, code: str
) -> None:
    keychain.trouble = Finding(code, values={"seconds": "60"})
    page = opened(live, context)
    agree(live, page)
    assert context.explain(code, {"seconds": "60"}).title in said(page)
    assert context.setup.secret == Secret(login_states.SECRET)
    assert not context.setup.secret_kept
    assert not page._choice.box.isChecked()
    assert check_now(live).isEnabled()


@pytest.mark.row("S3")
def test_a_silent_keychain_is_said_to_be_waited_for_and_stops_nothing(
    live: Living, context: Context, asked: Asked, keychain: FakeKeychain
) -> None:
    keychain.silent = True
    page = opened(live, context)
    page._choice.box.click()
    live.turn()
    assert "Look for a window that asks for its password" in said(page)
    ask(live, page, asked)
    assert context.setup.runs["preflight"].verdict is Verdict.PASSED


def test_a_kept_secret_is_there_again_after_reopening(
    live: Living, context: Context, asked: Asked, keychain: FakeKeychain
) -> None:
    keychain.entries[ENTRY] = Secret(login_states.SECRET)
    context.setup = Setup("facets")
    login_states.enter(context)
    stamp = context.setup.secret_stamp
    context.setup._secret = None  # a new start: only the stamp was saved
    context.setup.mark_kept(True)
    page = reopened(live)
    live.until(lambda: context.setup.secret is not None)
    live.turn()
    assert context.setup.secret == Secret(login_states.SECRET)
    assert context.setup.secret_stamp == stamp
    assert "The secret is in this computer's keychain." in said(page)


@pytest.mark.row("S9")
def test_a_kept_secret_that_is_gone_is_asked_for_again(
    live: Living, context: Context, asked: Asked, keychain: FakeKeychain
) -> None:
    context.setup = Setup("facets")
    login_states.enter(context)
    context.setup._secret = None
    context.setup.mark_kept(True)
    page = reopened(live)
    live.until(lambda: not page._keeping.busy)
    live.turn()
    assert "Paste it again, or regenerate it." in said(page)
    assert not context.setup.secret_kept
    assert not check_now(live).isEnabled()


def test_a_secret_that_was_only_in_memory_is_said_to_be_lost(
    live: Living, context: Context, asked: Asked, keychain: FakeKeychain
) -> None:
    context.setup = Setup("facets")
    login_states.enter(context)
    context.setup._secret = None
    page = reopened(live)
    assert "The secret was only in memory the last time." in said(page)
    assert keychain.asked == []


def test_another_secret_replaces_the_kept_one_on_leaving(
    live: Living, context: Context, asked: Asked, keychain: FakeKeychain
) -> None:
    page = opened(live, context)
    agree(live, page)
    other = Secret("another-secret_of-26-signs")
    context.setup.put_secret(other)
    live.window.go("button")
    live.until(lambda: keychain.entries == {ENTRY: other})


def test_no_state_of_the_page_shows_the_secret(
    live: Living, context: Context, asked: Asked, keychain: FakeKeychain
) -> None:
    page = opened(live, context)
    agree(live, page)
    ask(live, page, asked)
    assert login_states.SECRET not in everything_shown(live.window)
    assert login_states.SECRET not in "\n".join(live.announced)


def test_a_type_that_the_service_does_not_document_may_be_kept(
    live: Living, context: Context, asked: Asked
) -> None:
    found = Finding(
        "client_authentication.assumed",
        "Client Secret Post",
        "Client Secret Basic",
        {"needed": "Client Secret Post", "found": "Client Secret Basic"},
    )
    failed = Check.of("client_authentication", Status.FAILED, found)
    asked.changes["client_authentication"] = failed
    page = opened(live, context)
    asked.gate.set()
    check_now(live).click()
    live.until(lambda: "preflight" in context.setup.runs)
    live.turn()
    assert not page.stop.may_leave
    called(page, QPushButton, "Keep Client Secret Basic: I chose it on purpose").click()
    live.turn()
    assert context.setup.values["client_authentication"] == "client_secret_basic"
    assert runs.target(context).client_authentication == "client_secret_basic"
    assert runs.target(context).authentication_sure
    assert page.stop.may_leave, "the old answer no longer belongs to the values"


def test_a_type_that_is_documented_may_not_be_kept(
    live: Living, context: Context, asked: Asked
) -> None:
    found = Finding("client_authentication.wrong", "Client Secret Post", "Client Secret Basic")
    failed = Check.of("client_authentication", Status.FAILED, found)
    asked.changes["client_authentication"] = failed
    page = opened(live, context)
    asked.gate.set()
    check_now(live).click()
    live.until(lambda: "preflight" in context.setup.runs)
    live.turn()
    buttons = [b for b in page.findChildren(QPushButton) if not b.isHidden()]
    assert not [b for b in buttons if b.accessibleName().startswith("Keep Client Secret")]


def test_enter_asks_first_and_goes_on_when_the_answer_is_there(
    live: Living, context: Context, asked: Asked
) -> None:
    page = opened(live, context)
    window = live.window
    asked.gate.set()
    window.footer.press_primary()
    live.until(lambda: "preflight" in context.setup.runs)
    live.turn()
    assert asked.begun == 1
    assert window.page is page
    window.footer.press_primary()
    live.turn()
    assert asked.begun == 1
    assert window.page is not page


def test_a_secret_that_is_emptied_was_not_only_in_memory_the_last_time(
    live: Living, context: Context, asked: Asked
) -> None:
    page = opened(live, context)
    context.setup.put_secret(None)
    live.turn()
    assert "Nothing is kept before you paste the secret." in said(page)
    assert "the last time" not in said(page)
