"""The application is made, checked and put right through the Admin API, from its own page."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from jcwizard.model.changes import ChangeState
from jcwizard.model.route import StepState
from jcwizard.practice.admin_faults import AdminFault
from jcwizard.ui.admin.group_list import GroupList
from jcwizard.ui.context import Context
from jcwizard.ui.widgets.editors import DropDown
from jcwizard.ui.widgets.first_cause import FirstCause
from jcwizard.ui.widgets.text import LinkButton
from tests.practice.running import RunningWorld
from tests.ui.admin_world import REDIRECT, TEST_ADDRESS, AdminWalk, stand_in
from tests.ui.pages.finding import said
from tests.ui.pages.living import Living, everything_shown


@pytest.fixture
def walk(live: Living, world: RunningWorld, context: Context) -> AdminWalk:
    """A person at the application's page of Facets, in practice."""
    stand_in(context, world.world)
    return AdminWalk(live, world)


def create(walk: AdminWalk) -> None:
    """Walk to the very press that makes the application."""
    walk.open("Create it for me")
    walk.sign_in()
    walk.primary("Make a new one")
    walk.until(lambda: walk.way.attempt.groups is not None)
    everybody = next(g.id for g in walk.way.attempt.groups or () if g.name == "All Users")
    walk.page.findChildren(GroupList)[0].choose(everybody, on=True)
    walk.primary("Show what will change")


def carry_out(walk: AdminWalk, text: str) -> None:
    walk.primary(text)
    walk.until(lambda: walk.at == "done")


def hold(walk: AdminWalk, method: str, path: str) -> AdminFault:
    """Let JumpCloud not answer such a call until it is released."""
    fault = AdminFault(method=method, path=path, hold=True)
    walk.world.admin_faults.append(fault)
    return fault


def changing(walk: AdminWalk) -> list[str]:
    """Return what JumpCloud was asked to change."""
    return [f"{c.method} {c.path}" for c in walk.world.admin_calls if c.method != "GET"]


def stop_state(walk: AdminWalk) -> StepState:
    return next(s.state for s in walk.context.stops() if s.step.id == "application")


def trouble(walk: AdminWalk) -> str:
    shown = [c for c in walk.way.findChildren(FirstCause) if c.isVisibleTo(walk.page)]
    found = [c.finding.code for c in shown if c.finding is not None]
    assert len(found) == 1, found
    return found[0]


def test_an_application_is_made_and_its_secret_goes_straight_to_the_next_step(
    walk: AdminWalk,
) -> None:
    create(walk)
    assert not changing(walk)
    carry_out(walk, "Create it in JumpCloud")
    setup = walk.context.setup
    made = next(iter(walk.world.applications))
    assert made.settings.redirect_uris == (REDIRECT, TEST_ADDRESS)
    assert made.settings.groups == ("All Users",)
    assert setup.values["client_id"] == made.client_id
    assert setup.secret is not None
    assert setup.secret.reveal() not in everything_shown(walk.living.window)
    assert stop_state(walk) is StepState.DONE
    shown = [one for one in QApplication.topLevelWidgets() if one.isVisible()]
    assert shown == [walk.living.window]
    walk.primary("Next")
    assert walk.living.window.page.step.id == "credentials"


def test_one_that_exists_is_offered_before_another_is_made(walk: AdminWalk) -> None:
    walk.made()
    walk.open("Create it for me")
    walk.sign_in()
    assert "Facets may be the one" in said(walk.page)
    assert "has this redirect URL and has this name" in said(walk.page)
    walk.primary("Compare")
    walk.rest()
    assert stop_state(walk) is StepState.DONE
    assert not changing(walk)


def test_what_differs_is_put_right_after_a_preview(walk: AdminWalk) -> None:
    walk.made(redirect_uris=(REDIRECT,), email=False)
    walk.open("Check one I already have")
    walk.sign_in()
    walk.primary("Compare")
    walk.rest()
    assert stop_state(walk) is not StepState.DONE
    walk.primary("Show what will change")
    assert f"adds {TEST_ADDRESS}" in said(walk.page).replace("\u200b", "")
    assert not changing(walk)
    carry_out(walk, "Change it in JumpCloud")
    made = next(iter(walk.world.applications))
    assert made.settings.redirect_uris == (REDIRECT, TEST_ADDRESS)
    assert "email" in made.settings.scopes
    assert stop_state(walk) is StepState.DONE


