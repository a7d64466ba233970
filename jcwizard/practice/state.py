"""What practice keeps in a file between two starts: ports, applications and integrations."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from jcwizard.practice.applications import Application
from jcwizard.practice.integrations import Integration
from jcwizard.practice.settings import Settings

VERSION = 1


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
        tuple(_integration(_record(row)) for row in _list(data["integrations"])),
    )


def _application(row: dict[str, object]) -> Application:
    return Application(
        _text(row["client_id"]),
        _settings(_record(row["entered"])),
        _text(row["secret_hash"]),
        frozenset(map(_text, _list(row["repaired"]))),
    )


def _integration(row: dict[str, object]) -> Integration:
    return Integration(**{field.name: _text(row[field.name]) for field in fields(Integration)})


def _settings(row: dict[str, object]) -> Settings:
    """Read every field by the type of its default value."""
    values: dict[str, object] = {}
    for field in fields(Settings):
        value = row[field.name]
        if isinstance(field.default, tuple):
            value = tuple(map(_text, _list(value)))
        elif type(value) is not type(field.default):
            raise TypeError(field.name)
        values[field.name] = value
    return Settings(**values)  # type: ignore[arg-type]


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
