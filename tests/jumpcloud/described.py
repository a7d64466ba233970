"""Holds requests to the Admin API, and its answers, against our OpenAPI description of them."""

from __future__ import annotations

import email.parser
import email.policy
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote

from jsonschema import Draft202012Validator

FOLDER = Path(__file__).parent / "openapi"
METHODS = ("get", "put", "post", "delete", "patch")
_REFERENCE = "#/"


@dataclass(frozen=True)
class Exchanged:
    """One request as it went over the wire; `path` and `query` are still encoded."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def name(self) -> str:
        """Return what a mistake is told with."""
        return f"{self.method} {self.path}"


@dataclass(frozen=True)
class Operation:
    """One described call: its place in its document, and what its path stands for in a request."""

    document: Mapping[str, Any]
    path: str
    method: str
    told: Mapping[str, Any]
    parameters: tuple[Mapping[str, Any], ...]

    @property
    def id(self) -> str:
        """Return the name that the description gives it."""
        return str(self.told["operationId"])

    @property
    def source(self) -> str:
        """Return "published" or "reference"."""
        return str(self.told["x-source"])

    def holds(self, schema: Mapping[str, Any], value: object, what: str) -> Iterator[str]:
        """Yield what in `value` is not as its schema says."""
        whole = {"allOf": [schema], "components": self.document["components"]}
        for error in Draft202012Validator(whole).iter_errors(value):
            yield f"{what}{error.json_path.removeprefix('$')}: {_said(error)}"


def _said(error: Any) -> str:
    if error.validator == "not" and not error.validator_value:
        return "must not be there"
    deepest = [more for part in error.context or () for more in [_said(part)]]
    return f"{error.message} ({'; '.join(deepest)})" if deepest else str(error.message)


class Description:
    """The description in some OpenAPI documents, each with the prefix of its paths."""

    def __init__(self, documents: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
        self.operations: dict[tuple[str, str], Operation] = {}
        for prefix, document in documents:
            for path, item in document["paths"].items():
                shared = item.get("parameters", [])
                for method in METHODS:
                    if method not in item:
                        continue
                    told = item[method]
                    named = [*shared, *told.get("parameters", [])]
                    parameters = tuple(resolved(document, one) for one in named)
                    made = Operation(document, prefix + path, method, told, parameters)
                    self.operations[made.method, made.path] = made

    def operation(self, request: Exchanged) -> Operation | None:
        """Return the described call that a request is, None for none."""
        for operation in self.operations.values():
            if operation.method == request.method.lower() and _fits(operation, request.path):
                return operation
        return None

    def mistakes(self, request: Exchanged) -> list[str]:
        """Return what in a request is not as described, each in one line."""
        operation = self.operation(request)
        if operation is None:
            return [f"{request.name}: no such call is described"]
        found = [
            *_parameter_mistakes(operation, request),
            *_security_mistakes(operation, request),
            *_body_mistakes(operation, request),
        ]
        return [f"{request.name}: {mistake}" for mistake in found]

    def answer_mistakes(
        self, request: Exchanged, status: int, headers: Mapping[str, str], body: bytes
    ) -> list[str]:
        """Return what in an answer is not as described for this request, each in one line."""
        operation = self.operation(request)
        if operation is None:
            return []
        responses = operation.told["responses"]
        told = responses.get(str(status)) or (responses.get("default") if status >= 300 else None)
        if told is None:
            return [f"{request.name}: {status} is no described answer"]
        content = resolved(operation.document, told).get("content", {})
        found = _content_mistakes(operation, content, headers, body, "the answer")
        return [f"{request.name}, {status}: {mistake}" for mistake in found]


@cache
def admin_api() -> Description:
    """Return the description of the Admin API; paths are relative to its v1 address."""
    return Description([("", read("v1")), ("/v2", read("v2"))])


@cache
def token_host() -> Description:
    """Return the description of the host that gives tokens to service accounts."""
    return Description([("", read("token"))])


def read(name: str) -> dict[str, Any]:
    """Return one of our documents."""
    document: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return document


def resolved(document: Mapping[str, Any], part: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a reference within its document stands for, or the part itself."""
    while "$ref" in part and len(part) == 1:
        target: Any = document
        for step in part["$ref"].removeprefix(_REFERENCE).split("/"):
            target = target[step.replace("~1", "/").replace("~0", "~")]
        part = target
    return part


