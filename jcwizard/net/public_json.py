"""Shows JSON by allow-list: the values of named members, and of all others that they are there."""

from __future__ import annotations

import json
from collections.abc import Iterator

from jcwizard.model.secret import DOTS
from jcwizard.net.public_names import PUBLIC_MEMBERS
from jcwizard.net.shown_text import public_name, public_text, shortened

_MAX_EXCERPT = 2_000
_MAX_MEMBERS = 40
_MAX_TEXTS = 20
_MAX_ENTRIES = 5
_NONE: frozenset[str] = frozenset()

Json = dict[str, object] | list[object]


def json_excerpt(value: Json, public: frozenset[str] = _NONE) -> str:
    """Return the JSON that was received, as far as it may be shown, cut to 2,000 characters.

    `public` is a request's own allow-list, see `Request`.
    """
    return json.dumps(_public_json(value, public, ""), ensure_ascii=False)[:_MAX_EXCERPT]


def json_pairs(value: object, public: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield (name, value) of each member of the JSON that was sent, inner ones named with dots.

    Only `public` counts here: what is public in an answer need not be so in a question.
    """
    members = value.items() if isinstance(value, dict) else [("", value)]
    for name, member in list(members)[:_MAX_MEMBERS]:
        inner = {entry.removeprefix(f"{name}.") for entry in public if entry.startswith(f"{name}.")}
        if isinstance(member, dict) and inner and name not in public:
            for below, text in json_pairs(member, frozenset(inner)):
                yield f"{name}.{below}", text
        else:
            shown = _public_member(name, member, public, "")
            text = shown if isinstance(shown, str) else json.dumps(shown, ensure_ascii=False)
            yield public_name(name), text[:_MAX_EXCERPT]


def _public_json(value: Json, public: frozenset[str], within: str) -> object:
    if isinstance(value, list):
        objects = [item for item in value[:_MAX_ENTRIES] if isinstance(item, dict)]
        shown = [_public_json(item, public, within) for item in objects]
        return {"entries": len(value), "first": shown}
    members: dict[str, object] = {}
    for name, member in list(value.items())[:_MAX_MEMBERS]:
        if name == "keys" and isinstance(member, list) and not within:
            members[name] = _public_json(member, public, within)
        elif name in PUBLIC_MEMBERS and not within:
            members[name] = _shown(member)
        else:
            members[public_name(name)] = _public_member(name, member, public, within)
    return members


def _public_member(name: str, member: object, public: frozenset[str], within: str) -> object:
    path = within + name
    if path in public and not isinstance(member, dict) and not _has_objects(member):
        return _shown(member)
    below = f"{path}."
    if isinstance(member, dict | list) and any(entry.startswith(below) for entry in public):
        return _public_json(member, public, below)
    return DOTS


def _has_objects(member: object) -> bool:
    return isinstance(member, list) and any(isinstance(item, dict | list) for item in member)


def _shown(member: object) -> object:
    if isinstance(member, str):
        return public_text(member)
    if isinstance(member, list):
        return [shortened(item) for item in member[:_MAX_TEXTS] if isinstance(item, str)]
    if member is None or isinstance(member, bool | int | float):
        return member
    return DOTS
