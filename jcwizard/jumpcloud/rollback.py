"""Takes back what this wizard changed in JumpCloud, from its own record, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from jcwizard.jumpcloud import paths
from jcwizard.jumpcloud.admin_api import AdminApi
from jcwizard.jumpcloud.applications import Application, read_application
from jcwizard.jumpcloud.groups import bound_groups
from jcwizard.jumpcloud.journal import Journal, Noted, interrupted
from jcwizard.jumpcloud.namesakes import namesakes, shell_among
from jcwizard.jumpcloud.outcome import Ending, Outcome
from jcwizard.jumpcloud.record import OWNER, differing, is_sign_in
from jcwizard.jumpcloud.steps import NOT_MEMBERS
from jcwizard.jumpcloud.stopping import STOPPED, UNDO_SECONDS, Stop, carried_out
from jcwizard.jumpcloud.undo_lines import undo_lines
from jcwizard.jumpcloud.undoing import GONE, Undone, remove, undo
from jcwizard.model.changes import Change, ChangeKind, ChangeState
from jcwizard.model.finding import Finding

__all__ = ["clean_up", "interrupted", "roll_back", "undo_lines"]

NOT_OIDC = "admin.not_oidc"
ELSEWHERE = "provision.elsewhere"
UNKNOWN = "provision.unknown"

OnChange = Callable[[str, str], None]
"""Called with a change's id and `running`, `undone`, `left` or `failed`."""


def _unseen(_change: str, _state: str) -> None:
    """Take no notice of a change."""


def _ending_unseen(_outcome: Outcome) -> None:
    """Take no notice of the outcome: it is returned too."""


async def roll_back(
    api: AdminApi,
    changes: Iterable[Change],
    journal: Journal,
    on_step: OnChange = _unseen,
    *,
    on_ending: Callable[[Outcome], None] = _ending_unseen,
    stop: Stop | None = None,
    undo_seconds: float = UNDO_SECONDS,
) -> Outcome:
    """Take changes back, the newest first; what is taken back already stays so.

    Only what still is as this wizard left it is put back. What others have changed since is left
    alone and named in `left`, one `label: member` a line. A created application is deleted, unless
    others have changed it. It ends at the first change that JumpCloud or the network prevents:
    those before it build on it. Stopping and cancelling are as in `carry_out`, but nothing that was
    taken back is done again.
    """
    halt = stop or Stop()
    run = _Rollback(api, tuple(changes), Noted(journal), halt, on_step)
    return await carried_out(run.whole(), run.cut_off, halt, on_ending, undo_seconds)


async def clean_up(api: AdminApi, change: Change, journal: Journal) -> Outcome:
    """Take back a change of an earlier session that never ended, as far as it got."""
    return await roll_back(api, (change,), journal)


class _Rollback:
    def __init__(
        self,
        api: AdminApi,
        changes: tuple[Change, ...],
        noted: Noted,
        stop: Stop,
        on_step: OnChange,
    ) -> None:
        self._api, self._noted, self._stop, self._on_step = api, noted, stop, on_step
        self._changes = tuple(one for one in changes if one.state is not ChangeState.UNDONE)
        self._undone: list[str] = []
        self._left: list[str] = []

    async def whole(self) -> Outcome:
        for change in reversed(self._changes):
            if self._stop.pressed:
                return self._outcome(Finding(STOPPED))
            self._on_step(change.id, "running")
            # If this ends half-way, the next start of the program finds a change that never ended.
            trouble = await self._noted.note(replace(change, state=ChangeState.BEGUN))
            back = Undone(change.state, (), trouble)
            if trouble is None:
                back = await _take_back(self._api, change)
            await self._noted.ended(change, back.state)
            failed = "failed" if back.cause else "left" if back.left else "undone"
            self._on_step(change.id, failed)
            self._left += [f"{change.label}: {path}" for path in back.left]
            if back.cause is not None:
                return self._outcome(back.cause)
            if back.state is ChangeState.UNDONE:
                self._undone.append(change.id)
        return self._outcome(None)

    def cut_off(self) -> Outcome:
        """Return what holds when there was no time left."""
        return self._outcome(Finding(STOPPED))

    def _outcome(self, cause: Finding | None) -> Outcome:
        label = self._changes[-1].label if self._changes else ""
        held = tuple(one.id for one in self._changes if one.id not in self._undone)
        left = "\n".join(self._left)
        if cause is not None:
            code = "provision.not_all_undone" if self._undone else "provision.not_undone"
            finding = cause if cause.code in (ELSEWHERE, UNKNOWN) else Finding(code)
            told = replace(finding, values={"label": label, "id": "-", **finding.values})
            return Outcome(Ending.PARTLY, told, cause, left=left, done=held)
        if left:
            told = Finding("provision.others_changed", actual=left, values={"label": label})
            return Outcome(Ending.PARTLY, told, left=left, done=held)
        return Outcome(Ending.UNDONE)


