"""The test login: a real sign-in through the browser and back to this computer, to its verdict."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from jcwizard.model.finding import Check, Finding, Identity, Status, verdict
from jcwizard.net.client import Client
from jcwizard.oidc.answer_check import ANSWER, CANCELLED
from jcwizard.oidc.authorization import Attempt, authorization_url, load_rules, new_attempt
from jcwizard.oidc.callback import read_pasted
from jcwizard.oidc.discovery import Provider, discover
from jcwizard.oidc.judgement import LOGIN, Judgement, Stage
from jcwizard.oidc.keys import fetch_keys
from jcwizard.oidc.pages import ENGLISH, Pages
from jcwizard.oidc.receiver import Event, Receiver
from jcwizard.oidc.signature import KeyRing
from jcwizard.oidc.target import Target

__all__ = ["LOGIN", "LoginStatus", "Outcome", "Stage", "TestLogin"]

_STRAYS_TOLD = 20


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


@dataclass(frozen=True)
class _Session:
    """What one started attempt consists of."""

    provider: Provider
    ring: KeyRing
    attempt: Attempt
    receiver: Receiver
    deadline: float


def _ignore(_: object) -> None:
    """Take what is told and do nothing with it."""


class TestLogin:
    """One attempt. `start`, open the address, `finish`; `paste` and `cancel` at any time between.

    `seconds` is the time for the person; what follows has the client's own limits. `on_hint` gets
    findings about the way back (a browser that insists on https, foreign requests) while the wait
    goes on. `clock` is this computer's time in seconds since the epoch. Whatever happens, the
    address is given back in the end.
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
        pages: Pages = ENGLISH,
    ) -> None:
        self._target = target
        self._client = client
        self._seconds = seconds
        self._on_stage = on_stage
        self._on_check = on_check
        self._clock = clock
        self._pages = pages
        self._checks: dict[str, Check] = {}
        self._session: _Session | None = None
        self._work: asyncio.Task[Outcome] | None = None
        self._cancelled = asyncio.Event()
        self._hints = _Hints(target.test_redirect, on_hint)

    async def start(self) -> str | Finding:
        """Listen, and return the address to open (no secret in it), or what prevents it."""
        target = self._target
        if target.secret is None:
            return Finding("client_secret.missing")
        provider, _ = await asyncio.gather(
            discover(target.issuer, target.other_issuers, self._client),
            asyncio.to_thread(load_rules),
        )
        if isinstance(provider, Check):
            return _finding_of(provider)
        keys = await fetch_keys(provider, self._client)
        if isinstance(keys, Check):
            return _finding_of(keys)
        attempt = new_attempt(target)
        receiver = Receiver(attempt.redirect_uri, attempt.state, self._pages, self._hints.hear)
        problem = await receiver.open()
        if problem is not None:
            return problem
        if self._cancelled.is_set():
            receiver.close()
            return Finding("answer.cancelled")
        deadline = asyncio.get_running_loop().time() + self._seconds
        ring = KeyRing(provider, self._client, keys)
        self._session = _Session(provider, ring, attempt, receiver, deadline)
        self._on_stage(Stage.WAITING)
        return authorization_url(provider, target.client_id, attempt)

    async def finish(self) -> Outcome:
        """Wait for the browser, judge what it brings, answer it, and return the outcome."""
        session = self._session
        if session is None:
            raise RuntimeError("finish() before a start() that went well")
        if self._cancelled.is_set():
            return self._outcome(LoginStatus.CANCELLED, None)
        self._work = asyncio.ensure_future(self._run(session))
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
        session = self._session
        if (
            session is None
            or self._cancelled.is_set()
            or (self._work is not None and self._work.done())
        ):
            return Finding("paste.too_late", self._target.test_redirect)
        found = read_pasted(
            text,
            redirect_uri=session.attempt.redirect_uri,
            state=session.attempt.state,
            authorization_endpoint=session.provider.authorization_endpoint,
        )
        if isinstance(found, Finding):
            return found
        session.receiver.offer(found)
        return None

    def cancel(self) -> None:
        """End the attempt at once; the address is free when this returns."""
        self._cancelled.set()
        if self._session is not None:
            self._session.receiver.close()
        if self._work is not None:
            self._work.cancel()

    async def _run(self, session: _Session) -> Outcome:
        try:
            async with asyncio.timeout_at(session.deadline):
                callback = await session.receiver.wait()
        except TimeoutError:
            minutes = str(max(1, round(self._seconds / 60)))
            expected = session.attempt.redirect_uri
            late = Finding("answer.timed_out", expected, "", {"minutes": minutes})
            self._record(Check.of(ANSWER, Status.UNKNOWN, late))
            return self._outcome(LoginStatus.TIMED_OUT, None)
        self._on_stage(Stage.RETURNED)
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
        outcome = self._outcome(_status_of(self._checks), judgement.identity)
        self._on_stage(Stage.DONE)
        await session.receiver.tell(_page_for(outcome, self._pages, self._target.service_name))
        return outcome

    def _record(self, check: Check) -> None:
        self._checks[check.id] = check
        self._on_check(check)

    def _outcome(self, status: LoginStatus, identity: Identity | None) -> Outcome:
        for check_id in LOGIN:
            if check_id not in self._checks:
                self._record(Check.not_run(check_id))
        return Outcome(tuple(self._checks[check_id] for check_id in LOGIN), identity, status)


class _Hints:
    """Tells once what stands in the way of the browser's return; the wait goes on."""

    def __init__(self, address: str, on_hint: Callable[[Finding], None]) -> None:
        self._address = address
        self._on_hint = on_hint
        self._https = self._strays = 0

    def hear(self, event: Event) -> None:
        if event is Event.HTTPS:
            self._https += 1
            if self._https == 1:
                https = self._address.replace("http:", "https:", 1)
                self._on_hint(Finding("loopback.https", self._address, https))
            return
        self._strays += 1
        if self._strays == _STRAYS_TOLD:
            count = str(self._strays)
            finding = Finding("loopback.interference", self._address, count, {"count": count})
            self._on_hint(finding)


def _status_of(checks: Mapping[str, Check]) -> LoginStatus:
    answer = checks[ANSWER].finding
    if answer is not None and answer.code == CANCELLED:
        return LoginStatus.CANCELLED
    return LoginStatus(verdict(checks.values()).value)


def _page_for(outcome: Outcome, pages: Pages, service: str) -> bytes:
    page = {
        LoginStatus.PASSED: pages.passed,
        LoginStatus.FAILED: pages.failed,
        LoginStatus.CANCELLED: pages.cancelled,
    }.get(outcome.status, pages.unclear)
    identity = outcome.identity
    person = (identity.name or identity.email or identity.sub) if identity is not None else ""
    return pages.html(page, person=person, service=service)


def _finding_of(check: Check) -> Finding:
    return check.finding or Finding("provider.unexpected_answer")
