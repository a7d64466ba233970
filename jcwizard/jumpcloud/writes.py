"""The writes of one run on an application that was there before: each noted, each with its undo."""

from __future__ import annotations

from jcwizard.jumpcloud.admin_api import AdminApi, outcome_unknown
from jcwizard.jumpcloud.applications import Application
from jcwizard.jumpcloud.journal import Noted, new_change
from jcwizard.jumpcloud.members import Members
from jcwizard.jumpcloud.plan import PlanStep
from jcwizard.jumpcloud.record import owner, recorded
from jcwizard.jumpcloud.stopping import STOPPED
from jcwizard.jumpcloud.undoing import CHANGED_MEANWHILE, undo
from jcwizard.model.changes import Change, ChangeKind, ChangeState
from jcwizard.model.finding import Finding
from jcwizard.net.trouble import TIMEOUT

_PUTS = frozenset({ChangeKind.GENERAL, ChangeKind.SETTINGS})


_NOT_SENT = frozenset({STOPPED, CHANGED_MEANWHILE})


class Writes:
    """Notes each write before it is sent and after, and takes them back, the newest first."""

    def __init__(self, application: Application, label: str, noted: Noted) -> None:
        self._application, self._label, self._noted = application, label, noted
        self._steps: dict[str, str] = {}  # the ids of the steps by those of their changes
        self._refused: set[str] = set()  # changes that JumpCloud would not make

    @property
    def holding(self) -> tuple[str, ...]:
        """Return the ids of the steps whose changes hold, or may hold."""
        return tuple(
            self._steps[change.id]
            for change in self._noted.changes
            if change.state is not ChangeState.UNDONE
        )

    async def begin(
        self, step: PlanStep, kind: ChangeKind, before: Members, after: Members
    ) -> Change | Finding:
        """Note a change that is about to be sent; after a finding it must not be."""
        whose = owner(self._application.general)
        was, will_be = recorded(before, after)
        change = new_change(
            kind, self._application.id, self._label, {**was, **whose}, {**will_be, **whose}
        )
        self._steps[change.id] = step.id
        trouble = await self._noted.note(change)
        if trouble is None:
            return change
        await self._noted.ended(change, ChangeState.UNDONE)  # nothing is sent
        return trouble

    async def end(self, change: Change, trouble: Finding | None) -> Finding | None:
        """Note how a write ended, and return what it ended with.

        A PUT that was refused may have been carried out when it was sent the first time and its
        answer was lost, so undoing looks at the application all the same.
        """
        state = ChangeState.DONE if trouble is None else ChangeState.UNKNOWN
        if trouble is not None and not outcome_unknown(trouble):
            if change.kind in _PUTS and trouble.code not in _NOT_SENT:
                self._refused.add(change.id)
            else:
                state = ChangeState.UNDONE
        await self._noted.ended(change, state)
        return trouble

    async def take_back(self, api: AdminApi) -> tuple[bool, bool]:
        """Undo what was done; returns whether that changed anything, and whether some was left."""
        touched, left = False, False
        for change in reversed(self._noted.changes):
            if change.state is ChangeState.UNDONE:
                continue
            back = await undo(api, change)
            touched, left = touched or back.wrote, left or bool(back.left)
            refused = back.cause is not None and change.id in self._refused
            await self._noted.ended(
                change, ChangeState.UNDONE if back.gone or refused else back.state
            )
            if back.cause is not None and back.cause.code == TIMEOUT:
                break  # every further question would keep the person waiting as long
        return touched, left
