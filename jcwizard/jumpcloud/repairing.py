"""Changes an application step by step; when one fails, those before it are taken back."""

from __future__ import annotations

from dataclasses import replace

from jcwizard.jumpcloud import paths
from jcwizard.jumpcloud.admin_api import AdminApi, outcome_unknown
from jcwizard.jumpcloud.applications import Application, read_application
from jcwizard.jumpcloud.comparing import Look, look
from jcwizard.jumpcloud.groups import bound_groups
from jcwizard.jumpcloud.journal import Noted, new_change
from jcwizard.jumpcloud.members import Members
from jcwizard.jumpcloud.outcome import Ending, Outcome
from jcwizard.jumpcloud.plan import Plan, PlanStep, StepKind
from jcwizard.jumpcloud.record import custom_picture, differing, owner, recorded, same
from jcwizard.jumpcloud.repair import Repair
from jcwizard.jumpcloud.steps import DIFFERS, NOT_MEMBERS, as_told, differs, upload
from jcwizard.jumpcloud.stopping import Stop
from jcwizard.jumpcloud.undoing import bind, undo
from jcwizard.model.changes import Change, ChangeKind, ChangeState
from jcwizard.model.finding import Finding, Status

CHANGED_MEANWHILE = "provision.changed_meanwhile"


