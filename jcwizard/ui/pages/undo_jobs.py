"""Undoing what this wizard changed, and putting right what was interrupted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from jcwizard.model.changes import Change, ChangeKind, ChangeState
from jcwizard.model.finding import Finding
from jcwizard.model.setup import Setup
from jcwizard.ui.context import Context
from jcwizard.ui.pages.look_again import LookAgain

if TYPE_CHECKING:  # the network is imported after the first paint
    from jcwizard.jumpcloud.admin_api import AdminApi
    from jcwizard.jumpcloud.outcome import Outcome
    from jcwizard.jumpcloud.repair import Line
    from jcwizard.jumpcloud.stopping import Stop


class Undo:
    """Takes back everything in the setup's record that still holds, the newest first."""

    words = "undo"

    def __init__(self, context: Context) -> None:
        self._context = context
        self.said_done = "done"

    def changes(self) -> tuple[Change, ...]:
        """Return what is to be taken back."""
        return self._context.setup.changes

    async def look(self, api: AdminApi) -> Sequence[Line] | Finding:
        """Return what will be undone; it follows from the record alone."""
        from jcwizard.jumpcloud.rollback import undo_lines

        return undo_lines(self.changes())

    async def carry_out(self, api: AdminApi, stop: Stop) -> Outcome | Finding:
        """Undo it; each change is noted as undone once JumpCloud has said so."""
        from jcwizard.jumpcloud.rollback import roll_back

        setup, journal = self._context.setup, self._context.journal()
        again = LookAgain(self._context)
        client_id = await _client_id(api, setup)
        try:
            outcome = await roll_back(api, self.changes(), journal, stop=stop)
        finally:
            deleted = let_go_of_deleted(setup, client_id)
        self.said_done = "done_deleted" if deleted else "done"
        await again.record(api)
        return outcome


class CleanUp(Undo):
    """Finds out what became of the changes that were interrupted, and takes back what holds."""

    words = "clean_up"

    def changes(self) -> tuple[Change, ...]:
        """Return what never ended."""
        from jcwizard.jumpcloud.journal import interrupted

        return interrupted(self._context.setup)


def let_go_of_deleted(setup: Setup, client_id: str) -> bool:
    """Take a deleted application out of its setup; returns whether there was one.

    `client_id` is what the setup's application had: with it Client ID and secret are worth nothing.
    """
    gone = {
        change.application_id
        for change in setup.changes
        if change.kind is ChangeKind.CREATED and change.state is ChangeState.UNDONE
    }
    if setup.application_id not in gone - {""}:
        return False
    setup.link_application("")
    if client_id and setup.values.get("client_id", "").strip() == client_id:
        setup.put("client_id", "")
        setup.put_secret(None)
        setup.mark_kept(False)
    return True


async def _client_id(api: AdminApi, setup: Setup) -> str:
    """Return the Client ID of the setup's application, "" where JumpCloud does not tell it."""
    from jcwizard.jumpcloud.applications import read_application

    if not setup.application_id:
        return ""
    found = await read_application(api, setup.application_id)
    return "" if isinstance(found, Finding) else found.client_id or ""
