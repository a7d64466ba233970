"""The forms in which a secret travels: what a text has to be searched for before it is shown."""

from __future__ import annotations

import base64
import json
import re
from html import escape
from urllib.parse import quote, quote_plus


def secret_forms(text: str, shortest: int) -> tuple[str, ...]:
    """Return how the secret looks raw, URL-encoded, in JSON, in HTML, in hex and inside base64.

    The longest come first; forms of fewer than `shortest` characters are left out, for they would
    be found by chance.
    """
    data = text.encode("utf-8", "surrogatepass")
    encoded = quote_plus(data)
    found = {text, quote(data, safe=""), encoded, quote(data), escape(text), data.hex()}
    found |= {data.hex().upper(), re.sub("%..", lambda part: part[0].lower(), encoded)}
    found |= {json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1], repr(text)[1:-1]}
    # A secret is encoded before it is put into a Basic login (RFC 6749 2.3.1).
    for part in {data, encoded.encode()}:
        found |= _inside_base64(part)
    return tuple(sorted((form for form in found if len(form) >= shortest), key=len, reverse=True))


def _inside_base64(data: bytes) -> set[str]:
    """Return the characters that only `data` decides, at each of its three possible offsets.

    Base64 turns every three bytes into four characters, so a secret inside a longer text (as in
    RFC 7617's `id:secret`) has three looks.
    """
    found = set()
    for shift in range(3):
        whole = base64.b64encode(bytes(shift) + data).decode()
        core = whole[(shift * 8 + 5) // 6 : (shift + len(data)) * 8 // 6]
        found |= {core, core.replace("+", "-").replace("/", "_")}
    return found
