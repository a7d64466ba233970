"""Reads resources/findings/ into explanations, one entry for each code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jcwizard.catalogue.mistake import did_you_mean
from jcwizard.catalogue.services import check_sentence
from jcwizard.catalogue.shape import build
from jcwizard.catalogue.source import Path, Source
from jcwizard.model.service import Service
from jcwizard.model.words import Explanation

WHO = ("you", "jumpcloud_admin", "service_admin", "network_admin", "computer_owner", "support")
"""Who has to act; the sentences are words below `who.`."""


@dataclass(frozen=True)
class _Entry:
    title: str
    what: str
    why: str = ""
    fix: tuple[str, ...] = ()
    who: str = "you"
    step: str = ""


def places(services: Iterable[Service]) -> frozenset[str]:
    """Return every place that an entry can lead to: a step, or one of its clicks."""
    steps = [step for service in services for step in service.steps]
    clicks = (f"{step.id}/{click.id}" for step in steps for click in step.clicks)
    return frozenset({step.id for step in steps} | set(clicks))


def explanations(source: Source, known: frozenset[str]) -> dict[str, Explanation]:
    """Return the entries of one file, `[family.code]` tables, by their code.

    `known` are the places that an entry can lead to.
    """
    found: dict[str, Explanation] = {}
    for family, entries in source.tables.items():
        if not isinstance(entries, Mapping):
            raise source.mistake((family,), "an entry is written as [family.name]")
        for name, table in entries.items():
            at: Path = (family, name)
            entry = build(_Entry, table, source, at)
            if entry.who not in WHO:
                hint = did_you_mean(entry.who, WHO)
                raise source.mistake((*at, "who"), f"unknown who '{entry.who}'{hint}")
            if entry.step and entry.step not in known:
                hint = did_you_mean(entry.step, known)
                raise source.mistake((*at, "step"), f"unknown step '{entry.step}'{hint}")
            _check_words(entry, source, at)
            code = f"{family}.{name}"
            found[code] = Explanation(
                code, entry.title, entry.what, entry.why, entry.fix, entry.who, entry.step
            )
    return found


def _check_words(entry: _Entry, source: Source, at: Path) -> None:
    said = {"title": (entry.title,), "what": (entry.what,), "why": (entry.why,), "fix": entry.fix}
    for key, texts in said.items():
        for text in texts:
            check_sentence(text, source, (*at, key))
