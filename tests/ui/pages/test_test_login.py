"""The test login's page: one press, where it is, how it ends, and that nothing secret is shown."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QWidget

from jcwizard.model.finding import Finding, Status, Verdict
from jcwizard.model.route import StepState
from jcwizard.model.secret import Secret
from jcwizard.model.setup import Setup
from jcwizard.ui.context import Context
from jcwizard.ui.pages.login_attempt import TIMING
from jcwizard.ui.pages.staged_help import SIGHTS
from jcwizard.ui.pages.test_login import TestLoginPage as LoginPage
from jcwizard.ui.widgets.text import LinkButton
from tests.ui.pages import login_states
from tests.ui.pages.finding import called, said
from tests.ui.pages.living import FakeKeychain, Living, everything_shown
from tests.ui.pages.login_steps import is_free, start, until_ended, until_waiting
from tests.ui.pages.pretend_browser import PretendBrowser
from tests.ui.sample import REGIONS, unwanted


def footer_texts(live: Living) -> list[str]:
    footer = live.window.footer
    buttons = (footer.back, *footer.extras, footer.primary)
    return [button.text() for button in buttons if button.isVisible()]


@pytest.fixture
def page(
    live: Living, ready: None, visitor: PretendBrowser, monkeypatch: pytest.MonkeyPatch
) -> Iterator[LoginPage]:
    monkeypatch.setattr(TIMING, "burst", 0.0)  # here every press is meant
    shown = live.open("test")
    assert isinstance(shown, LoginPage)
    yield shown
    shown.attempt.cancel()


# --- a login that works ------------------------------------------------------------------------


@pytest.mark.row("U2", "M25")
def test_one_press_brings_the_person_back_and_says_that_it_works(
    live: Living, page: LoginPage, context: Context, port: int
) -> None:
    start(page)
    assert page.progress.isVisible()
    until_ended(live, page)
    run = context.setup.runs["login"]
    assert run.verdict is Verdict.PASSED
    assert "It works" in said(page)
    assert "Jane Rivera signed in through JumpCloud and came back with" in said(page)
    assert "jane@acme.example · groups: " in said(page)
    assert page.finishing.isVisible()
    assert is_free(port)


@pytest.mark.row("U16")
def test_the_stages_are_announced_in_their_order(live: Living, page: LoginPage) -> None:
    start(page)
    until_ended(live, page)
    stages = [
        "Waiting for the browser",
        "Signed in at JumpCloud",
        "JumpCloud hands over the sign-in",
        "The identity is checked",
    ]
    assert [text for text in live.announced if text in stages] == stages
    assert live.announced[-1] == "It works"


def test_after_a_pass_the_footer_offers_another_test_and_the_end(
    live: Living, page: LoginPage
) -> None:
    start(page)
    until_ended(live, page)
    assert footer_texts(live) == ["Back", "Test again", "Finish"]
    assert live.window.footer._hint.accessibleName().startswith("Tested today, ")
    live.window.footer.primary.click()
    assert not live.window.isVisible()


@pytest.mark.row("U8")
def test_a_second_press_starts_no_second_login(
    live: Living, page: LoginPage, visitor: PretendBrowser
) -> None:
    start(page)
    page.start()
    page.start_part.button.click()
    until_ended(live, page)
    assert len(visitor.opened) == 1


@pytest.mark.row("U2", "M25")
def test_somebody_else_tests_with_a_new_link_that_opens_no_browser(
    live: Living, page: LoginPage, visitor: PretendBrowser
) -> None:
    start(page)
    until_ended(live, page)
    called(page, QPushButton, "Not you?").click()
    assert "still signed in to JumpCloud as this person" in said(page)
    called(page.result, QPushButton, "Copy the link").click()
    until_waiting(live, page)
    assert len(visitor.opened) == 1
    assert QGuiApplication.clipboard().text() == page.attempt.link
    visitor(page.attempt.link)
    until_ended(live, page)
    assert "It works" in said(page)


@pytest.mark.row("M25")
def test_the_other_button_starts_again_in_the_browser(
    live: Living, page: LoginPage, visitor: PretendBrowser
) -> None:
    start(page)
    until_ended(live, page)
    called(page, QPushButton, "Not you?").click()
    called(page.result, QPushButton, "Start again").click()
    until_ended(live, page)
    assert len(visitor.opened) == 2


# --- ways out and ways round -------------------------------------------------------------------


@pytest.mark.row("U1", "M20")
def test_a_browser_that_does_not_open_shows_the_link_at_once(
    live: Living, page: LoginPage, visitor: PretendBrowser
) -> None:
    visitor.opens = False
    start(page)
    live.until(lambda: page.attempt.opened is False)
    live.turn()
    assert "No browser opened" in said(page.progress)
    assert page.progress._link.isVisible()
    assert page.progress._link.value == page.attempt.link
    called(page, QPushButton, "Copy the link").click()
    assert QGuiApplication.clipboard().text() == page.attempt.link


@pytest.mark.row("U1", "M21")
def test_open_again_opens_the_same_link(
    live: Living, page: LoginPage, visitor: PretendBrowser
) -> None:
    visitor.person = None
    start(page)
    until_waiting(live, page)
    live.until(lambda: len(visitor.opened) == 1)
    called(page, QPushButton, "Open again").click()
    live.until(lambda: len(visitor.opened) == 2)
    assert visitor.opened[0] == visitor.opened[1]


@pytest.mark.row("U14", "M30")
@pytest.mark.holds_secret("the clipboard", "the person has copied it from the browser")
def test_the_address_on_the_clipboard_is_as_good_as_the_browsers_return(
    live: Living, page: LoginPage, visitor: PretendBrowser
) -> None:
    visitor.person = None
    start(page)
    until_waiting(live, page)
    QGuiApplication.clipboard().setText(visitor.answer(page.attempt.link))
    called(page, QPushButton, "Paste the address from the browser").click()
    until_ended(live, page)
    assert "It works" in said(page)


@pytest.mark.row("U14", "M30")
def test_the_address_in_the_field_is_taken_and_never_shown(
    live: Living, page: LoginPage, visitor: PretendBrowser
) -> None:
    visitor.person = None
    start(page)
    until_waiting(live, page)
    QGuiApplication.clipboard().setText("something else")
    address = visitor.answer(page.attempt.link)
    line = page.progress.paste.line
    line.setText(address)
    code = address.partition("code=")[2].partition("&")[0]
    assert code not in everything_shown(live.window)
    called(page, QPushButton, "Paste the address from the browser").click()
    until_ended(live, page)
    assert line.text() == ""
    assert "It works" in said(page)


@pytest.mark.row("U15")
def test_a_wrong_address_is_refused_with_its_reason_and_the_login_goes_on(
    live: Living, page: LoginPage, visitor: PretendBrowser, context: Context
) -> None:
    visitor.person = None
    start(page)
    until_waiting(live, page)
    page.progress.paste.line.setText(context.around.test_address)
    called(page, QPushButton, "Paste the address from the browser").click()
    live.turn()
    assert context.explanations["paste.no_answer"].title in said(page)
    assert page.progress.paste.line.text() == context.around.test_address
    assert page.attempt.running


def test_enter_uses_the_pasted_address_and_does_nothing_in_an_empty_field(
    live: Living, page: LoginPage, visitor: PretendBrowser, qtbot: object
) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    visitor.person = None
    start(page)
    until_waiting(live, page)
    line = page.progress.paste.line
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert page.attempt.stage == "waiting"
    assert not page.progress.paste._trouble.isVisible()
    line.setText(visitor.answer(page.attempt.link))
    QTest.keyClick(line, Qt.Key.Key_Return)
    until_ended(live, page)
    assert "It works" in said(page)


def test_cancel_ends_it_at_once_without_any_blame(
    live: Living, page: LoginPage, visitor: PretendBrowser, context: Context, port: int
) -> None:
    visitor.person = None
    start(page)
    until_waiting(live, page)
    called(page, QPushButton, "Cancel").click()
    assert not page.attempt.running
    assert is_free(port)
    live.turn()
    assert "The test login was cancelled" in said(page)
    assert "login" not in context.setup.runs
    assert called(page, QPushButton, "Start test login").isEnabled()
    assert not [p for p in page.findChildren(QWidget) if p.property("callout") == "failed"]


def test_a_cancelled_test_leaves_the_earlier_result_as_it_was(
    live: Living, page: LoginPage, visitor: PretendBrowser, context: Context
) -> None:
    start(page)
    until_ended(live, page)
    visitor.person = None
    before = context.setup.runs["login"]
    live.window.footer.extras[0].click()
    until_waiting(live, page)
    assert not page.finishing.isVisible()
    called(page, QPushButton, "Cancel").click()
    live.turn()
    assert context.setup.runs["login"] is before
    assert "It works" in said(page)


def test_cancelling_before_jumpcloud_has_answered_ends_it_too(
    live: Living, page: LoginPage, context: Context, port: int
) -> None:
    start(page)
    assert page.attempt.stage == "preparing"
    called(page, QPushButton, "Cancel").click()
    live.turn()
    assert "The test login was cancelled" in said(page)
    assert page.attempt.link == ""
    assert is_free(port)
    start(page)
    until_ended(live, page)
    assert context.setup.runs["login"].verdict is Verdict.PASSED


@pytest.mark.row("U9", "L32")
def test_leaving_the_page_gives_the_address_back(
    live: Living, page: LoginPage, visitor: PretendBrowser, port: int
) -> None:
    visitor.person = None
    start(page)
    until_waiting(live, page)
    assert not is_free(port)
    live.window.go("credentials")
    assert is_free(port)


@pytest.mark.row("U9", "L32")
def test_closing_the_window_gives_the_address_back(
    live: Living, page: LoginPage, visitor: PretendBrowser, port: int
) -> None:
    visitor.person = None
    start(page)
    until_waiting(live, page)
    live.window.close()
    assert is_free(port)


@pytest.mark.row("U9", "L32")
def test_another_setup_in_the_window_ends_the_login(
    live: Living, page: LoginPage, visitor: PretendBrowser, context: Context, port: int
) -> None:
    visitor.person = None
    start(page)
    until_waiting(live, page)
    live.window.use(Setup("facets"), context.around, None)
    live.turn()
    assert is_free(port)


# --- nothing comes back ------------------------------------------------------------------------


@pytest.mark.row("U4", "U5", "U6", "M27")
def test_it_asks_what_the_browser_shows_again_and_again(
    live: Living, page: LoginPage, visitor: PretendBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TIMING, "asks", (0.05, 0.3))
    visitor.person = None
    start(page)
    until_waiting(live, page)
    live.until(page.help.isVisible)
    live.until(lambda: "What do you see in the browser?" in live.announced)
    page.help.cards["blank"].click()
    again = "Still nothing came back. What do you see in the browser now?"
    live.until(lambda: again in live.announced)
    assert "The browser stays blank" in said(page.help)


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.row("U4", "U5", "M27")
def test_each_sight_leads_to_its_finding(
    live: Living, page: LoginPage, context: Context, sight: str
) -> None:
    page.help.ask()
    page.help.cards[sight].click()
    live.turn()
    assert context.explanations[f"see.{sight}"].title in said(page.help)
    assert page.help.cards[sight].accessibleDescription()


def test_it_asks_no_more_once_the_browser_is_back(
    live: Living, page: LoginPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TIMING, "asks", (0.0,))
    start(page)
    until_ended(live, page)
    assert not page.help.isVisible()


@pytest.mark.row("U6", "U7", "M26", "M27")
def test_when_the_time_is_over_it_asks_as_well_and_blames_nobody(
    live: Living, page: LoginPage, visitor: PretendBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TIMING, "seconds", 0.3)
    visitor.person = None
    start(page)
    until_ended(live, page)
    assert "The browser did not come back" in said(page)
    assert "What do you see in the browser?" in said(page.help)
    assert page.context.setup.runs["login"].verdict is Verdict.UNKNOWN
    assert footer_texts(live) == ["Back", "Test again"]
    assert not [p for p in page.findChildren(QWidget) if p.property("callout") == "failed"]


@pytest.mark.row("U6")
def test_the_time_that_is_left_counts_down(
    live: Living, page: LoginPage, visitor: PretendBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TIMING, "seconds", 125.0)
    visitor.person = None
    start(page)
    until_waiting(live, page)
    assert "Time left to sign in: 2:05" in said(page)
    live.until(lambda: "Time left to sign in: 2:04" in said(page))


# --- ends that are no pass ---------------------------------------------------------------------


def test_a_wrong_secret_is_the_first_cause_and_leads_to_its_step(
    live: Living, page: LoginPage, context: Context
) -> None:
    context.setup.put_secret(Secret("WRONG-1c_~.AbCdEf0123456789"))
    start(page)
    until_ended(live, page)
    assert context.setup.runs["login"].verdict is Verdict.FAILED
    text = said(page)
    assert "It does not work yet" in text
    assert "1. " in text
    assert not page.finishing.isVisible()
    assert not page.result.checks.isVisible()
    called(page, LinkButton, "Show what was checked").click()
    assert page.result.checks.isVisible()
    called(page, QPushButton, "Go to Client ID and secret").click()
    assert live.window.page.step.id == "credentials"


def test_could_not_tell_is_neither_a_pass_nor_a_blame(live: Living, context: Context) -> None:
    login_states.enter(context)
    login_states.end_login(context, "network.timeout", Status.UNKNOWN, "token")
    page = live.open("test")
    assert "It could not be told" in said(page)
    assert "That proves nothing against your settings" in said(page)
    assert not [p for p in page.findChildren(QWidget) if p.property("callout") == "failed"]
    assert page.stop.state is not StepState.DONE


@pytest.mark.row("L1", "M6")
def test_a_port_that_is_taken_says_so_before_any_browser_opens(
    live: Living, page: LoginPage, visitor: PretendBrowser, context: Context, port: int
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        start(page)
        until_ended(live, page)
    assert context.explanations["loopback.port_taken"].title in said(page)
    assert visitor.opened == []
    assert "login" not in context.setup.runs


@pytest.mark.row("L8", "M17")
def test_a_hint_about_the_way_back_is_shown_while_it_waits(
    live: Living, page: LoginPage, visitor: PretendBrowser, context: Context
) -> None:
    visitor.person = None
    start(page)
    until_waiting(live, page)
    page.attempt.hinted.emit(Finding("loopback.https", "http://127.0.0.1", "https://127.0.0.1"))
    live.turn()
    assert context.explanations["loopback.https"].title in said(page.progress)
    assert page.attempt.running


# --- what stands before and beside it ----------------------------------------------------------


def test_without_a_secret_the_page_says_so_and_leads_to_it(live: Living, context: Context) -> None:
    login_states.enter(context)
    context.setup.put_secret(None)
    page = live.open("test")
    assert "The Client Secret is not known in this session" in said(page)
    assert not called(page, QPushButton, "Start test login").isEnabled()
    called(page, LinkButton, "Go to Client ID and secret").click()
    assert live.window.page.step.id == "credentials"


def test_a_kept_secret_is_brought_back_on_entering(live: Living, context: Context) -> None:
    login_states.enter(context)
    secret, entry = Secret(login_states.SECRET), f"{login_states.CLIENT_ID} at {ISSUER}"
    context.setup.put_secret(None)
    context.setup.mark_kept(True)
    keychain = FakeKeychain({entry: secret})
    context.make_keychain = lambda: keychain  # type: ignore[assignment,return-value]
    page = live.open("test")
    live.until(lambda: context.setup.secret == secret)
    live.turn()
    assert called(page, QPushButton, "Start test login").isEnabled()


def test_a_keychain_that_does_not_give_it_back_says_why(live: Living, context: Context) -> None:
    login_states.enter(context)
    context.setup.put_secret(None)
    context.setup.mark_kept(True)
    keychain = FakeKeychain(trouble=Finding("keychain.locked"))
    context.make_keychain = lambda: keychain  # type: ignore[assignment,return-value]
    page = live.open("test")
    title = context.explanations["keychain.locked"].title
    live.until(lambda: title in said(page))
    assert not called(page, QPushButton, "Start test login").isEnabled()


ISSUER = REGIONS["us"]["issuer"]


def test_a_check_that_was_not_run_is_named_calmly_and_blocks_nothing(
    live: Living, context: Context
) -> None:
    login_states.enter(context)
    page = live.open("test")
    assert "Check now has not been run with these values" in said(page)
    assert called(page, QPushButton, "Start test login").isEnabled()
    login_states.pass_preflight(context)
    live.turn()
    assert "Check now" not in said(page)


def test_a_pass_says_what_it_cannot_prove(live: Living, context: Context) -> None:
    login_states.enter(context)
    login_states.pass_login(context)
    page = live.open("test")
    text = said(page)
    assert "What this test cannot prove" in text
    assert "switch Client Authentication Type in JumpCloud to the other one" in text
    assert "Whether JumpCloud knows the Redirect URL of Facets itself is told by Check now" in text


def test_the_services_own_redirect_url_stands_in_the_list_when_it_was_checked(
    live: Living, context: Context
) -> None:
    login_states.enter(context)
    login_states.pass_preflight(context)
    login_states.pass_login(context)
    page = live.open("test")
    assert isinstance(page, LoginPage)
    rows = [row.id for row in page.result.checks.rows]
    assert rows == ["answer", "token", "identity", "person", "email", "service_redirect"]
    assert "was checked a moment ago, without signing in" in said(page)


def test_a_changed_value_turns_the_result_out_of_date(live: Living, context: Context) -> None:
    login_states.enter(context)
    login_states.pass_login(context)
    page = live.open("test")
    assert "It works" in said(page)
    context.setup.put("registration_id", "other")
    live.turn()
    text = said(page)
    assert "It works" not in text
    assert "The last test login is out of date" in text
    assert "since the test today, " in text
    assert called(page, QPushButton, "Start test login").isEnabled()
    context.setup.put("registration_id", "jumpcloud")
    live.turn()
    assert "It works" in said(page)


def test_no_state_of_the_page_shows_the_secret(
    live: Living, page: LoginPage, visitor: PretendBrowser, context: Context
) -> None:
    secret = context.setup.secret
    assert secret is not None
    visitor.person = None
    start(page)
    until_waiting(live, page)
    page.help.ask()
    assert secret.reveal() not in everything_shown(live.window)
    page.attempt.cancel()
    visitor.person = PretendBrowser(visitor._running).person
    start(page)
    until_ended(live, page)
    for row in page.finishing.endings:
        assert row.row.link is not None
        row.row.link.click()
    for check in page.result.checks.rows:
        check.unfold()
    assert "It works" in said(page)
    assert secret.reveal() not in everything_shown(live.window)


def test_nothing_is_asked_of_the_network_before_the_press(live: Living, context: Context) -> None:
    login_states.enter(context)
    assert context.make_client is unwanted
    live.open("test")
    live.turn()


def test_tab_goes_through_the_result_in_reading_order(live: Living, context: Context) -> None:
    login_states.enter(context)
    login_states.pass_login(context)
    page = live.open("test")
    assert isinstance(page, LoginPage)
    login_states.pass_login(context)  # the rows are made anew, after everything below them
    live.turn()
    names: list[str] = []
    part = page.result.person.not_you
    for _ in range(60):
        if part.isVisible():
            names.append(part.accessibleName() or getattr(part, "text", str)())
        part = part.nextInFocusChain()  # type: ignore[assignment]
    order = ["Not you?", "The e-mail address arrives, passed", "Open it", "Signed in", "Remove it"]
    assert [name for name in names if name in order][:5] == order
