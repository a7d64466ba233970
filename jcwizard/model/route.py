"""The route: which step is done, out of date, open or blocked, worked out from what is known."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from jcwizard.model.finding import Check, Status, Verdict
from jcwizard.model.rules import client_secret, swapped
from jcwizard.model.service import Click, FieldKind, PageKind, Service, Step
from jcwizard.model.settings import (
    accepted,
    digest,
    fill,
    fingerprint,
    holds,
    names,
    ruling,
)
from jcwizard.model.setup import Setup, Surroundings


class StepState(StrEnum):
    """How a step stands; the rail shows it by icon and word."""

    DONE = "done"
    OUT_OF_DATE = "out_of_date"
    TO_DO = "to_do"
    BLOCKED = "blocked"


@dataclass(frozen=True)
class Stop:
    """One step on the route.

    `may_leave` says whether Next is open; `lacks` names what is missing here or before, by key.
    """

    step: Step
    state: StepState
    may_leave: bool
    lacks: tuple[str, ...] = ()

    @property
    def blocked(self) -> bool:
        """Whether what it needs is not there yet."""
        return self.state is StepState.BLOCKED


def route(service: Service, setup: Setup, around: Surroundings) -> tuple[Stop, ...]:
    """Return the stops of a setup, in order; a pure function of its arguments."""
    found = names(service, setup, around)
    stops: list[Stop] = []
    for step in service.steps:
        if not holds(step.when, found):
            continue
        blocking = tuple(key for key in step.needs if not _known(key, found, setup))
        if blocking:
            stops.append(Stop(step, StepState.BLOCKED, False, blocking))
        else:
            stops.append(_stop(step, service, setup, around, found))
    return tuple(stops)


def resume(stops: tuple[Stop, ...]) -> Step:
    """Return the first step that is not done, the last one when all are."""
    for stop in stops:
        if stop.state is not StepState.DONE:
            return stop.step
    return stops[-1].step


def only_the_first(stops: tuple[Stop, ...]) -> tuple[Stop, ...]:
    """Return what there is to do before a service is chosen: the first step, not to be left."""
    return (Stop(stops[0].step, StepState.TO_DO, False, ("service",)),)


def refuted(service: Service, setup: Setup, around: Surroundings) -> Check | None:
    """Return the check of today's values that refutes a passed test login, None if none does.

    The test login comes back to this computer, so it passes although the service's own redirect
    address is not registered: then every real login would be refused. *Check now* knows.
    """
    run = setup.runs.get("preflight")
    if run is None or run.fingerprint != fingerprint("preflight", service, setup, around):
        return None
    asked = (check for check in run.checks if check.id == "service_redirect")
    return next((check for check in asked if check.status is Status.FAILED), None)


def application_proven(service: Service, setup: Setup, around: Surroundings) -> bool:
    """Return whether JumpCloud's Admin API showed the application as today's values want it."""
    run = setup.runs.get("application")
    now = fingerprint("application", service, setup, around)
    return run is not None and run.verdict is Verdict.PASSED and run.fingerprint == now


def clicks_of(
    step: Step, service: Service, setup: Setup, around: Surroundings
) -> tuple[Click, ...]:
    """Return the clicks of a step that this setup needs, in order."""
    found = names(service, setup, around)
    return tuple(click for click in step.clicks if holds(click.when, found))


def click_name(step: Step, click: Click) -> str:
    """Return the name under which a click's tick is kept."""
    return f"{step.id}/{click.id}"


def click_fingerprint(click: Click, found: dict[str, str]) -> str:
    """Return what a tick belongs to: the values that the click carries over."""
    return digest([fill(value.value, found) for value in click.values])


def confirm_fingerprint(step: Step, found: dict[str, str]) -> str:
    """Return what the person's "done" of a step belongs to: the values that the step shows.

    The secret takes part by its stamp, a counter, never by itself.
    """
    keys = ("secret_stamp" if key == "client_secret" else key for key in step.needs)
    return digest([found.get(key, "") for key in keys])


def _known(key: str, found: dict[str, str], setup: Setup) -> bool:
    if key == "client_secret":
        return setup.secret is not None or setup.secret_stamp > 0
    return bool(found.get(key, ""))


def _stop(
    step: Step, service: Service, setup: Setup, around: Surroundings, found: dict[str, str]
) -> Stop:
    lacks = _missing_fields(step, service, setup, around, found)
    parts = [StepState.TO_DO if lacks else StepState.DONE]
    run, failed = _run_state(step, service, setup, around)
    if step.confirm and run is not StepState.DONE:
        parts.append(_ticked(setup.ticks.get(step.id), confirm_fingerprint(step, found)))
    # Elsewhere clicks only say where to look; what the Admin API has shown needs none.
    if step.page is PageKind.APPLICATION and not application_proven(service, setup, around):
        parts += [
            _ticked(setup.ticks.get(click_name(step, click)), click_fingerprint(click, found))
            for click in step.clicks
            if holds(click.when, found)
        ]
    may_leave = all(part is StepState.DONE for part in parts)
    if step.run_optional:
        return Stop(step, _together(parts), may_leave, lacks)
    if step.run:
        may_leave = may_leave and not failed
        parts.append(run)
    return Stop(step, _together(parts), may_leave, lacks)


def _missing_fields(
    step: Step, service: Service, setup: Setup, around: Surroundings, found: dict[str, str]
) -> tuple[str, ...]:
    lacks = [
        key
        for key in step.fields
        if service.fields[key].kind is not FieldKind.SECRET and not ruling(service, setup, key).ok
    ]
    if any(service.fields[key].kind is FieldKind.SECRET for key in step.fields):
        lacks += () if _secret_settled(service, setup, around) else ("client_secret",)
    lacks += [key for key in step.gives if key not in step.fields and not _known(key, found, setup)]
    return tuple(lacks)


def _secret_settled(service: Service, setup: Setup, around: Surroundings) -> bool:
    """A secret that was proven by a login need not be typed again to call its step done."""
    if setup.secret is None:
        run = setup.runs.get("login")
        now = fingerprint("login", service, setup, around)
        return run is not None and run.verdict is Verdict.PASSED and run.fingerprint == now
    text = setup.secret.reveal()
    return client_secret(text).ok and not swapped(accepted(service, setup, "client_id"), text)


def _ticked(stamp: str | None, now: str) -> StepState:
    if stamp is None:
        return StepState.TO_DO
    return StepState.DONE if stamp == now else StepState.OUT_OF_DATE


def _run_state(
    step: Step, service: Service, setup: Setup, around: Surroundings
) -> tuple[StepState, bool]:
    """Return the state of the step's newest run, and whether it failed with the values of today.

    Only a login that passed proves anything; of the other checks, "could not tell" never blocks.
    """
    run = setup.runs.get(step.run)
    if run is None:
        return StepState.TO_DO, False
    if run.fingerprint != fingerprint(step.run, service, setup, around):
        return StepState.OUT_OF_DATE, False
    if run.verdict is Verdict.FAILED:
        return StepState.TO_DO, True
    proven = run.verdict is Verdict.PASSED
    if proven and step.page is PageKind.TEST and refuted(service, setup, around) is not None:
        return StepState.TO_DO, False
    waits = step.page is PageKind.TEST or step.run_optional
    return (StepState.DONE if proven or not waits else StepState.TO_DO), False


def _together(parts: list[StepState]) -> StepState:
    for state in (StepState.OUT_OF_DATE, StepState.TO_DO):
        if state in parts:
            return state
    return StepState.DONE
