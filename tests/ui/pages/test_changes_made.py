"""What the wizard changed in JumpCloud is shown, undone, and the test address removed for one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from jcwizard.jumpcloud.access import ApiKey, Organisation, place_of
from jcwizard.jumpcloud.admin_api import AdminApi
from jcwizard.jumpcloud.applications import list_applications
from jcwizard.jumpcloud.groups import Group
from jcwizard.jumpcloud.plan import plan_creation
from jcwizard.jumpcloud.provisioning import carry_out
from jcwizard.jumpcloud.wanted import wanted_application
from jcwizard.model.changes import Change, ChangeKind, ChangeState
from jcwizard.model.finding import Finding, Status, Verdict
from jcwizard.model.setup import Setup, Surroundings
from jcwizard.net.client import Client
from jcwizard.practice.admin_faults import AdminFault
from jcwizard.practice.world import World
from jcwizard.ui.admin_session import AdminSession, what_stands
from jcwizard.ui.context import Context
from jcwizard.ui.pages.changes_made import MOST_SHOWN, ChangesMade
from jcwizard.ui.pages.finishing import Finishing
from jcwizard.ui.pages.test_login import TestLoginPage as LoginPage
from jcwizard.ui.widgets.tick_box import TickBox
from tests.conftest import QtLoop
from tests.practice.running import RunningWorld
from tests.ui.pages import login_states
from tests.ui.pages.finding import called, said
from tests.ui.pages.living import Living
from tests.ui.sample import REGIONS, Heard


@pytest.fixture(scope="module")
def running() -> Iterator[RunningWorld]:
    with RunningWorld() as running:
        yield running


@pytest.fixture
def pretended(running: RunningWorld) -> World:
    """The pretend JumpCloud without an application, a fault or a call."""
    world = running.world
    for application in [one.application for one in world.applications]:
        world.applications.remove(application.id)
    world.admin_faults.clear()
    world.admin_calls.clear()
    return world


class Admin:
    """An administrator at the pretend JumpCloud, who had the wizard make the wiki's application."""

    def __init__(self, world: World, context: Context, loop: QtLoop) -> None:
        self.world, self.context, self._loop = world, context, loop
        here = {
            "admin_api": world.admin_api("us"),
            "admin_token_url": world.admin_token_url,
            "issuer": world.issuer,
        }
        regions = {name: {**region, **here} for name, region in REGIONS.items()}
        context.around = Surroundings("http://127.0.0.1:14217/callback", regions, practice=True)
        context.make_client = lambda: Client(deadline=10)
        context.setup = Setup("custom")
        login_states.enter(context, "custom")

    def sign_in(self) -> AdminApi:
        """Sign in, as the application's step does."""
        context = self.context
        place = place_of(context.setup, context.around)
        api = AdminApi(context.client, place, ApiKey(self.world.api_key))
        own = self.world.organisations[0]
        stands = what_stands(context.setup, context.around)
        context.admin = AdminSession(api, place, Organisation(own.id, own.name), stands)
        return api

    def make(self) -> None:
        """Let the wizard have made the application."""
        context = self.context
        api, journal = self.sign_in(), context.journal()
        wanted = wanted_application(context.service, context.setup, context.around)
        group = self.world.groups.named("All Users")
        assert group is not None
        plan = plan_creation(wanted, [Group(group.id, group.name)])
        outcome = self._loop.run(carry_out(plan, api, journal))
        assert outcome.secret is not None
        context.setup.link_application(outcome.application_id)
        context.setup.put("client_id", outcome.client_id)
        context.setup.put_secret(outcome.secret)

    def applications(self) -> list[str]:
        """The labels of all that JumpCloud has now."""
        listed = self._loop.run(list_applications(self.sign_in(), lambda *_: None))
        assert not isinstance(listed, Finding)
        return [one.label for one in listed]

    def addresses(self) -> tuple[str, ...]:
        """The redirect URLs of the one application."""
        (one,) = self.world.applications.kept
        return one.entered.redirect_uris


