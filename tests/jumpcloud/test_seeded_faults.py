"""An application in practice gets one fault; the comparison names this fault and no other one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from jcwizard.jumpcloud.comparing import Look, look
from jcwizard.jumpcloud.mapping_rows import TEXT_BOOLEANS
from jcwizard.jumpcloud.wanted import WantedApplication
from jcwizard.model.finding import Status
from jcwizard.practice.settings import Settings
from tests.jumpcloud.admin_room import AdminRoom
from tests.jumpcloud.kept_application import LOGIN_URL, SERVICE_URI, TEST_ADDRESS, WANTED
from tests.practice.running import RunningWorld

RIGHT = Settings(
    display_label="Acme Wiki",
    refresh_token=True,
    redirect_uris=(SERVICE_URI, TEST_ADDRESS),
    login_url=LOGIN_URL,
    email=True,
    profile=True,
    groups=("All Users",),
)
COPING = replace(WANTED, copes_with=(TEXT_BOOLEANS,))
"""The Email box of JumpCloud brings a text along that not every service takes for yes."""
FAILED, WARNING = Status.FAILED, Status.WARNING

Fault = tuple[dict[str, Any], str, Status, str]
FAULTS: dict[str, Fault] = {
    "another label": (
        {"display_label": "Acme Wiki (old)"},
        "label",
        WARNING,
        "application.label_differs",
    ),
    "no label": ({"display_label": ""}, "label", WARNING, "application.label_empty"),
    "switched off": ({"active": False}, "active", FAILED, "application.inactive"),
    "hidden": ({"show_in_portal": False}, "in_portal", WARNING, "application.hidden"),
    "a slash too many": (
        {"redirect_uris": (f"{SERVICE_URI}/", TEST_ADDRESS)},
        "redirect_uris",
        FAILED,
        "",
    ),
    "another case": (
        {"redirect_uris": (SERVICE_URI.replace("login", "Login"), TEST_ADDRESS)},
        "redirect_uris",
        FAILED,
        "",
    ),
    "http for https": (
        {"redirect_uris": (SERVICE_URI.replace("https", "http"), TEST_ADDRESS)},
        "redirect_uris",
        FAILED,
        "",
    ),
    "no test address": ({"redirect_uris": (SERVICE_URI,)}, "test_address", FAILED, ""),
    "another login URL": (
        {"login_url": "https://wiki.acme.example/old"},
        "login_url",
        WARNING,
        "",
    ),
    "no refresh tokens": (
        {"refresh_token": False},
        "grant_types",
        FAILED,
        "application.refresh_grant_off",
    ),
    "the other client authentication": (
        {"authentication": "client_secret_basic"},
        "client_authentication",
        FAILED,
        "application.authentication_wrong",
    ),
    "a public client": (
        {"authentication": "none"},
        "client_authentication",
        FAILED,
        "application.public",
    ),
    "no e-mail address": ({"email": False}, "email", FAILED, ""),
    "no name": ({"profile": False}, "profile", WARNING, ""),
    "people are asked": ({"consent": "explicit"}, "consent", WARNING, "application.consent_asked"),
    "no group": ({"groups": ()}, "groups", WARNING, "application.no_group"),
}


@pytest.fixture(scope="module")
def practice() -> Iterator[RunningWorld]:
    """One pretend JumpCloud for the whole module."""
    with RunningWorld() as running:
        yield running


@pytest.fixture
def room(practice: RunningWorld) -> AdminRoom:
    """The room against practice."""
    ready = AdminRoom(practice)
    ready.quiet()
    return ready


def looked_at(room: AdminRoom, settings: Settings, wanted: WantedApplication = COPING) -> Look:
    """Register an application with these settings, and look at it."""
    room.practice.register(settings)
    (made,) = room.practice.world.applications.kept
    found = room.do(lambda api: look(api, wanted, made.id))
    assert isinstance(found, Look)
    return found


def test_a_right_application_has_no_fault(room: AdminRoom) -> None:
    found = looked_at(room, RIGHT)
    assert {row.check.status for row in found.rows} == {Status.PASSED}


def test_the_text_that_the_email_box_brings_along_is_named_where_it_matters(
    room: AdminRoom,
) -> None:
    found = looked_at(room, RIGHT, WANTED)
    wrong = {row.setting: row.check for row in found.rows if row.check.status is not Status.PASSED}
    assert set(wrong) == {"email"}
    assert wrong["email"].status is WARNING
    assert wrong["email"].finding is not None
    assert wrong["email"].finding.code == "application.email_verified_as_text"


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_is_the_only_thing_that_is_named(fault: Fault, room: AdminRoom) -> None:
    changed, setting, status, code = fault
    found = looked_at(room, replace(RIGHT, **changed))
    wrong = {
        row.setting: (row.check.status, row.check.finding.code if row.check.finding else "")
        for row in found.rows
        if row.check.status is not Status.PASSED
    }
    assert set(wrong) == {setting}, wrong
    assert wrong[setting][0] is status
    assert code in ("", wrong[setting][1]), wrong
    assert wrong[setting][1].startswith("application.")
