"""An application that is there already is compared, repaired, and put back as it was."""

from __future__ import annotations

import pytest

from jcwizard.model.changes import ChangeKind, ChangeState
from jcwizard.model.finding import Status, Verdict
from jcwizard.model.secret import Secret
from jcwizard.practice.admin_faults import AdminFault
from jcwizard.practice.applications import Application
from jcwizard.practice.settings import Settings
from jcwizard.ui.admin import stage_doing
from jcwizard.ui.admin.comparison_table import ComparisonTable
from tests.conftest import QtLoop
from tests.practice.running import RunningWorld
from tests.ui.admin.desk import LABEL, SERVICE_REDIRECT, AdminDesk
from tests.ui.pages.pretend_browser import PretendBrowser

BROKEN = Settings(
    display_label=LABEL,
    redirect_uris=(f"{SERVICE_REDIRECT}/",),
    login_url="https://wiki.acme.example/old",
    authentication="client_secret_basic",
    profile=True,
    active=False,
    show_in_portal=False,
    groups=("Engineering",),
)


def there(desk: AdminDesk, settings: Settings) -> tuple[Application, Secret]:
    """Let somebody have made an application; returns it and its secret."""
    client_id, secret = desk.practice.register(settings)
    desk.setup.put("client_id", client_id)
    desk.setup.put_secret(secret)
    return desk.kept[0], secret


def compare(desk: AdminDesk) -> ComparisonTable:
    """Sign in, take the application that was found, and see how it compares."""
    desk.sign_in("Check one I already have")
    desk.press("Compare")
    desk.read("Wanted and found")
    desk.until(lambda: bool(tables(desk)), "the table")
    return table(desk)


def tables(desk: AdminDesk) -> list[ComparisonTable]:
    """Return the tables on show."""
    return [one for one in desk.window.findChildren(ComparisonTable) if one.isVisible()]


def table(desk: AdminDesk) -> ComparisonTable:
    """Return the table on show."""
    (only,) = tables(desk)
    return only


def change(desk: AdminDesk) -> str:
    """Look at the preview, agree, and wait for the end; returns its heading."""
    desk.press("Show what will change")
    desk.press("Change it in JumpCloud")
    return desk.until_ended()


def statuses(desk: AdminDesk) -> dict[str, Status]:
    """Return how each setting compares."""
    run = desk.setup.runs["application"]
    return {check.id.removeprefix("application_"): check.status for check in run.checks}


def test_looking_changes_nothing(desk: AdminDesk) -> None:
    before, _secret = there(desk, BROKEN)
    compare(desk)
    found = statuses(desk)
    assert found["redirect_uris"] is Status.FAILED
    assert found["active"] is Status.FAILED
    assert found["email"] is Status.FAILED
    assert found["in_portal"] is Status.WARNING
    assert found["profile"] is Status.PASSED
    assert desk.setup.runs["application"].verdict is Verdict.FAILED
    assert all(call.startswith("GET ") for call in desk.calls())
    assert desk.kept == [before]


def test_a_broken_application_is_repaired_works_and_is_put_back(
    desk: AdminDesk, visitor: PretendBrowser
) -> None:
    before, _secret = there(desk, BROKEN)
    told = desk.told(before.id)
    compare(desk)
    desk.choose("All Users")
    for row in table(desk).rows:  # what is only suggested to be looked at, too
        if row.box is not None and not row.box.isChecked():
            row.box.click()
    assert change(desk) == "It is done"
    after = desk.kept[0].entered
    assert after.active
    assert after.show_in_portal
    assert {SERVICE_REDIRECT, f"{SERVICE_REDIRECT}/"} < set(after.redirect_uris)
    assert ("email", "email") in after.claims
    assert set(after.groups) == {"Engineering", "All Users"}
    assert set(statuses(desk).values()) == {Status.PASSED}
    desk.prove()
    desk.go("application")
    desk.press("Undo what was changed")
    desk.press("Undo it in JumpCloud")
    desk.until(
        lambda: {one.state for one in desk.setup.changes} == {ChangeState.UNDONE}, "the undoing"
    )
    assert desk.kept[0].entered == before.entered
    assert desk.told(before.id) == told


