"""Reads an application back after it was changed: what was written has to be there."""

from __future__ import annotations

from dataclasses import replace

from jcwizard.jumpcloud.admin_api import AdminApi
from jcwizard.jumpcloud.applications import Application, read_application
from jcwizard.jumpcloud.comparing import Look, look
from jcwizard.jumpcloud.journal import Noted
from jcwizard.jumpcloud.plan import Plan, PlanStep, StepKind
from jcwizard.jumpcloud.record import custom_picture, differing
from jcwizard.jumpcloud.steps import DIFFERS, NOT_MEMBERS, as_told, differs
from jcwizard.model.changes import Change, ChangeKind, ChangeState
from jcwizard.model.finding import Finding, Status


async def read_again(
    api: AdminApi, plan: Plan, application_id: str
) -> Application | Look | Finding:
    """Return the application, compared where the plan says with what."""
    if plan.wanted is None:
        return await read_application(api, application_id)
    names = {step.subject: step.name for step in plan.steps if step.subject}
    return await look(api, plan.wanted, application_id, names)


def made_as_wanted(seen: Look, *, groups: bool) -> Finding | None:
    """Return what of a new application is not as it was asked for; `groups` says if some were."""
    return differs(
        row.check
        for row in seen.rows
        if row.check.status is not Status.PASSED and (groups or row.setting != "groups")
    )


async def prove(plan: Plan, seen: Application | Look, noted: Noted) -> Finding | None:
    """Return what is not as it was written, and note how JumpCloud tells the rest."""
    rows = seen.rows if isinstance(seen, Look) else ()
    wrong = [
        row.check
        for row in rows
        if row.setting in plan.ticked and row.check.status is not Status.PASSED
    ]
    now = seen.application if isinstance(seen, Look) else seen
    kept = [await _proven(change, now, noted) for change in noted.changes]
    if isinstance(seen, Look):
        kept += [_bound_as_wanted(step, seen) for step in plan.steps]
    return Finding(DIFFERS) if not wrong and not all(kept) else differs(wrong)


async def _proven(change: Change, now: Application, noted: Noted) -> bool:
    if change.state is not ChangeState.DONE:
        return True
    if change.kind is ChangeKind.LOGO:
        after = {**change.after, **custom_picture(now.general)}
        await noted.note(replace(change, after=after))
        return True
    if change.kind not in (ChangeKind.GENERAL, ChangeKind.SETTINGS):
        return True
    there = now.general if change.kind is ChangeKind.GENERAL else now.sso
    sent = {path: value for path, value in change.after.items() if path not in NOT_MEMBERS}
    proven = not differing(sent, there)
    await noted.note(as_told(change, now))
    return proven


def _bound_as_wanted(step: PlanStep, seen: Look) -> bool:
    if step.kind not in (StepKind.BIND, StepKind.UNBIND):
        return True
    return seen.bound is not None and (step.subject in seen.bound) is (step.kind is StepKind.BIND)
