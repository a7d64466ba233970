"""Asks the userinfo endpoint about the person, and makes sure that it speaks of the same one."""

from __future__ import annotations

from dataclasses import dataclass

from jcwizard.model.exchange import Exchange
from jcwizard.model.finding import Check, Finding, Status
from jcwizard.model.secret import Secret
from jcwizard.net.client import Client, Reply, Request
from jcwizard.oidc.discovery import Provider
from jcwizard.oidc.replies import unjudged
from jcwizard.oidc.stages import PERSON
from jcwizard.oidc.untrusted import json_type, shown


@dataclass(frozen=True)
class UserInfo:
    """The claims of the userinfo answer; `sub` is the ID token's own."""

    claims: dict[str, object]
    evidence: tuple[Exchange, ...]


async def ask_userinfo(
    provider: Provider, client: Client, access_token: Secret, sub: str
) -> UserInfo | Check:
    """Return who the access token stands for (OIDC Core 5.3), or the `person` check.

    The token goes into the header, never into an address (RFC 6750 2.1).
    """
    headers: tuple[tuple[str, str | Secret], ...] = (
        ("Accept", "application/json"),
        ("Authorization", Secret(f"Bearer {access_token.reveal()}")),
    )
    reply = await client.send(Request("GET", provider.userinfo_endpoint, headers=headers))
    return read_userinfo(reply, access_token, sub)


def read_userinfo(reply: Reply, access_token: Secret, sub: str) -> UserInfo | Check:
    """Read the answer; one about another person must not be used (OIDC Core 5.3.2)."""
    claims = reply.json_object()
    evidence = (reply.exchange,)
    kind = reply.headers.get("content-type", "").split(";")[0].strip().lower()
    if reply.trouble is None and reply.status == 200 and kind == "application/jwt":
        finding = Finding("person.signed_answer", "application/json", kind, {}, evidence)
        return Check.of(PERSON, Status.UNKNOWN, finding)
    if reply.trouble is None and reply.status == 401:
        finding = unjudged(reply, "200 application/json", secrets=(access_token,))
        refused = Finding("person.token_refused", finding.expected, finding.actual, {}, evidence)
        return Check.of(PERSON, Status.FAILED, refused)
    if reply.trouble is not None or reply.status != 200 or claims is None:
        finding = unjudged(reply, "200 application/json", secrets=(access_token,))
        return Check.of(PERSON, Status.UNKNOWN, finding)
    told = claims.get("sub")
    if told != sub:
        actual = "" if told is None else shown(told) if isinstance(told, str) else json_type(told)
        finding = Finding("person.another_person", shown(sub), actual, {}, evidence)
        return Check.of(PERSON, Status.FAILED, finding)
    return UserInfo(claims, evidence)
