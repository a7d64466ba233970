"""What *Check now* found is said before the test login, by its own words, and blocks nothing."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QPushButton, QWidget

from jcwizard.model.finding import Check, Finding, Status
from jcwizard.ui.context import Context
from jcwizard.ui.pages.test_login import TestLoginPage as LoginPage
from tests.ui.pages import login_states
from tests.ui.pages.finding import called, said
from tests.ui.pages.living import Living

TEST_ADDRESS = "http://127.0.0.1:14217/callback"
FAILED = {
    "service_redirect": Finding("redirect.service_missing", "https://acme.example/callback"),
    "test_redirect": Finding("redirect.test_missing", TEST_ADDRESS, "invalid_request"),
    "client_secret": Finding("client_secret.wrong", "400 invalid_grant", "401 invalid_client"),
}


def opened(live: Living, context: Context, *failed: str) -> LoginPage:
    """Open the page after a *Check now* in which these checks failed."""
    login_states.enter(context)
    ids = ("issuer", "client_id", "service_redirect", "test_redirect", "scopes", "client_secret")
    checks = (
        Check.of(name, Status.FAILED, FAILED[name]) if name in failed else Check.passed(name)
        for name in ids
    )
    login_states.record(context, "preflight", *checks)
    page = live.open("test")
    assert isinstance(page, LoginPage)
    live.turn()
    return page


def height(page: LoginPage, part: QWidget) -> int:
    """Return how far below the page's top it begins, in pixels."""
    return part.mapTo(page, part.rect().topLeft()).y()


@pytest.mark.row("U5")
def test_a_test_address_that_is_missing_is_said_before_start_with_the_way_to_its_click(
    live: Living, context: Context
) -> None:
    page = opened(live, context, "test_redirect")
    text = said(page)
    assert "The test address is not registered in JumpCloud" in text
    assert "The test login could not come back to this wizard" in text
    assert "Check now found this a moment ago. You can test anyway." in text
    button = called(page, QPushButton, "Start test login")
    assert button.isEnabled()
    assert height(page, called(page, QPushButton, "Copy Expected")) < height(page, button)
    gone: list[str] = []
    context.go = gone.append
    called(page, QPushButton, "Go to JumpCloud application").click()
    assert gone == ["application/redirect"]


@pytest.mark.row("K11")
def test_whose_page_the_browser_will_show_is_said_before_the_press(
    live: Living, context: Context
) -> None:
    text = said(opened(live, context))
    assert "Your browser opens JumpCloud's sign-in page." in text


def test_it_is_said_calmly(live: Living, context: Context) -> None:
    page = opened(live, context, "test_redirect")
    shown = [part for part in page.findChildren(QWidget) if part.isVisibleTo(page)]
    assert {p.property("callout") for p in shown if p.property("callout")} == {"info"}


@pytest.mark.parametrize(
    ("failed", "title"),
    [
        (("client_secret",), "client_secret.wrong"),
        (("service_redirect", "client_secret"), "redirect.service_missing"),
        (("service_redirect", "test_redirect"), "redirect.test_missing"),
    ],
)
def test_other_causes_are_said_too_but_the_way_back_comes_first(
    live: Living, context: Context, failed: tuple[str, ...], title: str
) -> None:
    page = opened(live, context, *failed)
    titles = {f.code: context.explain(f.code, f.values).title for f in FAILED.values()}
    text = said(page)
    assert [code for code, words in titles.items() if words in text] == [title]


def test_a_check_of_other_values_says_nothing(live: Living, context: Context) -> None:
    page = opened(live, context, "test_redirect")
    context.setup.put("registration_id", "other")
    live.turn()
    assert "The test address is not registered in JumpCloud" not in said(page)
    assert "Check now has not been run with these values" in said(page)


def test_a_check_that_passed_puts_nothing_before_the_test(live: Living, context: Context) -> None:
    page = opened(live, context)
    assert "Check now" not in said(page)


def test_a_removed_test_address_is_said_with_what_to_add_again(
    live: Living, context: Context
) -> None:
    login_states.enter(context)
    removed = Check.of(
        "test_redirect", Status.NOT_RUN, Finding("redirect.test_removed", TEST_ADDRESS)
    )
    login_states.record(context, "preflight", Check.passed("service_redirect"), removed)
    page = live.open("test")
    assert isinstance(page, LoginPage)
    live.turn()
    assert "The test address was removed, as planned" in said(page)
    assert called(page, QPushButton, "Copy Expected").isVisibleTo(page)
    assert called(page, QPushButton, "Start test login").isEnabled()


def test_after_a_test_its_own_result_stands_alone(live: Living, context: Context) -> None:
    page = opened(live, context, "client_secret")
    login_states.end_login(context, "answer.person_refused", Status.FAILED)
    live.turn()
    assert "JumpCloud refused this person" in said(page)
    assert "Check now found this" not in said(page)