@pytest.fixture
def admin(pretended: World, context: Context, qt_loop: QtLoop, live: Living) -> Iterator[Admin]:
    """`live` closes its windows first."""
    yield Admin(pretended, context, qt_loop)
    for fault in pretended.admin_faults:
        fault.release()
    qt_loop.run(context.aclose())


def finished(live: Living, context: Context) -> Finishing:
    """Open the last page of a setup whose test login has passed."""
    login_states.pass_login(context)
    page = live.open("test")
    assert isinstance(page, LoginPage)
    live.turn()
    return page.finishing


@pytest.fixture
def changes(admin: Admin, qtbot: QtBot) -> Iterator[ChangesMade]:
    """The part alone, which is told of the setup's changes as the window would tell it."""
    part = ChangesMade(admin.context)
    qtbot.addWidget(part)
    part.show()
    yield part
    part.stop()


def follow(part: ChangesMade, context: Context) -> None:
    """Let the part be told of every change of the setup of now."""
    context.setup.subscribe(lambda _what: part.refresh())
    part.refresh()


# --- the list ----------------------------------------------------------------------------------


def test_nothing_is_shown_while_nothing_was_changed(admin: Admin, changes: ChangesMade) -> None:
    follow(changes, admin.context)
    assert not changes.isVisible()


def test_what_was_made_is_listed_with_its_time_and_what_came(
    live: Living, admin: Admin, changes: ChangesMade
) -> None:
    admin.make()
    part = changes
    follow(part, admin.context)
    live.turn()
    assert part.isVisible()
    text = said(part)
    assert "What this wizard changed in JumpCloud" in text
    assert "Made the application Acme Wiki" in text
    assert "Display Label: Acme Wiki" in text
    assert "Redirect URIs: https://wiki.acme.example/login/callback" in text
    assert "UTC" in text
    assert "interrupted" not in text


def test_very_many_changes_are_not_all_shown(
    live: Living, admin: Admin, changes: ChangesMade
) -> None:
    setup = admin.context.setup
    for number in range(MOST_SHOWN + 3):
        bound = {"group": f"{number}", "name": f"Team {number}", "bound": True}
        change = Change(
            f"{number}", ChangeKind.GROUP_BOUND, "65", "Wiki", 1.7e9, ChangeState.DONE, {}, bound
        )
        setup.put_change(change)
    follow(changes, admin.context)
    live.turn()
    text = said(changes)
    assert f"Team {MOST_SHOWN + 2} " in text
    assert "Team 2 " not in text
    assert "And 3 earlier ones. The report has them all." in text


# --- undoing -----------------------------------------------------------------------------------


def test_undoing_says_what_it_will_do_before_anything_is_changed(
    live: Living, admin: Admin, changes: ChangesMade
) -> None:
    admin.make()
    part = changes
    follow(part, admin.context)
    admin.world.admin_calls.clear()
    called(part, QPushButton, "Undo what was changed").click()
    live.until(lambda: part.undo.lines is not None)
    live.turn()
    assert "Acme Wiki is deleted from JumpCloud" in said(part)
    assert f"{admin.world.organisations[0].name} · 127.0.0.1" in said(part)
    assert {call.method for call in admin.world.admin_calls} <= {"GET"}
    called(part, QPushButton, "Leave it as it is").click()
    live.turn()
    assert part.undo.lines is None
    assert admin.applications() == ["Acme Wiki"]


def test_the_keyboard_alone_undoes(live: Living, admin: Admin, changes: ChangesMade) -> None:
    """What comes in a button's place takes its focus; nothing is undone by pressing twice."""
    admin.make()
    follow(changes, admin.context)
    live.turn()
    changes.activateWindow()
    undo = changes.undo
    undo.begin.setFocus()
    QTest.keyClick(undo.begin, Qt.Key.Key_Space)
    live.until(lambda: changes.focusWidget() is undo.decline)
    undo.agree.setFocus()
    QTest.keyClick(undo.agree, Qt.Key.Key_Space)
    live.until(lambda: not undo.working)
    assert not undo.begin.isVisible(), "there is nothing left to undo"
    assert admin.applications() == []


