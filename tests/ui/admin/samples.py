"""Comparisons, groups, plans and outcomes to show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from jcwizard.jumpcloud.comparison import SETTINGS, Row
from jcwizard.jumpcloud.groups import Group
from jcwizard.jumpcloud.plan import PlanStep, StepKind
from jcwizard.jumpcloud.repair import Line
from jcwizard.model.exchange import Exchange
from jcwizard.model.finding import Check, Finding, Status

SERVICE_URL = "https://acme.console.facets.cloud/login/oauth2/code/jumpcloud"
TEST_URL = "http://127.0.0.1:14217/callback"
READ = Exchange(
    "GET", "https://console.jumpcloud.com/api/v2/applications/1/sso", (), 200, (), "{}", 0.3
)

VALUES = {
    "label": ("Facets", "Facets"),
    "active": ("yes", "yes"),
    "in_portal": ("yes", "yes"),
    "redirect_uris": (SERVICE_URL, "https://acme.example/old"),
    "test_address": (TEST_URL, ""),
    "login_url": ("https://acme.console.facets.cloud", "https://acme.console.facets.cloud"),
    "grant_types": ("Authorization Code\nRefresh Token", "Authorization Code"),
    "client_authentication": ("Client Secret Post", "Client Secret Basic"),
    "email": ("email", "email"),
    "profile": ("given_name\nfamily_name\nname", ""),
    "consent": ("no question asked", "no question asked"),
    "groups": ("", "Engineering\nSupport"),
}
"""What is wanted and what was found."""

STATUSES = {
    "redirect_uris": Status.FAILED,
    "test_address": Status.FAILED,
    "grant_types": Status.FAILED,
    "client_authentication": Status.WARNING,
    "profile": Status.UNKNOWN,
}
"""How the rows stand that are not as wanted."""

REPAIRABLE = {"redirect_uris", "test_address", "grant_types", "client_authentication"}

CODE = "network.timeout"


def row(setting: str, status: Status, *, repairable: bool = False, suggested: bool = False) -> Row:
    """Return one row of the table."""
    wanted, found = VALUES[setting]
    finding = None if status is Status.PASSED else Finding(CODE, wanted, found, evidence=(READ,))
    check = Check(f"application_{setting}", status, finding, (READ,), wanted, found)
    return Row(setting, check, repairable, suggested)


def rows(statuses: Mapping[str, Status] | None = None) -> tuple[Row, ...]:
    """Return a whole comparison; settings that `statuses` does not name are as wanted."""
    standing = STATUSES if statuses is None else statuses
    return tuple(
        row(
            setting,
            standing.get(setting, Status.PASSED),
            repairable=setting in REPAIRABLE and setting in standing,
            suggested=standing.get(setting) is Status.FAILED,
        )
        for setting in SETTINGS
    )


def new_rows() -> tuple[Row, ...]:
    """Return what an application will be that is not there yet."""
    return tuple(
        Row(setting, replace(Check.not_run(f"application_{setting}"), expected=VALUES[setting][0]))
        for setting in SETTINGS[:-1]
    )


def groups(count: int) -> tuple[Group, ...]:
    """Return this many groups, not in the order of their names."""
    kinds = ("Engineering", "Support", "Sales", "Öffentlichkeitsarbeit", "Finance")
    return tuple(
        Group(f"{number:024x}", f"{kinds[number % 5]} {(number * 7919) % count:05}")
        for number in range(count)
    )


LINES = (
    Line("redirect_uris", "", SERVICE_URL),
    Line("redirect_uris", "", TEST_URL),
    Line("client_authentication", "Client Secret Basic", "Client Secret Post"),
    Line("groups", "", "Engineering"),
    Line("groups", "Everybody", ""),
    Line("logo", "", "facets.png"),
)

STEPS = (
    PlanStep(StepKind.SETTINGS, "Facets"),
    PlanStep(StepKind.BIND, "Engineering", "a1"),
    PlanStep(StepKind.UNBIND, "Everybody", "b2"),
    PlanStep(StepKind.LOGO, "facets.png"),
    PlanStep(StepKind.READ_BACK, "Facets"),
)
