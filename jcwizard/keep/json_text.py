"""Reads JSON that a person or a crash may have damaged, strictly and within bounds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NoReturn, TypeVar

Kind = TypeVar("Kind")

DEEPEST = 40
"""Levels of nesting; our own files need eight."""


class MalformedError(Exception):
    """The text is not what it should be; the message names the place, never a value."""

    def __init__(self, place: str, line: int = 0, column: int = 0) -> None:
        super().__init__(place)
        self.place = place
        self.line = line
        self.column = column


class RepeatedError(MalformedError):
    """One name stands twice in one object, so that nobody can say which one counts."""


def parse(data: bytes) -> dict[str, object]:
    """Return the JSON object (RFC 8259) that the bytes hold, as UTF-8 or as Windows' UTF-16.

    NaN, repeated names, numbers of thousands of digits and nesting below 40 levels are refused
    by a MalformedError.
    """
    document = _loaded(_decoded(data))
    if not isinstance(document, dict):
        raise MalformedError("the whole is not an object in { }")
    _measure(document, DEEPEST)
    return document


def encode(document: Mapping[str, object]) -> bytes:
    """Return the JSON that `parse` reads back, indented for people; a Secret is a TypeError."""
    try:
        return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()
    except UnicodeEncodeError:  # half a character, as a broken paste leaves it
        return (json.dumps(document, indent=1) + "\n").encode()


def member(owner: Mapping[str, object], name: str, kind: type[Kind] | tuple[type, ...]) -> Kind:
    """Return a member that must be there and of this kind; True and False are no numbers."""
    value = owner.get(name)
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise MalformedError(name)
    return value  # type: ignore[return-value]


def _decoded(data: bytes) -> str:
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise MalformedError(
            "not a text", line, error.start - data.rfind(b"\n", 0, error.start)
        ) from None


def _loaded(text: str) -> object:
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_constant)
    except json.JSONDecodeError as error:
        raise MalformedError(error.msg, error.lineno, error.colno) from None
    except RecursionError:
        raise MalformedError("nested too deeply") from None
    except ValueError:  # a number of more digits than Python converts
        raise MalformedError("a number is too long") from None


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            raise RepeatedError(name)
        found[name] = value
    return found


def _constant(name: str) -> NoReturn:
    raise MalformedError(f"{name} is not JSON")


def _measure(value: object, levels: int) -> None:
    if levels == 0:
        raise MalformedError("nested too deeply")
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            _measure(part, levels - 1)
