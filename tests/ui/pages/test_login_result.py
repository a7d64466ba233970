"""What a passed test login shows: no alarm beside "It works", and the proof in its rows."""

from __future__ import annotations

import dataclasses

from PySide6.QtWidgets import QWidget

from jcwizard.model.finding import Check, Finding, Status
from jcwizard.model.secret import Secret
from jcwizard.ui.context import Context
from jcwizard.ui.pages.test_login import TestLoginPage as LoginPage
from jcwizard.ui.widgets.check_list import CheckRow
from tests.ui.pages import login_states
from tests.ui.pages.finding import said
from tests.ui.pages.living import Living

REMARK = Finding("email.verified_as_text", "true", '"true"', {"email": "jane@acme.example"})


def pass_with_a_remark(context: Context) -> None:
    login_states.pass_login(context)
    run = context.setup.runs["login"]
    remark = Check.of("email", Status.WARNING, REMARK)
    checks = tuple(remark if check.id == "email" else check for check in run.checks)
    context.setup.record(dataclasses.replace(run, checks=checks))


def opened(live: Living, context: Context) -> LoginPage:
    page = live.open("test")
    assert isinstance(page, LoginPage)
    live.turn()
    return page


def row(page: LoginPage, check_id: str) -> CheckRow:
    return next(row for row in page.result.checks.rows if row.id == check_id)


def callouts(page: LoginPage) -> list[str]:
    shown = (part for part in page.findChildren(QWidget) if part.isVisibleTo(page))
    return [part.property("callout") for part in shown if part.property("callout")]


def test_a_remark_puts_no_card_beside_it_works(live: Living, context: Context) -> None:
    login_states.enter(context)
    pass_with_a_remark(context)
    page = opened(live, context)
    assert "It works" in said(page)
    assert callouts(page) == []
    name = row(page, "email").button.accessibleName()
    assert name == "The e-mail address arrives, look at this"


def test_a_remark_tells_all_its_words_where_its_row_unfolds(live: Living, context: Context) -> None:
    login_states.enter(context)
    pass_with_a_remark(context)
    page = opened(live, context)
    told = context.explain(REMARK.code, REMARK.values)
    email = row(page, "email")
    assert told.title not in said(page)
    email.button.click()
    lines = said(email).splitlines()
    fix = "1. " + told.fix[0].replace("**", "")
    wanted = [told.title, told.what, told.why.replace("**", ""), fix, "Expected", "Found"]
    assert [line for line in lines if line in wanted] == wanted


def test_it_works_is_the_first_that_is_announced(live: Living, context: Context) -> None:
    login_states.enter(context)
    page = opened(live, context)
    live.announced.clear()
    pass_with_a_remark(context)
    page._settle("It works")
    live.turn()
    assert live.announced == ["It works", "Test login, done"]


def test_the_end_is_announced_before_its_cause(live: Living, context: Context) -> None:
    login_states.enter(context)
    page = opened(live, context)
    login_states.end_login(context, "answer.person_refused", Status.FAILED)
    live.announced.clear()
    page._settle("It does not work yet")
    live.turn()
    assert live.announced == ["It does not work yet", "JumpCloud refused this person"]


def test_rows_end_with_the_proof_that_anybody_can_read(live: Living, context: Context) -> None:
    login_states.enter(context)
    login_states.pass_preflight(context)
    login_states.pass_login(context)
    page = opened(live, context)
    proofs = {
        "email": "jane@acme.example",
        "person": "Jane Rivera",
        "identity": "oauth.id.jumpcloud.com",
        "service_redirect": "checked a moment ago",
    }
    for check_id, proof in proofs.items():
        assert proof in said(row(page, check_id)).splitlines()
        assert row(page, check_id).button.accessibleDescription().startswith(proof)
    assert said(row(page, "token")).splitlines() == [
        "JumpCloud hands over the sign-in",
        "passed",
        "▸",
    ]


def test_a_remark_about_the_address_shows_the_address_all_the_same(
    live: Living, context: Context
) -> None:
    login_states.enter(context)
    pass_with_a_remark(context)
    email = row(opened(live, context), "email")
    assert said(email).splitlines() == [
        "The e-mail address arrives",
        "jane@acme.example",
        "look at this",
        "▸",
    ]


def test_a_cancelled_second_test_leaves_the_rows_as_they_were(
    live: Living, context: Context
) -> None:
    login_states.enter(context)
    login_states.pass_login(context)
    page = opened(live, context)
    row(page, "email").button.click()
    for work in page._making():
        work()
    page.refresh()
    assert row(page, "email").status == "passed"
    assert row(page, "email").unfolded


def test_rows_that_were_made_while_it_waited_are_the_ones_that_are_shown(
    live: Living, context: Context
) -> None:
    login_states.enter(context)
    page = opened(live, context)
    for work in page._making():
        work()
    made = page.result.checks.rows
    assert not page.result.isVisible()
    login_states.pass_preflight(context)
    login_states.pass_login(context)
    live.turn()
    assert page.result.checks.rows == made
    assert [row.status for row in made] == ["passed"] * 6


def test_making_the_result_ready_shows_nothing_and_no_secret(
    live: Living, context: Context
) -> None:
    login_states.enter(context)
    context.setup.put_secret(Secret(login_states.SECRET))
    page = opened(live, context)
    before = said(page)
    for work in page._making():
        work()
    live.turn()
    assert said(page) == before
