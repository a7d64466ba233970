"""The labels that findings and limits point at, and where each of them comes from."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from typing import Any

from jcwizard.catalogue import Catalogue
from jcwizard.model.service import Service

_BOLD = re.compile(r"\*\*(.+?)\*\*")

# The wizard's own buttons and fields, by the sentence that names them. Everything else in bold is
# on another product's screen, and its name comes from the steps of a service.
OWN = (
    "api_way.check",
    "api_way.clicks",
    "compare.field",
    "crash.copy",
    "credentials.check_now",
    "hand_in.check",
    "test_login.cancel",
    "test_login.copy_link",
    "test_login.open_again",
    "test_login.paste",
)

# What the answer itself names, such as the type that an application has, or its label.
FOUND_AT_RUN_TIME = {"{needed}", "{found}", "{label}"}


def pointed_at(catalogue: Catalogue) -> dict[str, set[str]]:
    """Return every label in bold, with the findings and limits that point at it."""
    found: dict[str, set[str]] = {}
    for place, text in _pointers(catalogue):
        for label in _BOLD.findall(text):
            if label not in FOUND_AT_RUN_TIME:
                found.setdefault(label, set()).add(place)
    return found


def _pointers(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """Give every sentence that points at a screen without being the click itself."""
    for code, entry in catalogue.explanations.items():
        yield from ((code, text) for text in (entry.what, entry.why, *entry.fix))
    for service in catalogue.services.values():
        yield from ((f"a limit of {service.id}", text) for text in service.limits)
        for code, text in service.consequences.items():
            yield f"{code} for {service.id}", text


def on_screens(services: Mapping[str, Service]) -> set[str]:
    """Return every label that the steps and endings of the services name as one."""
    found: set[str] = set()
    for service in services.values():
        found |= {field.label for field in service.fields.values()}
        for step in service.steps:
            found |= {step.title} | {show.label for show in step.shows}
            found |= {show.value for show in step.shows}
            found |= {value.label for click in step.clicks for value in click.values}
        said = _texts((service.steps, service.endings))
        found |= {label for text in said for label in _BOLD.findall(text)}
    return {label for label in found if "{" not in label}


def own(catalogue: Catalogue) -> dict[str, str]:
    """Return the wizard's own labels, each with the key of its sentence."""
    return {catalogue.words.template(key): key for key in OWN}


def stale(catalogue: Catalogue) -> dict[str, set[str]]:
    """Return the labels that findings point at and nothing names any more."""
    known = on_screens(catalogue.services) | own(catalogue).keys()
    return {label: codes for label, codes in pointed_at(catalogue).items() if label not in known}


def renamed(catalogue: Catalogue, label: str) -> Catalogue:
    """Return a catalogue whose services call this label otherwise, in every place."""
    services = {
        key: dataclasses.replace(
            service,
            fields=_renamed(service.fields, label),
            steps=_renamed(service.steps, label),
            endings=_renamed(service.endings, label),
        )
        for key, service in catalogue.services.items()
    }
    return Catalogue(services, catalogue.words, catalogue.explanations)


def _renamed(part: Any, label: str) -> Any:
    if isinstance(part, str):
        return "Otherwise" if part == label else part.replace(f"**{label}**", "**Otherwise**")
    if isinstance(part, tuple):
        return tuple(_renamed(item, label) for item in part)
    if isinstance(part, Mapping):
        return {key: _renamed(value, label) for key, value in part.items()}
    if dataclasses.is_dataclass(part) and not isinstance(part, type):
        fields = ((field.name, getattr(part, field.name)) for field in dataclasses.fields(part))
        return dataclasses.replace(part, **{n: _renamed(value, label) for n, value in fields})
    return part


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, tuple):
        for item in part:
            yield from _texts(item)
    elif isinstance(part, Mapping):
        yield from _texts(tuple(part.values()))
    elif dataclasses.is_dataclass(part):
        yield from _texts(tuple(getattr(part, f.name) for f in dataclasses.fields(part)))
