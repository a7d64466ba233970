"""A test login that passed is not called a success while the service's own address is refused."""

from __future__ import annotations

from jcwizard.model.finding import Check, Finding, Status
from jcwizard.ui.context import Context
from jcwizard.ui.pages.test_login import TestLoginPage as LoginPage
from tests.ui.pages import login_states
from tests.ui.pages.conftest import OpenAt
from tests.ui.pages.finding import said


def test_a_refused_address_of_the_service_stands_above_a_passed_login(
    context: Context, open_at: OpenAt
) -> None:
    login_states.enter(context)
    finding = Finding("redirect.service_missing", "https://acme.console.facets.cloud/x")
    login_states.record(context, "preflight", Check.of("service_redirect", Status.FAILED, finding))
    login_states.pass_login(context)
    page = open_at("test").page
    assert isinstance(page, LoginPage)
    text = said(page)
    assert "It does not work yet" in text
    assert "It works" not in text
    assert "Jane Rivera could sign in for this test, but people who go to Facets" in text
    assert "JumpCloud does not know the Redirect URL of Facets" in text
    assert page.finishing.isHidden()
    assert page.footer().primary_text == "Test again"


def test_it_works_as_soon_as_check_now_finds_the_address(context: Context, open_at: OpenAt) -> None:
    login_states.enter(context)
    login_states.pass_preflight(context)
    login_states.pass_login(context)
    page = open_at("test").page
    assert "It works" in said(page)
    assert page.footer().primary_text == "Finish"
