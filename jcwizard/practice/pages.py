"""Fills the practice pages: a small part of the Mustache language, every value escaped."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources

Row = Mapping[str, "str | bool"]
Value = str | bool | Sequence[Row]

# A section up to its end, or a value; what is put in is never read again as a template.
_PART = re.compile(
    r"\{\{(?P<sign>[#^])(?P<section>\w+)\}\}(?P<inner>.*?)\{\{/(?P=section)\}\}|\{\{(?P<name>\w+)\}\}",
    re.DOTALL,
)
_CONTENT = "{{>content}}"


class Pages:
    """The pages of one practice site, each put into that site's frame.

    `{{name}}` is a value, `{{#name}}…{{/name}}` is repeated for each row of a list or kept when
    true, `{{^name}}…{{/name}}` is kept when there is nothing. A row sees its own values first.
    A name that was not given is an error.
    """

    def __init__(self, site: str) -> None:
        self._site = site

    def page(self, name: str, **values: Value) -> str:
        """Return the whole page of that name within the site's frame."""
        frame = _template(f"{self._site}.html")
        return _fill(frame.replace(_CONTENT, _template(f"{name}.html")), values)

    def fill(self, name: str, **values: Value) -> str:
        """Return the page of that name without a frame."""
        return _fill(_template(f"{name}.html"), values)


@cache
def stylesheet() -> bytes:
    """Return the one stylesheet of all practice pages."""
    return _template("practice.css").encode()


@cache
def _template(name: str) -> str:
    return (resources.files("jcwizard.resources") / "practice" / name).read_text("utf-8")


def _fill(template: str, values: dict[str, Value]) -> str:
    def part(found: re.Match[str]) -> str:
        if name := found["name"]:
            return html.escape(str(values[name]))
        value, inner = values[found["section"]], found["inner"]
        if found["sign"] == "^":
            return "" if value else _fill(inner, values)
        if isinstance(value, str | bool):
            return _fill(inner, values) if value else ""
        return "".join(_fill(inner, values | dict(row)) for row in value)

    return _PART.sub(part, template)
