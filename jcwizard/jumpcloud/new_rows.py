"""What a new application will be, as rows of the table that compares an existing one."""

from __future__ import annotations

from dataclasses import replace

from jcwizard.jumpcloud.applications import Application
from jcwizard.jumpcloud.bodies import new_general, new_sso
from jcwizard.jumpcloud.comparison import compare
from jcwizard.jumpcloud.repair import creation_lines
from jcwizard.jumpcloud.rows import Row
from jcwizard.jumpcloud.wanted import WantedApplication

CHOSEN_APART = frozenset({"groups"})
"""Who may sign in is chosen from a list of its own."""


def rows_of_new(wanted: WantedApplication) -> tuple[Row, ...]:
    """Return a row for each setting that creating the application sets.

    What it will be is told in the words of the preview: more may be set than has to be there.
    """
    made = Application("", new_general(wanted), new_sso(wanted))
    rows = (row for row in compare(wanted, made, ()) if row.setting not in CHOSEN_APART)
    return tuple(_as_previewed(row, wanted) for row in rows)


def _as_previewed(row: Row, wanted: WantedApplication) -> Row:
    said = [line.after for line in creation_lines(wanted) if line.setting == row.setting]
    return replace(row, check=replace(row.check, expected="\n".join(said))) if said else row
