"""The test login: a real sign-in through the browser and back to this computer, to its verdict.

Importing this module is cheap; what a login needs comes in a thread when one is started.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar

from jcwizard.model.finding import Check, Finding, Identity, Status, verdict
from jcwizard.net.asleep import seconds_asleep
from jcwizard.oidc.stages import ANSWER, CANCELLED, LOGIN, Stage
from jcwizard.oidc.waiting import TIMED_OUT, Patience

if TYPE_CHECKING:
    from jcwizard.net.client import Client
    from jcwizard.oidc.callback import Callback
    from jcwizard.oidc.pages import Pages
    from jcwizard.oidc.session import Session
    from jcwizard.oidc.target import Target

__all__ = ["LOGIN", "LoginStatus", "Outcome", "Stage", "TestLogin"]

_NEEDED = (
    "jcwizard.oidc.session",
    "jcwizard.oidc.judgement",
    "authlib.oauth2.rfc7636",
    "authlib.oidc.core.util",
    "h11",
    "joserfc.jws",
)


class LoginStatus(StrEnum):
    """How a test login ended."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"
    TIMED_OUT = "timed_out"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Outcome:
    """The six checks in order, who signed in (None until that is proven), and how it ended."""

    checks: tuple[Check, ...]
    identity: Identity | None
    status: LoginStatus


def _ignore(_: object) -> None:
    """Take what is told and do nothing with it."""


class TestLogin:
    """One attempt. `start`, open the address, `finish`; `paste` and `cancel` at any time between.

    `seconds` is the time for the person; what follows has the client's own limits. `on_hint` gets
    findings about the way back (a browser that insists on https, foreign requests) while the wait
    goes on. `clock` is this computer's time in seconds since the epoch, `asleep` counts the seconds
    that it slept; `pages` are the browser's, in English unless given. Whatever happens, the address
    is given back in the end.
    """

    __test__: ClassVar[bool] = False  # its name begins like that of a test class

    def __init__(
        self,
        target: Target,
        client: Client,
        *,
        seconds: float = 300,
        on_stage: Callable[[Stage], None] = _ignore,
        on_check: Callable[[Check], None] = _ignore,
        on_hint: Callable[[Finding], None] = _ignore,
        clock: Callable[[], float] = time.time,
        asleep: Callable[[], float] = seconds_asleep,
        pages: Pages | None = None,
    ) -> None:
        self._target = target
        self._client = client
        self._seconds = seconds
        self._on_stage = on_stage
        self._on_check = on_check
        self._on_hint = on_hint
        self._clock = clock
        self._asleep = asleep
        self._pages = pages
        self._checks: dict[str, Check] = {}
        self._session: Session | None = None
        self._patience: Patience | None = None
        self._work: asyncio.Task[Outcome] | None = None
        self._cancelled = asyncio.Event()

    async def start(self) -> str | Finding:
        """Listen, and return the address to open (no secret in it), or what prevents it."""
        if self._target.secret is None:
            return Finding("client_secret.missing")
        await asyncio.to_thread(_load)
        from jcwizard.oidc.session import open_session

        session = await open_session(self._target, self._client, self._pages, self._on_hint)
        if isinstance(session, Finding):
            return session
        if self._cancelled.is_set():
            session.receiver.close()
            return Finding("answer.cancelled")
        self._session = session
        try:
            self._patience = Patience(self._seconds, self._asleep)
            self._on_stage(Stage.WAITING)
        except BaseException:
            session.receiver.close()
            raise
        return session.url

    async def finish(self) -> Outcome:
        """Wait for the browser, judge what it brings, answer it, and return the outcome."""
        session, patience = self._session, self._patience
        if session is None or patience is None:
            raise RuntimeError("finish() before a start() that went well")
        if self._cancelled.is_set():
            return self._outcome(LoginStatus.CANCELLED, None)
        self._work = asyncio.ensure_future(self._run(session, patience))
        try:
            return await self._work
        except asyncio.CancelledError:
            if not self._cancelled.is_set():
                raise
            return self._outcome(LoginStatus.CANCELLED, None)
        finally:
            session.receiver.close()

    def paste(self, text: str) -> Finding | None:
        """Take the browser's address as pasted by the person; None when it is accepted.

        It races the browser's own return; whichever comes first counts.
        """
        over = self._cancelled.is_set() or (self._work is not None and self._work.done())
        if self._session is None or over:
            return Finding("paste.too_late", self._target.test_redirect)
        return self._session.paste(text)

    def cancel(self) -> None:
        """End the attempt at once; the address is free when this returns."""
        self._cancelled.set()
        if self._session is not None:
            self._session.receiver.close()
        if self._work is not None:
            self._work.cancel()

    async def _run(self, session: Session, patience: Patience) -> Outcome:
        callback = await patience.callback(session.receiver, session.attempt.redirect_uri)
        if isinstance(callback, Finding):
            self._record(Check.of(ANSWER, Status.UNKNOWN, callback))
            late = callback.code == TIMED_OUT
            outcome = self._outcome(LoginStatus.TIMED_OUT if late else LoginStatus.UNKNOWN, None)
        else:
            self._on_stage(Stage.RETURNED)
            outcome = await self._judged(session, callback)
            self._on_stage(Stage.DONE)
        await session.receiver.tell(_page_for(outcome, session.pages, self._target.service_name))
        return outcome

    async def _judged(self, session: Session, callback: Callback) -> Outcome:
        from jcwizard.oidc.judgement import Judgement

        judgement = Judgement(
            target=self._target,
            provider=session.provider,
            client=self._client,
            ring=session.ring,
            attempt=session.attempt,
            clock=self._clock,
            on_stage=self._on_stage,
            record=self._record,
        )
        await judgement.judge(callback)
        status = LoginStatus(verdict(self._checks.values()).value)
        answer = self._checks[ANSWER].finding
        if answer is not None and answer.code == CANCELLED:
            status = LoginStatus.CANCELLED
        return self._outcome(status, judgement.identity)

    def _record(self, check: Check) -> None:
        self._checks[check.id] = check
        self._on_check(check)

    def _outcome(self, status: LoginStatus, identity: Identity | None) -> Outcome:
        for check_id in LOGIN:
            if check_id not in self._checks:
                self._record(Check.not_run(check_id))
        return Outcome(tuple(self._checks[check_id] for check_id in LOGIN), identity, status)


def _load() -> None:
    """Import what a login needs; for a thread, it takes 100 to 200 ms."""
    for name in _NEEDED:
        import_module(name)


def _page_for(outcome: Outcome, pages: Pages, service: str) -> bytes:
    page = {
        LoginStatus.PASSED: pages.passed,
        LoginStatus.FAILED: pages.failed,
        LoginStatus.CANCELLED: pages.cancelled,
    }.get(outcome.status, pages.unclear)
    identity = outcome.identity
    person = (identity.name or identity.email or identity.sub) if identity is not None else ""
    return pages.html(page, person=person, service=service)
