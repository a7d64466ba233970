"""Makes text from the network fit to be shown: one short line, without secrets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from jcwizard.model.secret import DOTS, Secret
from jcwizard.model.secret_forms import secret_forms

MAX_SHOWN = 300
_SHORTEST_SECRET = 4
# What may stand before the 300 characters and is not shown: room for blanks, not for a megabyte.
_MAX_READ = 16_384


class Cover:
    """Puts dots in place of secrets; their forms are worked out once for all texts of a reply."""

    def __init__(self, secrets: Iterable[Secret | None]) -> None:
        self._secrets = tuple(secret for secret in secrets if secret)
        self._forms: dict[int, tuple[str, ...]] = {}

    def __call__(self, text: str) -> str:
        """Return `text` with every form of each secret as dots."""
        for place, secret in enumerate(self._secrets):
            # No form is shorter than the secret itself.
            if len(secret.reveal()) <= len(text):
                for form in self._forms_of(place, secret):
                    text = text.replace(form, DOTS)
        return text

    def _forms_of(self, place: int, secret: Secret) -> tuple[str, ...]:
        if place not in self._forms:
            self._forms[place] = secret_forms(secret.reveal(), _SHORTEST_SECRET)
        return self._forms[place]


def shown(text: object, secrets: Cover | Iterable[Secret | None] = ()) -> str:
    """Return `text` on one line of at most 300 characters, each of `secrets` as dots.

    Anything but a string gives its JSON type, because its value may be of any size. For several
    texts give a `Cover`: a token may be long, and then its forms take their time.
    """
    if not isinstance(text, str):
        return json_type(text)
    text = (secrets if isinstance(secrets, Cover) else Cover(secrets))(text)
    start = text[:_MAX_READ]
    line = " ".join("".join(char if char.isprintable() else " " for char in start).split())
    whole = len(line) <= MAX_SHOWN and start == text
    return line if whole else line[:MAX_SHOWN] + "…"


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