def test_the_client_id_of_a_compared_application_is_taken_and_never_replaced(
    walk: AdminWalk,
) -> None:
    client_id = walk.made()
    walk.open("Check one I already have")
    walk.sign_in()
    walk.primary("Compare")
    walk.rest()
    setup = walk.context.setup
    assert setup.values["client_id"] == client_id
    setup.put("client_id", "4ff122de-428e-48c8-a4f7-d4f6b11c71a6")
    walk.living.window.refresh()
    assert "Another Client ID is entered" in said(walk.page)
    walk.press("Take this application's Client ID")
    assert setup.values["client_id"] == client_id
    assert "Another Client ID is entered" not in said(walk.page)


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("expired", "admin.key_expired"),
        ("blocked", "admin.address_blocked"),
        ("disabled", "admin.api_disabled"),
        ("other_region", "admin.other_region"),
    ],
)
def test_a_key_that_opens_nothing_is_told_apart_and_leads_to_the_clicks(
    walk: AdminWalk, kind: str, code: str
) -> None:
    walk.open("Create it for me")
    walk.sign_in(walk.world.keys[kind])
    assert trouble(walk) == code
    assert walk.context.admin is None
    walk.press("Show me the clicks", QPushButton)
    assert said(walk.living.window.footer).startswith("Click 1 of 13")
    assert not changing(walk)


def test_a_read_only_key_changes_nothing_and_says_so(walk: AdminWalk) -> None:
    walk.made(redirect_uris=(REDIRECT,))
    walk.open("Check one I already have")
    walk.sign_in(walk.world.keys["read_only"])
    walk.primary("Compare")
    walk.rest()
    walk.primary("Show what will change")
    carry_out(walk, "Change it in JumpCloud")
    assert "Nothing was changed" in said(walk.page)
    assert next(iter(walk.world.applications)).settings.redirect_uris == (REDIRECT,)
    walk.press("Show me the clicks", QPushButton)
    assert said(walk.living.window.footer).startswith("Click 1 of 13")


def test_an_admin_of_several_organisations_chooses_one(walk: AdminWalk) -> None:
    walk.open("Create it for me")
    walk.sign_in(walk.world.keys["several"])
    assert walk.at == "organisation"
    assert not walk.living.window.footer.primary.isEnabled()
    choice = walk.find(DropDown, "Organisation")
    choice.setCurrentIndex(0)
    name = choice.currentText()
    walk.primary("Go on")
    walk.rest()
    assert walk.at == "find"
    assert walk.context.admin is not None
    assert walk.context.admin.organisation.name == name


def test_a_service_account_signs_in_as_well(walk: AdminWalk) -> None:
    client_id, secret = walk.world.service_account
    walk.open("Create it for me")
    walk.press("Use a service account")
    line = walk.find(QLineEdit, "Service account Client ID")
    line.setText(client_id)
    line.textEdited.emit(client_id)
    walk.type_secret("Service account Client Secret", secret)
    walk.primary("Sign in to JumpCloud")
    walk.until(lambda: walk.at == "find")
    walk.rest()
    assert walk.context.admin is not None


def test_the_key_is_forgotten_by_its_field_and_never_on_show(walk: AdminWalk) -> None:
    walk.open("Create it for me")
    walk.type_secret("Admin API key", walk.world.api_key)
    assert walk.world.api_key.reveal() not in everything_shown(walk.living.window)
    walk.primary("Sign in to JumpCloud")
    walk.until(lambda: walk.at == "find")
    walk.rest()
    walk.press("Sign in with another key or account")
    assert walk.context.admin is None
    assert walk.way.stage.form.key.secret is None  # type: ignore[attr-defined]


def test_the_session_ends_with_the_region_that_it_was_entered_for(walk: AdminWalk) -> None:
    walk.open("Create it for me")
    walk.sign_in()
    assert walk.context.admin is not None
    walk.context.setup.put("region", "eu")
    assert walk.context.admin is None
    walk.living.window.refresh()
    assert walk.at == "sign_in"


def test_cancel_takes_back_what_was_made(walk: AdminWalk) -> None:
    create(walk)
    held = hold(walk, method="POST", path="/v2/applications/*/sso")
    walk.primary("Create it in JumpCloud")
    walk.until(held.held.is_set)
    walk.press("Cancel")
    held.release()
    walk.until(lambda: walk.at == "done")
    assert not tuple(walk.world.applications)
    assert "Nothing was changed" in said(walk.page)
    assert walk.context.setup.values.get("client_id", "") == ""
    assert walk.context.setup.secret is None
    assert stop_state(walk) is not StepState.DONE


