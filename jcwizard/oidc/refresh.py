"""Proves that the refresh token really refreshes: one more grant, and the same person in it."""

from __future__ import annotations

from collections.abc import Callable

from jcwizard.model.finding import Check, Finding, Status
from jcwizard.model.secret import DOTS
from jcwizard.net.client import Client
from jcwizard.oidc.credentials import Fields
from jcwizard.oidc.discovery import Provider
from jcwizard.oidc.id_token import Claims, Expected, check_claims
from jcwizard.oidc.signature import KeyRing, read_signed
from jcwizard.oidc.stages import REFRESH
from jcwizard.oidc.target import Target
from jcwizard.oidc.token_exchange import Tokens, read_tokens, send_grant
from jcwizard.oidc.untrusted import shown


async def check_refresh(
    target: Target,
    provider: Provider,
    client: Client,
    ring: KeyRing,
    tokens: Tokens,
    claims: Claims,
    clock: Callable[[], float],
) -> Check:
    """Return the `refresh` check (RFC 6749 6, OIDC Core 12.2).

    `claims` are those of the first ID token. The refreshed one may be left out; when it is there,
    issuer, person and audience are the same.
    """
    if tokens.refresh_token is None:
        finding = Finding("refresh.not_given", "refresh_token", "", {}, tokens.evidence)
        return Check.of(REFRESH, Status.FAILED, finding)
    fields: Fields = (("grant_type", "refresh_token"), ("refresh_token", tokens.refresh_token))
    reply = await send_grant(target, provider, client, fields)
    hidden = (target.secret, *tokens.secrets)
    fresh = read_tokens(reply, target, REFRESH, hidden, id_token_required=False)
    if isinstance(fresh, Check):
        return _renamed(fresh)
    if fresh.id_token is None:
        return Check.passed(REFRESH, evidence=fresh.evidence, expected="200", actual="200")
    told = await read_signed(fresh.id_token, ring, REFRESH)
    if isinstance(told, Check):
        return told
    expected = Expected(
        target.issuer, target.client_id, None, fresh.access_token, clock(), fresh.server_time
    )
    found = check_claims(told, expected) or _another(told, claims)
    if found is not None:
        finding = Finding(found.code, found.expected, found.actual, found.values, fresh.evidence)
        return Check.of(REFRESH, Status.FAILED, finding)
    return Check.passed(REFRESH, evidence=fresh.evidence, expected="200", actual="200")


def _another(told: Claims, first: Claims) -> Finding | None:
    """OIDC Core 12.2: the same person, and the same nonce where one is there at all."""
    if told.get("sub") != first.get("sub"):
        sub, other = shown(first.get("sub")), shown(told.get("sub"))
        return Finding("refresh.another_person", sub, other)
    if told.get("nonce", first.get("nonce")) != first.get("nonce"):
        return Finding("identity.nonce", DOTS, DOTS, {"claim": "nonce"})
    return None


def _renamed(check: Check) -> Check:
    """Tell a refused refresh by its own codes: the code exchange has just worked."""
    found = check.finding
    codes = {"token.grant_refused": "refresh.grant_off", "token.code_refused": "refresh.refused"}
    if found is None or found.code not in codes:
        return check
    finding = Finding(codes[found.code], found.expected, found.actual, found.values, found.evidence)
    return Check.of(check.id, check.status, finding)
