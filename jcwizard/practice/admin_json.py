"""Reads what is sent to the pretend Admin API: only JSON that can be kept and shown again."""

from __future__ import annotations

import json

from jcwizard.practice.messages import Request

MOST_LEVELS = 40


def json_sent(request: Request) -> object:
    """Return the JSON that was sent; None when it is none, too deep, or of half characters."""
    try:
        value = json.loads(request.body, parse_constant=_no_number)
        # Half of a surrogate pair could be read, but never be put on a page.
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return None
    return value if _fits(value, MOST_LEVELS) else None


def _no_number(name: str) -> object:
    raise ValueError(name)


def _fits(value: object, levels: int) -> bool:
    if isinstance(value, dict):
        value = list(value.values())
    if not isinstance(value, list):
        return True
    return levels > 0 and all(_fits(inner, levels - 1) for inner in value)