def test_a_step_that_fails_takes_everything_back_and_says_why(walk: AdminWalk) -> None:
    create(walk)
    walk.world.admin_faults.append(
        AdminFault(method="POST", path="/v2/applications/*/associations", status=400)
    )
    carry_out(walk, "Create it in JumpCloud")
    assert not tuple(walk.world.applications)
    setup = walk.context.setup
    assert setup.secret is None
    assert setup.values.get("client_id", "") == ""
    assert all(change.state is ChangeState.UNDONE for change in setup.changes)
    walk.primary("Try again")
    walk.rest()
    assert walk.at == "compare"


def test_leaving_the_page_takes_back_what_was_begun(walk: AdminWalk) -> None:
    create(walk)
    held = hold(walk, method="POST", path="/v2/applications/*/sso")
    walk.primary("Create it in JumpCloud")
    walk.until(held.held.is_set)
    walk.living.window.go("registration")
    held.release()
    walk.until(lambda: walk.way.attempt.outcome is not None)
    assert not tuple(walk.world.applications)
    walk.living.window.go("application")
    assert "Nothing was changed" in said(walk.page)


def test_without_a_key_the_next_step_is_open_and_nothing_is_ticked(walk: AdminWalk) -> None:
    walk.open("Check one I already have")
    walk.press("I have no key")
    assert "this step stays “to do”" in said(walk.page)
    walk.press("Go on to Client ID and secret")
    assert walk.living.window.page.step.id == "credentials"
    assert stop_state(walk) is StepState.TO_DO


def test_whoever_has_checked_it_says_so_and_the_step_is_done(walk: AdminWalk) -> None:
    walk.open("Check one I already have")
    walk.press("I have no key")
    walk.press("I have checked it myself")
    assert stop_state(walk) is StepState.DONE
    walk.primary("Next")


def test_a_setup_that_knows_its_application_goes_straight_to_the_comparison(
    walk: AdminWalk,
) -> None:
    walk.made()
    walk.open("Check one I already have")
    walk.sign_in()
    walk.primary("Compare")
    walk.rest()
    walk.living.window.close()
    walk.open()
    assert walk.at == "compare"
    walk.rest()
    assert "Wanted and found" in said(walk.page)


def test_a_value_that_changes_is_compared_anew_without_a_question(walk: AdminWalk) -> None:
    walk.made()
    walk.open("Check one I already have")
    walk.sign_in()
    walk.primary("Compare")
    walk.rest()
    asked = len(walk.world.admin_calls)
    assert stop_state(walk) is StepState.DONE
    walk.context.setup.put("registration_id", "jc2")
    walk.living.window.refresh()
    assert "jc2" in said(walk.page).replace("\u200b", "") or stop_state(walk) is not StepState.DONE
    assert stop_state(walk) is not StepState.DONE
    assert len(walk.world.admin_calls) == asked


def test_reading_can_be_cancelled_and_what_was_read_can_be_chosen_from(walk: AdminWalk) -> None:
    walk.world.fill(applications=150)
    walk.open("Check one I already have")
    walk.type_secret("Admin API key", walk.world.api_key)
    held = AdminFault(method="GET", path="/applications", hold=True, call=3)
    walk.world.admin_faults.append(held)
    walk.primary("Sign in to JumpCloud")
    walk.until(held.held.is_set)
    assert "100 so far" in said(walk.page) or "100 of 150" in said(walk.page)
    walk.press("Cancel")
    walk.rest()
    held.release()
    assert "Not all applications were read" in said(walk.page)
    assert "100 of 100 applications" in said(walk.page)
    walk.press("Try again")
    walk.rest()
    assert "150 of 150 applications" in said(walk.page)


def test_the_keyboard_is_on_what_comes_next(walk: AdminWalk) -> None:
    walk.made()
    walk.open("Check one I already have")
    walk.sign_in()
    window = walk.living.window
    walk.until(
        lambda: (QApplication.focusWidget() or window.focusWidget()) is window.footer.primary
    )
    assert window.footer.primary.text() == "Compare"


def tabbed(walk: AdminWalk, qtbot: QtBot, times: int) -> list[str]:
    """Press Tab so many times and return what had the keyboard each time."""
    window, names = walk.living.window, []
    for _ in range(times):
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab)  # type: ignore[no-untyped-call]
        part = window.focusWidget()
        names.append(part.accessibleName() or getattr(part, "text", str)())
    return names


