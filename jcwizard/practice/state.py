"""What practice keeps in a file between two starts: ports, applications, integrations, keys."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import TypeVar

from jcwizard.practice.admin_keys import KeptKeys, ServiceAccount
from jcwizard.practice.applications import Application, Members
from jcwizard.practice.integrations import Integration
from jcwizard.practice.settings import Settings

VERSION = 2

_PAIRS = ("claims", "constants")

T = TypeVar("T", Integration, ServiceAccount)


@dataclass(frozen=True)
class Ports:
    """Where the three sites listened last; None for wherever there is room."""

    issuer: int | None = None
    console: int | None = None
    control_plane: int | None = None


@dataclass(frozen=True)
class State:
    """Everything that survives a restart. Secrets are not among it, except as SHA-256."""

    ports: Ports = Ports()
    applications: tuple[Application, ...] = ()
    integrations: tuple[Integration, ...] = ()
    keys: KeptKeys = field(default_factory=KeptKeys)


def read_state(path: Path) -> State:
    """Read the file; a fresh state where there is none, or none that can be understood.

    What practice keeps is worth nothing, so a damaged file is simply started over.
    """
    try:
        data = json.loads(path.read_text("utf-8"))
        return _state(data)
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return State()


def write_state(path: Path, state: State) -> None:
    """Write the file in one piece: the old one stays whole until the new one is."""
    text = json.dumps({"version": VERSION, **asdict(state)}, indent=2, default=sorted)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    new = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        new.replace(path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise


def _state(data: dict[str, object]) -> State:
    if data["version"] != VERSION:
        raise ValueError("another version")
    ports = _record(data["ports"])
    return State(
        Ports(**{name: _port(ports[name]) for name in ("issuer", "console", "control_plane")}),
        tuple(_application(_record(row)) for row in _list(data["applications"])),
        tuple(_texts_of(Integration, _record(row)) for row in _list(data["integrations"])),
        _keys(_record(data["keys"])),
    )


def _application(row: dict[str, object]) -> Application:
    return Application(
        _text(row["client_id"]),
        _settings(_record(row["entered"])),
        _text(row["secret_hash"]),
        frozenset(map(_text, _list(row["repaired"]))),
        id=_text(row["id"]),
        kind=_text(row["kind"]),
        organisation=_text(row["organisation"]),
        created=_text(row["created"]),
        members=_members(_record(row["members"])),
    )


def _members(row: dict[str, object]) -> Members:
    return Members(**{one.name: _record(row[one.name]) for one in fields(Members)})


def _keys(row: dict[str, object]) -> KeptKeys:
    return KeptKeys(
        _text(row["own_key_hash"]),
        _text(row["own_key_created"]),
        tuple(_texts_of(ServiceAccount, _record(one)) for one in _list(row["accounts"])),
    )


def _texts_of(kind: type[T], row: dict[str, object]) -> T:
    """Read an object of which every field is a text."""
    return kind(**{one.name: _text(row[one.name]) for one in fields(kind)})


def _settings(row: dict[str, object]) -> Settings:
    """Read every field by the type of its default value."""
    values: dict[str, object] = {}
    for one in fields(Settings):
        value = row[one.name]
        if one.name in _PAIRS:
            value = tuple(_pair(_list(pair)) for pair in _list(value))
        elif isinstance(one.default, tuple):
            value = tuple(map(_text, _list(value)))
        elif type(value) is not type(one.default):
            raise TypeError(one.name)
        values[one.name] = value
    return Settings(**values)  # type: ignore[arg-type]


def _pair(value: list[object]) -> tuple[str, str]:
    name, attribute = value
    return _text(name), _text(attribute)


def _record(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise TypeError("not an object")
    return value


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError("not a list")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value


def _port(value: object) -> int | None:
    if value is not None and (not isinstance(value, int) or not 0 < value < 65536):
        raise ValueError("not a port")
    return value
