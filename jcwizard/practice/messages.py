"""A request that arrived at a practice site, and the answers that it can get."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie

from jcwizard.practice.form_data import FormData, encode, parse_form

# A page of the practice world loads nothing but its own stylesheet and runs no script.
_NOTHING_FOREIGN = (
    "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_PAGE_HEADERS = (
    ("Content-Security-Policy", _NOTHING_FOREIGN),
    ("Cache-Control", "no-store"),
    ("Referrer-Policy", "same-origin"),
    ("X-Content-Type-Options", "nosniff"),
)


class HangUpError(Exception):
    """Raised by a handler: the connection is closed without an answer, or after `begun` of one."""

    def __init__(self, begun: Response | None = None) -> None:
        super().__init__()
        self.begun = begun


@dataclass(frozen=True)
class Request:
    """One request that arrived whole; header names are lower-case."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""

    @property
    def path(self) -> str:
        """The target up to the query."""
        return self.target.partition("?")[0]

    def header(self, name: str) -> str:
        """Return the first header of that lower-case name, or an empty text."""
        return next((value for key, value in self.headers if key == name), "")

    def cookie(self, name: str) -> str:
        """Return the cookie of that name, or an empty text."""
        try:
            jar = SimpleCookie(self.header("cookie"))
        except CookieError:
            return ""
        return jar[name].value if name in jar else ""

    def query(self) -> FormData | None:
        """Return the fields of the query; None when they are malformed."""
        return parse_form(self.target.partition("?")[2])

    def form(self) -> FormData | None:
        """Return the fields of a form body (none for another content type); None if malformed."""
        kind = self.header("content-type").partition(";")[0].strip().lower()
        if kind != "application/x-www-form-urlencoded":
            return FormData()
        return parse_form(self.body.decode("utf-8", "replace"))


@dataclass(frozen=True)
class Response:
    """One answer; the framing headers are added when it is sent."""

    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = field(default=())

    @classmethod
    def page(cls, html: str, status: int = 200) -> Response:
        """Answer with a page that may not be framed, cached or scripted."""
        kind = (("Content-Type", "text/html; charset=utf-8"),)
        return cls(status, html.encode(), kind + _PAGE_HEADERS)

    @classmethod
    def stylesheet(cls, css: bytes) -> Response:
        """Answer with a stylesheet."""
        return cls(200, css, (("Content-Type", "text/css; charset=utf-8"),))

    @classmethod
    def of_json(
        cls, value: object, status: int = 200, headers: tuple[tuple[str, str], ...] = ()
    ) -> Response:
        """Answer with JSON, in the content type's spelling of the imitated engine."""
        kind = (("Content-Type", "application/json;charset=UTF-8"),)
        return cls(status, json.dumps(value).encode(), kind + headers)

    @classmethod
    def redirect(
        cls, location: str, status: int = 303, headers: tuple[tuple[str, str], ...] = ()
    ) -> Response:
        """Send the browser on to `location`."""
        return cls(status, b"", (("Location", location), *headers))

    @classmethod
    def text(cls, words: str, status: int) -> Response:
        """Answer with one line of plain text."""
        return cls(status, words.encode(), (("Content-Type", "text/plain; charset=utf-8"),))


def with_query(address: str, fields: Mapping[str, str] | Sequence[tuple[str, str]]) -> str:
    """Return `address` with `fields` as its query, sorted by name."""
    return f"{address}?{encode(fields)}"
