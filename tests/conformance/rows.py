"""The rows that the login is measured by, read from `rows/*.toml`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "rows"

FAMILIES = {
    "relying_party": "Certification rows",
    "checklist": "The standards, line by line",
    "loopback": "The way back from the browser",
    "browser": "Browser and person",
    "network": "Network",
    "protocol": "Protocol and clock",
    "files": "Files and instances",
    "keychain": "Keychain",
    "secrets": "Secrets",
    "process": "Process and toolkit",
    "field": "Known failures of other tools",
}
"""Each file of rows and its heading, in the order of the document."""


@dataclass(frozen=True)
class Row:
    """One fault or rule, and what is done about it.

    `instead` says why no automatic test is possible and what was done in its place; `not_ours` why
    the row does not concern this program. A row with neither needs a test.
    """

    id: str
    family: str
    fault: str
    expected: str
    instead: str = ""
    not_ours: str = ""


def _order(row_id: str) -> tuple[int, int]:
    letter, number = re.fullmatch(r"([A-Z])(\d+)", row_id).groups()  # type: ignore[union-attr]
    return "BCXF".find(letter), int(number)


def load() -> dict[str, Row]:
    """Return all rows by id, in the order of the document; TypeError for an unknown member."""
    rows: dict[str, Row] = {}
    for family in FAMILIES:
        told = tomllib.loads((FOLDER / f"{family}.toml").read_text("utf-8"))
        for row_id in sorted(told, key=_order):
            assert row_id not in rows, row_id
            rows[row_id] = Row(row_id, family, **told[row_id])
    return rows
