"""Reads a list of the Admin API page by page; what JumpCloud says of its length is only a hint."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence

from jcwizard.jumpcloud.access import Place
from jcwizard.jumpcloud.admin_answers import Answer, strange
from jcwizard.model.finding import Finding

Entry = dict[str, object]
OnPage = Callable[[Sequence[Entry], int | None], None]
IsEntry = Callable[[Entry], bool]
Query = Iterable[tuple[str, str]]
Ask = Callable[[Query], Awaitable[Answer | Finding]]

LIMIT = 100
"""Entries of one page; v2 gives no more."""

MOST_PAGES = 1_000
"""A list that goes on for longer than this is none that ends."""


def any_object(entry: Entry) -> bool:
    """Take every entry that is a JSON object."""
    return True


async def all_pages(
    ask: Ask,
    place: Place,
    query: tuple[tuple[str, str], ...],
    on_page: OnPage,
    *,
    v1: bool,
    limit: int,
    is_entry: IsEntry,
) -> list[Entry] | Finding:
    """Return every entry once, in JumpCloud's order; one that `is_entry` does not know spoils all.

    It ends with a page that is short, unless the total says that there is more (a server may give
    fewer than it is asked for): then one that brings nothing new ends it. A full page that is the
    one before over again shows that pages are not kept apart, and nothing can be said of the rest.
    """
    found: dict[str, Entry] = {}
    sorts = not v1 or any(name == "sort" for name, _value in query)
    sort = () if sorts else (("sort", "_id"),)
    for _page in range(MOST_PAGES):
        skip = (("limit", str(limit)), ("skip", str(len(found))))
        answer = await ask((*query, *sort, *skip))
        if isinstance(answer, Finding):
            return answer
        entries = _entries(answer.value, v1=v1)
        if entries is None or not all(map(is_entry, entries)):
            return strange(place, answer.evidence)
        new = {key: entry for entry in entries if (key := _identity(entry)) not in found}
        total = _total(answer, v1=v1)
        if not new and len(entries) == limit:
            return strange(place, answer.evidence)
        found |= new
        if new:
            on_page(tuple(new.values()), total if total and total >= len(found) else None)
        if not new or (len(entries) < limit and (total or 0) <= len(found)):
            return list(found.values())
    return strange(place, answer.evidence)


def _entries(value: object, *, v1: bool) -> list[Entry] | None:
    """Return the entries of a page; v1 puts them into `results`, v2 answers with a bare list."""
    listed = value.get("results") if v1 and isinstance(value, Mapping) else value
    if not isinstance(listed, list) or not all(isinstance(entry, dict) for entry in listed):
        return None
    return listed


def _total(answer: Answer, *, v1: bool) -> int | None:
    if v1:
        found = answer.value.get("totalCount") if isinstance(answer.value, Mapping) else None
        return found if isinstance(found, int) and not isinstance(found, bool) else None
    text = answer.headers.get("x-total-count", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _identity(entry: Entry) -> str:
    found = entry.get("_id") or entry.get("id")
    return found if isinstance(found, str) else json.dumps(entry, sort_keys=True)
