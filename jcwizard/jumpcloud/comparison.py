"""Compares what an application must be with what JumpCloud has, one row for each setting."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from jcwizard.model.finding import Check

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


@dataclass(frozen=True)
class Row:
    """One setting: what is wanted, what was found, and whether `repair` can bring them together.

    `check.id` is `application_<setting>`; its `expected` and `actual` are texts for people, a list
    one entry a line, "" for nothing. `suggested` says that the repair is what the service asks for
    and takes nothing away that somebody may have meant.
    """

    setting: str
    check: Check
    repairable: bool = False
    suggested: bool = False


def checks(rows: Iterable[Row]) -> tuple[Check, ...]:
    """Return the checks of the rows, in order, for a run of the group `application`."""
    return tuple(row.check for row in rows)
