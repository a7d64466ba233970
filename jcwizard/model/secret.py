"""A text that must not be shown: it prints as dots everywhere."""

from __future__ import annotations

import hashlib
import hmac
from typing import NoReturn

DOTS = "••••••••"


class Secret:
    """A client secret, token or code.

    Only `reveal()` gives the text back, so that every place that uses it can be searched for.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Return the text itself; the caller must not keep, log or show it."""
        return self._text

    def mark(self) -> str:
        """Return four hexadecimal digits that tell most other secrets from this one.

        They may be kept in a file: 16 bits are too few to find the secret by, and enough to notice
        that somebody put another one in its place (65,535 times of 65,536).
        """
        data = self._text.encode("utf-8", "surrogatepass")
        return hashlib.sha256(b"jcwizard secret mark\0" + data).hexdigest()[:4]

    def __repr__(self) -> str:
        return f"Secret({DOTS})"

    def __str__(self) -> str:
        return DOTS

    def __format__(self, spec: str) -> str:
        return DOTS

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        mine, theirs = (text.encode("utf-8", "surrogatepass") for text in (self._text, other._text))
        return hmac.compare_digest(mine, theirs)

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Secret is never written down")
