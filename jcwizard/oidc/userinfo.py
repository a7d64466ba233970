"""Asks the userinfo endpoint about the person, and makes sure that it speaks of the same one."""

from __future__ import annotations

from dataclasses import dataclass

from jcwizard.model.exchange import Exchange
from jcwizard.model.finding import Check, Finding, Status
from jcwizard.model.secret import Secret
from jcwizard.net.client import Reply, Request
from jcwizard.oidc.id_token import Expected
from jcwizard.oidc.replies import unjudged
from jcwizard.oidc.signature import KeyRing
from jcwizard.oidc.signed_userinfo import MEDIA_TYPE, read_signed_person, unaddressed
from jcwizard.oidc.stages import PERSON
from jcwizard.oidc.untrusted import shown, text_member


@dataclass(frozen=True)
class UserInfo:
    """The claims of the userinfo answer; `sub` is the ID token's own."""

    claims: dict[str, object]
    evidence: tuple[Exchange, ...]


async def ask_userinfo(
    ring: KeyRing, access_token: Secret, sub: str, expected: Expected
) -> UserInfo | Check:
    """Return who the access token stands for (OIDC Core 5.3), or the `person` check.

    The token goes into the header, never into an address (RFC 6750 2.1). An answer about another
    person than `sub` must not be used (OIDC Core 5.3.2).
    """
    headers: tuple[tuple[str, str | Secret], ...] = (
        ("Accept", "application/json"),
        ("Authorization", Secret(f"Bearer {access_token.reveal()}")),
    )
    request = Request("GET", ring.provider.userinfo_endpoint, headers=headers)
    reply = await ring.client.send(request)
    kind = reply.headers.get("content-type", "").split(";")[0].strip().lower()
    signed = reply.trouble is None and reply.status == 200 and kind == MEDIA_TYPE
    if signed:
        claims = await read_signed_person(reply, ring, expected)
    else:
        claims = _plain(reply, access_token)
    if isinstance(claims, Check):
        return claims
    told, evidence = claims.get("sub"), (reply.exchange,)
    if told != sub:
        actual = "" if told is None else shown(told)
        finding = Finding("person.another_person", shown(sub), actual, {}, evidence)
        return Check.of(PERSON, Status.FAILED, finding)
    unsaid = unaddressed(claims, expected, reply) if signed else None
    return unsaid or UserInfo(claims, evidence)


def _plain(reply: Reply, access_token: Secret) -> dict[str, object] | Check:
    """Read an answer in JSON, or say why it is none (OIDC Core 5.3.3, RFC 6750 3.1)."""
    unread = unjudged(reply, "200 application/json", secrets=(access_token,))
    claims = reply.json_object()
    if reply.trouble is None and (reply.status == 401 or _is_narrow(reply)):
        refused = Finding(
            "person.token_refused", unread.expected, unread.actual, {}, (reply.exchange,)
        )
        return Check.of(PERSON, Status.FAILED, refused)
    if reply.trouble is not None or reply.status != 200 or claims is None:
        return Check.of(PERSON, Status.UNKNOWN, unread)
    if "error" in claims and "sub" not in claims:
        # An error with the wrong status speaks of nobody, and so not of another person.
        return Check.of(PERSON, Status.UNKNOWN, unread)
    return claims


def _is_narrow(reply: Reply) -> bool:
    """Whether the endpoint itself says 403; a firewall's refusal has no such word."""
    said = text_member(reply.json_object() or {}, "error")
    challenge = reply.headers.get("www-authenticate", "").lower()
    named = challenge.startswith("bearer") and "insufficient_scope" in challenge
    return reply.status == 403 and (named or said == "insufficient_scope")
