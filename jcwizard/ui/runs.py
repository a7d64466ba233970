"""The runs of checks: each asks the world about the setup as it stands, and records the answers.

The network is imported here, inside the functions, for the first paint must not wait for it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from jcwizard.model.finding import PREFLIGHT, Check, CheckRun, Finding, Identity, Status
from jcwizard.model.settings import fingerprint, settings
from jcwizard.model.setup import Setup
from jcwizard.ui.context import Context

if TYPE_CHECKING:
    from jcwizard.oidc.target import Target

PREFLIGHT_SECONDS = 60
"""How long they may take in all."""

OnCheck = Callable[[Check], None]


def target(context: Context) -> Target:
    """Return what is to be tested for the setup as it stands."""
    from jcwizard.oidc.target import target_of

    return target_of(context.service, context.setup, context.around)


async def preflight(context: Context, on_check: OnCheck) -> CheckRun:
    """Ask the eight questions of *Check now*, tell each answer, and record the run.

    When the time runs out, the question that was being asked is "could not tell".
    """
    import asyncio

    from jcwizard.oidc.preflight import preflight as ask

    recorder, known = Recorder(context, "preflight"), list[Check]()

    def told(check: Check) -> None:
        known.append(check)
        on_check(check)

    try:
        async with asyncio.timeout(PREFLIGHT_SECONDS):
            return recorder.record(await ask(target(context), context.client, told))
    except TimeoutError:
        rest = [name for name in PREFLIGHT if name not in {check.id for check in known}]
        host = urlsplit(settings(context.service, context.setup, context.around).issuer).hostname
        late = Finding("network.timeout", values={"host": host or "JumpCloud", "detail": ""})
        answers = [Check.of(rest[0], Status.UNKNOWN, late), *map(Check.not_run, rest[1:])]
        return recorder.record((*known, *answers))


async def outside(context: Context) -> CheckRun | None:
    """Compare what the service publishes with the setup; None where it publishes nothing."""
    from jcwizard.facets.expected import expected_of
    from jcwizard.facets.outside import check_outside

    expected = expected_of(context.service, context.setup, context.around)
    if expected is None:
        return None
    recorder = Recorder(context, "outside")
    return recorder.record(await check_outside(expected, context.client))


async def computer(context: Context) -> CheckRun:
    """Check this computer quietly: loopback, keychain, network and clock."""
    from jcwizard.net.self_checks import run_self_checks

    recorder = Recorder(context, "self")
    wanted = settings(context.service, context.setup, context.around)
    port = urlsplit(context.around.test_address).port or 0
    checks = await run_self_checks(port=port, issuer=wanted.issuer, client=context.client)
    return recorder.record((*checks, await context.keychain.check()))


class Recorder:
    """Takes down which setup and which values a run is about, before the first question.

    A value that changes, or a setup that is left, while the answers come must not make the result
    belong to something that was never tested.
    """

    def __init__(self, context: Context, group: str) -> None:
        self._setup: Setup = context.setup
        self._group = group
        self._fingerprint = fingerprint(group, context.service, context.setup, context.around)

    def record(self, checks: tuple[Check, ...], identity: Identity | None = None) -> CheckRun:
        """Record the answers in the setup that was asked about."""
        run = CheckRun(self._group, checks, self._fingerprint, time.time(), identity)
        self._setup.record(run)
        return run
