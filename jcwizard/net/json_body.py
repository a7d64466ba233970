"""Reads JSON strictly: what two readers could understand differently is refused."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from typing import Final, NoReturn

MAX_DEPTH = 32
# A right answer has a few hundred. A quarter of a million would hold up every thread for 0.1 s:
# neither the parser nor the garbage collector lets another one in meanwhile.
MAX_BRACKETS = 32_768
# Stands where nothing has been read yet; None would say that there is nothing to read.
UNREAD: Final = object()
_NESTING = (dict, list)


def read_json(data: bytes) -> object:
    """Return the JSON value in `data`, or None when it is not strictly valid JSON.

    Refused beside bad syntax: anything but UTF-8 without a byte order mark (RFC 8259 8.1), NaN and
    infinities, numbers too large for a float or an int, a member named twice (RFC 8259 4), text
    that is not Unicode (a lone surrogate), nesting deeper than 32, and more than 32,768 opening
    brackets of either kind. A bare `null` is None too: no answer that the wizard asks for is one.
    """
    if data.count(b"[") + data.count(b"{") > MAX_BRACKETS:
        return None
    try:
        text = data.decode("utf-8")
        value: object = json.loads(
            text,
            parse_constant=_refuse_constant,
            parse_float=_finite,
            object_pairs_hook=_without_repeats,
        )
    except (ValueError, RecursionError):
        return None
    # UTF-8 has no surrogates, so only an escape can have brought one.
    plain = _is_within_depth(value) and ("\\u" not in text or _is_unicode(value))
    return value if plain else None


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


def _is_within_depth(value: object) -> bool:
    """Look level by level, at objects and arrays only: there may be half a million numbers."""
    level: list[object] = [value]
    for _depth in range(MAX_DEPTH):
        level = [item for outer in level for item in _inside(outer) if isinstance(item, _NESTING)]
        if not level:
            return True
    return False


def _inside(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _is_unicode(value: object) -> bool:
    """Write everything at once: a call for each text would take far longer."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True
