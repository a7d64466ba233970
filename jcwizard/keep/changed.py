"""What this wizard changed in JumpCloud, as lines for people: for pages, the report and support."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jcwizard.keep.hiding import Hiding
from jcwizard.keep.results import moment, printable
from jcwizard.model.changes import OF_THE_EMAIL, SETTING_OF, Change, ChangeKind, ChangeState
from jcwizard.model.setup import Setup
from jcwizard.model.words import Words

_GROUPS = {ChangeKind.GROUP_BOUND, ChangeKind.GROUP_UNBOUND}
_WHOLE = {ChangeKind.CREATED, ChangeKind.LOGO}
_NOT_FOR_PEOPLE = {"organization", "same_label"}
_LONGEST_VALUE = 200
_HIDDEN = {"hidden", "sso.hidden"}
_MAPPING = "oidc.dynamicClaims"


@dataclass(frozen=True)
class ChangeLines:
    """One change in plain text: what it was, when, how far it got, and what it made of what."""

    what: str
    when: str
    state: ChangeState
    state_word: str
    members: tuple[str, ...]


def change_lines(setup: Setup, words: Words) -> tuple[ChangeLines, ...]:
    """Return the setup's changes, oldest first; no secret in any."""
    hiding = Hiding(setup.secret)
    return tuple(_lines(change, words, hiding) for change in setup.changes)


def _lines(change: Change, words: Words, hiding: Hiding) -> ChangeLines:
    def shown(text: str) -> str:
        return hiding.text(" ".join(printable(text).split()))

    named = {
        "label": shown(change.label) or words("change.nameless"),
        "name": shown(_group_name(change)),
    }
    return ChangeLines(
        words(f"change.{change.kind.value}", **named),
        moment(change.at),
        change.state,
        words(f"change.state.{change.state.value}"),
        tuple(shown(line) for line in _members(change, words)),
    )


def _group_name(change: Change) -> str:
    found = change.after.get("name") or change.before.get("name") or change.after.get("group")
    return str(found or "")


def _members(change: Change, words: Words) -> Iterable[str]:
    """Give a line for each value that came or went; a group's change says it all in its title.

    Of a new application or a picture only what has a name for people is told: the rest is
    JumpCloud's own, and so is whose the application is.
    """
    if change.kind in _GROUPS:
        return
    for path in dict.fromkeys((*change.before, *change.after)):
        before, after = change.before.get(path), change.after.get(path)
        if before == after or path in _NOT_FOR_PEOPLE:
            continue
        if path in _HIDDEN:  # people are told whether it is shown
            before, after = _opposite(before), _opposite(after)
        created = change.kind is ChangeKind.CREATED
        if path == _MAPPING:
            for name, old, new in _by_setting(before, after):
                yield from _told(words(f"setting.{name}"), old, new, words, created)
        elif path in SETTING_OF:
            yield from _told(words(f"setting.{SETTING_OF[path]}"), before, after, words, created)
        elif (key := f"change.member.{path}") in words:
            yield from _told(words(key), before, after, words, created)
        elif change.kind not in _WHOLE:
            yield from _told(path, before, after, words, created)


def _told(member: str, before: object, after: object, words: Words, created: bool) -> Iterable[str]:
    if created:
        for item in after if isinstance(after, list | tuple) else (after,):
            yield words("change.member_new", member=member, after=_text(item, words))
    else:
        yield from _differences(member, before, after, words)


def _opposite(value: object) -> object:
    return not value if isinstance(value, bool) else value


def _by_setting(before: object, after: object) -> Iterable[tuple[str, list[object], list[object]]]:
    """Give the rows of Attribute Mapping by the settings that they belong to."""
    old, new = ([*part] if isinstance(part, list | tuple) else [] for part in (before, after))
    names = {_setting_of(row): None for row in (*old, *new)}
    for name in names:
        yield (
            name,
            [row for row in old if _setting_of(row) == name],
            [row for row in new if _setting_of(row) == name],
        )


def _setting_of(row: object) -> str:
    name = row.get("name") if isinstance(row, Mapping) else None
    if not isinstance(name, str):
        return "other"
    return "email" if name in OF_THE_EMAIL else "profile"


def _differences(member: str, before: object, after: object, words: Words) -> Iterable[str]:
    if isinstance(before, list | tuple | None) and isinstance(after, list | tuple | None):
        old, new = (Counter(_text(item, words) for item in part or ()) for part in (before, after))
        for text in (old - new).elements():
            yield words("change.member_removed", member=member, before=text)
        for text in (new - old).elements():
            yield words("change.member_added", member=member, after=text)
        return
    values = {"before": _text(before, words), "after": _text(after, words)}
    kind = "set" if before in (None, "") else "changed"
    yield words(f"change.member_{kind}", member=member, **values)


def _text(value: object, words: Words) -> str:
    if isinstance(value, bool):
        return words("change.yes" if value else "change.no")
    if value is None or value == "":
        return words("change.nothing")
    if isinstance(value, Mapping) and {"name", "value"} == set(value):
        attribute = _text(value["value"], words)
        return words("change.mapping", name=str(value["name"]), attribute=attribute)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    if (key := f"change.value.{text}") in words:
        return words(key)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"
