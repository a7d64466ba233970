"""Judges the client ID, the redirect URLs and the scopes by what the sign-in address answers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass

from jcwizard.model.exchange import Exchange
from jcwizard.model.finding import Check, Finding, Status
from jcwizard.net.client import Client
from jcwizard.oidc.answers import AuthorizationAnswer, Seen, same_address
from jcwizard.oidc.discovery import Provider, discover, is_loopback
from jcwizard.oidc.probes import AddressProbe, ask_address, ask_registered
from jcwizard.oidc.target import REFRESH_SCOPES, Target
from jcwizard.oidc.untrusted import shown

CLIENT_ID = "client_id"
SERVICE_REDIRECT = "service_redirect"
TEST_REDIRECT = "test_redirect"
SCOPES = "scopes"
_MAX_SCOPE_QUESTIONS = 6


def _said(answer: AuthorizationAnswer) -> str:
    return shown(f"{answer.error}: {answer.description}" if answer.description else answer.error)


def _evidence(probes: Iterable[AddressProbe]) -> tuple[Exchange, ...]:
    return tuple(exchange for probe in probes for exchange in probe.evidence)


@dataclass
class AddressChecks:
    """Asks in the order of hydra.md 8 and keeps the answers; `stopped` says not to go on."""

    target: Target
    provider: Provider
    client: Client
    stopped: bool = False

    async def ask(self, redirect_uri: str, scope: str = "openid") -> AddressProbe:
        """Ask one question; one that meets no network or a limit stops all further ones."""
        client_id = self.target.client_id
        probe = await ask_address(self.provider, client_id, self.client, redirect_uri, scope)
        self.stopped = self.stopped or probe.stops
        return probe

    async def ask_each(self, redirects: Iterable[str]) -> dict[str, AddressProbe]:
        """Ask for each redirect URI until something stops that, or the client is unknown."""
        probes: dict[str, AddressProbe] = {}
        for uri in redirects:
            probes[uri] = await self.ask(uri)
            if self.stopped or probes[uri].answer.seen is Seen.CLIENT_UNKNOWN:
                break
        return probes

    def client_check(self, probes: Iterable[AddressProbe]) -> Check | None:
        """Return the `client_id` check, None while no answer says anything about the client."""
        probes = tuple(probes)
        known = [probe for probe in probes if probe.answer.proves_client]
        client_id = self.target.client_id
        if known:
            evidence = known[0].evidence
            return Check.passed(CLIENT_ID, evidence=evidence, expected=client_id, actual=client_id)
        unknown = [probe for probe in probes if probe.answer.seen is Seen.CLIENT_UNKNOWN]
        if not unknown:
            return None
        said = _said(unknown[0].answer)
        finding = Finding("client_id.unknown", client_id, said, {}, unknown[0].evidence)
        return Check.of(CLIENT_ID, Status.FAILED, finding)

    async def in_other_region(self, check: Check) -> Check:
        """Look for an unknown client in the other regions; only its public ID is sent there."""
        # Practice must not ask the real JumpCloud, and the real one has nothing on loopback.
        here = is_loopback(self.target.issuer)
        others = [(r, i) for r, i in self.target.other_issuers if is_loopback(i) == here]
        found = await asyncio.gather(*(self._knows(issuer) for _region, issuer in others))
        for (region, issuer), evidence in zip(others, found, strict=True):
            if evidence:
                finding = Finding(
                    "client_id.other_region",
                    self.target.issuer,
                    issuer,
                    {"region": region},
                    (*check.evidence, *evidence),
                )
                return Check.of(CLIENT_ID, Status.FAILED, finding)
        return check

    async def _knows(self, issuer: str) -> tuple[Exchange, ...]:
        provider = await discover(issuer, (), self.client)
        if isinstance(provider, Check):
            return ()
        uri = (*self.target.service_redirects, self.target.test_redirect)[0]
        probe = await ask_address(provider, self.target.client_id, self.client, uri)
        return probe.evidence if probe.answer.proves_client else ()

    async def service_check(self, probes: dict[str, AddressProbe]) -> Check:
        """Return the `service_redirect` check: every redirect URL of the service is registered."""
        wanted = self.target.service_redirects
        if not wanted:
            return Check.of(SERVICE_REDIRECT, Status.UNKNOWN, Finding("redirect.service_not_known"))
        missing = {u: p for u, p in probes.items() if p.answer.seen is Seen.REDIRECT_UNKNOWN}
        expected = "\n".join(wanted)
        if missing:
            return await self._missing(SERVICE_REDIRECT, missing)
        for uri, probe in probes.items():
            if not probe.answer.proves_redirect:
                return _unproven(SERVICE_REDIRECT, uri, probe)
        evidence = _evidence(probes.values())
        return Check.passed(SERVICE_REDIRECT, evidence=evidence, expected=expected, actual=expected)

    async def test_check(self, probe: AddressProbe) -> Check:
        """Return the `test_redirect` check: the wizard's own address is registered."""
        uri = self.target.test_redirect
        if probe.answer.seen is Seen.REDIRECT_UNKNOWN and self.target.test_removed:
            return Check.of(TEST_REDIRECT, Status.NOT_RUN, _removed(uri, probe))
        if probe.answer.seen is Seen.REDIRECT_UNKNOWN:
            return await self._missing(TEST_REDIRECT, {uri: probe})
        if not probe.answer.proves_redirect:
            return _unproven(TEST_REDIRECT, uri, probe)
        return Check.passed(TEST_REDIRECT, evidence=probe.evidence, expected=uri, actual=uri)

    async def _missing(self, check_id: str, missing: dict[str, AddressProbe]) -> Check:
        """Say what is registered instead, where the engine tells (hydra.md 1.6)."""
        expected = "\n".join(missing)
        evidence = _evidence(missing.values())
        said = _said(next(iter(missing.values())).answer)
        registered = ""
        if not self.stopped:
            probe = await ask_registered(self.provider, self.target.client_id, self.client)
            if probe.stops:
                self.stopped = True
            evidence += probe.evidence
            if probe.answer.proves_redirect:
                registered = shown(probe.answer.redirect)
        # The other kind of address being the only one is no misspelling of this one.
        own = (*self.target.service_redirects, self.target.test_redirect)
        known = any(same_address(registered, uri) for uri in own if uri not in missing)
        code = "redirect.test_missing"
        if check_id == SERVICE_REDIRECT:
            misspelt = registered and not known
            code = "redirect.service_differs" if misspelt else "redirect.service_missing"
        values = {"missing": expected, "registered": registered}
        # Shown as "found", the other address would be taken for the one to replace.
        found = said if known or not registered else registered
        finding = Finding(code, expected, found, values, evidence)
        return Check.of(check_id, Status.FAILED, finding)

    async def scopes_check(self, proven: str, first: AddressProbe) -> Check:
        """Return the `scopes` check, asked with a redirect URI that is known to be registered.

        Each refusal names one scope; it is dropped and the rest asked again, to name them all.
        """
        asked = list(self.target.asked_scopes)
        left, refused, evidence = list(asked), list[str](), list[Exchange]()
        probe = first
        for turn in range(_MAX_SCOPE_QUESTIONS):
            if turn or asked != ["openid"]:
                probe = await self.ask(proven, " ".join(left))
                evidence += probe.evidence
            if probe.answer.seen is not Seen.SCOPE_REFUSED:
                break
            scope = probe.answer.scope
            refused.append(shown(scope) or " ".join(left))
            left = [one for one in left if one != scope]
            if scope not in asked or not left:
                break
        expected, seen = " ".join(asked), tuple(evidence) or first.evidence
        if refused:
            values = {"refused": ", ".join(dict.fromkeys(refused))}
            only_refresh = REFRESH_SCOPES.issuperset(refused)
            code = "scopes.refresh_refused" if only_refresh else "scopes.refused"
            finding = Finding(code, expected, " ".join(left), values, seen)
            return Check.of(SCOPES, Status.FAILED, finding)
        if probe.answer.seen in (Seen.NO_SESSION, Seen.LOGIN_PAGE, Seen.WEAK_STATE, Seen.CODE):
            return Check.passed(SCOPES, evidence=seen, expected=expected, actual=expected)
        return _scopes_unclear(probe, expected, seen)


