"""Carries out a plan: each step is noted before it is sent, and one that fails ends them all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from jcwizard.jumpcloud.admin_api import AdminApi
from jcwizard.jumpcloud.creating import Creation, OnSecret
from jcwizard.jumpcloud.journal import Journal, Noted
from jcwizard.jumpcloud.outcome import Ending, Outcome
from jcwizard.jumpcloud.plan import Plan, StepKind
from jcwizard.jumpcloud.repairing import Repairing
from jcwizard.jumpcloud.steps import DIFFERS
from jcwizard.jumpcloud.stopping import STOPPED, UNDO_SECONDS, Stop, carried_out
from jcwizard.model.finding import Finding
from jcwizard.model.secret import Secret

__all__ = ["OnSecret", "OnStep", "Outcome", "Stop", "carry_out"]

OnStep = Callable[[str, str], None]
"""Called with a step's id and `running`, `done`, `failed` or `undone`."""

NOTHING_DEPENDS_ON_IT = frozenset({StepKind.LOGO, StepKind.READ_BACK})
"""Steps that take nothing back when they fail; the outcome tells of them."""


def _step_unseen(_step: str, _state: str) -> None:
    """Take no notice of a step."""


def _secret_unseen(_client_id: str, _secret: Secret) -> None:
    """Take no notice of the secret: no plan without a creation has one."""


def _ending_unseen(_outcome: Outcome) -> None:
    """Take no notice of the outcome: it is returned too."""


async def carry_out(
    plan: Plan,
    api: AdminApi,
    journal: Journal,
    on_step: OnStep = _step_unseen,
    on_secret: OnSecret = _secret_unseen,
    *,
    on_ending: Callable[[Outcome], None] = _ending_unseen,
    stop: Stop | None = None,
    undo_seconds: float = UNDO_SECONDS,
) -> Outcome:
    """Do what the person has agreed to, and return how it ended.

    `on_secret` is called the moment JumpCloud shows the secret, `on_ending` exactly once, also when
    this is cancelled: only there a caller then learns that a secret is void. `stop.press()` ends
    the run and takes back what was done, however long that takes. Cancelling it does the same
    within `undo_seconds`; what could not be taken back in that time is `interrupted` afterwards.
    """
    halt = stop or Stop()
    run = _Run(plan, api, journal, halt, on_step, on_secret)
    return await carried_out(run.whole(), run.cut_off, halt, on_ending, undo_seconds)


@dataclass
class _Run:
    plan: Plan
    api: AdminApi
    journal: Journal
    stop: Stop
    on_step: OnStep
    on_secret: OnSecret
    done: list[str] = field(default_factory=list)
    warning: Finding | None = None
    cause: Finding | None = None
    finishing: bool = False
    undone: Outcome | None = None

    def __post_init__(self) -> None:
        self.noted = Noted(self.journal)
        self.work: Creation | Repairing = (
            Creation(self.plan, self.api, self.noted, self.stop, self.on_secret)
            if self.plan.creating
            else Repairing(self.plan, self.api, self.noted, self.stop)
        )

    async def whole(self) -> Outcome:
        """Do every step, or none in the end."""
        try:
            trouble = await self._steps()
        except Exception:
            self.undone = await self._undo()  # a bug leaves nothing half-made behind either
            raise
        if trouble is not None:
            return replace(await self._undo(), cause=trouble)
        self.finishing = True
        await self.work.finish()
        return self._holds(self.noted.trouble)

    def cut_off(self) -> Outcome:
        """Return what holds when there was no time left."""
        if self.undone is not None:
            return self.undone  # a bug ended it, after everything was taken back
        if self.finishing:
            return self._holds(Finding(STOPPED))
        return replace(self.work.cut_off(), cause=Finding(STOPPED))

    def _holds(self, not_noted: Finding | None) -> Outcome:
        """Return that everything holds, with what is to be told of it."""
        finding, cause = self.warning, self.cause
        if not_noted is not None and finding is None:
            cause = not_noted
            finding = Finding("provision.not_noted", values={"label": self.plan.label})
        return replace(self.work.holds(), finding=finding, cause=cause, done=tuple(self.done))

    async def _steps(self) -> Finding | None:
        for step in self.plan.steps:
            if self.stop.pressed:
                return Finding(STOPPED)
            self.on_step(step.id, "running")
            trouble = await self.work.do(step)
            self.on_step(step.id, "failed" if trouble is not None else "done")
            if trouble is None:
                self.done.append(step.id)
            elif step.kind not in NOTHING_DEPENDS_ON_IT or trouble.code == STOPPED:
                return trouble
            else:
                self._warn(step.kind, trouble)
        return Finding(STOPPED) if self.stop.pressed else None

    def _warn(self, kind: StepKind, trouble: Finding) -> None:
        """Keep what is to be told of steps that nothing depends on; the last one weighs most."""
        if trouble.code == DIFFERS:
            self.warning, self.cause = trouble, None
            return
        code = "provision.logo_refused" if kind is StepKind.LOGO else "provision.not_read_back"
        self.warning, self.cause = Finding(code, values={"label": self.plan.label}), trouble

    async def _undo(self) -> Outcome:
        outcome = await self.work.undo()
        if outcome.ending is not Ending.LEFT:
            for step_id in self.done:
                if step_id not in outcome.done:
                    self.on_step(step_id, "undone")
        return outcome
