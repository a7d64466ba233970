"""Texts as they may be shown: shortened, without tokens, an address without what it may carry."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

from jcwizard.model.secret import DOTS, Secret
from jcwizard.net.public_names import PUBLIC_FIELDS

MAX_TEXT = 300
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-]{0,40}")
_TOKEN = re.compile(r"eyJ[A-Za-z0-9_\-]{8,}(?:\.[A-Za-z0-9_\-]*){0,4}")


def public_url(url: str) -> str:
    """Return `url` for showing: no user name, and query values only where the name is public."""
    try:
        parts = urlsplit(url)
        query = _public_pairs(parts.query)
        # A fragment may hold tokens (OAuth 2.0 4.2.2), so it is read like a query.
        fragment = _public_pairs(parts.fragment)
    except ValueError:
        return DOTS
    host = parts.netloc.rpartition("@")[2]
    shown = f"{parts.scheme}://{host}" if parts.scheme else host
    shown += parts.path[:MAX_TEXT]
    return shown + (f"?{query}" if query else "") + (f"#{fragment}" if fragment else "")


def public_name(name: str) -> str:
    """Return a field's or member's name, or dots for one that may be a value itself."""
    return name if _NAME.fullmatch(name) else DOTS


def public_value(name: str, value: str | Secret) -> str:
    """Return the value of a form field or query parameter where its name is public, else dots."""
    if isinstance(value, Secret) or name not in PUBLIC_FIELDS:
        return DOTS
    return public_text(value)


def public_text(text: str) -> str:
    """Return a text whose name is public; an address still loses what it may carry."""
    return shortened(public_url(text) if "://" in text else text)


def shortened(text: str) -> str:
    """Return at most 300 printable characters, without anything that looks like a token."""
    clean = _TOKEN.sub(DOTS, "".join(char if char.isprintable() else " " for char in text))
    return clean if len(clean) <= MAX_TEXT else clean[:MAX_TEXT] + "…"


def _public_pairs(text: str) -> str:
    pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=100)
    if text and not pairs:
        return DOTS
    return "&".join(f"{public_name(name)}={public_value(name, value)}" for name, value in pairs)
