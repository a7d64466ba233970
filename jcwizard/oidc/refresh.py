"""Proves that the refresh token really refreshes: one more grant, and the same person in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from jcwizard.model.finding import Check, Finding, Status
from jcwizard.net.client import Client
from jcwizard.oidc.credentials import Fields
from jcwizard.oidc.discovery import Provider
from jcwizard.oidc.id_token import Expected, check_claims
from jcwizard.oidc.signature import KeyRing, read_signed
from jcwizard.oidc.target import Target
from jcwizard.oidc.token_exchange import Tokens, read_tokens, send_grant
from jcwizard.oidc.untrusted import shown

REFRESH = "refresh"


async def check_refresh(
    target: Target,
    provider: Provider,
    client: Client,
    ring: KeyRing,
    tokens: Tokens,
    claims: Mapping[str, object],
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
    finding_or_none = check_claims(told, expected)
    if finding_or_none is None and told.get("sub") != claims.get("sub"):
        sub, other = shown(claims.get("sub")), shown(told.get("sub"))
        finding_or_none = Finding("refresh.another_person", sub, other)
    if finding_or_none is None and told.get("nonce", claims.get("nonce")) != claims.get("nonce"):
        # OIDC Core 12.2: it need not be there, but must be the same where it is.
        finding_or_none = Finding("identity.nonce", "", "", {"claim": "nonce"})
    if finding_or_none is not None:
        found = finding_or_none
        finding = Finding(found.code, found.expected, found.actual, found.values, fresh.evidence)
        return Check.of(REFRESH, Status.FAILED, finding)
    return Check.passed(REFRESH, evidence=fresh.evidence, expected="200", actual="200")


def _renamed(check: Check) -> Check:
    """Tell a refused refresh by its own codes: the code exchange has just worked."""
    found = check.finding
    codes = {"token.grant_refused": "refresh.grant_off", "token.code_refused": "refresh.refused"}
    if found is None or found.code not in codes:
        return check
    finding = Finding(codes[found.code], found.expected, found.actual, found.values, found.evidence)
    return Check.of(check.id, check.status, finding)
