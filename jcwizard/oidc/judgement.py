"""From the browser's answer to the verdict: code, tokens, signature, claims, person, refresh."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from jcwizard.model.finding import Check, Finding, Identity, Status
from jcwizard.net.client import Client
from jcwizard.oidc.answer_check import check_answer
from jcwizard.oidc.authorization import Attempt
from jcwizard.oidc.callback import Callback
from jcwizard.oidc.discovery import Provider
from jcwizard.oidc.id_token import Claims, Expected, check_claims, clock_warning
from jcwizard.oidc.person import check_email, identity_of, remark_on_groups
from jcwizard.oidc.refresh import check_refresh
from jcwizard.oidc.signature import KeyRing, read_signed
from jcwizard.oidc.stages import IDENTITY, PERSON, TOKEN, Stage
from jcwizard.oidc.target import Target
from jcwizard.oidc.token_exchange import Tokens, exchange_code
from jcwizard.oidc.untrusted import shown
from jcwizard.oidc.userinfo import ask_userinfo


@dataclass
class Judgement:
    """Judges one callback. After the first thing that is wrong no further request is made."""

    target: Target
    provider: Provider
    client: Client
    ring: KeyRing
    attempt: Attempt
    clock: Callable[[], float]
    on_stage: Callable[[Stage], None]
    record: Callable[[Check], None]
    identity: Identity | None = None

    async def judge(self, callback: Callback) -> None:
        """Give every check to `record` as it is known; `identity` stays None until it is proven."""
        attempt = self.attempt
        answer = check_answer(callback, self.provider, attempt.scopes, attempt.state)
        self.record(answer)
        if answer.status is not Status.PASSED or callback.code is None:
            return
        self.on_stage(Stage.TOKEN)
        tokens = await exchange_code(
            self.target, self.provider, self.client, attempt, callback.code
        )
        if isinstance(tokens, Check):
            self.record(tokens)
            return
        self.record(Check.passed(TOKEN, evidence=tokens.evidence, expected="200", actual="200"))
        self.on_stage(Stage.IDENTITY)
        claims = await self._claims(tokens)
        if claims is not None:
            await self._person(tokens, claims)

    async def _claims(self, tokens: Tokens) -> Claims | None:
        """Check the ID token; return its claims when it is right."""
        if tokens.id_token is None:
            return None
        claims = await read_signed(tokens.id_token, self.ring, IDENTITY)
        if isinstance(claims, Check):
            self.record(claims)
            return None
        target, evidence = self.target, (*tokens.evidence, *self.ring.keys.evidence)
        expected = self._expected(tokens)
        found = check_claims(claims, expected)
        if found is not None:
            finding = Finding(found.code, found.expected, found.actual, found.values, evidence)
            self.record(Check.of(IDENTITY, Status.FAILED, finding))
            return None
        warning = clock_warning(expected)
        if warning is not None:
            self.record(Check.of(IDENTITY, Status.WARNING, warning))
        else:
            issuer = target.issuer
            self.record(Check.passed(IDENTITY, evidence=evidence, expected=issuer, actual=issuer))
        return claims

    def _expected(self, tokens: Tokens) -> Expected:
        return Expected(
            self.target.issuer,
            self.target.client_id,
            self.attempt.nonce,
            tokens.access_token,
            self.clock(),
            tokens.server_time,
        )

    async def _person(self, tokens: Tokens, claims: Claims) -> None:
        sub = str(claims.get("sub"))
        userinfo: Claims | None = {}
        evidence = tokens.evidence
        if self.provider.userinfo_endpoint:
            expected = self._expected(tokens)
            told = await ask_userinfo(self.ring, tokens.access_token, sub, expected)
            if isinstance(told, Check):
                self.record(told)
                if told.status is Status.FAILED:
                    return
                userinfo = None
            else:
                userinfo, evidence = told.claims, (*evidence, *told.evidence)
                person = shown(sub)
                passed = Check.passed(
                    PERSON, evidence=told.evidence, expected=person, actual=person
                )
                habits = self.target.copes_with
                remark = remark_on_groups(claims, told.claims, told.evidence, habits)
                self.record(remark or passed)
        self.identity = identity_of(claims, userinfo or {})
        if self.target.needs_email:
            habits = self.target.copes_with
            self.record(check_email(claims, userinfo, evidence, habits))
        if self.target.needs_refresh:
            refreshed = await check_refresh(self.target, self.ring, tokens, claims, self.clock)
            self.record(refreshed)