def test_undoing_a_new_application_deletes_it_and_forgets_its_values(
    live: Living, admin: Admin, changes: ChangesMade
) -> None:
    admin.make()
    setup = admin.context.setup
    part = changes
    follow(part, admin.context)
    called(part, QPushButton, "Undo what was changed").click()
    live.until(lambda: part.undo.lines is not None)
    called(part, QPushButton, "Undo it in JumpCloud").click()
    live.until(lambda: not part.undo.working)
    live.turn()
    assert admin.applications() == []
    assert setup.application_id == ""
    assert setup.values["client_id"] == ""
    assert setup.secret is None
    assert {change.state for change in setup.changes} == {ChangeState.UNDONE}
    assert "is deleted, and its Client ID and Client Secret are taken out" in said(part)
    assert "taken back" in said(part)


def test_a_pasted_client_id_of_another_application_is_not_forgotten(
    live: Living, admin: Admin, changes: ChangesMade
) -> None:
    admin.make()
    setup = admin.context.setup
    setup.put("client_id", login_states.CLIENT_ID)
    part = changes
    follow(part, admin.context)
    called(part, QPushButton, "Undo what was changed").click()
    live.until(lambda: part.undo.lines is not None)
    called(part, QPushButton, "Undo it in JumpCloud").click()
    live.until(lambda: not part.undo.working)
    assert setup.application_id == ""
    assert setup.values["client_id"] == login_states.CLIENT_ID
    assert setup.secret is not None


def test_without_a_session_it_leads_to_where_one_signs_in(
    live: Living, admin: Admin, changes: ChangesMade, heard: Heard
) -> None:
    admin.make()
    part = changes
    follow(part, admin.context)
    admin.context.admin = None
    went: list[str] = []
    admin.context.go = went.append
    called(part, QPushButton, "Undo what was changed").click()
    live.turn()
    assert "Sign in there first" in said(part)
    called(part, QPushButton, "Sign in to JumpCloud").click()
    assert went == ["application"]


def test_an_undoing_that_jumpcloud_refuses_says_why_and_can_be_tried_again(
    live: Living, admin: Admin, changes: ChangesMade
) -> None:
    admin.make()
    setup = admin.context.setup
    part = changes
    follow(part, admin.context)
    admin.world.admin_faults.append(AdminFault(method="DELETE", status=403))
    called(part, QPushButton, "Undo what was changed").click()
    live.until(lambda: part.undo.lines is not None)
    called(part, QPushButton, "Undo it in JumpCloud").click()
    live.until(lambda: not part.undo.working)
    live.turn()
    assert "Nothing was undone" in said(part)
    assert setup.application_id
    assert admin.applications() == ["Acme Wiki"]
    assert called(part, QPushButton, "Undo what was changed").isEnabled()


# --- what was interrupted ----------------------------------------------------------------------


def interrupted(admin: Admin) -> None:
    """Let the wizard have been killed while it made the application."""
    admin.make()
    setup = admin.context.setup
    (change,) = setup.changes
    setup.put_change(replace(change, state=ChangeState.BEGUN))


def test_an_interrupted_change_is_named_with_what_to_do(
    live: Living, admin: Admin, changes: ChangesMade
) -> None:
    interrupted(admin)
    part = changes
    follow(part, admin.context)
    text = said(part)
    assert "A change was interrupted" in text
    assert "Made the application Acme Wiki" in text
    assert "open SSO Applications in JumpCloud and look at Acme Wiki" in text


def test_what_was_interrupted_is_put_right(
    live: Living, admin: Admin, changes: ChangesMade
) -> None:
    interrupted(admin)
    part = changes
    follow(part, admin.context)
    called(part, QPushButton, "Look what became of it").click()
    live.until(lambda: part.clean_up.lines is not None)
    called(part, QPushButton, "Put it right in JumpCloud").click()
    live.until(lambda: not part.clean_up.working)
    live.turn()
    assert admin.applications() == []
    assert "A change was interrupted" not in said(part)
    assert "The half-made application is deleted" in said(part)


