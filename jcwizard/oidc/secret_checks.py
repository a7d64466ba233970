"""Judges the secret, how the application takes it, and the refresh grant, by made-up grants.

The method is read with a made-up secret first, so the real one is only ever sent in the form that
the application takes; where the engine does not tell, it is tried in both, once each.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from jcwizard.model.exchange import Exchange
from jcwizard.model.finding import Check, Finding, Status
from jcwizard.model.secret import Secret
from jcwizard.net.client import Client
from jcwizard.oidc.answers import Judged
from jcwizard.oidc.discovery import Provider
from jcwizard.oidc.probes import MADE_UP, TokenProbe, ask_token
from jcwizard.oidc.replies import unjudged
from jcwizard.oidc.target import (
    BASIC,
    POST,
    PUBLIC,
    REGENERATED,
    Target,
    method_label,
    wrong_method,
)
from jcwizard.oidc.untrusted import shown

CLIENT_SECRET = "client_secret"  # noqa: S105  the name of a check
CLIENT_AUTHENTICATION = "client_authentication"
REFRESH_TOKEN = "refresh_token"  # noqa: S105  the name of a check
_RIGHT = "400 invalid_grant"


@dataclass
class SecretChecks:
    """Three checks from at most five requests, at most two with the real secret.

    `client_known` says that the authorization endpoint knows the client: only then does a refusal
    blame the secret.
    """

    target: Target
    provider: Provider
    client: Client
    client_known: bool
    checks: list[Check] = field(default_factory=list)
    seen: list[Exchange] = field(default_factory=list)
    accepted: bool = False

    async def run(self) -> tuple[Check, ...]:
        """Return the checks `client_secret`, `client_authentication`, `refresh_token`."""
        method = await self._read_method()
        if method is None:
            return tuple(self.checks)
        if method not in (POST, BASIC, ""):
            await self._takes_no_secret(method)
        elif self.target.secret is None:
            self._without_secret(method)
        else:
            await self._with_secret(method, self.target.secret)
        return tuple(self.checks)

    async def _ask(self, secret: Secret | None, method: str) -> TokenProbe:
        probe = await ask_token(self.provider, self.target.client_id, self.client, secret, method)
        self.seen.append(probe.reply.exchange)
        return probe

    async def _read_method(self) -> str | None:
        """Return the app's method, "" where the engine does not tell; None when all is said.

        The method that is not needed is tried first: its refusal names the right one at once.
        """
        made_up = Secret(MADE_UP)
        needed = self.target.client_authentication or POST
        for method in (_other(needed), needed):
            probe = await self._ask(made_up, method)
            answer = probe.answer
            if answer.judged is Judged.METHOD_WRONG:
                self.client_known = True
                return answer.method
            if answer.authenticated:
                self._anything_accepted(probe)
                return None
            if probe.stops:
                self._all_unknown(unjudged(probe.reply, "401 invalid_client"))
                return None
            if answer.judged is Judged.UNCLEAR:
                return ""
        return ""

    async def _takes_no_secret(self, method: str) -> None:
        """A public application, or one with a key of its own: the secret is never looked at."""
        self.checks.append(Check.not_run(CLIENT_SECRET))
        self._add_method(method)
        if self.target.needs_refresh and method == PUBLIC:
            self.checks.append(refresh_check(await self._ask(None, PUBLIC), None))

    def _without_secret(self, method: str) -> None:
        finding = Finding("client_secret.missing", evidence=tuple(self.seen))
        self.checks.append(Check.of(CLIENT_SECRET, Status.UNKNOWN, finding))
        self._add_method(method)
        if self.target.needs_refresh:
            unknown = Finding("refresh.not_judged", "refresh_token", "")
            self.checks.append(Check.of(REFRESH_TOKEN, Status.UNKNOWN, unknown))

    async def _with_secret(self, method: str, secret: Secret) -> None:
        needed = self.target.client_authentication or POST
        probe = await self._ask(secret, method or needed)
        used = method or needed
        if not method and probe.answer.judged is Judged.REFUSED:
            used, probe = await self._other_way(needed, secret, probe)
        elif probe.answer.judged is Judged.METHOD_WRONG:
            method = probe.answer.method
        self.accepted = probe.answer.authenticated and used != PUBLIC
        self.checks.append(self._secret_check(probe, used))
        proven = method or (used if probe.answer.authenticated else "")
        self._add_method(proven)
        if self.target.needs_refresh:
            self.checks.append(refresh_check(probe, secret))

    async def _other_way(
        self, needed: str, secret: Secret, first: TokenProbe
    ) -> tuple[str, TokenProbe]:
        """Try the other method, then none at all: the engine hides why it refuses."""
        for method, given in ((_other(needed), secret), (PUBLIC, None)):
            probe = await self._ask(given, method)
            if probe.answer.authenticated:
                return method, probe
            if probe.answer.judged is Judged.UNCLEAR:
                return method, probe
        return needed, first

    def _secret_check(self, probe: TokenProbe, used: str) -> Check:
        evidence, answer = tuple(self.seen), probe.answer
        values = {"method": method_label(used)}
        if used == PUBLIC and answer.authenticated:
            return Check.not_run(CLIENT_SECRET)
        said = f"{answer.status} {shown(answer.error, (self.target.secret,))}"
        if answer.authenticated:
            return Check.passed(CLIENT_SECRET, evidence=evidence, expected=_RIGHT, actual=said)
        if answer.judged is Judged.REFUSED:
            code = _refused(self.target) if self.client_known else "client_secret.or_client_id"
            status = Status.FAILED if self.client_known else Status.UNKNOWN
            return Check.of(CLIENT_SECRET, status, Finding(code, _RIGHT, said, values, evidence))
        return Check.of(CLIENT_SECRET, Status.UNKNOWN, self._unclear(probe))

    def _unclear(self, probe: TokenProbe) -> Finding:
        earlier = self.seen[:-1] if self.seen[-1] is probe.reply.exchange else self.seen
        return unjudged(probe.reply, _RIGHT, evidence=earlier, secrets=(self.target.secret,))

    def _add_method(self, method: str) -> None:
        self.checks.append(method_check(self.target, method, tuple(self.seen)))

    def _anything_accepted(self, probe: TokenProbe) -> None:
        """A made-up secret was taken: then the real one being taken would prove nothing."""
        finding = Finding(
            "client_secret.anything_accepted",
            "401 invalid_client",
            f"{probe.answer.status} {shown(probe.answer.error)}",
            {},
            tuple(self.seen),
        )
        self._all_unknown(finding)

    def _all_unknown(self, finding: Finding) -> None:
        self.checks.append(Check.of(CLIENT_SECRET, Status.UNKNOWN, finding))


def method_check(target: Target, method: str, evidence: tuple[Exchange, ...]) -> Check:
    """Return the `client_authentication` check: does the app take what the service sends?

    The needed one is "" where the service takes either, `method` where the engine does not tell.
    """
    needed = target.client_authentication
    expected, actual = method_label(needed), shown(method_label(method))
    if method in (POST, BASIC) and needed in (method, ""):
        return Check.passed(
            CLIENT_AUTHENTICATION, evidence=evidence, expected=expected, actual=actual
        )
    code, status = wrong_method(target), Status.FAILED
    if not method:
        code, status = "client_authentication.not_judged", Status.UNKNOWN
    elif method == PUBLIC:
        code = "client_authentication.public"
    values = {"needed": expected, "found": actual}
    return Check.of(
        CLIENT_AUTHENTICATION, status, Finding(code, expected, actual, values, evidence)
    )


def _refused(target: Target) -> str:
    return REGENERATED if target.secret_worked else "client_secret.wrong"


def refresh_check(probe: TokenProbe, secret: Secret | None) -> Check:
    """Return the `refresh_token` check from the answer that judged the credentials (P8)."""
    answer, evidence = probe.answer, (probe.reply.exchange,)
    said = f"{answer.status} {shown(answer.error, (secret,))}"
    if answer.judged is Judged.ACCEPTED:
        return Check.passed(REFRESH_TOKEN, evidence=evidence, expected=_RIGHT, actual=said)
    if answer.judged is Judged.GRANT_REFUSED:
        finding = Finding("refresh.grant_off", _RIGHT, said, {}, evidence)
        return Check.of(REFRESH_TOKEN, Status.FAILED, finding)
    if answer.judged is Judged.UNCLEAR:
        finding = Finding("refresh.not_judged", _RIGHT, said, {}, evidence)
        return Check.of(REFRESH_TOKEN, Status.UNKNOWN, finding)
    return Check.not_run(REFRESH_TOKEN)


def _other(method: str) -> str:
    return POST if method == BASIC else BASIC
