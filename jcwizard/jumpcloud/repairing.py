"""Changes an application step by step; when one fails, those before it are taken back."""

from __future__ import annotations

from jcwizard.jumpcloud import paths
from jcwizard.jumpcloud.admin_api import AdminApi
from jcwizard.jumpcloud.applications import Application, read_application
from jcwizard.jumpcloud.comparing import Look
from jcwizard.jumpcloud.groups import bound_groups
from jcwizard.jumpcloud.journal import Noted
from jcwizard.jumpcloud.members import Members
from jcwizard.jumpcloud.outcome import Ending, Outcome
from jcwizard.jumpcloud.plan import Plan, PlanStep, StepKind
from jcwizard.jumpcloud.reading_back import prove, read_again
from jcwizard.jumpcloud.record import custom_picture, same
from jcwizard.jumpcloud.repair import Repair
from jcwizard.jumpcloud.steps import upload
from jcwizard.jumpcloud.stopping import Stop
from jcwizard.jumpcloud.undoing import CHANGED_MEANWHILE, bind, changed_meanwhile
from jcwizard.jumpcloud.writes import Writes
from jcwizard.model.changes import ChangeKind
from jcwizard.model.finding import Finding


class Repairing:
    """One application that is being changed: one change for each write, each with its undo."""

    def __init__(self, plan: Plan, api: AdminApi, noted: Noted, stop: Stop) -> None:
        assert plan.found is not None  # noqa: S101 - else it were a creation
        self._plan, self._api, self._noted, self._stop = plan, api, noted, stop
        self._found: Application = plan.found
        self._writes = Writes(plan.found, plan.label, noted)
        self._untouched = True
        self._look: Look | None = None

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
        touched, left = await self._writes.take_back(self._api)
        if self._writes.holding or left:
            return self._partly("provision.partly")
        return self._as_before("provision.put_back" if touched else "provision.nothing_changed")

    async def finish(self) -> None:
        """Do nothing more: each change is noted already."""

    def holds(self) -> Outcome:
        """Say that the application is as the person wanted it."""
        return Outcome(
            Ending.DONE,
            application_id=self._found.id,
            client_id=self._found.client_id or "",
            look=self._look,
        )

    def cut_off(self) -> Outcome:
        """Return what to say when there was no time left to take it back."""
        if self._writes.holding:
            return self._partly("provision.cut_off_change")
        return self._as_before("provision.nothing_changed")

    def _partly(self, code: str) -> Outcome:
        told = Finding(code, values={"label": self._plan.label})
        return Outcome(
            Ending.PARTLY,
            told,
            application_id=self._found.id,
            left=self._plan.label,
            done=self._writes.holding,
        )

    def _as_before(self, code: str) -> Outcome:
        told = Finding(code, values={"label": self._plan.label})
        return Outcome(Ending.UNDONE, told, application_id=self._found.id)

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
        change = await self._writes.begin(step, kind, before, after)
        if isinstance(change, Finding):
            return change
        self._untouched = False
        answer = await self._api.write(
            "PUT", path, body, meanwhile=lambda seconds: self._meanwhile(seconds, now)
        )
        return await self._writes.end(change, answer if isinstance(answer, Finding) else None)

    async def _meanwhile(self, seconds: float, read: Application) -> Finding | None:
        stopped = await self._stop.wait(seconds)
        if stopped is not None:
            return stopped
        question = changed_meanwhile(self._api, read, self._plan.label)
        return await self._stop.unless(question)

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
            missing = self._untouched and old.keys() != new.keys()
            if missing or any(
                path not in old or not same(old[path], pair) for path, pair in new.items()
            ):
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
        before, after = {**group, "bound": not bound}, {**group, "bound": bound}
        change = await self._writes.begin(step, kind, before, after)
        if isinstance(change, Finding):
            return change
        self._untouched = False
        group_id, stop = step.subject, self._stop
        trouble = await bind(self._api, self._found.id, group_id, bound=bound, meanwhile=stop.wait)
        return await self._writes.end(change, trouble)

    async def _logo(self, step: PlanStep) -> Finding | None:
        logo = self._plan.logo
        if logo is None:
            return None
        now = await self._stop.unless(read_application(self._api, self._found.id))
        if isinstance(now, Finding):
            return now
        picture, file = custom_picture(now.general), {"filename": logo.filename}
        change = await self._writes.begin(step, ChangeKind.LOGO, picture, file)
        if isinstance(change, Finding):
            return change
        trouble = await upload(self._api, self._found.id, logo, self._stop.wait)
        return await self._writes.end(change, trouble)

    async def _read_back(self) -> Finding | None:
        seen = await self._stop.unless(read_again(self._api, self._plan, self._found.id))
        if isinstance(seen, Finding):
            return seen
        self._look = seen if isinstance(seen, Look) else None
        return await prove(self._plan, seen, self._noted)


def _paired(before: Members, after: Members) -> dict[str, object]:
    """Return what becomes of each member, for comparing."""
    return {
        path: {"before": before.get(path), "after": after.get(path)} for path in {**before, **after}
    }
