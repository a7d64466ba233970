"""Notes each change before it is sent and again when its outcome is known, never a secret in it."""

from __future__ import annotations

import secrets
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from jcwizard.model.changes import Change, ChangeKind, ChangeState
from jcwizard.model.finding import Finding
from jcwizard.model.setup import Setup

Journal = Callable[[Change], Awaitable[Finding | None]]
"""Notes a change durably; a Finding says that it could not, and then nothing is sent."""

NEVER_ENDED = frozenset({ChangeState.BEGUN, ChangeState.UNKNOWN})


def interrupted(setup: Setup) -> tuple[Change, ...]:
    """Return the changes that never ended, oldest first.

    Call it for a setup that was just opened: while something is being done, its own change is
    among them.
    """
    return tuple(change for change in setup.changes if change.state in NEVER_ENDED)


def new_change(
    kind: ChangeKind,
    application_id: str,
    label: str,
    before: Mapping[str, object],
    after: Mapping[str, object],
    clock: Callable[[], float] = time.time,
) -> Change:
    """Return a change that is about to be sent."""
    return Change(
        f"{kind.value}-{secrets.token_hex(6)}",
        kind,
        application_id,
        label,
        clock(),
        ChangeState.BEGUN,
        before,
        after,
    )


class Noted:
    """The changes of one run, oldest first, each as far as it has got.

    The last change wins here even when it could not be written: undoing goes by what was done.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._changes: dict[str, Change] = {}
        self.trouble: Finding | None = None

    @property
    def changes(self) -> tuple[Change, ...]:
        """Return the changes, oldest first."""
        return tuple(self._changes.values())

    async def note(self, change: Change) -> Finding | None:
        """Write a change down; the finding, when it could not be, is kept in `trouble` too."""
        self._changes[change.id] = change
        finding = await self._journal(change)
        if finding is not None:
            self.trouble = finding
        return finding

    async def ended(self, change: Change, state: ChangeState) -> Change:
        """Note how a change ended, and return it."""
        now = replace(self._changes.get(change.id, change), state=state)
        await self.note(now)
        return now
