"""How the pretend Admin API lists: limit, skip, sort, filter and fields (jumpcloud.md 3.5)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from jcwizard.practice.admin_refusals import malformed
from jcwizard.practice.form_data import FormData

Document = Mapping[str, object]
Test = Callable[[Document], bool]

DEFAULT_LIMIT = 10
MOST = 100


@dataclass(frozen=True)
class Listing:
    """One version's way to list: what separates several sort fields, and how an operator looks."""

    separator: str
    sign: str
    sort: str = ""

    def page(self, documents: Sequence[Document], query: FormData) -> tuple[list[Document], int]:
        """Return one page and how many there are in all. Raises AdminRefusalError."""
        skip = _number(query, "skip", 0)
        limit = min(_number(query, "limit", DEFAULT_LIMIT), MOST)
        tests = self._tests(query)
        fitting = [one for one in documents if tests(one)] if tests else list(documents)
        for name in reversed((query.get("sort") or self.sort).split(self.separator)):
            _sort(fitting, name.strip())
        wanted = [name for name in query.get("fields").split(self.separator) if name]
        shown = fitting[skip : skip + limit]
        return [_only(one, wanted) if wanted else one for one in shown], len(fitting)

    def _tests(self, query: FormData) -> Test | None:
        every: list[Test] = []
        either: list[Test] = []
        for name, text in query:
            if re.fullmatch(r"filter\[or\]\[\d+\]", name):
                either.append(self._test(text))
            elif re.fullmatch(r"filter(\[\d*\])?", name):
                # In v2 a comma begins another filter, so no value can have one in it.
                parts = text.split(",") if self.separator == "," else [text]
                every += [self._test(part) for part in parts if part]
        if not every and not either:
            return None

        def fits(one: Document) -> bool:
            one_of = not either or any(test(one) for test in either)
            return one_of and all(test(one) for test in every)

        return fits

    def _test(self, text: str) -> Test:
        name, _, rest = text.partition(":")
        operator, colon, value = rest.partition(":")
        known = _OPERATORS.get(operator.removeprefix("$"))
        if not colon or known is None or operator.startswith("$") != bool(self.sign):
            # Without its `$`, v1 calls what happens undefined: here it is a refusal.
            raise malformed(f"invalid filter {text!r}")
        return lambda one: known(_text(one.get(name)), value)


V1 = Listing(separator=" ", sign="$", sort="name")
V2 = Listing(separator=",", sign="")

_OPERATORS: Mapping[str, Callable[[str, str], bool]] = {
    "eq": lambda have, value: have == value,
    "ne": lambda have, value: have != value,
    "gt": lambda have, value: have > value,
    "gte": lambda have, value: have >= value,
    "ge": lambda have, value: have >= value,
    "lt": lambda have, value: have < value,
    "lte": lambda have, value: have <= value,
    "le": lambda have, value: have <= value,
    "in": lambda have, value: have in value.split("|"),
    "nin": lambda have, value: have not in value.split("|"),
    "sw": lambda have, value: have.startswith(value),
    "search": lambda have, value: value.casefold() in have.casefold(),
}


def _sort(documents: list[Document], name: str) -> None:
    """A member with a hyphen before it sorts downwards."""
    if bare := name.removeprefix("-"):
        documents.sort(key=lambda one: _text(one.get(bare)), reverse=name != bare)


def _number(query: FormData, name: str, default: int) -> int:
    text = query.get(name)
    if not text:
        return default
    if not re.fullmatch(r"\d{1,9}", text):
        raise malformed(f"invalid {name}")
    return int(text)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def _only(document: Document, names: Iterable[str]) -> Document:
    """The id is always there."""
    wanted = {"_id", "id", *names}
    return {name: value for name, value in document.items() if name in wanted}
