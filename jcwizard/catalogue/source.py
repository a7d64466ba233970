"""One TOML file with the line on which each of its tables and keys stands."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping

from jcwizard.catalogue.mistake import Mistake

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?")
_KEY = re.compile(r"^\s*([A-Za-z0-9_.-]+|\"[^\"]+\")\s*=")
_ERROR_LINE = re.compile(r"\(at line (\d+)")

Path = tuple[str | int, ...]


class Source:
    """The parsed tables of a file; `line()` finds where one of them stands.

    tomllib keeps no positions, so the headers and keys are found again line by line. Raises
    `Mistake` when the text is not TOML.
    """

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        try:
            self.tables: Mapping[str, object] = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            found = _ERROR_LINE.search(str(error))
            raise Mistake(name, int(found.group(1)) if found else 1, str(error)) from None
        self._text = text

    def line(self, path: Path) -> int:
        """Return the line of a path such as ("step", 2, "heading"), or of its nearest parent."""
        lines = _positions(self._text)
        for length in range(len(path), 0, -1):
            if path[:length] in lines:
                return lines[path[:length]]
        return 1

    def mistake(self, path: Path, text: str) -> Mistake:
        """Return the mistake at a path, to be raised."""
        return Mistake(self.name, self.line(path), text)


def _positions(text: str) -> dict[Path, int]:
    lines: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    in_text = False
    for number, line in enumerate(text.splitlines(), 1):
        if in_text or line.count('"""') == 1:
            if line.count('"""') == 1:
                in_text = not in_text
            if in_text is False or line.count('"""') != 1:
                continue
        header = _HEADER.match(line)
        if header:
            table = _enter(header.group(2).split("."), header.group(1) == "[[", counts)
            lines[table] = number
            continue
        key = _KEY.match(line)
        if key:
            name = key.group(1)  # the dots of a quoted one are part of it
            names = (name[1:-1],) if name.startswith('"') else name.split(".")
            lines.setdefault((*table, *names), number)
    return lines


def _enter(names: list[str], repeated: bool, counts: dict[Path, int]) -> Path:
    path: Path = ()
    for index, name in enumerate(names):
        path = (*path, name.strip('"'))
        last = index == len(names) - 1
        if last and repeated:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path