def test_what_is_not_ticked_stays_as_it_is(desk: AdminDesk) -> None:
    there(desk, BROKEN)
    compare(desk)
    for row in table(desk).rows:
        if (
            row.box is not None
            and row.box.isChecked()
            and "Redirect" not in row.box.accessibleName()
        ):
            row.box.click()
    assert table(desk).ticked == {"redirect_uris"}
    assert change(desk) == "It is done"
    after = desk.kept[0].entered
    assert SERVICE_REDIRECT in after.redirect_uris
    assert (after.active, after.login_url) == (False, BROKEN.login_url)
    assert after.claims == desk.kept[0].entered.claims


def test_groups_are_bound_and_let_go(desk: AdminDesk) -> None:
    made, _secret = there(desk, BROKEN)
    compare(desk)
    for row in table(desk).rows:
        if row.box is not None and row.box.isChecked():
            row.box.click()
    desk.choose("All Users")
    desk.unchoose("Engineering")
    assert change(desk) == "It is done"
    assert desk.kept[0].entered.groups == ("All Users",)
    kinds = {one.kind for one in desk.setup.changes}
    assert kinds == {ChangeKind.GROUP_BOUND, ChangeKind.GROUP_UNBOUND}
    written = [call for call in desk.calls() if not call.startswith("GET ")]
    assert written == [f"POST /v2/applications/{made.id}/associations"] * 2


def test_an_application_without_a_group_is_warned_about(desk: AdminDesk) -> None:
    there(desk, Settings(display_label=LABEL, redirect_uris=(SERVICE_REDIRECT,), email=True))
    compare(desk)
    assert statuses(desk)["groups"] is Status.WARNING
    desk.read("Nobody can sign in")


@pytest.mark.row("G11")
@pytest.mark.parametrize("path", ["/applications/*", "*/sso", "*/associations"])
@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_repair_that_breaks_is_taken_back(path: str, moment: str, desk: AdminDesk) -> None:
    before, _secret = there(desk, BROKEN)
    compare(desk)
    desk.choose("All Users")
    desk.press("Show what will change")
    method = "POST" if path == "*/associations" else "PUT"
    # A PUT is repeated twice when the line is cut: only then it is over.
    fault = AdminFault(method=method, path=path, drop=True, times=3 if method == "PUT" else 1)
    fault.moment = moment  # type: ignore[assignment]
    desk.practice.world.admin_faults.append(fault)
    desk.press("Change it in JumpCloud")
    ended = desk.until_ended()
    states = {one.state for one in desk.setup.changes}
    if (method, moment) == ("POST", "after"):  # it can be asked whether the group is bound
        assert ended == "It is done"
        assert states == {ChangeState.DONE}
        return
    assert ended == "Nothing was changed", desk.text
    assert desk.kept[0].entered == before.entered
    assert states <= {ChangeState.UNDONE}


def test_the_test_address_is_removed_at_the_end(desk: AdminDesk, visitor: PretendBrowser) -> None:
    desk.create("All Users")
    assert desk.until_ended() == "It is done"
    desk.prove()
    address = desk.context.around.test_address
    assert address in desk.kept[0].entered.redirect_uris
    desk.press("Remove it for me")
    desk.read(address)
    desk.press("Remove it from JumpCloud")
    desk.until(lambda: address not in desk.kept[0].entered.redirect_uris, "the removal")
    desk.read("The test address is removed from JumpCloud.")
    assert desk.kept[0].entered.redirect_uris == (SERVICE_REDIRECT,)


@pytest.mark.row("G11")
def test_an_interrupted_creation_is_named_on_the_next_start_and_put_right(
    desk: AdminDesk,
    practice: RunningWorld,
    qt_loop: QtLoop,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stage_doing, "UNDO_SECONDS", 0.4)
    desk.to_preview("All Users")
    held = AdminFault(method="POST", path="*/sso", hold=True, times=None)
    practice.world.admin_faults.append(held)
    desk.press("Create it in JumpCloud")
    desk.until(held.held.is_set, "the second call")
    desk.close_window()
    held.release()
    practice.world.admin_faults.clear()
    assert len(desk.kept) == 1
    again = desk.again()
    try:
        again.go("application")
        again.read("A change was interrupted", LABEL)
        again.write("Admin API key", practice.world.api_key.reveal())
        again.press("Sign in to JumpCloud")
        again.read("Is there one already?")
        again.press("Look what became of it")
        again.press("Put it right in JumpCloud")
        again.until(lambda: again.kept == [], "the half-made application to be gone")
        again.until(
            lambda: {one.state for one in again.setup.changes} == {ChangeState.UNDONE}, "the record"
        )
        again.read("Nothing half-made is left.")
    finally:
        again.close()
