"""The rows of Attribute Mapping that carry a person's e-mail address and name, and how they mend.

The boxes Email and Profile of the console fill in rows, and Email brings the constant
`email_verified` as a text besides. Rows that JumpCloud adds by itself can stand there twice. Where
constants are kept is not published, so every list of rows is looked at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jcwizard.jumpcloud.applications import DYNAMIC_CLAIMS, KNOWN_MEMBERS, Application
from jcwizard.jumpcloud.members import ABSENT, member
from jcwizard.jumpcloud.plain import shown_value

EMAIL_ROW = ("email", "email")
NAME_ROWS = (("given_name", "firstname"), ("family_name", "lastname"))
"""What the box Profile maps, as (the service's name, JumpCloud's attribute)."""
FULL_NAME_ROW = ("name", "fullname")
VERIFIED = "email_verified"
TEXT_BOOLEANS = "text_booleans"
"""`Wanted.copes_with`: the service takes JumpCloud's text for a yes or no."""

JsonRow = Mapping[str, object]
Lists = Mapping[str, Sequence[JsonRow]]
"""The lists of rows by their names, the usual one (`dynamicClaims`) first; rows as they came."""


@dataclass(frozen=True)
class MappingRow:
    """One row: the name that the service gets, and JumpCloud's attribute or the constant."""

    list_name: str
    name: str
    value: object

    @property
    def text(self) -> str:
        """Return the row as people read it, a constant in quotation marks."""
        value = shown_value(self.value)
        return row_text(self.name, f'"{value}"' if self.is_constant_text else value)

    @property
    def is_usual(self) -> bool:
        """Return whether the row stands where attributes of the person are mapped."""
        return self.list_name == DYNAMIC_CLAIMS

    @property
    def is_constant_text(self) -> bool:
        """Return whether this is a yes or no that is sent as a text."""
        return isinstance(self.value, str) and self.value.lower() in ("true", "false")


def lists_of(found: Application) -> Lists | None:
    """Return the lists of rows, None when the usual one is not as it is known; absent is empty."""
    listed = member(found.oidc, DYNAMIC_CLAIMS)
    usual = _as_rows([] if listed is ABSENT else listed)
    if usual is None or not isinstance(found.sso.get("oidc"), Mapping):
        return None
    told = {name: _as_rows(told) for name, told in found.oidc.items() if name not in KNOWN_MEMBERS}
    others = {name: rows for name, rows in told.items() if rows is not None}
    return {DYNAMIC_CLAIMS: usual, **others}


def may_hide_a_box(found: Application) -> bool:
    """Return whether a box could be ticked where the wizard does not look.

    So it could when the usual list is missing: then nothing says that it is empty.
    """
    nothing: tuple[object, ...] = (ABSENT, False, "", {})
    told = [member(found.oidc, name) for name in found.unknown_members]
    says_something = any(value not in nothing for value in told)
    return says_something or member(found.oidc, DYNAMIC_CLAIMS) is ABSENT


def rows_named(lists: Lists, *names: str) -> tuple[MappingRow, ...]:
    """Return the rows of these names, those of the usual list first."""
    every = (_row(list_name, item) for list_name, items in lists.items() for item in items)
    return tuple(row for row in every if row.name in names)


def with_email(lists: Lists, *, text_is_fine: bool) -> Lists:
    """Return the lists with exactly one row `email`, of the person's own address.

    The first right row of the usual list is kept, else its first is put right, else one is added.
    `email_verified` stays once, and not at all as a text unless that is fine for the service.
    """
    mended = _with_one(lists, *EMAIL_ROW, exact=True)
    if not text_is_fine:
        mended = _without(mended, [r for r in rows_named(mended, VERIFIED) if r.is_constant_text])
    return _without(mended, rows_named(mended, VERIFIED)[1:])


def with_names(lists: Lists) -> Lists:
    """Return the lists with one row each for the given and the family name.

    A row that is there keeps its attribute: what JumpCloud calls these is not published.
    """
    for name, attribute in NAME_ROWS:
        lists = _with_one(lists, name, attribute, exact=False)
    return lists


def row_text(name: str, value: str) -> str:
    """Return a row as people read it."""
    return f"{name} from {value}"


def new_row(name: str, attribute: str) -> dict[str, object]:
    """Return a row to send."""
    return {"name": name, "value": attribute}


def _with_one(lists: Lists, name: str, attribute: str, *, exact: bool) -> Lists:
    usual = list(lists[DYNAMIC_CLAIMS])
    places = [place for place, item in enumerate(usual) if item["name"] == name]
    right = [place for place in places if not exact or usual[place]["value"] == attribute]
    if not places:
        usual.append(new_row(name, attribute))
    kept = [*right, *places, len(usual) - 1][0]
    if not right:
        usual[kept] = {**usual[kept], "value": attribute}
    others = {
        list_name: [item for item in items if item["name"] != name]
        for list_name, items in lists.items()
    }
    alone = [item for place, item in enumerate(usual) if place == kept or item["name"] != name]
    return {**others, DYNAMIC_CLAIMS: alone}


def _without(lists: Lists, gone: Sequence[MappingRow]) -> Lists:
    """Return the lists without these rows, the last of equal ones being taken out first."""
    left = {list_name: list(items) for list_name, items in lists.items()}
    for row in gone:
        items = left[row.list_name]
        places = [place for place, item in enumerate(items) if _row(row.list_name, item) == row]
        del items[places[-1]]
    return left


def _row(list_name: str, item: JsonRow) -> MappingRow:
    return MappingRow(list_name, str(item["name"]), item["value"])


def _as_rows(told: object) -> list[JsonRow] | None:
    """Return the rows of a list that has nothing else, None for anything else."""
    items = told if isinstance(told, list) else [None]
    rows = [
        item
        for item in items
        if isinstance(item, Mapping) and isinstance(item.get("name"), str) and "value" in item
    ]
    return rows if len(rows) == len(items) else None