def test_tab_goes_as_the_eye_does(walk: AdminWalk, qtbot: QtBot) -> None:
    walk.world.fill(applications=3)
    walk.open("Create it for me")
    walk.sign_in()
    walk.find(QLineEdit, "Search applications").setFocus()
    order = ["Applications", "Sign in with another key or account", "Another way"]
    assert tabbed(walk, qtbot, 3) == order


def test_what_was_made_and_undone_is_not_offered_again(walk: AdminWalk) -> None:
    create(walk)
    carry_out(walk, "Create it in JumpCloud")
    walk.press("Undo what was changed")
    walk.living.turn()
    walk.press("Undo it in JumpCloud")
    walk.until(lambda: not tuple(walk.world.applications))
    walk.until(lambda: walk.context.setup.application_id == "")
    walk.living.turn()
    assert "It was taken back" in said(walk.page)
    assert "Nothing was changed" not in said(walk.page)
    undo = [b for b in walk.page.findChildren(QPushButton) if b.text() == "Undo what was changed"]
    assert not any(button.isVisibleTo(walk.page) for button in undo)
    walk.primary("Try again")
    walk.rest()
    walk.living.window.footer.back.click()
    walk.until(lambda: walk.at == "find" and not walk.way.stage.busy)
    assert "There is none for Facets yet" in said(walk.page)


def test_whoever_comes_to_check_one_is_not_left_making_a_new_one(walk: AdminWalk) -> None:
    walk.made()
    walk.open("Create it for me")
    walk.sign_in()
    walk.press("Make a new one")
    assert walk.at == "compare"
    walk.press("Another way")
    walk.press("Check one I already have")
    walk.rest()
    assert walk.at == "find"
    walk.primary("Compare")
    walk.rest()
    assert "Wanted and found" in said(walk.page)


def test_while_jumpcloud_is_changed_the_keyboard_is_on_cancel(walk: AdminWalk) -> None:
    create(walk)
    held = hold(walk, method="POST", path="/v2/applications/*/sso")
    walk.primary("Create it in JumpCloud")
    walk.until(held.held.is_set)
    window = walk.living.window

    def named() -> str:
        return getattr(window.focusWidget(), "text", str)()

    walk.until(lambda: named() == "Cancel")
    links = [link for link in walk.page.findChildren(LinkButton) if link.text() == "Another way"]
    assert links
    assert not any(link.isVisibleTo(window) for link in links)
    held.release()
    walk.until(lambda: walk.at == "done")
    assert any(link.isVisibleTo(window) for link in links)


def rests_on(walk: AdminWalk, part: QWidget) -> bool:
    return (QApplication.focusWidget() or walk.living.window.focusWidget()) is part


def test_while_nobody_may_sign_in_the_keyboard_is_where_a_group_is_chosen(
    walk: AdminWalk,
) -> None:
    walk.open("Create it for me")
    walk.sign_in()
    held = hold(walk, method="GET", path="/v2/usergroups")
    walk.primary("Make a new one")
    walk.until(held.held.is_set)
    groups = walk.page.findChildren(GroupList)[0]
    assert rests_on(walk, groups.search), "already before the groups have come"
    held.release()
    walk.until(lambda: walk.way.attempt.groups is not None)
    assert rests_on(walk, groups.search)
    groups.choose((walk.way.attempt.groups or ())[0].id, on=True)
    walk.primary("Show what will change")
    walk.living.window.footer.back.click()
    walk.until(lambda: rests_on(walk, walk.living.window.footer.primary))


def test_a_comparison_without_a_group_does_not_begin_at_the_primary_button(
    walk: AdminWalk,
) -> None:
    walk.made(groups=(), redirect_uris=(REDIRECT,))
    walk.open("Check one I already have")
    walk.sign_in()
    walk.primary("Compare")
    walk.rest()
    walk.living.turn()
    assert walk.living.window.footer.primary.text() == "Show what will change"
    assert not rests_on(walk, walk.living.window.footer.primary)


def test_groups_that_cannot_be_read_leave_no_empty_search(walk: AdminWalk) -> None:
    walk.open("Create it for me")
    walk.sign_in()
    fault = AdminFault(method="GET", path="/v2/usergroups", status=403)
    walk.world.admin_faults.append(fault)
    walk.primary("Make a new one")
    groups = walk.page.findChildren(GroupList)[0]
    walk.until(lambda: not groups.search.isVisibleTo(walk.page))
    walk.find(LinkButton, "Read the user groups again")
    assert "so far" not in said(walk.page)
