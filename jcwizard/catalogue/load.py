"""Loads the whole catalogue: services, sentences and findings."""

from __future__ import annotations

import importlib.resources
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources.abc import Traversable

from jcwizard.catalogue.findings import explanations, places
from jcwizard.catalogue.mistake import Mistake, did_you_mean
from jcwizard.catalogue.services import service, shared_clicks, shared_fields
from jcwizard.catalogue.source import Source
from jcwizard.model.service import Service
from jcwizard.model.words import Explanation, Words


@dataclass(frozen=True)
class Catalogue:
    """Everything that resources/ says; `services` are in the order of their cards.

    The explanations are read when the first one is asked for: no first paint needs them.
    """

    services: Mapping[str, Service]
    words: Words
    explanations: Mapping[str, Explanation]


def resources() -> Traversable:
    """Return the folder of data files, the same in source, wheel and bundle."""
    return importlib.resources.files("jcwizard.resources")


def load(root: Traversable | None = None) -> Catalogue:
    """Return the catalogue; raises `Mistake` for the first thing in it that is not right."""
    root = root or resources()
    services = _services(root)
    return Catalogue(services, _words(root), Explanations(root, services))


class Explanations(Mapping[str, Explanation]):
    """The explanations by their code; raises `Mistake` at first use when they are not right."""

    def __init__(self, root: Traversable, services: Mapping[str, Service]) -> None:
        self._root = root
        self._services = services

    @cached_property
    def _entries(self) -> dict[str, Explanation]:
        found = _explanations(self._root, places(self._services.values()))
        told = {code for service in self._services.values() for code in service.consequences}
        if not told <= found.keys():
            _refuse_consequences(self._root, found)
        return found

    def __getitem__(self, code: str) -> Explanation:
        return self._entries[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)


def _services(root: Traversable) -> dict[str, Service]:
    fields = shared_fields(_source(root, "shared", "fields.toml"))
    clicks = shared_clicks(_source(root, "shared", "clicks.toml"))
    found: dict[str, Service] = {}
    for source in _sources(root / "services", "services"):
        one = service(source, fields, clicks)
        if one.id in found:
            raise source.mistake(("id",), f"the service '{one.id}' is there twice")
        found[one.id] = one
    return dict(sorted(found.items(), key=lambda pair: (pair[1].order, pair[0])))


def _words(root: Traversable) -> Words:
    sentences: dict[str, str] = {}
    for source in _sources(root / "i18n" / "en", "i18n/en"):
        for key, text, path in _flat(source.tables, (), source):
            if key in sentences:
                raise source.mistake(path, f"the sentence '{key}' is there twice")
            sentences[key] = text
    return Words(sentences)


def _explanations(root: Traversable, known: frozenset[str]) -> dict[str, Explanation]:
    found: dict[str, Explanation] = {}
    for source in _sources(root / "findings", "findings"):
        for code, entry in explanations(source, known).items():
            if code in found:
                raise source.mistake(tuple(code.split(".", 1)), f"'{code}' is there twice")
            found[code] = entry
    return found


def _refuse_consequences(root: Traversable, known: Mapping[str, Explanation]) -> None:
    """Refuse what a service says of a finding that there is not: nobody would ever read it.

    The files are read again for the line, which a start without a mistake must not pay for.
    """
    for source in _sources(root / "services", "services"):
        told = source.tables.get("consequences", {})
        for code in told if isinstance(told, Mapping) else ():
            if code not in known:
                hint = did_you_mean(code, known)
                raise source.mistake(("consequences", code), f"unknown finding '{code}'{hint}")


def _flat(
    table: Mapping[str, object], at: tuple[str, ...], source: Source
) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for name, value in table.items():
        path = (*at, name)
        if isinstance(value, Mapping):
            yield from _flat(value, path, source)
        elif isinstance(value, str):
            yield ".".join(path), value, path
        else:
            raise source.mistake(path, f"a text is expected for '{name}'")


def _sources(folder: Traversable, name: str) -> Iterator[Source]:
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".toml"):
            yield Source(f"{name}/{file.name}", _text(file, f"{name}/{file.name}"))


def _source(root: Traversable, folder: str, file: str) -> Source:
    name = f"{folder}/{file}"
    return Source(name, _text(root / folder / file, name))


def _text(file: Traversable, name: str) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise Mistake(name, 1, f"the file is not UTF-8: {error.reason}") from None