# --- the test address --------------------------------------------------------------------------


def test_the_test_address_is_removed_for_the_person(live: Living, admin: Admin) -> None:
    admin.make()
    context = admin.context
    part = finished(live, context)
    row = next(row for row in part.endings if row.ending.id == "test_address")
    assert context.around.test_address in admin.addresses()
    called(row, QPushButton, "Remove it for me").click()
    live.until(lambda: row.removal is not None and row.removal.lines is not None)
    live.turn()
    assert f"removes {context.around.test_address}" in said(row).replace("\u200b", "")
    assert context.around.test_address in admin.addresses(), "nothing is changed before the yes"
    called(row, QPushButton, "Remove it from JumpCloud").click()
    live.until(lambda: row.removal is not None and not row.removal.working)
    live.turn()
    assert admin.addresses() == ("https://wiki.acme.example/login/callback",)
    assert context.setup.values["test_address"] == "removed"
    assert called(row, TickBox, "Removed").isChecked()
    assert "The test address is removed from JumpCloud." in said(row)
    run = context.current("application")
    assert run is not None
    states = {check.id: check.status for check in run.checks}
    assert run.verdict is Verdict.PASSED
    assert states["application_test_address"] is Status.NOT_RUN, "nobody waits for it any more"
    assert context.setup.changes[-1].kind is ChangeKind.SETTINGS


def test_an_address_that_is_gone_already_is_told_and_ticked(live: Living, admin: Admin) -> None:
    admin.make()
    (one,) = admin.world.applications.kept
    settings = replace(one.entered, redirect_uris=one.entered.redirect_uris[:1])
    admin.world.applications.save(one.client_id, settings)
    part = finished(live, admin.context)
    row = next(row for row in part.endings if row.ending.id == "test_address")
    called(row, QPushButton, "Remove it for me").click()
    live.until(lambda: "There is nothing to remove" in said(row))
    assert called(row, TickBox, "Removed").isChecked()


def test_without_an_application_of_the_api_nothing_is_offered(live: Living, admin: Admin) -> None:
    part = finished(live, admin.context)
    row = next(row for row in part.endings if row.ending.id == "test_address")
    assert row.removal is not None
    assert not row.removal.isVisible()


def test_a_removal_that_fails_leaves_the_tick_alone(live: Living, admin: Admin) -> None:
    admin.make()
    part = finished(live, admin.context)
    row = next(row for row in part.endings if row.ending.id == "test_address")
    admin.world.admin_faults.append(AdminFault(method="PUT", status=403))
    called(row, QPushButton, "Remove it for me").click()
    live.until(lambda: row.removal is not None and row.removal.lines is not None)
    called(row, QPushButton, "Remove it from JumpCloud").click()
    live.until(lambda: row.removal is not None and not row.removal.working)
    live.turn()
    assert "Nothing was changed" in said(row)
    assert not called(row, TickBox, "Removed").isChecked()
    assert admin.context.around.test_address in admin.addresses()


def test_leaving_the_page_lets_the_request_that_is_under_way_end(
    live: Living, admin: Admin, changes: ChangesMade
) -> None:
    admin.make()
    part = changes
    follow(part, admin.context)
    fault = AdminFault(method="DELETE", hold=True)
    admin.world.admin_faults.append(fault)
    called(part, QPushButton, "Undo what was changed").click()
    live.until(lambda: part.undo.lines is not None)
    called(part, QPushButton, "Undo it in JumpCloud").click()
    live.until(fault.held.is_set)
    part.stop()
    live.turn()
    assert "Stopping after the request that is under way." in said(part)
    fault.release()
    live.until(lambda: not part.undo.working)
    assert admin.applications() == []
    assert {change.state for change in admin.context.setup.changes} == {ChangeState.UNDONE}
