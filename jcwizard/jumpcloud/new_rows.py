"""What a new application will be, as rows of the table that compares an existing one."""

from __future__ import annotations

from jcwizard.jumpcloud.applications import Application
from jcwizard.jumpcloud.bodies import new_general, new_sso
from jcwizard.jumpcloud.comparison import compare
from jcwizard.jumpcloud.rows import Row
from jcwizard.jumpcloud.wanted import WantedApplication

CHOSEN_APART = frozenset({"groups"})
"""Who may sign in is chosen from a list of its own."""


def rows_of_new(wanted: WantedApplication) -> tuple[Row, ...]:
    """Return a row for each setting that creating the application sets, what is found left empty.

    They come from the very bodies that are sent, so the table cannot promise anything else.
    """
    made = Application("", new_general(wanted), new_sso(wanted))
    return tuple(row for row in compare(wanted, made, ()) if row.setting not in CHOSEN_APART)
