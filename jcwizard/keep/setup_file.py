"""Setup files (.jcsetup): JSON that a person can read, write and send on; never a secret."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jcwizard.keep.hiding import Hiding
from jcwizard.keep.json_text import MalformedError, RepeatedError, encode, parse
from jcwizard.keep.setup_keys import (
    ADDRESSES,
    KEYS,
    VERSION,
    address,
    bad_choice,
    choices_of,
    field_of,
    is_list,
    known_keys,
    secret_names,
    text_of,
)
from jcwizard.keep.writing import not_written, read_plain, write_whole
from jcwizard.model.finding import Finding
from jcwizard.model.rules import judge
from jcwizard.model.service import Service
from jcwizard.model.settings import settings
from jcwizard.model.setup import Setup, Surroundings
from jcwizard.model.words import Words

LARGEST = 1024 * 1024
"""Bytes; a real setup file has about a thousand."""

UNKNOWN = "unknown_keys"
"""The setup's value that carries a file's unknown keys along, as the text of a JSON object."""


@dataclass(frozen=True)
class SetupFile:
    """What a file held.

    `unknown_keys` are kept in the setup and written back. `read_only` says that the file is of a
    newer version. `notices` name what the person should know, the most urgent first:
    `setup_file.holds_secret`, `setup_file.newer`, `setup_file.unknown_keys`.
    """

    setup: Setup
    unknown_keys: tuple[str, ...] = ()
    read_only: bool = False
    notices: tuple[Finding, ...] = ()


def read(path: Path, services: Mapping[str, Service]) -> SetupFile | Finding:
    """Return the setup of a file, or the one thing that is wrong with it.

    Texts that a field's rule refuses are kept as they are: `problems` names them.
    """
    document = _document(path)
    if isinstance(document, Finding):
        return document
    version = document["version"]
    newer = isinstance(version, int) and version > VERSION
    service = _service(document, services)
    if isinstance(service, Finding):
        return _newer(path, version) if newer else service
    texts: dict[str, str] = {}
    unknown: dict[str, object] = {}
    known = known_keys(service)
    for key, value in document.items():
        if key in {"version", "service"}:
            continue
        text = text_of(service, key, value) if key in known else None
        if isinstance(text, str):
            texts |= {key: text} if text else {}
        elif isinstance(text, Finding) and not newer:
            return text
        else:
            unknown[key] = value
    notices = (_newer(path, version),) if newer else ()
    return _opened(service, texts, unknown, notices)


def problems(setup_file: SetupFile, service: Service, words: Words) -> tuple[Finding, ...]:
    """Return a finding for each value of the file that its field's rule refuses.

    The value itself is never quoted: what does not fit a field may be a secret.
    """
    found = []
    for key, text in setup_file.setup.values.items():
        field = field_of(service, key)
        ruling = judge(field, text) if field is not None else None
        if field is not None and ruling is not None and not ruling.ok:
            reason = ruling.reason or words(f"rule.{ruling.refusal}", example=field.example)
            found.append(Finding("setup_file.refused_value", values={"key": key, "reason": reason}))
    return tuple(found)


def write(path: Path, setup: Setup, service: Service) -> Finding | None:
    """Write a setup file, and never over one that is damaged, newer or none of ours."""
    target = path.resolve()  # a link to a document stays a link
    there = _replaceable(target)
    if there is not None:
        return there
    try:
        write_whole(target, encode(_written(setup, service)), mode=None)
    except OSError as error:
        return not_written("setup_file.not_saved", path, error)
    return None


def _opened(
    service: Service,
    texts: Mapping[str, str],
    unknown: Mapping[str, object],
    notices: tuple[Finding, ...],
) -> SetupFile:
    secret = {key: secret_names(key, value) for key, value in unknown.items()}
    kept = {key: value for key, value in unknown.items() if not secret[key]}
    named = tuple(name for names in secret.values() for name in names)
    setup = Setup(service.id, texts)
    if kept:
        setup.put(UNKNOWN, json.dumps(kept, ensure_ascii=False))
        notices += (Finding("setup_file.unknown_keys", values={"keys": ", ".join(kept)}),)
    if named:  # first, for of all of them it is what cannot wait
        notices = (Finding("setup_file.holds_secret", values={"keys": ", ".join(named)}), *notices)
    is_newer = any(notice.code == "setup_file.newer" for notice in notices)
    return SetupFile(setup, tuple(kept), is_newer, notices)


def _document(path: Path) -> dict[str, object] | Finding:
    """Return the object in the file when it is a setup of whatever version."""
    file = {"file": str(path)}
    try:
        data = read_plain(path, LARGEST)
    except OSError as error:
        return not_written("setup_file.unreadable", path, error)
    if data is None:
        return Finding("setup_file.too_big", values=file | {"most": f"{LARGEST:,}"})
    try:
        document = parse(data)
    except RepeatedError as twice:
        return Finding("setup_file.key_twice", values=file | {"key": twice.place})
    except MalformedError as damage:
        where = {"line": str(damage.line or 1), "column": str(damage.column or 1)}
        trouble = file | where | {"trouble": damage.place}
        return Finding("setup_file.not_json", actual=damage.place, values=trouble)
    if not any(key in document for key in KEYS if key != "version"):
        return Finding("setup_file.not_a_setup", values=file)
    version = document.get("version")
    if version is None:
        return Finding("setup_file.key_missing", values={"key": "version"})
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        return Finding("setup_file.bad_version", expected=str(VERSION), values=file)
    return document


def _service(document: Mapping[str, object], services: Mapping[str, Service]) -> Service | Finding:
    name = document.get("service")
    if name is None:
        return Finding("setup_file.key_missing", values={"key": "service"})
    if not isinstance(name, str):
        return Finding("setup_file.not_text", values={"key": "service"})
    return services[name] if name in services else bad_choice("service", name, services)


def _newer(path: Path, version: object) -> Finding:
    return Finding(
        "setup_file.newer",
        expected=str(VERSION),
        actual=str(version),
        values={"file": str(path), "version": str(version)},
    )


def _replaceable(path: Path) -> Finding | None:
    if not path.exists():
        return None
    there = _document(path)
    if isinstance(there, Finding):
        return Finding("setup_file.not_ours", actual=there.code, values={"file": str(path)})
    version = there["version"]
    return _newer(path, version) if version != VERSION else None


def _written(setup: Setup, service: Service) -> dict[str, object]:
    hiding = Hiding(setup.secret)
    redirects = settings(service, setup, Surroundings("", {})).redirect_urls
    document: dict[str, object] = {"version": VERSION, "service": service.id}
    for key in known_keys(service):
        text = setup.values.get(key, "")
        if not text.strip() or not hiding.harmless(key, text) or not _fits(service, key, text):
            continue
        if key == "redirect_urls" and tuple(text.split()) != redirects:
            continue  # what the service once showed for other values: it would win when read back
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        document[key] = lines if is_list(service, key) else text
    kept = setup.values.get(UNKNOWN, "")
    if kept and hiding.text(kept) == kept:
        # What a newer version writes under a name of ours would make this file unreadable.
        ours = {*document, *known_keys(service)}
        document |= {k: v for k, v in json.loads(kept).items() if k not in ours}
    return document


def _fits(service: Service, key: str, text: str) -> bool:
    """Leave out what would make the file unreadable, such as an address pasted for a choice."""
    choices = choices_of(service, key)
    if choices:
        return text in choices
    return key not in ADDRESSES or address(text).ok
