"""Makes what JumpCloud told fit to be read: one short line an entry, printable only."""

from __future__ import annotations

from collections.abc import Iterable

from jcwizard.model.settings import AUTHENTICATION_LABELS

MAX_SHOWN = 300
MAX_LINES = 12
# What may stand before the 300 characters and is not shown: room for blanks, not for a megabyte.
_MAX_READ = 1200

YES, NO = "yes", "no"
"""How a switch stands, as `model.settings.names` writes it."""

GRANTS = {"authorization_code": "Authorization Code", "refresh_token": "Refresh Token"}
"""JumpCloud's labels of the grant types."""

_SIGNS = ((dict, "{…}"), (list, "[…]"))
CONSENTS = {"trusted": "no question asked"}
"""What the setting of the consent means to the people who sign in."""

PUBLIC = "none"
_TYPES = {**AUTHENTICATION_LABELS, PUBLIC: "Public (None PKCE)"}


def shown(text: str) -> str:
    """Return a text on one line of at most 300 characters."""
    start = text[:_MAX_READ]
    line = " ".join("".join(char if char.isprintable() else " " for char in start).split())
    return line if len(line) <= MAX_SHOWN and start == text else line[:MAX_SHOWN] + "…"


def shown_value(value: object) -> str:
    """Return a JSON value: a text, a switch as yes or no, of an object or a list only a sign."""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, int | float):
        return shown(repr(value))
    return next((sign for kind, sign in _SIGNS if isinstance(value, kind)), "")


def lines(entries: Iterable[str], most: int = MAX_LINES) -> str:
    """Return the entries one a line; of more than `most` the last line says how many are left."""
    texts = [shown(entry) for entry in entries]
    more = len(texts) - most
    return "\n".join(texts if more <= 0 else [*texts[:most], f"… +{more}"])


def grant_labels(grants: Iterable[str]) -> tuple[str, ...]:
    """Return grant types by JumpCloud's labels, an unknown one as it is."""
    return tuple(GRANTS.get(grant, grant) for grant in grants)


def type_label(method: str) -> str:
    """Return a client authentication type by JumpCloud's label, an unknown one as it is."""
    return _TYPES.get(method, shown(method))


def consent_label(consent: str) -> str:
    """Return what a setting of the consent means, an unknown one as it is."""
    return CONSENTS.get(consent, shown(consent))
