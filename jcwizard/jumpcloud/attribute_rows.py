"""Compares what an application passes on of a person: the e-mail address and the name."""

from __future__ import annotations

from jcwizard.jumpcloud.applications import DYNAMIC_CLAIMS, Application
from jcwizard.jumpcloud.mapping_rows import (
    EMAIL_ROW,
    NAME_ROWS,
    TEXT_BOOLEANS,
    VERIFIED,
    Lists,
    MappingRow,
    lists_of,
    may_hide_a_box,
    rows_named,
)
from jcwizard.jumpcloud.plain import lines, shown_value
from jcwizard.jumpcloud.rows import Compared, Row, sign_in_member
from jcwizard.jumpcloud.wanted import EMAIL, PROFILE, WantedApplication
from jcwizard.model.finding import Status

NOT_JUDGED = "application.attributes_not_judged"


def email(wanted: WantedApplication, found: Application) -> Row:
    """Return the row of the e-mail address, with JumpCloud's constant `email_verified`."""
    lists = lists_of(found)
    row = _compared("email", found, lists, (EMAIL_ROW,), (VERIFIED,))
    if EMAIL not in wanted.claims:
        return row.not_needed()
    if lists is None:
        return row.not_told(sign_in_member(found, DYNAMIC_CLAIMS))
    name, attribute = EMAIL_ROW
    rows = rows_named(lists, name)
    needed = name in wanted.needed
    missing = _missing(row, lists, (name,), "application.email_missing", needed=needed)
    if missing is not None:
        return missing
    if not all(isinstance(one.value, str) for one in rows):
        return row.row(Status.UNKNOWN, NOT_JUDGED, repairable=False)
    if not any(one.is_usual and one.value == attribute for one in rows):
        values = {"attribute": shown_value(rows[0].value)}
        code = "application.email_other_attribute"
        return row.row(Status.WARNING, code, values, suggested=False)
    verified = rows_named(lists, VERIFIED)
    as_text = any(one.is_constant_text for one in verified)
    stumbles = as_text and TEXT_BOOLEANS not in wanted.copes_with
    twice = _twice(rows) or _twice(verified)
    if twice:
        # A further row is nobody's wish, but a lone `email_verified` may be.
        code, values = "application.attribute_twice", {"attribute": twice}
        return row.row(Status.WARNING, code, values, suggested=not stumbles)
    if stumbles:
        return row.row(Status.WARNING, "application.email_verified_as_text", suggested=False)
    return row.passed()


def profile(wanted: WantedApplication, found: Application) -> Row:
    """Return the row of the given and the family name, as the box Profile maps them."""
    lists = lists_of(found)
    row = _compared("profile", found, lists, NAME_ROWS, ())
    if PROFILE not in wanted.claims:
        return row.not_needed()
    if lists is None:
        return row.not_told(sign_in_member(found, DYNAMIC_CLAIMS))
    names = tuple(name for name, _ in NAME_ROWS)
    needed = PROFILE in wanted.needed
    missing = _missing(row, lists, names, "application.name_missing", needed=needed)
    if missing is not None:
        return missing
    twice = next((name for name in names if _twice(rows_named(lists, name))), "")
    if twice:
        code, values = "application.attribute_twice", {"attribute": twice}
        return row.row(Status.WARNING, code, values)
    return row.passed()


def _missing(
    row: Compared, lists: Lists, names: tuple[str, ...], code: str, *, needed: bool
) -> Row | None:
    """Return the row for names that are not mapped, None when all of them are.

    What stands among the constants alone, or could come from a box that the wizard does not see,
    is not known to be missing.
    """
    absent = [name for name in names if not any(r.is_usual for r in rows_named(lists, name))]
    if not absent:
        return None
    if rows_named(lists, *absent):
        return row.row(Status.UNKNOWN, NOT_JUDGED, repairable=False)
    if may_hide_a_box(row.found):
        return row.row(Status.UNKNOWN, NOT_JUDGED, suggested=False)
    return row.row(Status.FAILED if needed else Status.WARNING, code)


def _compared(
    setting: str,
    found: Application,
    lists: Lists | None,
    pairs: tuple[tuple[str, str], ...],
    beside: tuple[str, ...],
) -> Compared:
    wanted = [MappingRow(DYNAMIC_CLAIMS, *pair).text for pair in pairs]
    names = (*(name for name, _ in pairs), *beside)
    there = [one.text for one in rows_named(lists, *names)] if lists is not None else []
    return Compared(setting, found, lines(wanted), lines(there))


def _twice(rows: tuple[MappingRow, ...]) -> str:
    """Return the name that stands there more than once, "" when none does."""
    return rows[0].name if len(rows) > 1 else ""
