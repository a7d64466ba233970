"""Undoing what this wizard changed, and putting right what was interrupted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from jcwizard.model.changes import ChangeKind, ChangeState
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

    async def look(self, api: AdminApi) -> Sequence[Line] | Finding:
        """Return what will be undone; it follows from the record alone."""
        from jcwizard.jumpcloud.rollback import undo_lines

        return undo_lines(self._context.setup.changes)

    async def carry_out(self, api: AdminApi, stop: Stop) -> Outcome | Finding:
        """Undo it; each change is noted as undone once JumpCloud has said so."""
        from jcwizard.jumpcloud.rollback import roll_back

        setup, journal, again = (
            self._context.setup,
            self._context.journal(),
            LookAgain(self._context),
        )
        outcome = await roll_back(api, setup.changes, journal, _nobody, stop=stop)
        let_go_of_deleted(setup)
        await again.record(api)
        return outcome


class CleanUp:
    """Finds out what became of the changes that were interrupted, and undoes what is half-made."""

    words = "clean_up"

    def __init__(self, context: Context) -> None:
        self._context = context

    async def look(self, api: AdminApi) -> Sequence[Line] | Finding:
        """Return what would be undone if JumpCloud did it."""
        from jcwizard.jumpcloud.journal import interrupted
        from jcwizard.jumpcloud.rollback import undo_lines

        return undo_lines(interrupted(self._context.setup))

    async def carry_out(self, api: AdminApi, stop: Stop) -> Outcome | Finding:
        """Put right one after the other, the newest first, and stop at the first that cannot be."""
        from jcwizard.jumpcloud.journal import interrupted
        from jcwizard.jumpcloud.outcome import Ending, Outcome
        from jcwizard.jumpcloud.rollback import clean_up

        setup, journal, again = (
            self._context.setup,
            self._context.journal(),
            LookAgain(self._context),
        )
        outcome = Outcome(Ending.DONE)
        for change in reversed(interrupted(setup)):
            outcome = await clean_up(api, change, journal)
            if outcome.ending is not Ending.DONE:
                break
        let_go_of_deleted(setup)
        await again.record(api)
        return outcome


def let_go_of_deleted(setup: Setup) -> None:
    """Let the setup be about no application any more when its own was taken back."""
    gone = {
        change.application_id
        for change in setup.changes
        if change.kind is ChangeKind.CREATED and change.state is ChangeState.UNDONE
    }
    if setup.application_id in gone:
        setup.link_application("")


def _nobody(*_: object) -> None:
    """Show the single steps to nobody: there is one line for each in the list."""
