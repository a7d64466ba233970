"""Canaries: the forms in which a secret can travel, and a look through a text for any of them."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from urllib.parse import quote, quote_plus, urlsplit

SHORTEST = 12
"""Characters; a shorter text is too likely to be found by chance."""

FEWEST_LETTERS = 7
"""Different characters; `aaaaaaaaaaaaaaaa` or `••••••••••••` is nobody's secret."""

_SCHEMES = frozenset({"basic", "bearer"})
# The state and the nonce are secrets of ours, and yet every browser's address bar shows them.
_LINK = "response_type=code"
_BETWEEN_LINKS = re.compile(r"([\s\"'<>]+)")
_IN_THE_LINK = re.compile(r"(?<=[?&;])(?:state|nonce)=[^&]*")


def canary(name: str) -> str:
    """Return a secret that changes in every encoding, and that is found nowhere by chance."""
    return f"CANARY-{name}-5e0b7c91-+/%:é"


def secret_part(text: str) -> str:
    """Return what of the text nobody may see: all of it, a login, a proxy's password, or nothing.

    "" for what is too short or too plain to be looked for: it would be found by chance.
    """
    scheme, _, login = text.partition(" ")
    text = login if scheme.lower() in _SCHEMES else text
    if "://" in text:
        try:
            text = urlsplit(text).password or ""
        except ValueError:
            text = ""
    return text if len(text) >= SHORTEST and len(set(text)) >= FEWEST_LETTERS else ""


@lru_cache(maxsize=2048)
def forms(secret: str) -> dict[str, str]:
    """Return each form of the secret with its name, the shortest that gives it away."""
    data = secret.encode("utf-8", "surrogatepass")
    encoded = quote_plus(data)
    found = {
        secret: "raw",
        secret[::-1]: "reversed",
        data.decode("latin-1"): "raw, read as Latin-1",
        _as_utf16(secret): "in UTF-16",
        data.hex(): "hex",
        data.hex().upper(): "hex",
        quote(data, safe=""): "URL-encoded",
        quote(data): "URL-encoded",
        encoded: "form-encoded",
        re.sub("%..", lambda two: two[0].lower(), encoded): "form-encoded",
        json.dumps(secret)[1:-1]: "in JSON",
        json.dumps(secret, ensure_ascii=False)[1:-1]: "in JSON",
        repr(secret)[1:-1]: "as Python writes it",
        repr(data)[2:-1]: "as Python writes it",
        html.escape(secret): "in HTML",
    }
    # A form of RFC 6749 2.3.1 is encoded before it is put into a Basic login.
    for part in dict.fromkeys((data, encoded.encode())):
        for shift in range(3):
            found.setdefault(_base64_core(part, shift), f"base64 at offset {shift}")
            found.setdefault(_base64_core(part, shift, b"-_"), f"base64url at offset {shift}")
    found[secret] = "raw"
    return found


def _as_utf16(secret: str) -> str:
    """Return how a file in UTF-16 reads as UTF-8, without the end, which the order decides."""
    data = secret.encode("utf-16-le", "surrogatepass")
    return data.decode("utf-8", "surrogateescape").removesuffix("\0")


def _base64_core(data: bytes, shift: int, others: bytes | None = None) -> str:
    """Return the characters that only `data` decides, `shift` bytes into a longer text."""
    text = base64.b64encode(bytes(shift) + data, others).decode()
    return text[(shift * 8 + 5) // 6 : (shift + len(data)) * 8 // 6]


def leaks(text: str, secrets: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each secret that the text holds, and in which form."""
    if _LINK in text:
        parts = _BETWEEN_LINKS.split(text)
        text = "".join(_IN_THE_LINK.sub("", part) if _LINK in part else part for part in parts)
    for secret in secrets:
        for form, name in forms(secret).items():
            if form in text:
                yield secret, name
                break


class Hatchery:
    """Takes every secret of the running test, and what was said where nobody can look later."""

    def __init__(self) -> None:
        self.secrets: dict[str, None] = {}
        self.heard: list[tuple[str, str]] = []
        self._last = ""

    def hatch(self, text: str) -> str:
        """Look for this text from now on, wherever the test leaves something; returns it."""
        if text != self._last:
            self._last = text
            part = secret_part(text)
            if part:
                self.secrets[part] = None
        return text

    def overhear(self, place: str, text: str) -> None:
        """Note what another program said; it is looked through when the test has ended."""
        if text:
            self.heard.append((place, text))

    def forget(self) -> None:
        """Begin anew, for another test."""
        self.secrets, self.heard, self._last = {}, [], ""

    def watch(self, kind: type, method: str, given: Callable[..., str]) -> None:
        """Hatch what `given` returns for the arguments of each call of the method."""
        original = getattr(kind, method)

        def watched(*arguments: object, **named: object) -> object:
            self.hatch(given(*arguments, **named))
            return original(*arguments, **named)

        setattr(kind, method, watched)


HATCHERY = Hatchery()
hatch = HATCHERY.hatch
overhear = HATCHERY.overhear
