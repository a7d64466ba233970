"""Reads and sets members of JumpCloud's objects by their path, and leaves the others alone."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Final


class Absent(Enum):
    """What stands for a member that an object does not have; JSON's null counts as one."""

    ABSENT = "absent"


ABSENT: Final = Absent.ABSENT

Members = Mapping[str, object]
"""Members of one object by their path (`displayLabel`, `oidc.redirectUris`), two levels deep."""


def member(whole: Mapping[str, object], path: str) -> object:
    """Return the member at a path, ABSENT where there is none or where it is null."""
    name, _, inner = path.partition(".")
    value = whole.get(name)
    if inner:
        value = value.get(inner) if isinstance(value, Mapping) else None
    return ABSENT if value is None else value


def with_members(whole: Mapping[str, object], members: Members) -> dict[str, object]:
    """Return a copy of the object with these members set, or taken out where they are ABSENT.

    Everything else is kept as it is, in its order. A member inside of something that is no object
    is left out: what is not understood is not overwritten.
    """
    copy = dict(whole)
    for path, value in members.items():
        name, _, inner = path.partition(".")
        if not inner:
            _put(copy, name, value)
            continue
        outer = copy.get(name)
        if isinstance(outer, Mapping) or (outer is None and value is not ABSENT):
            around = dict(outer or {})
            _put(around, inner, value)
            copy[name] = around
    return copy


def _put(whole: dict[str, object], name: str, value: object) -> None:
    if value is ABSENT:
        whole.pop(name, None)
    else:
        whole[name] = value
