"""What the record of a change may hold, and whether JumpCloud still has it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from jcwizard.jumpcloud.members import ABSENT, Members, member
from jcwizard.model.secret import DOTS, Secret

_NEVER = ("secret", "password", "privatekey", "private_key")

_DEEPEST = 16
"""Levels of nesting; JumpCloud's settings have three."""

OWNER = "organization"
"""JumpCloud's member that says whose an application is; recorded so that undoing asks there."""


def recordable(members: Members) -> dict[str, object]:
    """Return the members that may be written down: those that are there and hold no secret.

    One that is nested too deeply is left out as well: the file could not be read again.
    """
    return {
        path: value
        for path, value in members.items()
        if value is not ABSENT and not _is_secret(path) and _is_fit(value, _DEEPEST)
    }


def recorded(before: Members, after: Members) -> tuple[dict[str, object], dict[str, object]]:
    """Return both sides of a change for the record; what may not be written is on neither.

    On one side alone it would look as if the member had come or gone.
    """
    old, new = recordable(before), recordable(after)
    odd = {path for path in before if path not in old} | {path for path in after if path not in new}
    return (
        {path: value for path, value in old.items() if path not in odd},
        {path: value for path, value in new.items() if path not in odd},
    )


def owner(general: Mapping[str, object]) -> dict[str, object]:
    """Return whose the application is, as a member for the record; nothing when it is not told."""
    found = general.get(OWNER)
    return whose(found) if isinstance(found, str) else {}


def whose(organisation: str) -> dict[str, object]:
    """Return an organisation's id as a member for the record; nothing for none."""
    return {OWNER: organisation} if organisation else {}


def custom_picture(general: Mapping[str, object]) -> dict[str, object]:
    """Return the application's own picture as a member for the record; nothing without one."""
    found = general.get("logo")
    return {"logo": found} if isinstance(found, Mapping) and found.get("url") else {}


def is_sign_in(path: str) -> bool:
    """Return whether the record of a creation means a member of the sign-in settings by this."""
    return path == "hidden" or path.startswith("oidc.")


def as_sent(general: Mapping[str, object], sso: Mapping[str, object]) -> dict[str, object]:
    """Return the members of a creation's two bodies that its record holds, by their paths."""
    oidc = sso.get("oidc")
    inner = oidc if isinstance(oidc, Mapping) else {}
    return recordable(
        {
            **{name: general[name] for name in ("displayLabel", "active") if name in general},
            **({"hidden": sso["hidden"]} if "hidden" in sso else {}),
            **{f"oidc.{name}": value for name, value in inner.items()},
        }
    )


def same(one: object, other: object) -> bool:
    """Return whether two JSON values mean the same; JumpCloud may turn a list's order round."""
    return _canonical(one) == _canonical(other)


def differing(wanted: Members, there: Mapping[str, object]) -> tuple[str, ...]:
    """Return the paths of the members that are not there as wanted."""
    return tuple(path for path, value in wanted.items() if not same(member(there, path), value))


def as_read(paths: Iterable[str], there: Mapping[str, object]) -> dict[str, object]:
    """Return the members at these paths as JumpCloud tells them, fit for the record."""
    return recordable({path: member(there, path) for path in paths})


def was_hidden(value: object) -> bool:
    """Return whether something was taken out when the value was written: it cannot be restored."""
    return DOTS in json.dumps(value, ensure_ascii=False) if value is not ABSENT else False


def _canonical(value: object) -> str:
    if value is ABSENT or value is None:
        return ""
    if isinstance(value, list | tuple):
        return "[" + ",".join(sorted(_canonical(part) for part in value)) + "]"
    return json.dumps(value, sort_keys=True)


def _is_secret(name: str) -> bool:
    return any(word in name.lower() for word in _NEVER)


def _is_fit(value: object, levels: int) -> bool:
    """Return whether a value holds no secret, and not more levels than these."""
    if isinstance(value, Mapping):
        named = (
            not _is_secret(str(name)) and _is_fit(part, levels - 1) for name, part in value.items()
        )
        return levels > 0 and all(named)
    if isinstance(value, list | tuple):
        return levels > 0 and all(_is_fit(part, levels - 1) for part in value)
    return not isinstance(value, Secret)
