"""The rows of the Attribute Mapping: those that the portal's boxes fill in, and the others."""

from __future__ import annotations

from dataclasses import replace

from jcwizard.practice.settings import GROUP_NAMES, Settings

Row = tuple[str, str]
Rows = tuple[Row, ...]

EMAIL: Rows = (("email", "email"),)
PROFILE: Rows = (("given_name", "firstname"), ("family_name", "lastname"))
EMAIL_CONSTANTS: Rows = (("email_verified", "true"),)
"""What the box Email fills in beside its row: a text, where the standard wants true or false."""


def filled(settings: Settings) -> Settings:
    """Return the settings with every row that the ticked boxes stand for."""
    unticked = replace(settings, email=False, profile=False, group_attribute="")
    return after_boxes(unticked, settings)


def after_boxes(before: Settings, after: Settings) -> Settings:
    """Return `after` with the rows that go with its boxes, as against what was ticked `before`.

    Unticking takes a box's rows away; ticking fills them in. A box that stays ticked brings back
    a lost row, but not the constant: many people take that one out on purpose.
    """
    rows = _kept(after.claims, before.email, after.email, EMAIL)
    rows = _kept(rows, before.profile, after.profile, PROFILE)
    old = ((before.group_attribute, GROUP_NAMES),)
    if before.group_attribute != after.group_attribute:
        rows = tuple(row for row in rows if row not in old)
    new = ((after.group_attribute, GROUP_NAMES),) if after.group_attribute else ()
    constants = after.constants
    if before.email != after.email:
        constants = _kept(constants, before.email, after.email, EMAIL_CONSTANTS)
    return replace(after, claims=_with(rows, new), constants=constants)


def from_api(settings: Settings, claims: Rows, constants: Rows) -> Settings:
    """Return the settings with these rows, and the boxes ticked that stand for some of them."""
    groups = next((name for name, value in claims if value == GROUP_NAMES), "")
    return replace(
        settings,
        claims=claims,
        constants=constants,
        email=set(EMAIL) <= set(claims),
        profile=set(PROFILE) <= set(claims),
        group_attribute=groups,
    )


def _kept(rows: Rows, before: bool, after: bool, of_box: Rows) -> Rows:
    if after:
        return _with(rows, of_box)
    return tuple(row for row in rows if row not in of_box) if before else rows


def _with(rows: Rows, more: Rows) -> Rows:
    return rows + tuple(row for row in more if row not in rows)
