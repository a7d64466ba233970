"""Builds model dataclasses from TOML tables; the dataclass itself is the schema."""

from __future__ import annotations

import dataclasses
import functools
import types
import typing
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, TypeVar

from jcwizard.catalogue.mistake import did_you_mean
from jcwizard.catalogue.source import Path, Source
from jcwizard.model.service import Click, Ending, Field, Service, Step

T = TypeVar("T")

NAMES: Mapping[type, Mapping[str, str]] = {
    Click: {"value": "values"},
    Ending: {"value": "values"},
    Field: {"option": "options", "refuse": "refusals"},
    Step: {"show": "shows", "click": "clicks"},
    Service: {"field": "fields", "step": "steps", "ending": "endings"},
}
"""The TOML keys that differ from the attribute: one table of many is named for the one."""

_hints: Callable[[type], dict[str, Any]] = functools.cache(typing.get_type_hints)
"""Cached, because a start asks 300 times about a dozen classes."""

Given = Mapping[str, Any]
"""Attributes that the caller builds itself, by name."""


def build(kind: type[T], table: object, source: Source, at: Path, given: Given | None = None) -> T:
    """Return `kind` built from a table; `given` holds attributes that the caller built itself.

    Raises `Mistake` for a key that the dataclass does not have, a missing one, or a value of
    another type.
    """
    if not isinstance(table, Mapping):
        raise source.mistake(at, f"a table is expected here, not {_kind_of(table)}")
    fields = {f.name: f for f in dataclasses.fields(kind)}  # type: ignore[arg-type]
    hints = _hints(kind)
    names = NAMES.get(kind, {})
    toml_names = {attribute: key for key, attribute in names.items()}
    known = {toml_names.get(name, name) for name in fields}
    values: dict[str, Any] = dict(given or {})
    for key, value in table.items():
        attribute = names.get(key, key)
        if key not in known:
            raise source.mistake((*at, key), f"unknown key '{key}'{did_you_mean(key, known)}")
        if attribute not in values:
            values[attribute] = _value(hints[attribute], value, source, (*at, key))
    for name, field in fields.items():
        optional = (
            field.default is not dataclasses.MISSING
            or field.default_factory is not dataclasses.MISSING
        )
        if name not in values and not optional:
            raise source.mistake(at, f"the key '{toml_names.get(name, name)}' is missing")
    return kind(**values)


def _value(hint: Any, value: object, source: Source, at: Path) -> Any:
    origin = typing.get_origin(hint)
    if origin is tuple:
        return _many(typing.get_args(hint)[0], value, source, at)
    if origin in (typing.Union, types.UnionType):
        inner = next(arg for arg in typing.get_args(hint) if arg is not type(None))
        return _value(inner, value, source, at)
    if dataclasses.is_dataclass(hint):
        return build(typing.cast(Any, hint), value, source, at)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return _choice(hint, value, source, at)
    check: Callable[[object], bool] | None = _PLAIN.get(hint)
    if check is None:
        check = _is_text_table
    if not check(value):
        wanted = _WORDS.get(hint, "a table of texts")
        raise source.mistake(at, f"{wanted} is expected for '{at[-1]}', not {_kind_of(value)}")
    return value


def _many(hint: Any, value: object, source: Source, at: Path) -> Any:
    if not isinstance(value, list):
        raise source.mistake(at, f"a list is expected for '{at[-1]}', not {_kind_of(value)}")
    return tuple(_value(hint, item, source, (*at, index)) for index, item in enumerate(value))


def _choice(kind: type[StrEnum], value: object, source: Source, at: Path) -> StrEnum:
    known = [str(member) for member in kind]
    if value not in known:
        raise source.mistake(at, f"unknown {at[-1]} '{value}'{did_you_mean(str(value), known)}")
    return kind(str(value))


def _is_text_table(value: object) -> bool:
    return isinstance(value, Mapping) and all(isinstance(v, str) for v in value.values())


_PLAIN: dict[object, Callable[[object], bool]] = {
    str: lambda value: isinstance(value, str),
    bool: lambda value: isinstance(value, bool),
    int: lambda value: isinstance(value, int) and not isinstance(value, bool),
}
_WORDS: dict[object, str] = {str: "a text", bool: "true or false", int: "a whole number"}


def _kind_of(value: object) -> str:
    if isinstance(value, bool):
        return "true or false"
    names = {str: "a text", int: "a number", float: "a number", list: "a list", dict: "a table"}
    return names.get(type(value), type(value).__name__)
