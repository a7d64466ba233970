"""Reads resources/findings/ into explanations, one entry for each code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jcwizard.catalogue.mistake import did_you_mean
from jcwizard.catalogue.shape import build
from jcwizard.catalogue.source import Path, Source
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


def explanations(source: Source) -> dict[str, Explanation]:
    """Return the entries of one file, `[family.code]` tables, by their code."""
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
            code = f"{family}.{name}"
            found[code] = Explanation(
                code, entry.title, entry.what, entry.why, entry.fix, entry.who, entry.step
            )
    return found
