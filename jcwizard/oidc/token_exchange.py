"""Turns the code into tokens, once, and reads why not when there are none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import cast

from jcwizard.model.exchange import Exchange
from jcwizard.model.finding import Check, Finding, Status
from jcwizard.model.secret import Secret
from jcwizard.net.client import Client, Reply
from jcwizard.net.clock_skew import seconds_fast
from jcwizard.oidc.answers import METHOD_WRONG
from jcwizard.oidc.authorization import Attempt
from jcwizard.oidc.credentials import Fields, token_request
from jcwizard.oidc.discovery import Provider
from jcwizard.oidc.replies import unjudged
from jcwizard.oidc.stages import TOKEN
from jcwizard.oidc.target import POST, REGENERATED, Target, method_label, wrong_method
from jcwizard.oidc.untrusted import Cover, json_type, shown, text_member

_WANTED = "200 access_token, id_token"
_VISIBLE = re.compile(r"[\x21-\x7e]+")

# Hydra's hints of an `invalid_grant` (hydra.md 3.3).
_GRANT_HINTS = (
    ("code has already been used", "token.code_used"),
    ("'redirect_uri' from this request", "token.redirect_differs"),
    ("PKCE", "token.pkce_refused"),
    ("Client ID from this request", "token.other_client"),
)
_ERRORS = {
    "unauthorized_client": "token.grant_refused",
    "unsupported_grant_type": "token.grant_refused",
    "invalid_request": "token.request_refused",
    "invalid_scope": "token.request_refused",
    "insufficient_entropy": "token.request_refused",
    "access_denied": "token.person_refused",
}


@dataclass(frozen=True)
class Tokens:
    """What the token endpoint gave; `id_token` is None only after a refresh.

    `server_time` is the provider's own clock, in seconds since the epoch, None where it is not
    told.
    """

    access_token: Secret
    id_token: Secret | None
    refresh_token: Secret | None
    server_time: float | None
    evidence: tuple[Exchange, ...]

    @property
    def secrets(self) -> tuple[Secret | None, ...]:
        """Everything here that must not be shown."""
        return self.access_token, self.id_token, self.refresh_token


async def exchange_code(
    target: Target, provider: Provider, client: Client, attempt: Attempt, code: Secret
) -> Tokens | Check:
    """Send the code by the service's own method (RFC 6749 4.1.3).

    One request, never repeated: a code counts once, and after a broken answer nobody knows whether
    it was taken.
    """
    fields: Fields = (
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", attempt.redirect_uri),
        ("code_verifier", attempt.verifier),
    )
    reply = await send_grant(target, provider, client, fields)
    hidden = (target.secret, code, attempt.verifier, attempt.nonce, attempt.state)
    return read_tokens(reply, target, TOKEN, hidden, id_token_required=True)


async def send_grant(target: Target, provider: Provider, client: Client, fields: Fields) -> Reply:
    """Send one token request with the client authenticated by the service's method."""
    method = target.client_authentication or POST
    request = token_request(
        provider.token_endpoint, fields, target.client_id, target.secret, method
    )
    return await client.send(request)


def read_tokens(
    reply: Reply,
    target: Target,
    check_id: str,
    hidden: tuple[Secret | None, ...],
    *,
    id_token_required: bool,
) -> Tokens | Check:
    """Read a token answer (RFC 6749 5.1, OIDC Core 3.1.3.3), or return the check that says why not.

    `hidden` is kept out of whatever is shown.
    """
    members = reply.json_object()
    if reply.trouble is not None or members is None or reply.status == 429:
        return Check.of(check_id, Status.UNKNOWN, unjudged(reply, _WANTED, secrets=hidden))
    # 200 is the wrong status for a refusal, and no token beside one is to be used.
    if "error" in members and (reply.status == 200 or 400 <= reply.status < 500):
        return _refused(reply, members, target, check_id, hidden)
    if reply.status != 200:
        return Check.of(check_id, Status.UNKNOWN, unjudged(reply, _WANTED, secrets=hidden))
    problem = _problem(members, id_token_required)
    if problem is not None:
        finding = Finding(
            problem.code, problem.expected, problem.actual, problem.values, (reply.exchange,)
        )
        return Check.of(check_id, Status.FAILED, finding)
    return Tokens(
        access_token=Secret(cast("str", members["access_token"])),
        id_token=_secret(members, "id_token"),
        refresh_token=_secret(members, "refresh_token"),
        server_time=server_time(reply),
        evidence=(reply.exchange,),
    )


def _problem(members: dict[str, object], id_token_required: bool) -> Finding | None:
    kind = text_member(members, "token_type")
    for name in ("access_token", "id_token", "refresh_token"):
        value = members.get(name)
        if value is not None and not isinstance(value, str):
            return Finding("token.malformed", "string", json_type(value), {"member": name})
    # RFC 6750 2.1: it goes into a header, as one word of visible ASCII.
    if not _VISIBLE.fullmatch(text_member(members, "access_token")):
        return Finding("token.malformed", "string", "", {"member": "access_token"})
    if kind.lower() != "bearer":
        # RFC 6749 7.1: a type that is not understood must not be used.
        return Finding("token.type_unknown", "Bearer", shown(kind), {"member": "token_type"})
    if id_token_required and not members.get("id_token"):
        return Finding("token.id_token_missing", "id_token", "", {"member": "id_token"})
    return None


def _secret(members: dict[str, object], name: str) -> Secret | None:
    text = text_member(members, name)
    return Secret(text) if text else None


def _refused(
    reply: Reply,
    members: dict[str, object],
    target: Target,
    check_id: str,
    hidden: tuple[Secret | None, ...],
) -> Check:
    error = text_member(members, "error")
    texts = (text_member(members, name) for name in ("error_description", "error_hint"))
    description = " ".join(text for text in texts if text)
    evidence = (reply.exchange,)
    named = re.search(METHOD_WRONG, description)
    # An engine that names the very method that was used says nothing about the method.
    if error == "invalid_client" and named and named[1] != (target.client_authentication or POST):
        needed = method_label(target.client_authentication or POST)
        found = shown(method_label(named[1]))
        values = {"needed": needed, "found": found}
        finding = Finding(wrong_method(target), needed, found, values, evidence)
        return Check.of(check_id, Status.FAILED, finding)
    code = _code(error, description, target)
    if not code:
        return Check.of(check_id, Status.UNKNOWN, unjudged(reply, _WANTED, secrets=hidden))
    cover = Cover(hidden)
    said = shown(f"{reply.status} {error}: {description}", cover)
    values = {"error": shown(error, cover), "said": shown(description or error, cover)}
    return Check.of(check_id, Status.FAILED, Finding(code, _WANTED, said, values, evidence))


def _code(error: str, description: str, target: Target) -> str:
    if error == "invalid_client":
        return REGENERATED if target.secret_worked else "token.client_refused"
    if error == "invalid_grant":
        hinted = (code for hint, code in _GRANT_HINTS if hint in description)
        return next(hinted, "token.code_refused")
    return _ERRORS.get(error, "")


def server_time(reply: Reply) -> float | None:
    """Return the provider's clock by its `Date` header, None where it does not tell."""
    fast = seconds_fast(reply.headers, 0.0)
    return None if fast is None else -fast
