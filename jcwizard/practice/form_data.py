"""Form fields as Go's `net/url` reads them: the engine that is imitated is written in Go."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import unquote_plus, urlencode

# Go refuses a '%' without two hexadecimal digits, and a bare ';', where Python lets both pass.
_MALFORMED = re.compile(r"%(?![0-9A-Fa-f]{2})|;")


class FormData:
    """Fields in the order sent; a name may occur several times."""

    def __init__(self, pairs: Sequence[tuple[str, str]] = ()) -> None:
        self.pairs = tuple(pairs)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.pairs)

    def __len__(self) -> int:
        return len(self.pairs)

    def __contains__(self, name: object) -> bool:
        return any(key == name for key, _ in self.pairs)

    def get(self, name: str, default: str = "") -> str:
        """Return the first value of `name`, as Go's `Form.Get`."""
        return next((value for key, value in self.pairs if key == name), default)

    def all(self, name: str) -> list[str]:
        """Return every value of `name`, in order."""
        return [value for key, value in self.pairs if key == name]

    def words(self, name: str) -> list[str]:
        """Return the space-separated words of the first value of `name`."""
        return [word for word in self.get(name).split(" ") if word]

    def and_then(self, other: FormData) -> FormData:
        """Return these fields followed by `other`'s: the body comes before the query."""
        return FormData((*self.pairs, *other.pairs))


def parse_form(text: str) -> FormData | None:
    """Read `application/x-www-form-urlencoded` text; None when it is malformed."""
    if _MALFORMED.search(text):
        return None
    pairs = []
    for part in text.split("&"):
        if part:
            name, _, value = part.partition("=")
            pairs.append((unquote_plus(name), unquote_plus(value)))
    return FormData(pairs)


def unescape(text: str) -> str | None:
    """Undo form encoding in one value (Go's `QueryUnescape`); None when a '%' is malformed."""
    if re.search(r"%(?![0-9A-Fa-f]{2})", text):
        return None
    return unquote_plus(text)


def encode(fields: Mapping[str, str] | Sequence[tuple[str, str]]) -> str:
    """Write fields sorted by name with '+' for a space, as Go's `Values.Encode`."""
    pairs = fields.items() if isinstance(fields, Mapping) else fields
    return urlencode(sorted(pairs, key=lambda pair: pair[0]))