async def _take_back(api: AdminApi, change: Change) -> Undone:
    back = await (_delete if change.kind is ChangeKind.CREATED else undo)(api, change)
    return await _gone(api, change) if back.gone else back


async def _delete(api: AdminApi, change: Change) -> Undone:
    """Delete an application that this wizard made, unless others have made it theirs."""
    if not change.application_id:
        found = await _lost(api, change)
        if isinstance(found, Undone):
            return found
        change = replace(change, application_id=found)
    now = await read_application(api, change.application_id)
    if isinstance(now, Finding) and now.code != NOT_OIDC:
        return Undone(change.state, (), now, gone=now.code == GONE)
    if isinstance(now, Finding):
        theirs = await _shell_changed(api, change)
    else:
        theirs = await _changed_since(api, change, now)
    if isinstance(theirs, Finding):
        return Undone(change.state, (), theirs)
    if theirs:
        return Undone(change.state, theirs)
    trouble = await remove(api, change.application_id)
    if trouble is not None:
        return Undone(ChangeState.UNKNOWN, (), trouble)
    return Undone(ChangeState.UNDONE, wrote=True)


async def _lost(api: AdminApi, change: Change) -> str | Undone:
    """Return the id of an application whose making was never confirmed, or how it stands."""
    owner = change.before.get(OWNER)
    here = await _is_here(api, owner) if owner else True
    if isinstance(here, Finding):
        return Undone(change.state, (), here)
    if not here:
        return Undone(change.state, (), Finding(ELSEWHERE, values={"label": change.label}))
    known = change.before.get("same_label")
    before = frozenset(known if isinstance(known, list) else ())
    there = await namesakes(api, change.label)
    if not isinstance(there, Finding) and before.issuperset(there):
        # That nothing was made is never said by a filter alone.
        there = await namesakes(api, change.label, whole=True)
    if isinstance(there, Finding):
        return Undone(change.state, (), there)
    if before.issuperset(there):
        return Undone(ChangeState.UNDONE)
    shell = await shell_among(api, there, before)
    if shell is None:
        told = Finding(UNKNOWN, values={"label": change.label, "id": "-"})
        return Undone(ChangeState.UNKNOWN, (), told)
    return Undone(change.state, (), shell) if isinstance(shell, Finding) else shell


async def _changed_since(
    api: AdminApi, change: Change, now: Application
) -> tuple[str, ...] | Finding:
    """Return what others have changed on an application that this wizard made."""
    if not any(is_sign_in(path) for path in change.after):
        return ("oidc",)  # this wizard never got as far as its sign-in: somebody else did
    sent = {path: value for path, value in change.after.items() if path not in NOT_MEMBERS}
    general = {path: value for path, value in sent.items() if not is_sign_in(path)}
    sso = {path: value for path, value in sent.items() if is_sign_in(path)}
    theirs = (*differing(general, now.general), *differing(sso, now.sso))
    return await _with_groups(api, change, theirs)


async def _shell_changed(api: AdminApi, change: Change) -> tuple[str, ...] | Finding:
    """Return what others have changed on an application that never got its sign-in settings."""
    answer = await api.get(paths.application(change.application_id))
    if isinstance(answer, Finding):
        return answer
    shell = answer.value if isinstance(answer.value, Mapping) else {}
    made = {"displayLabel": change.label, "name": "oidc"}
    return await _with_groups(api, change, differing(made, shell))


async def _with_groups(
    api: AdminApi, change: Change, theirs: tuple[str, ...]
) -> tuple[str, ...] | Finding:
    """Return what others have changed, groups among it when they have bound more."""
    bound = await bound_groups(api, change.application_id)
    if isinstance(bound, Finding):
        return bound
    ours = change.after.get("groups")
    more = bound.difference(ours if isinstance(ours, list) else ())
    return (*theirs, "groups") if more else theirs


async def _gone(api: AdminApi, change: Change) -> Undone:
    """Return that nothing is left to be undone, when this is the application's organisation.

    Asked in another organisation, JumpCloud does not find it either: then the record stays.
    """
    here = await _is_here(api, change.after.get(OWNER, change.before.get(OWNER)))
    if isinstance(here, Finding):
        return Undone(change.state, (), here)
    if here:
        return Undone(ChangeState.UNDONE)
    told = Finding(ELSEWHERE, values={"label": change.label, "id": change.application_id})
    return Undone(change.state, (), told)


async def _is_here(api: AdminApi, owner: object) -> bool | Finding:
    """Return whether an organisation is the one that is asked."""
    if api.home:
        return owner == api.home
    answer = await api.get(paths.ORGANISATIONS)
    return answer if isinstance(answer, Finding) else owner in _ids(answer.value)


def _ids(value: object) -> set[str]:
    rows = value.get("results") if isinstance(value, Mapping) else value
    entries = [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
    found = (row.get("_id", row.get("id")) for row in entries)
    return {one for one in found if isinstance(one, str) and one}