class Repairing:
    """One application that is being changed: one change for each write, each with its undo."""

    def __init__(self, plan: Plan, api: AdminApi, noted: Noted, stop: Stop) -> None:
        assert plan.found is not None  # noqa: S101 - else it were a creation
        self._plan, self._api, self._noted, self._stop = plan, api, noted, stop
        self._found: Application = plan.found
        self._steps: dict[str, str] = {}  # the ids of the steps by those of their changes
        self._refused: set[str] = set()  # changes that JumpCloud would not make
        self._untouched = True
        self.look: Look | None = None

    async def do(self, step: PlanStep) -> Finding | None:
        """Do a step; a finding says why it does not hold."""
        match step.kind:
            case StepKind.GENERAL | StepKind.SETTINGS:
                return await self._put(step)
            case StepKind.BIND | StepKind.UNBIND:
                return await self._group(step, bound=step.kind is StepKind.BIND)
            case StepKind.LOGO:
                return await self._logo(step)
            case StepKind.READ_BACK:
                return await self._read_back()
        raise ValueError(step.kind)

    async def undo(self) -> Outcome:
        """Take back what was done, newest first, and say what holds now."""
        touched, left = False, False
        for change in reversed(self._noted.changes):
            if change.state is ChangeState.UNDONE:
                continue
            back = await undo(self._api, change)
            touched, left = touched or back.wrote, left or bool(back.left)
            refused = back.cause is not None and change.id in self._refused
            await self._noted.ended(
                change, ChangeState.UNDONE if back.gone or refused else back.state
            )
        holds = self._holding()
        if holds or left:
            told = Finding("provision.partly", values={"label": self._plan.label})
            return Outcome(
                Ending.PARTLY,
                told,
                application_id=self._found.id,
                left=self._plan.label,
                done=holds,
            )
        code = "provision.put_back" if touched else "provision.nothing_changed"
        told = Finding(code, values={"label": self._plan.label})
        return Outcome(Ending.UNDONE, told, application_id=self._found.id)

    async def finish(self) -> Outcome:
        """Say that the application is as the person wanted it."""
        return Outcome(
            Ending.DONE,
            application_id=self._found.id,
            client_id=self._found.client_id or "",
            look=self.look,
        )

    def cut_off(self) -> Outcome:
        """Return what to say when there was no time left to take it back."""
        values = {"label": self._plan.label}
        holds = self._holding()
        if not holds:
            nothing = Finding("provision.nothing_changed", values=values)
            return Outcome(Ending.UNDONE, nothing, application_id=self._found.id)
        told = Finding("provision.cut_off_change", values=values)
        return Outcome(
            Ending.PARTLY, told, application_id=self._found.id, left=self._plan.label, done=holds
        )

    def _holding(self) -> tuple[str, ...]:
        return tuple(
            self._steps[change.id]
            for change in self._noted.changes
            if change.state is not ChangeState.UNDONE
        )

    async def _begin(
        self, step: PlanStep, kind: ChangeKind, before: Members, after: Members
    ) -> Change | Finding:
        whose = owner(self._found.general)
        was, will_be = recorded(before, after)
        change = new_change(
            kind,
            self._found.id,
            self._plan.label,
            {**was, **whose},
            {**will_be, **whose},
        )
        self._steps[change.id] = step.id
        trouble = await self._noted.note(change)
        if trouble is None:
            return change
        await self._noted.ended(change, ChangeState.UNDONE)  # nothing is sent
        return trouble

    async def _end(self, change: Change, trouble: Finding | None) -> Finding | None:
        """Note how a write ended.

        One that was refused may have been carried out when it was sent the first time and its
        answer was lost, so undoing looks at the application all the same.
        """
        if trouble is not None and not outcome_unknown(trouble):
            self._refused.add(change.id)
        await self._noted.ended(
            change, ChangeState.DONE if trouble is None else ChangeState.UNKNOWN
        )
        return trouble

    async def _put(self, step: PlanStep) -> Finding | None:
        now = await self._stop.unless(read_application(self._api, self._found.id))
        if isinstance(now, Finding):
            return now
        today = self._still_as_shown(now)
        if isinstance(today, Finding):
            return today
        if step.kind is StepKind.GENERAL:
            kind, path = ChangeKind.GENERAL, paths.application(now.id)
            body, before, after = today.general, today.general_before, today.general_after
        else:
            kind, path = ChangeKind.SETTINGS, paths.sso(now.id)
            body, before, after = today.sso, today.sso_before, today.sso_after
        if body is None:
            return None  # the step before has brought it about
        change = await self._begin(step, kind, before, after)
        if isinstance(change, Finding):
            return change
        self._untouched = False
        answer = await self._api.write("PUT", path, body)
        return await self._end(change, answer if isinstance(answer, Finding) else None)

    def _still_as_shown(self, now: Application) -> Repair | Finding:
        """Return what is to be sent, as long as it changes what the person has agreed to.

        Before the first write it is all of that; later a part may have come about already.
        """
        assert self._plan.rework is not None  # noqa: S101 - plans of changes have one
        shown, today = self._plan.rework(self._found), self._plan.rework(now)
        pairs = (
            (shown.general_before, shown.general_after, today.general_before, today.general_after),
            (shown.sso_before, shown.sso_after, today.sso_before, today.sso_after),
        )
        for old_before, old_after, new_before, new_after in pairs:
            old, new = _paired(old_before, old_after), _paired(new_before, new_after)
            if self._untouched and old.keys() != new.keys():
                return Finding(CHANGED_MEANWHILE, values={"label": self._plan.label})
            if any(path not in old or not same(old[path], pair) for path, pair in new.items()):
                return Finding(CHANGED_MEANWHILE, values={"label": self._plan.label})
        return today

    async def _group(self, step: PlanStep, *, bound: bool) -> Finding | None:
        there = await self._stop.unless(bound_groups(self._api, self._found.id))
        if isinstance(there, Finding):
            return there
        if (step.subject in there) is bound:
            return None  # somebody has done it meanwhile: it is not this wizard's to take back
        kind = ChangeKind.GROUP_BOUND if bound else ChangeKind.GROUP_UNBOUND
        group = {"group": step.subject, "name": step.name}
        change = await self._begin(
            step, kind, {**group, "bound": not bound}, {**group, "bound": bound}
        )
        if isinstance(change, Finding):
            return change
        self._untouched = False
        trouble = await bind(self._api, self._found.id, step.subject, bound=bound)
        return await self._end(change, trouble)

    async def _logo(self, step: PlanStep) -> Finding | None:
        logo = self._plan.logo
        if logo is None:
            return None
        now = await self._stop.unless(read_application(self._api, self._found.id))
        if isinstance(now, Finding):
            return now
        picture = custom_picture(now.general)
        change = await self._begin(step, ChangeKind.LOGO, picture, {"filename": logo.filename})
        if isinstance(change, Finding):
            return change
        trouble = await upload(self._api, self._found.id, logo)
        return await self._end(change, trouble)

    async def _read_back(self) -> Finding | None:
        plan = self._plan
        if plan.wanted is None:
            now = await self._stop.unless(read_application(self._api, self._found.id))
        else:
            names = {step.subject: step.name for step in plan.steps if step.subject}
            seen = await self._stop.unless(look(self._api, plan.wanted, self._found.id, names))
            self.look = None if isinstance(seen, Finding) else seen
            now = seen.application if isinstance(seen, Look) else seen
        if isinstance(now, Finding):
            return now
        wrong = [
            row.check
            for row in (self.look.rows if self.look is not None else ())
            if row.setting in plan.ticked and row.check.status is not Status.PASSED
        ]
        kept = [await self._proven(change, now) for change in self._noted.changes]
        kept += [self._bound_as_wanted(step) for step in plan.steps]
        return Finding(DIFFERS) if not wrong and not all(kept) else differs(wrong)

    async def _proven(self, change: Change, now: Application) -> bool:
        """Return whether a change is there as it was sent; note how JumpCloud tells it."""
        if change.state is not ChangeState.DONE:
            return True
        if change.kind is ChangeKind.LOGO:
            picture = custom_picture(now.general)
            await self._noted.note(replace(change, after={**change.after, **picture}))
            return True
        if change.kind not in (ChangeKind.GENERAL, ChangeKind.SETTINGS):
            return True
        there = now.general if change.kind is ChangeKind.GENERAL else now.sso
        sent = {path: value for path, value in change.after.items() if path not in NOT_MEMBERS}
        proven = not differing(sent, there)
        await self._noted.note(as_told(change, now))
        return proven

    def _bound_as_wanted(self, step: PlanStep) -> bool:
        if self.look is None or step.kind not in (StepKind.BIND, StepKind.UNBIND):
            return True
        bound = self.look.bound
        return bound is not None and (step.subject in bound) is (step.kind is StepKind.BIND)


def _paired(before: Members, after: Members) -> dict[str, object]:
    """Return what becomes of each member, for comparing."""
    return {
        path: {"before": before.get(path), "after": after.get(path)} for path in {**before, **after}
    }
