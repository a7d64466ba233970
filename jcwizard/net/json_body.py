"""Reads JSON strictly: what two readers could understand differently is refused."""

from __future__ import annotations

import json
import math
from typing import NoReturn

MAX_DEPTH = 32


def read_json(data: bytes) -> object:
    """Return the JSON value in `data`, or None when it is not strictly valid JSON.

    Refused beside bad syntax: anything but UTF-8 without a byte order mark (RFC 8259 8.1), NaN and
    infinities, numbers too large for a float or an int, a member named twice (RFC 8259 4), text
    that is not Unicode (a lone surrogate), and nesting deeper than 32. A bare `null` is None too:
    no answer that the wizard asks for is one.
    """
    try:
        value: object = json.loads(
            data.decode("utf-8"),
            parse_constant=_refuse_constant,
            parse_float=_finite,
            object_pairs_hook=_without_repeats,
        )
    except (ValueError, RecursionError):
        return None
    return value if _is_plain(value) else None


def read_object(data: bytes) -> dict[str, object] | None:
    """Return the JSON object in `data`, or None when it is anything else."""
    value = read_json(data)
    return value if isinstance(value, dict) else None


def read_array(data: bytes) -> list[object] | None:
    """Return the JSON array in `data`, or None when it is anything else."""
    value = read_json(data)
    return value if isinstance(value, list) else None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number is too large")
    return number


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member is named twice")
    return members


def _is_plain(value: object) -> bool:
    """Walk without recursion; True when depth and every text are within bounds."""
    waiting: list[tuple[object, int]] = [(value, 1)]
    while waiting:
        item, depth = waiting.pop()
        if isinstance(item, str):
            if not _is_unicode(item):
                return False
        elif isinstance(item, dict | list):
            if depth > MAX_DEPTH:
                return False
            if isinstance(item, dict):
                waiting.extend((name, depth) for name in item)
                waiting.extend((member, depth + 1) for member in item.values())
            else:
                waiting.extend((member, depth + 1) for member in item)
    return True


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
