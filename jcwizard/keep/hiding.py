"""Takes a secret out of everything that is written down, wherever it has strayed to."""

from __future__ import annotations

import base64
import json
from html import escape
from urllib.parse import quote, quote_plus

from jcwizard.model.rules import clean, client_id
from jcwizard.model.secret import DOTS, Secret

SHORTEST = 6
"""Characters; a shorter secret is none, and would blacken half of a report."""


class Hiding:
    """Knows one secret in the forms in which it travels."""

    def __init__(self, secret: Secret | None) -> None:
        text = clean(secret.reveal())[0] if secret is not None else ""
        self._forms = sorted(_forms(text), key=len, reverse=True) if len(text) >= SHORTEST else []

    def text(self, text: str) -> str:
        """Return the text with dots where the secret was."""
        for form in self._forms:
            text = text.replace(form, DOTS)
        return text

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


def _forms(text: str) -> set[str]:
    """Return how the secret looks raw, URL-encoded, in JSON, in HTML's way and inside base64.

    Base64 turns every three bytes into four characters, so a secret inside a longer text (as in
    RFC 7617's `id:secret`) has three looks; each is cut to the characters only it decides.
    """
    data = text.encode("utf-8", "surrogatepass")
    forms = {text, quote(data, safe=""), quote_plus(data), quote(data), escape(text)}
    forms |= {json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]}
    for shift in range(3):
        whole = base64.b64encode(b"\0" * shift + data).decode()
        first = (shift * 8 + 5) // 6
        core = whole[first : (shift + len(data)) * 8 // 6]
        forms |= {core, core.replace("+", "-").replace("/", "_")}
    return {form for form in forms if len(form) >= SHORTEST}
