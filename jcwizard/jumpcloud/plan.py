"""What is about to be done to an application: the steps as data, and the lines of their preview."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from jcwizard.jumpcloud.repair import Line, Repair, creation_lines, repair, sso_body

if TYPE_CHECKING:
    from jcwizard.jumpcloud.applications import Application
    from jcwizard.jumpcloud.groups import Group
    from jcwizard.jumpcloud.wanted import WantedApplication


class StepKind(StrEnum):
    """What a step does; the words are `provision.<value>`, with `{name}`."""

    CREATE = "create"
    SETTINGS = "settings"
    GENERAL = "general"
    BIND = "bind"
    UNBIND = "unbind"
    LOGO = "logo"
    READ_BACK = "read_back"


@dataclass(frozen=True)
class PlanStep:
    """One step: `subject` is the id of the group that it is about, `name` what a person reads."""

    kind: StepKind
    name: str = ""
    subject: str = ""

    @property
    def id(self) -> str:
        """Return the step's id: its kind, with the group's id where there is one."""
        return f"{self.kind.value}:{self.subject}" if self.subject else self.kind.value


@dataclass(frozen=True)
class Logo:
    """A picture for the User Portal, as it lies on this computer."""

    filename: str
    content_type: str
    data: bytes = field(repr=False)


Rework = Callable[["Application"], Repair]
"""How an application as it is now becomes what the person agreed to."""


@dataclass(frozen=True)
class Plan:
    """Everything that will be done, in order, once the person has agreed to `lines`.

    `found` is the application that the lines were worked out from, None when one is created.
    `ticked` are the settings that will be as wanted afterwards, for the reading back. `shown` are
    the ids of the applications that the person knew of, None where no list was read.
    """

    lines: tuple[Line, ...]
    steps: tuple[PlanStep, ...]
    label: str
    wanted: WantedApplication | None = None
    ticked: frozenset[str] = frozenset()
    found: Application | None = None
    rework: Rework | None = field(default=None, repr=False)
    logo: Logo | None = None
    shown: frozenset[str] | None = None

    @property
    def creating(self) -> bool:
        """Return whether an application is created, and removed again when a step fails."""
        return self.found is None


def plan_creation(
    wanted: WantedApplication,
    groups: Sequence[Group],
    logo: Logo | None = None,
    shown: frozenset[str] | None = None,
) -> Plan:
    """Return how a new application is made, in the order of the calls that JumpCloud needs.

    It is not made when there is one of its label by then that is not among `shown`.
    """
    steps = (
        PlanStep(StepKind.CREATE, wanted.label),
        PlanStep(StepKind.SETTINGS, wanted.label),
        *_group_steps(StepKind.BIND, groups),
        *_logo_steps(logo),
        PlanStep(StepKind.READ_BACK, wanted.label),
    )
    lines = (*creation_lines(wanted), *_group_lines(groups, ()), *_logo_lines(logo))
    return Plan(lines, steps, wanted.label, wanted, logo=logo, shown=shown)


def plan_repair(
    wanted: WantedApplication,
    found: Application,
    ticked: Collection[str],
    bind: Sequence[Group] = (),
    unbind: Sequence[Group] = (),
    logo: Logo | None = None,
) -> Plan:
    """Return how the ticked settings become as wanted; without steps when nothing is to do."""
    chosen = frozenset(ticked)
    new = repair(wanted, found, chosen)

    def rework(now: Application) -> Repair:
        return repair(wanted, now, chosen)

    label = found.label or wanted.label
    steps = _changing(new, label, bind, unbind, logo)
    lines = (*new.lines, *_group_lines(bind, unbind), *_logo_lines(logo))
    return Plan(lines, steps, label, wanted, chosen, found, rework, logo)


def plan_test_address_removal(found: Application, test_address: str) -> Plan:
    """Return how the wizard's own redirect URI is taken out, every other one left as it is.

    Without steps when it is not registered, or when no other one is: JumpCloud needs one.
    """

    def rework(now: Application) -> Repair:
        there = now.redirect_uris or ()
        left = [uri for uri in there if uri != test_address]
        if not left or len(left) == len(there):
            return Repair()
        after = {"oidc.redirectUris": left}
        return Repair(
            sso=sso_body(now.sso, after),
            lines=(Line("test_address", test_address, ""),),
            sso_before={"oidc.redirectUris": list(there)},
            sso_after=after,
        )

    new = rework(found)
    label = found.label or ""
    steps = _changing(new, label, (), (), None)
    return Plan(new.lines, steps, label, found=found, rework=rework)


def _changing(
    new: Repair,
    label: str,
    bind: Sequence[Group],
    unbind: Sequence[Group],
    logo: Logo | None,
) -> tuple[PlanStep, ...]:
    steps = (
        *([PlanStep(StepKind.GENERAL, label)] if new.general is not None else []),
        *([PlanStep(StepKind.SETTINGS, label)] if new.sso is not None else []),
        *_group_steps(StepKind.BIND, bind),
        *_group_steps(StepKind.UNBIND, unbind),
        *_logo_steps(logo),
    )
    return (*steps, PlanStep(StepKind.READ_BACK, label)) if steps else ()


def _group_steps(kind: StepKind, groups: Sequence[Group]) -> tuple[PlanStep, ...]:
    return tuple(PlanStep(kind, group.name, group.id) for group in groups)


def _logo_steps(logo: Logo | None) -> tuple[PlanStep, ...]:
    return () if logo is None else (PlanStep(StepKind.LOGO, logo.filename),)


def _group_lines(bind: Sequence[Group], unbind: Sequence[Group]) -> tuple[Line, ...]:
    return (
        *(Line("groups", "", group.name) for group in bind),
        *(Line("groups", group.name, "") for group in unbind),
    )


def _logo_lines(logo: Logo | None) -> tuple[Line, ...]:
    return () if logo is None else (Line("logo", "", logo.filename),)
