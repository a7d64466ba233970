"""Says where our description of the Admin API disagrees with JumpCloud's published documents.

    python -m tools.compare_openapi index-1.0.json index-2.0.json

The documents are docs/api/1.0/index.yaml and docs/api/2.0/index.yaml of the repository
TheJumpCloud/jumpcloud-docs-public, downloaded and turned into JSON. They have no licence, so none
of them is kept here. Each is compared with that of our documents (tests/jumpcloud/openapi) that has
a server of the same address. Looked at are paths, methods, parameters, bodies and answers of the
calls that we make; that we say less than published is no difference. Ends with 1 when there is one.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

OURS = Path(__file__).parents[1] / "tests" / "jumpcloud" / "openapi"
METHODS = ("get", "put", "post", "delete", "patch")
DEEPEST = 12

Part = Mapping[str, Any]


def main(arguments: list[str]) -> int:
    """Print each difference; returns 0 when there is none, 2 when nothing could be compared."""
    published = [json.loads(Path(path).read_text("utf-8")) for path in arguments]
    ours = [json.loads(path.read_text("utf-8")) for path in sorted(OURS.glob("*.json"))]
    compared = [(mine, theirs) for mine in ours for theirs in published if _servers(mine, theirs)]
    if not compared:
        print(__doc__)
        return 2
    found = [line for mine, theirs in compared for line in differences(mine, theirs)]
    print("\n".join(found) or "no difference")
    calls = [call for mine, _theirs in compared for call in _calls(mine)]
    undocumented = [name for name, told in calls if told["x-source"] == "reference"]
    print(f"{len(calls)} calls compared, {len(undocumented)} of them undocumented")
    return 1 if found else 0


def differences(ours: Part, theirs: Part) -> Iterator[str]:
    """Yield what in our document is not as in theirs, each in one line."""
    published = {_bare(path): (path, item) for path, item in theirs["paths"].items()}
    for path, item in ours["paths"].items():
        their_path, their_item = published.get(_bare(path), (path, {}))
        for method in _methods(item):
            name, told = f"{method.upper()} {path}", item[method]
            known = method in their_item
            if told["x-source"] == "reference":
                if known:
                    yield f"{name}: is published now ({their_path}), and we say that it is not"
            elif not known:
                yield f"{name}: is not published, and we say that it is"
            else:
                mine, other = _Call(ours, item, told), _Call(theirs, their_item, their_item[method])
                yield from (f"{name}: {line}" for line in mine.against(other))


class _Call:
    """One call of one document."""

    def __init__(self, document: Part, item: Part, told: Part) -> None:
        self._document = document
        self._told = told
        named = [*item.get("parameters", []), *told.get("parameters", [])]
        self._parameters = [resolved(document, one) for one in named]
        self._differs = set(told.get("x-differs", {}))

    def against(self, other: _Call) -> Iterator[str]:
        """Yield what this call says otherwise than the other, which is the published one."""
        yield from self._parameters_against(other)
        yield from self._body_against(other)
        yield from self._answers_against(other)

    def _parameters_against(self, other: _Call) -> Iterator[str]:
        theirs, mine = (
            {
                (one["in"], _plain(one["name"])): one
                for one in call._parameters
                if one["in"] != "path"
            }
            for call in (other, self)
        )
        for key, one in mine.items():
            if key not in theirs:
                yield f"the parameter {key[1]} ({key[0]}) is not published"
                continue
            told = (self._schema(one["schema"]), other._schema(theirs[key]["schema"]))
            yield from _compare(*told, f"the parameter {key[1]}", self._differs)
            if _exploded(one) != _exploded(theirs[key]):
                yield f"the parameter {key[1]} is written otherwise (style or explode)"
        for key, one in theirs.items():
            if one.get("required") and not mine.get(key, {}).get("required"):
                yield f"the parameter {key[1]} is published as required"

    def _body_against(self, other: _Call) -> Iterator[str]:
        mine, theirs = self._body(), other._body()
        if bool(mine) != bool(theirs):
            yield f"{'a' if mine else 'no'} body is described, otherwise than published"
        for media, schema in mine.items():
            if media not in theirs:
                yield f"a body of {media} is not published"
                continue
            yield from _compare(schema, theirs[media], "the body", self._differs)
            missing = set(theirs[media]["required"]) - set(schema["required"]) - self._differs
            yield from (f"the body's {name} is published as required" for name in sorted(missing))

    def _answers_against(self, other: _Call) -> Iterator[str]:
        mine, theirs = self._told["responses"], other._told["responses"]
        for status, told in mine.items():
            if status == "default" or status in self._differs:
                continue
            if status not in theirs:
                yield f"the answer {status} is not published"
                continue
            answer = other._content(theirs[status])
            for media, schema in self._content(told).items():
                if media not in answer:
                    yield f"an answer {status} of {media} is not published"
                else:
                    what = f"the answer {status}"
                    yield from _compare(schema, answer[media], what, self._differs)

    def _body(self) -> dict[str, dict[str, Any]]:
        return self._content(self._told.get("requestBody", {}))

    def _content(self, part: Part) -> dict[str, dict[str, Any]]:
        content = resolved(self._document, part).get("content", {})
        return {media: self._schema(one.get("schema", {})) for media, one in content.items()}

    def _schema(self, schema: Any, depth: int = 0) -> dict[str, Any]:
        """Return what a schema comes to: its types, values, members and items."""
        flat: dict[str, Any] = {"type": set(), "enum": set(), "required": [], "properties": {}}
        if not isinstance(schema, Mapping) or depth > DEEPEST:
            return flat
        parts = [schema, *schema.get("allOf", [])]
        if "$ref" in schema:
            parts.append(resolved(self._document, {"$ref": schema["$ref"]}))
        for index, part in enumerate(parts):
            told = self._own(part, depth) if index == 0 else self._schema(part, depth + 1)
            flat["type"] |= told["type"]
            flat["enum"] |= told["enum"]
            flat["required"] += told["required"]
            flat["properties"] = {**told["properties"], **flat["properties"]}
            if "items" in told:
                flat.setdefault("items", told["items"])
        return flat

    def _own(self, schema: Part, depth: int) -> dict[str, Any]:
        kinds = schema.get("type", [])
        values = [*schema.get("enum", []), *([schema["const"]] if "const" in schema else [])]
        told: dict[str, Any] = {
            "type": {kinds} if isinstance(kinds, str) else set(kinds),
            "enum": {value for value in values if isinstance(value, str)},
            "required": list(schema.get("required", [])),
            "properties": {
                name: self._schema(one, depth + 1)
                for name, one in schema.get("properties", {}).items()
                if isinstance(one, Mapping) and one != {"not": {}}
            },
        }
        if "items" in schema:
            told["items"] = self._schema(schema["items"], depth + 1)
        return told


def _compare(ours: Part, theirs: Part, what: str, differs: set[str]) -> Iterator[str]:
    """Yield where our schema allows or names what the published one does not."""
    if theirs["type"] and not ours["type"] <= theirs["type"]:
        kinds = ", ".join(sorted(theirs["type"]))
        yield f"{what} is published as {kinds}, not {', '.join(sorted(ours['type']))}"
    if theirs["enum"] and ours["enum"] - theirs["enum"]:
        yield f"{what}: {', '.join(sorted(ours['enum'] - theirs['enum']))} is not published"
    for name, one in ours["properties"].items():
        if name in differs:
            continue
        if theirs["properties"] and name not in theirs["properties"]:
            yield f"{what}'s {name} is not published"
        elif name in theirs["properties"]:
            yield from _compare(one, theirs["properties"][name], f"{what}'s {name}", differs)
    if "items" in ours and "items" in theirs:
        yield from _compare(ours["items"], theirs["items"], f"{what}'s items", differs)


def resolved(document: Part, part: Part) -> Part:
    """Return what a reference within its document stands for, or the part itself."""
    for _ in range(DEEPEST):
        if "$ref" not in part:
            break
        target: Any = document
        for step in part["$ref"].removeprefix("#/").split("/"):
            target = target[step.replace("~1", "/").replace("~0", "~")]
        part = target
    return part


def _plain(name: str) -> str:
    """Return a parameter's name without its place in a list (`filter[0]`)."""
    return name.partition("[")[0]


def _servers(ours: Part, theirs: Part) -> bool:
    return bool({one["url"] for one in ours["servers"]} & {one["url"] for one in theirs["servers"]})


def _bare(path: str) -> str:
    """Return a path without the names of its places."""
    return "/".join("{}" if part.startswith("{") else part for part in path.split("/"))


def _methods(item: Part) -> list[str]:
    return [method for method in METHODS if method in item]


def _calls(document: Part) -> Iterator[tuple[str, Part]]:
    for path, item in document["paths"].items():
        for method in _methods(item):
            yield f"{method.upper()} {path}", item[method]


def _exploded(parameter: Part) -> bool:
    """Whether each value of a list is a parameter of its own (the default of the style form)."""
    kinds = parameter["schema"].get("type", "")
    return kinds == "array" and bool(parameter.get("explode", True))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
