"""Proves that the refresh token really refreshes: one more grant, and the same person in it."""

from __future__ import annotations

from collections.abc import Callable

from jcwizard.model.finding import Check, Finding, Status
from jcwizard.model.secret import DOTS
from jcwizard.oidc.credentials import Fields
from jcwizard.oidc.id_token import Claims, Expected, check_claims
from jcwizard.oidc.signature import KeyRing, read_signed
from jcwizard.oidc.stages import REFRESH
from jcwizard.oidc.target import Target
from jcwizard.oidc.token_exchange import Tokens, read_tokens, send_grant
from jcwizard.oidc.untrusted import shown
from jcwizard.oidc.userinfo import ask_userinfo

_RENAMED = {
    "token.grant_refused": "refresh.grant_off",
    "token.code_refused": "refresh.refused",
    "person.another_person": "refresh.another_person",
    "person.token_refused": "refresh.token_refused",
}


async def check_refresh(
    target: Target, ring: KeyRing, tokens: Tokens, claims: Claims, clock: Callable[[], float]
) -> Check:
    """Return the `refresh` check (RFC 6749 6, OIDC Core 12.2): the new tokens are good for use.

    `claims` are those of the first ID token. The refreshed one may be left out; when it is there,
    issuer, person and audience are the same.
    """
    if tokens.refresh_token is None:
        finding = Finding("refresh.not_given", "refresh_token", "", {}, tokens.evidence)
        return Check.of(REFRESH, Status.FAILED, finding)
    fields: Fields = (("grant_type", "refresh_token"), ("refresh_token", tokens.refresh_token))
    reply = await send_grant(target, ring.provider, ring.client, fields)
    hidden = (target.secret, *tokens.secrets)
    fresh = read_tokens(reply, target, REFRESH, hidden, id_token_required=False)
    if isinstance(fresh, Check):
        return _renamed(fresh)
    expected = Expected(
        target.issuer, target.client_id, None, fresh.access_token, clock(), fresh.server_time
    )
    wrong = await _wrong_identity(fresh, ring, claims, expected)
    if wrong is None and ring.provider.userinfo_endpoint:
        told = await ask_userinfo(ring, fresh.access_token, str(claims.get("sub")), expected)
        wrong = told if isinstance(told, Check) else None
    if wrong is None:
        return Check.passed(REFRESH, evidence=fresh.evidence, expected="200", actual="200")
    return _renamed(wrong)


async def _wrong_identity(
    fresh: Tokens, ring: KeyRing, claims: Claims, expected: Expected
) -> Check | None:
    """Return what is wrong with the refreshed ID token, None when it is right or left out."""
    if fresh.id_token is None:
        return None
    told = await read_signed(fresh.id_token, ring, REFRESH)
    if isinstance(told, Check):
        return told
    found = check_claims(told, expected) or _another(told, claims)
    if found is None:
        return None
    finding = Finding(found.code, found.expected, found.actual, found.values, fresh.evidence)
    return Check.of(REFRESH, Status.FAILED, finding)


def _another(told: Claims, first: Claims) -> Finding | None:
    """OIDC Core 12.2: the same person, and the same nonce where one is there at all."""
    if told.get("sub") != first.get("sub"):
        sub, other = shown(first.get("sub")), shown(told.get("sub"))
        return Finding("refresh.another_person", sub, other)
    if told.get("nonce", first.get("nonce")) != first.get("nonce"):
        return Finding("identity.nonce", DOTS, DOTS, {"claim": "nonce"})
    return None


def _renamed(check: Check) -> Check:
    """Tell what is refused only after the refresh by its own codes: the first grant has worked."""
    found = check.finding
    if found is None or found.code not in _RENAMED:
        return Check.of(REFRESH, check.status, found) if found else check
    code = _RENAMED[found.code]
    finding = Finding(code, found.expected, found.actual, found.values, found.evidence)
    return Check.of(REFRESH, check.status, finding)
