"""Makes an application step by step; until the last one holds, it is removed when one fails."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from jcwizard.jumpcloud import paths
from jcwizard.jumpcloud.admin_api import AdminApi, Answer, outcome_unknown
from jcwizard.jumpcloud.comparing import Look, look
from jcwizard.jumpcloud.journal import Noted, new_change
from jcwizard.jumpcloud.members import member
from jcwizard.jumpcloud.namesakes import look_for_shell, namesakes
from jcwizard.jumpcloud.outcome import Ending, Outcome
from jcwizard.jumpcloud.plan import Plan, PlanStep, StepKind
from jcwizard.jumpcloud.reading_back import made_as_wanted
from jcwizard.jumpcloud.record import as_sent, owner, whose
from jcwizard.jumpcloud.repair import new_general, new_sso
from jcwizard.jumpcloud.steps import as_told, upload
from jcwizard.jumpcloud.stopping import Stop
from jcwizard.jumpcloud.undoing import CHANGED_MEANWHILE, bind, remove
from jcwizard.jumpcloud.wanted import WantedApplication
from jcwizard.model.changes import Change, ChangeKind, ChangeState
from jcwizard.model.finding import Finding
from jcwizard.model.secret import Secret

OnSecret = Callable[[str, Secret], None]
"""Called with the Client ID and the secret at the moment when JumpCloud shows them."""

SAME_LABEL = "same_label"
GROUPS = "groups"


class Creation:
    """One application that is being made: a single change, begun until everything holds."""

    def __init__(
        self, plan: Plan, api: AdminApi, noted: Noted, stop: Stop, on_secret: OnSecret
    ) -> None:
        assert plan.wanted is not None  # noqa: S101 - plan_creation always gives it
        self._plan, self._api, self._noted, self._stop = plan, api, noted, stop
        self._wanted: WantedApplication = plan.wanted
        self._on_secret = on_secret
        self._change: Change | None = None
        self._before: frozenset[str] = frozenset()
        self._lost = False  # whether JumpCloud may have made it without our knowing its id
        self._client_id = ""
        self._secret: Secret | None = None
        self.look: Look | None = None

    async def do(self, step: PlanStep) -> Finding | None:
        """Do a step; a finding says why it does not hold."""
        match step.kind:
            case StepKind.CREATE:
                return await self._create()
            case StepKind.SETTINGS:
                return await self._settings()
            case StepKind.BIND:
                return await self._bind(step.subject)
            case StepKind.LOGO:
                return await upload(self._api, self._id, self._plan.logo, self._stop.wait)
            case StepKind.READ_BACK:
                return await self._read_back()
        raise ValueError(step.kind)

    async def undo(self) -> Outcome:
        """Remove what was made, and say what holds now."""
        change = self._change
        if change is None:
            return Outcome(Ending.UNDONE, Finding("provision.nothing_made"))
        if not self._id:
            if not self._lost:
                await self._noted.ended(change, ChangeState.UNDONE)
                return Outcome(Ending.UNDONE, Finding("provision.nothing_made"))
            found = await look_for_shell(self._api, self._plan.label, self._before)
            if not isinstance(found, str):
                await self._noted.ended(change, ChangeState.UNKNOWN)
                return self._left("provision.unknown")
            change = replace(change, application_id=found)
            await self._note(change)
        if await remove(self._api, self._id) is not None:
            await self._noted.ended(change, ChangeState.UNKNOWN)
            return self._left("provision.left")
        await self._noted.ended(change, ChangeState.UNDONE)
        told = Finding("provision.removed", values={"label": self._plan.label})
        return Outcome(Ending.UNDONE, told, void=self._secret is not None)

    async def finish(self) -> None:
        """Note that the application is made, with its members as JumpCloud tells them."""
        if self._change is not None:
            await self._note(replace(self._change, state=ChangeState.DONE))

    def holds(self) -> Outcome:
        """Say that the application is made."""
        return Outcome(
            Ending.DONE,
            application_id=self._id,
            client_id=self._client_id,
            secret=self._secret,
            look=self.look,
        )

    def cut_off(self) -> Outcome:
        """Return what to say when there was no time left to remove it."""
        if self._id or self._lost:
            return self._left("provision.cut_off")
        return Outcome(Ending.UNDONE, Finding("provision.nothing_made"))

    @property
    def _id(self) -> str:
        return self._change.application_id if self._change is not None else ""

    def _left(self, code: str) -> Outcome:
        return Outcome(
            Ending.LEFT,
            Finding(code, values={"label": self._plan.label, "id": self._id or "-"}),
            void=self._secret is not None,
            left=f"{self._plan.label} ({self._id})" if self._id else self._plan.label,
        )

    async def _note(self, change: Change) -> Finding | None:
        self._change = change
        return await self._noted.note(change)

    async def _create(self) -> Finding | None:
        before = await self._stop.unless(namesakes(self._api, self._plan.label))
        if isinstance(before, Finding):
            return before
        self._before = frozenset(before)
        shown = self._plan.shown
        if shown is not None and not self._before <= shown:
            # A colleague, or another window, has made it since the person looked.
            return Finding(CHANGED_MEANWHILE, values={"label": self._plan.label})
        there = {SAME_LABEL: sorted(before), **whose(self._api.home)}
        change = new_change(ChangeKind.CREATED, "", self._plan.label, there, {})
        trouble = await self._note(change)
        if trouble is not None:
            await self._noted.ended(change, ChangeState.UNDONE)  # nothing is sent
            self._change = None
            return trouble
        self._lost = True
        answer = await self._write(paths.APPLICATIONS, new_general(self._wanted))
        if isinstance(answer, Finding):
            self._lost = outcome_unknown(answer)
            return answer
        made = answer.value if isinstance(answer.value, Mapping) else {}
        application_id = made.get("_id", made.get("id"))
        if not isinstance(application_id, str) or not application_id:
            return Finding("provision.no_id", evidence=answer.evidence)
        return await self._note(replace(change, application_id=application_id, after=owner(made)))

    async def _write(self, path: str, body: object) -> Answer | Finding:
        return await self._api.write("POST", path, body, meanwhile=self._stop.wait)

    async def _settings(self) -> Finding | None:
        assert self._change is not None  # noqa: S101 - the step before this one made it
        body = new_sso(self._wanted)
        sent = as_sent(new_general(self._wanted), body)
        trouble = await self._note(replace(self._change, after={**self._change.after, **sent}))
        if trouble is not None:
            return trouble
        answer = await self._write(paths.sso(self._id), body)
        if isinstance(answer, Finding):
            return answer
        told = answer.value if isinstance(answer.value, Mapping) else {}
        client_id, secret = member(told, "oidc.clientId"), member(told, "oidc.clientSecret")
        if not isinstance(client_id, str) or not isinstance(secret, Secret):
            return Finding("provision.no_secret", evidence=answer.evidence)
        self._client_id, self._secret = client_id, secret
        self._on_secret(client_id, secret)
        return None

    async def _bind(self, group: str) -> Finding | None:
        assert self._change is not None  # noqa: S101 - the first step made it
        after = dict(self._change.after)
        bound = after.get(GROUPS)
        after[GROUPS] = [*(bound if isinstance(bound, list) else []), group]
        trouble = await self._note(replace(self._change, after=after))
        if trouble is not None:
            return trouble
        return await bind(self._api, self._id, group, bound=True, meanwhile=self._stop.wait)

    async def _read_back(self) -> Finding | None:
        names = {step.subject: step.name for step in self._plan.steps if step.subject}
        now = await self._stop.unless(look(self._api, self._wanted, self._id, names))
        if isinstance(now, Finding):
            return now
        self.look = now
        if self._change is not None:
            self._change = as_told(self._change, now.application)
        return made_as_wanted(now, groups=bool(names))
