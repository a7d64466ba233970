"""What a person does while JumpCloud is asked or changed, and what others do there meanwhile."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractButton, QLineEdit

from jcwizard.model.changes import ChangeState
from jcwizard.model.setup import Setup
from jcwizard.practice.admin_faults import AdminFault
from jcwizard.practice.settings import Settings
from tests.ui.admin.desk import ENTERED, LABEL, SERVICE_REDIRECT, AdminDesk


def held_creation(desk: AdminDesk, path: str = "*/sso") -> AdminFault:
    """Begin a creation whose call at this path waits for its answer."""
    desk.to_preview("All Users")
    held = AdminFault(method="POST", path=path, hold=True)
    desk.practice.world.admin_faults.append(held)
    desk.press("Create it in JumpCloud")
    desk.until(held.held.is_set, "the call")
    return held


def test_leaving_the_page_takes_back_what_was_begun_and_coming_back_says_so(
    desk: AdminDesk,
) -> None:
    held = held_creation(desk)
    desk.go("details")
    held.release()
    desk.until(lambda: desk.kept == [], "the application to be gone")
    desk.until(lambda: desk.setup.secret is None, "the secret to be gone")
    desk.go("application")
    assert desk.until_ended() == "Nothing was changed"
    assert [one.state for one in desk.setup.changes] == [ChangeState.UNDONE]


def test_another_setup_opened_meanwhile_gets_nothing_of_the_first(desk: AdminDesk) -> None:
    first, held = desk.setup, held_creation(desk)
    desk.window.use(Setup("custom", ENTERED), desk.context.around, desk.practice.world)
    desk.keeping.watch("")
    held.release()
    desk.until(lambda: [one.state for one in first.changes] == [ChangeState.UNDONE], "the undoing")
    assert desk.kept == []
    assert desk.setup is not first
    assert desk.setup.changes == ()
    assert desk.setup.values.get("client_id", "") == ""
    assert desk.setup.secret is None
    assert desk.context.admin is None


def test_another_setup_opened_while_something_is_undone_ends_well(desk: AdminDesk) -> None:
    desk.create("All Users")
    assert desk.until_ended() == "It is done"
    first = desk.setup
    held = AdminFault(method="DELETE", hold=True)
    desk.practice.world.admin_faults.append(held)
    desk.press("Undo what was changed")
    desk.press("Undo it in JumpCloud")
    desk.until(held.held.is_set, "the call that deletes it")
    desk.window.use(Setup("custom", ENTERED), desk.context.around, desk.practice.world)
    desk.keeping.watch("")
    held.release()
    desk.until(lambda: desk.kept == [], "the application to be gone")
    desk.until(lambda: [one.state for one in first.changes] == [ChangeState.UNDONE], "the record")
    assert desk.setup.changes == ()


def test_another_region_ends_the_session(desk: AdminDesk) -> None:
    desk.sign_in()
    desk.read("Is there one already?")
    assert desk.context.admin is not None
    desk.setup.put("region", "eu")
    desk.until(lambda: bool(desk.shown(QLineEdit, "Admin API key")), "the sign-in")
    assert desk.context.admin is None
    assert not desk.shown(QLineEdit, "Admin API key")[0].text()


def test_what_somebody_deleted_by_hand_is_undone_already(desk: AdminDesk) -> None:
    desk.create("All Users")
    assert desk.until_ended() == "It is done"
    desk.practice.world.applications.remove(desk.kept[0].id)
    desk.press("Undo what was changed")
    desk.press("Undo it in JumpCloud")
    desk.until(
        lambda: [one.state for one in desk.setup.changes] == [ChangeState.UNDONE], "the record"
    )


def test_an_application_of_that_name_appearing_meanwhile_is_not_taken_for_ours(
    desk: AdminDesk,
) -> None:
    held = held_creation(desk, "/applications")
    desk.practice.register(
        Settings(
            display_label=LABEL, redirect_uris=(SERVICE_REDIRECT,), login_url="https://a.example"
        )
    )
    theirs = desk.kept[0]
    held.drop = True
    held.release()
    desk.until_ended()
    assert desk.kept == [theirs]
    assert desk.setup.application_id == ""


def test_an_application_of_that_name_appearing_after_the_list_is_shown_before_one_is_made(
    desk: AdminDesk,
) -> None:
    desk.to_preview("All Users")
    desk.practice.register(
        Settings(
            display_label=LABEL, redirect_uris=(SERVICE_REDIRECT,), login_url="https://a.example"
        )
    )
    theirs = desk.kept[0]
    desk.press("Create it in JumpCloud")
    assert desk.until_ended() == "Nothing was changed"
    assert "provision.changed_meanwhile" in desk.troubles
    assert desk.kept == [theirs]
    desk.press(desk.context.words("api_way.once_more"))
    desk.read("Is there one already?")
    desk.until(lambda: bool(desk.shown(QAbstractButton, "Compare")), "the way to it")


def test_the_list_of_applications_is_left_while_it_is_read(desk: AdminDesk) -> None:
    held = AdminFault(method="GET", path="/applications", call=2, hold=True)
    desk.practice.world.admin_faults.append(held)
    desk.sign_in()
    desk.until(held.held.is_set, "the list")
    desk.press("Cancel")
    held.release()
    desk.until(lambda: bool(desk.shown(QAbstractButton, "Try again")), "the way on")
    desk.press("Try again")
    desk.press("Make a new one")
    desk.read("The new application")
