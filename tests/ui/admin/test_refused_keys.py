"""Each key that does not open the Admin API is told apart, and changes nothing."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QAbstractButton

from jcwizard.jumpcloud.around import around_jumpcloud
from jcwizard.model.secret import Secret
from jcwizard.practice.admin_faults import AdminFault
from tests.ui.admin.desk import AdminDesk

REFUSED = {
    "expired": "admin.key_expired",
    "blocked": "admin.address_blocked",
    "disabled": "admin.api_disabled",
}

NO_KEYS = {
    "admin_key_space": "jca_with a space in_the_middle_of_it",
    "admin_key_token": "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln",
    "admin_key_other_product": "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
    "admin_key_is_client_id": "4ff122de-428e-48c8-a4f7-d4f6b11c71a6",
    "admin_key_url": "https://console.jumpcloud.com/api",
    "admin_key_header": "Bearer abcdefghijklmnopqrstuvwxyz",
    "admin_key_short": "short",
}


def refused(desk: AdminDesk, code: str) -> None:
    """See that the reason is told, and that the clicks are one press away."""
    desk.until(lambda: desk.trouble != "", "what went wrong")
    assert desk.trouble == code
    assert all(call.startswith("GET ") for call in desk.calls())
    assert desk.kept == []
    assert desk.setup.changes == ()
    assert desk.context.admin is None
    desk.press("Show me the clicks")
    assert desk.shown(QAbstractButton, "Create it for me")


@pytest.mark.parametrize(("kind", "code"), REFUSED.items(), ids=REFUSED.keys())
def test_a_key_that_opens_nothing_is_told_by_its_reason(
    kind: str, code: str, desk: AdminDesk
) -> None:
    desk.sign_in(key=desk.practice.world.keys[kind])
    refused(desk, code)


def test_a_key_that_nobody_has_is_told(desk: AdminDesk) -> None:
    desk.sign_in(key=Secret("jca_nobody_has_this_key_at_all_1"))
    refused(desk, "admin.key_unknown")
    asked = {call.region for call in desk.practice.world.admin_calls}
    assert asked == {"us", "eu", "in"}


def test_a_key_of_another_region_names_that_region(desk: AdminDesk) -> None:
    desk.sign_in(key=desk.practice.world.keys["other_region"])
    desk.until(lambda: desk.trouble == "admin.other_region", "the other region")
    regions = [region["name"] for region in around_jumpcloud().regions.values()]
    assert any(name in desk.text for name in regions)
    refused(desk, "admin.other_region")


def test_a_service_account_that_nobody_has_is_told(desk: AdminDesk) -> None:
    client_id, _secret = desk.practice.world.service_account
    desk.go("application")
    desk.press("Create it for me")
    desk.press("Use a service account")
    desk.write("Service account Client ID", client_id)
    desk.write("Service account Client Secret", "not-the-secret-of-this-account")
    desk.press("Sign in to JumpCloud")
    refused(desk, "admin.service_account_refused")


def test_a_key_that_may_only_read_looks_and_changes_nothing(desk: AdminDesk) -> None:
    desk.sign_in(key=desk.practice.world.keys["read_only"])
    desk.press("Make a new one")
    desk.choose("All Users")
    desk.press("Show what will change")
    desk.press("Create it in JumpCloud")
    assert desk.until_ended() == "Nothing was changed"
    assert desk.troubles == ("provision.nothing_made", "admin.read_only")
    assert desk.kept == []
    assert desk.setup.secret is None
    desk.press("Show me the clicks")


def test_what_is_surely_no_key_is_told_by_name_and_never_sent(desk: AdminDesk) -> None:
    desk.go("application")
    desk.press("Create it for me")
    words = desk.context.words
    for rule, text in NO_KEYS.items():
        desk.write("Admin API key", text)
        buttons = desk.shown(QAbstractButton, "Sign in to JumpCloud")
        assert buttons
        assert not any(button.isEnabled() for button in buttons), text
        sentence = words(f"rule.{rule}", example="").partition(".")[0]
        assert sentence[:40] in desk.text, (rule, desk.text)
    assert desk.calls() == []


def test_too_many_questions_are_waited_out(desk: AdminDesk) -> None:
    fault = AdminFault(path="/organizations", retry_after=0, times=1)
    desk.practice.world.admin_faults.append(fault)
    desk.sign_in()
    desk.read("Is there one already?")
    assert fault.struck == 1


def test_a_network_that_dies_while_signing_in_is_told_and_tried_again(desk: AdminDesk) -> None:
    fault = AdminFault(path="/organizations", drop=True, times=None)
    desk.practice.world.admin_faults.append(fault)
    desk.sign_in()
    desk.until(lambda: desk.trouble == "network.cut_off", "what went wrong")
    desk.practice.world.admin_faults.clear()
    desk.press("Try again")
    desk.read("Is there one already?")
