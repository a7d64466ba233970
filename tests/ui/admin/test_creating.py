"""An application is made through the window, and it works."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit

from jcwizard.model.changes import ChangeState
from jcwizard.model.finding import Verdict
from jcwizard.model.route import StepState, route
from jcwizard.practice.admin_faults import AdminFault
from jcwizard.practice.groups import GLOBEX
from jcwizard.ui.admin.logo_choice import LogoChoice
from tests.ui.admin.desk import LABEL, SERVICE_REDIRECT, AdminDesk
from tests.ui.pages.pretend_browser import PretendBrowser

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d494844520000000100000001080600000"
    "01f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


@pytest.mark.row("K87")
def test_a_key_makes_an_application_that_signs_somebody_in(
    desk: AdminDesk, visitor: PretendBrowser
) -> None:
    desk.create("All Users")
    assert desk.until_ended() == "It is done"
    (made,) = desk.kept
    secret = desk.setup.secret
    assert secret is not None
    assert made.accepts_secret(secret.reveal())
    assert desk.setup.values["client_id"] == made.client_id
    assert desk.setup.application_id == made.id
    assert made.entered.display_label == LABEL
    assert set(made.entered.redirect_uris) == {SERVICE_REDIRECT, desk.context.around.test_address}
    assert made.entered.groups == ("All Users",)
    (change,) = desk.setup.changes
    assert change.state is ChangeState.DONE
    assert desk.setup.runs["application"].verdict is Verdict.PASSED
    assert secret.reveal() not in desk.text
    # The checks need no key: nothing more is asked of the Admin API, although there is one.
    desk.practice.world.admin_calls.clear()
    assert desk.context.admin is not None
    desk.prove()
    assert desk.calls() == []


def test_a_service_account_makes_an_application(desk: AdminDesk) -> None:
    client_id, secret = desk.practice.world.service_account
    desk.go("application")
    desk.press("Create it for me")
    desk.press("Use a service account")
    desk.write("Service account Client ID", client_id)
    desk.write("Service account Client Secret", secret.reveal())
    desk.press("Sign in to JumpCloud")
    desk.press("Make a new one")
    desk.choose("All Users")
    desk.press("Show what will change")
    desk.press("Create it in JumpCloud")
    assert desk.until_ended() == "It is done"
    assert desk.labels == [LABEL]
    assert {call.region for call in desk.practice.world.admin_calls} == {"us"}


def test_an_admin_of_several_organisations_says_which(desk: AdminDesk) -> None:
    desk.sign_in(key=desk.practice.world.keys["several"])
    desk.read("Which organisation?")
    assert desk.calls() == ["GET /organizations"]
    desk.pick("Organisation", "Globex")
    desk.press("Go on")
    desk.press("Make a new one")
    desk.choose("Globex Staff")
    desk.press("Show what will change")
    desk.read("Globex")
    desk.press("Create it in JumpCloud")
    assert desk.until_ended() == "It is done"
    (made,) = desk.kept
    assert made.organisation == GLOBEX.id
    after = desk.practice.world.admin_calls[1:]
    assert {call.organisation for call in after} == {GLOBEX.id}


def test_a_picture_goes_along_and_its_refusal_spoils_nothing(
    desk: AdminDesk, tmp_path: Path
) -> None:
    picture = tmp_path / "acme.png"
    picture.write_bytes(PICTURE)
    desk.sign_in()
    desk.press("Make a new one")
    desk.choose("All Users")
    (logo,) = [one for one in desk.window.findChildren(LogoChoice) if one.isVisible()]
    logo.take(picture)
    desk.until(lambda: logo.logo is not None, "the picture")
    desk.practice.world.admin_faults.append(
        AdminFault(path="*/logo", status=400, body={"message": "unsupported image"})
    )
    desk.press("Show what will change")
    desk.press("Create it in JumpCloud")
    assert desk.until_ended() == "It is done"
    assert desk.labels == [LABEL]
    assert desk.setup.secret is not None
    assert any(call.endswith("/logo") for call in desk.calls())
    assert desk.context.explain("provision.logo_refused", {"label": LABEL}).title in desk.text


def test_the_preview_names_all_that_is_sent_and_nothing_is_sent_before(desk: AdminDesk) -> None:
    desk.to_preview("All Users")
    address = desk.context.around.test_address
    desk.read(LABEL, SERVICE_REDIRECT, address, "All Users", "https://wiki.acme.example/login")
    assert all(call.startswith("GET ") for call in desk.calls())
    assert desk.kept == []
    assert desk.setup.changes == ()


def test_cancel_takes_back_what_was_made(desk: AdminDesk) -> None:
    desk.to_preview("All Users")
    held = AdminFault(method="POST", path="*/sso", hold=True)
    desk.practice.world.admin_faults.append(held)
    desk.press("Create it in JumpCloud")
    desk.until(held.held.is_set, "the second call")
    desk.press("Cancel")
    held.release()
    assert desk.until_ended() == "Nothing was changed"
    assert desk.kept == []
    assert desk.setup.secret is None
    assert desk.setup.values.get("client_id", "") == ""
    assert [change.state for change in desk.setup.changes] == [ChangeState.UNDONE]
    assert {one.state for one in desk.noted()} == {ChangeState.UNDONE}


def test_what_was_made_is_undone_from_the_record(desk: AdminDesk) -> None:
    desk.create("All Users")
    assert desk.until_ended() == "It is done"
    desk.press("Undo what was changed")
    desk.press("Undo it in JumpCloud")
    desk.until(lambda: desk.kept == [], "the application to be gone")
    desk.until(
        lambda: [one.state for one in desk.setup.changes] == [ChangeState.UNDONE], "the record"
    )
    assert desk.setup.secret is None
    assert desk.setup.application_id == ""


def test_the_step_is_done_when_the_application_is_made(desk: AdminDesk) -> None:
    desk.create("All Users")
    assert desk.until_ended() == "It is done"
    stops = route(desk.context.service, desk.setup, desk.context.around)
    assert {stop.step.id: stop.state for stop in stops}["application"] is StepState.DONE
    assert not desk.shown(QLineEdit, "Admin API key")
