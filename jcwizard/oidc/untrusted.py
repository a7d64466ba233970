"""Makes text from the network fit to be shown: one short line, without secrets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from jcwizard.model.secret import DOTS, Secret
from jcwizard.model.secret_forms import secret_forms

MAX_SHOWN = 300
_SHORTEST_SECRET = 4


def shown(text: object, secrets: Iterable[Secret | None] = ()) -> str:
    """Return `text` on one line of at most 300 characters, each of `secrets` as dots.

    Anything but a string gives its JSON type, because its value may be of any size.
    """
    if not isinstance(text, str):
        return json_type(text)
    for secret in secrets:
        for form in secret_forms(secret.reveal(), _SHORTEST_SECRET) if secret else ():
            text = text.replace(form, DOTS)
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return line if len(line) <= MAX_SHOWN else line[:MAX_SHOWN] + "…"


def json_type(value: object) -> str:
    """Return what kind of JSON value this is, in JSON's own words."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "string"
    return "object" if isinstance(value, dict) else "array"


def text_member(members: Mapping[str, object], name: str) -> str:
    """Return a member that must be a string, or "" when it is missing or anything else."""
    value = members.get(name)
    return value if isinstance(value, str) else ""