def _fits(operation: Operation, path: str) -> re.Match[str] | None:
    """Return how a path fits that of the operation, with the values of its places."""
    return re.fullmatch(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", operation.path), path)


def _parameter_mistakes(operation: Operation, request: Exchanged) -> Iterator[str]:
    headers = {name.lower(): value for name, value in request.headers.items()}
    asked = parse_qsl(request.query, keep_blank_values=True, strict_parsing=bool(request.query))
    query = dict(asked)
    if len(query) < len(asked):
        yield f"a parameter is given twice in {request.query}"
    fit = _fits(operation, request.path)
    places = {name: unquote(value) for name, value in fit.groupdict().items()} if fit else {}
    given = {"path": places, "query": query, "header": headers}
    known = {one["name"] for one in operation.parameters if one["in"] == "query"}
    yield from (f"there is no parameter {name}" for name in query if name not in known)
    for one in operation.parameters:
        name, values = one["name"], given[one["in"]]
        if name in values:
            schema = resolved(operation.document, one["schema"])
            yield from operation.holds(schema, _typed(schema, values[name]), f"{name} ")
        elif one.get("required"):
            yield f"the parameter {name} is missing"


def _typed(schema: Mapping[str, Any], text: str) -> object:
    """Return the value that a parameter's text stands for (style form, not exploded)."""
    if schema.get("type") == "array":
        return text.split(",")
    if schema.get("type") == "integer" and re.fullmatch(r"-?\d+", text):
        return int(text)
    return text


def _security_mistakes(operation: Operation, request: Exchanged) -> Iterator[str]:
    """Exactly one of the described ways to say who asks."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    schemes = operation.document["components"]["securitySchemes"]
    shown = []
    for way in operation.document["security"]:
        for scheme in (schemes[name] for name in way):
            if scheme["type"] == "apiKey":
                shown += [scheme["name"]] if headers.get(scheme["name"]) else []
            elif headers.get("authorization", "").lower().startswith(f"{scheme['scheme']} "):
                shown.append("authorization")
    carried = [name for name in ("x-api-key", "authorization") if name in headers]
    if len(shown) != 1 or shown != carried:
        yield f"exactly one way to say who asks is needed, and there is {carried or 'none'}"


def _body_mistakes(operation: Operation, request: Exchanged) -> Iterator[str]:
    told = operation.told.get("requestBody")
    if told is None:
        if request.body:
            yield "a body, and none is described"
        return
    yield from _content_mistakes(
        operation, told["content"], request.headers, request.body, "the body"
    )


def _content_mistakes(
    operation: Operation,
    content: Mapping[str, Any],
    headers: Mapping[str, str],
    body: bytes,
    what: str,
) -> Iterator[str]:
    if not content:
        if body:
            yield f"{what} is described as empty"
        return
    kind = {name.lower(): value for name, value in headers.items()}.get("content-type", "")
    media = kind.split(";")[0].strip().lower()
    if media not in content:
        yield f"{what} is {media or 'of no told kind'}, described is {', '.join(content)}"
        return
    try:
        value = _value(media, kind, body)
    except ValueError as error:
        yield f"{what} cannot be read as {media}: {error}"
        return
    yield from operation.holds(content[media]["schema"], value, what)


def _value(media: str, kind: str, body: bytes) -> object:
    if media == "application/json":
        return json.loads(body)
    if media == "application/x-www-form-urlencoded":
        return dict(parse_qsl(body.decode("ascii"), keep_blank_values=True, strict_parsing=True))
    if media == "multipart/form-data":
        return dict(_parts(kind, body))
    return body.decode("utf-8")


def _parts(kind: str, body: bytes) -> Iterator[tuple[str, str]]:
    """Yield the fields of a form of several parts (RFC 7578)."""
    parser = email.parser.BytesParser(policy=email.policy.HTTP)
    message = parser.parsebytes(b"Content-Type: " + kind.encode("ascii") + b"\r\n\r\n" + body)
    if not message.is_multipart() or message.defects:
        raise ValueError(f"no form of several parts {message.defects}")
    for part in message.iter_parts():  # type: ignore[attr-defined]
        yield str(part.get_param("name", header="content-disposition")), str(part.get_payload())
