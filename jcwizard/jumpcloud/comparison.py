"""Compares what an application must be with what JumpCloud has, one row for each setting."""

from __future__ import annotations

from collections.abc import Iterable

from jcwizard.jumpcloud.address_rows import login_url, redirect_uris, test_address
from jcwizard.jumpcloud.applications import Application
from jcwizard.jumpcloud.attribute_rows import email, profile
from jcwizard.jumpcloud.bodies import CODE_GRANT, CONSENT, grants
from jcwizard.jumpcloud.members import ABSENT, member
from jcwizard.jumpcloud.plain import (
    NO,
    PUBLIC,
    YES,
    consent_label,
    grant_labels,
    lines,
    shown,
    shown_value,
    type_label,
)
from jcwizard.jumpcloud.rows import Compared, Row, general_member, sign_in_member
from jcwizard.jumpcloud.wanted import WantedApplication
from jcwizard.model.finding import Check, Status
from jcwizard.model.settings import AUTHENTICATION_LABELS

__all__ = ["SETTINGS", "Row", "checks", "compare"]

SETTINGS = (
    "label",
    "active",
    "in_portal",
    "redirect_uris",
    "test_address",
    "login_url",
    "grant_types",
    "client_authentication",
    "email",
    "profile",
    "consent",
    "groups",
)
"""The settings that are compared, in the order of the table."""


def compare(
    wanted: WantedApplication, found: Application, bound: tuple[str, ...] | None
) -> tuple[Row, ...]:
    """Return one row for each of `SETTINGS`, in order.

    `bound` are the names of the groups that may sign in, None when they could not be read. A member
    that JumpCloud left out, or gave in a form that is not known, is "could not tell". Addresses,
    grants and rows that the service does not ask for do no harm.
    """
    return (
        _label(wanted, found),
        _active(found),
        _in_portal(found),
        redirect_uris(wanted, found),
        test_address(wanted, found),
        login_url(wanted, found),
        _grant_types(wanted, found),
        _client_authentication(wanted, found),
        email(wanted, found),
        profile(wanted, found),
        _consent(found),
        _groups(found, bound),
    )


def checks(rows: Iterable[Row]) -> tuple[Check, ...]:
    """Return the checks of the rows, in order, for a run of the group `application`."""
    return tuple(row.check for row in rows)


def _label(wanted: WantedApplication, found: Application) -> Row:
    row = Compared("label", found, shown(wanted.label), shown(found.label or ""))
    if not wanted.label:
        return row.wanted_not_known()
    if found.label is None:
        return row.not_told(general_member(found, "displayLabel"))
    if found.label == wanted.label:
        return row.passed()
    if not found.label.strip():
        values = {"name": shown(found.name or "")}
        return row.row(Status.WARNING, "application.label_empty", values)
    # Somebody may have named it so on purpose.
    return row.row(Status.WARNING, "application.label_differs", suggested=False)


def _active(found: Application) -> Row:
    row = Compared("active", found, YES, shown_value(found.active))
    if found.active is None:
        return row.not_told(general_member(found, "active"))
    return row.passed() if found.active else row.row(Status.FAILED, "application.inactive")


def _in_portal(found: Application) -> Row:
    told = (member(found.sso, "hidden"), member(found.general, "sso.hidden"))
    row = Compared("in_portal", found, YES, NO if found.hidden else YES)
    if found.hidden is None:
        # Both may be there and disagree: that can be put right.
        strange = (one for one in told if one is not ABSENT and not isinstance(one, bool))
        return row.not_told(next(strange, ABSENT))
    if not found.hidden:
        return row.passed()
    # Hidden applications still accept sign-ins, and hiding may be meant.
    return row.row(Status.WARNING, "application.hidden", suggested=False)


def _grant_types(wanted: WantedApplication, found: Application) -> Row:
    needed, there = grants(wanted), found.grant_types
    row = Compared(
        "grant_types", found, lines(grant_labels(needed)), lines(grant_labels(there or ()))
    )
    if there is None:
        return row.not_told(sign_in_member(found, "grantTypes"))
    if CODE_GRANT not in there:
        return row.row(Status.FAILED, "application.code_grant_off")
    if not set(needed) <= set(there):
        return row.row(Status.FAILED, "application.refresh_grant_off")
    return row.passed()


def _client_authentication(wanted: WantedApplication, found: Application) -> Row:
    needed, there = type_label(wanted.authentication), type_label(found.authentication or "")
    row = Compared("client_authentication", found, needed, there)
    values = {"needed": needed, "found": there}
    if found.authentication == PUBLIC:
        code = "application.public"
        return row.row(Status.FAILED, code, values, repairable=False)
    if wanted.authentication not in AUTHENTICATION_LABELS:
        return row.wanted_not_known()
    if found.authentication is None:
        return row.not_told(sign_in_member(found, "tokenEndpointAuthMethod"))
    if found.authentication == wanted.authentication:
        return row.passed()
    if found.authentication not in AUTHENTICATION_LABELS:
        return row.not_told(found.authentication)
    if wanted.authentication_sure:
        return row.row(Status.FAILED, "application.authentication_wrong", values)
    code = "application.authentication_assumed"
    return row.row(Status.WARNING, code, values, suggested=False)


def _consent(found: Application) -> Row:
    row = Compared("consent", found, consent_label(CONSENT), consent_label(found.consent or ""))
    if found.consent is None:
        return row.not_told(sign_in_member(found, "consent"))
    if found.consent == CONSENT:
        return row.passed()
    # That people are asked may be the company's own rule.
    return row.row(Status.WARNING, "application.consent_asked", suggested=False)


def _groups(found: Application, bound: tuple[str, ...] | None) -> Row:
    row = Compared("groups", found, "", lines(bound or ()))
    if bound is None:
        return row.row(Status.UNKNOWN, "application.groups_not_read", repairable=False)
    if not bound:
        return row.row(Status.WARNING, "application.no_group", repairable=False)
    return row.passed()
