"""Takes a secret out of everything that is written down, wherever it has strayed to."""

from __future__ import annotations

import re

from jcwizard.model.rules import clean, client_id
from jcwizard.model.secret import DOTS, Secret
from jcwizard.model.secret_forms import secret_forms

SHORTEST = 6
"""Characters; a shorter secret is none, and would blacken half of a report."""


# What nothing but a secret looks like: a signed token, what Hydra issues, a login in a header.
# A token needs no dot: with one asked for, a long text of "eyJ" alone is read for half a minute.
_SHAPES = re.compile(
    r"eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){0,4}"
    r"|\bory_[a-z]{2}_[A-Za-z0-9._~-]{12,}"
    r"|(?<=\bBearer )[A-Za-z0-9._~+/-]{12,}=*"
    r"|(?<=\bBasic )[A-Za-z0-9+/_-]{12,}=*"
)


class Hiding:
    """Knows secrets in the forms in which they travel, and the shapes of all the others."""

    def __init__(self, *secrets: Secret | None) -> None:
        texts = [clean(secret.reveal())[0] for secret in secrets if secret is not None]
        self._forms = tuple(
            form for text in texts if len(text) >= SHORTEST for form in secret_forms(text, SHORTEST)
        )

    def text(self, text: str) -> str:
        """Return the text with dots where the secret was, or anything of a secret's shape."""
        for form in self._forms:
            text = text.replace(form, DOTS)
        return _SHAPES.sub(DOTS, text)

    def harmless(self, key: str, text: str) -> bool:
        """Return whether an entered text may be written: neither the secret nor shaped like one."""
        if key == "client_id" and client_id(clean(text)[0]).refusal == "client_id_is_secret":
            return False
        return self.text(text) == text

    def everywhere(self, value: object) -> object:
        """Return plain values (dict, list, tuple, text, number) with the secret hidden in each."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {name: self.everywhere(part) for name, part in value.items()}
        if isinstance(value, list | tuple):
            return [self.everywhere(part) for part in value]
        return value