def _scopes_unclear(probe: AddressProbe, expected: str, evidence: tuple[Exchange, ...]) -> Check:
    if probe.answer.seen is Seen.UNCLEAR:
        return Check.of(SCOPES, Status.UNKNOWN, probe.unclear())
    finding = Finding("scopes.not_judged", expected, _said(probe.answer), {}, evidence)
    return Check.of(SCOPES, Status.UNKNOWN, finding)


async def way_back_removed(target: Target, provider: Provider, client: Client) -> Finding | None:
    """Return the finding for a test address that the person removed, None when it is back.

    Without it the browser would stay at JumpCloud, and the test login would wait for nothing.
    """
    if not target.test_removed:
        return None
    probe = await ask_address(provider, target.client_id, client, target.test_redirect)
    if probe.answer.seen is not Seen.REDIRECT_UNKNOWN:
        return None
    return _removed(target.test_redirect, probe)


def _removed(uri: str, probe: AddressProbe) -> Finding:
    return Finding("redirect.test_removed", uri, _said(probe.answer), {}, probe.evidence)


def _unproven(check_id: str, uri: str, probe: AddressProbe) -> Check:
    if probe.answer.seen is Seen.ODDLY_WRITTEN:
        said = _said(probe.answer)
        finding = Finding("redirect.oddly_written", uri, said, {"address": uri}, probe.evidence)
        return Check.of(check_id, Status.UNKNOWN, finding)
    if probe.answer.seen is Seen.UNCLEAR:
        return Check.of(check_id, Status.UNKNOWN, probe.unclear())
    finding = Finding("redirect.not_judged", uri, _said(probe.answer), {}, probe.evidence)
    return Check.of(check_id, Status.UNKNOWN, finding)
