"""The quiet questions that need nobody to sign in, one request each (hydra.md 8).

They use `prompt=none`, no cookies and no redirects: nothing is shown to anyone, and nothing is
written at the other end. The token probes carry a made-up refresh token, so they get no token.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from urllib.parse import urlencode

from jcwizard.model.exchange import Exchange
from jcwizard.model.finding import Finding
from jcwizard.model.secret import Secret
from jcwizard.net.client import Client, Reply, Request
from jcwizard.oidc.answers import (
    AuthorizationAnswer,
    Judged,
    Seen,
    TokenAnswer,
    read_authorization,
    read_token,
)
from jcwizard.oidc.credentials import token_request
from jcwizard.oidc.discovery import Provider
from jcwizard.oidc.replies import stops_everything, unjudged

MADE_UP = "setup-check"
_WEAK_STATE = "x"


@dataclass(frozen=True)
class AddressProbe:
    """What the authorization endpoint said to one question, with every exchange that it took."""

    answer: AuthorizationAnswer
    reply: Reply
    evidence: tuple[Exchange, ...]

    @property
    def stops(self) -> bool:
        """Whether asking further would only repeat this."""
        return stops_everything(self.reply)

    def unclear(self) -> Finding:
        """Return the finding for an answer that proves nothing."""
        return unjudged(self.reply, "302, 303", wants_data=False, evidence=self.evidence[:-1])


@dataclass(frozen=True)
class TokenProbe:
    """What the token endpoint said to one made-up grant."""

    answer: TokenAnswer
    reply: Reply

    @property
    def stops(self) -> bool:
        """Whether asking further would only repeat this."""
        return stops_everything(self.reply)


async def ask_address(
    provider: Provider,
    client_id: str,
    client: Client,
    redirect_uri: str,
    scope: str = "openid",
) -> AddressProbe:
    """Ask whether this client may be sent to `redirect_uri` with these scopes (P1, P3, P5).

    An answer that fits nothing known is asked for once more in another way, by a state that is too
    short (P1b): that needs no session logic at the other end.
    """
    probe = await _ask(provider, client_id, client, redirect_uri=redirect_uri, scope=scope)
    if probe.answer.seen is not Seen.UNCLEAR or probe.stops:
        return probe
    again = await _ask(
        provider, client_id, client, redirect_uri=redirect_uri, scope=scope, weak_state=True
    )
    both = (*probe.evidence, *again.evidence)
    if again.answer.seen is Seen.UNCLEAR and not again.stops:
        return AddressProbe(probe.answer, probe.reply, both)
    return AddressProbe(again.answer, again.reply, both)


async def ask_registered(provider: Provider, client_id: str, client: Client) -> AddressProbe:
    """Ask without any redirect URI: exactly one registered is answered to (P2)."""
    return await _ask(provider, client_id, client)


async def _ask(
    provider: Provider,
    client_id: str,
    client: Client,
    *,
    redirect_uri: str | None = None,
    scope: str = "",
    weak_state: bool = False,
) -> AddressProbe:
    state = _WEAK_STATE if weak_state else secrets.token_urlsafe(24)
    fields = [("client_id", client_id), ("response_type", "code")]
    if scope:
        fields += [("scope", scope), ("nonce", secrets.token_urlsafe(24))]
    if redirect_uri is not None:
        fields.append(("redirect_uri", redirect_uri))
    fields.append(("state", state))
    if not weak_state:
        fields.append(("prompt", "none"))
    endpoint = provider.authorization_endpoint
    reply = await client.send(Request("GET", with_query(endpoint, fields)))
    answer = AuthorizationAnswer(Seen.UNCLEAR)
    if reply.trouble is None:
        location = reply.headers.get("location", "")
        answer = read_authorization(
            reply.status, location, endpoint=endpoint, redirect_uri=redirect_uri, state=state
        )
    return AddressProbe(answer, reply, (reply.exchange,))


def with_query(url: str, fields: list[tuple[str, str]]) -> str:
    """Return `url` with the fields added to its query (RFC 6749 3.1: an own query is kept)."""
    return url + ("&" if "?" in url else "?") + urlencode(fields)


async def ask_token(
    provider: Provider, client_id: str, client: Client, secret: Secret | None, method: str
) -> TokenProbe:
    """Ask for a refresh with a made-up token (P6, P7): only the credentials are judged."""
    fields = (("grant_type", "refresh_token"), ("refresh_token", MADE_UP))
    request = token_request(provider.token_endpoint, fields, client_id, secret, method)
    reply = await client.send(request)
    answer = TokenAnswer(Judged.UNCLEAR)
    if reply.trouble is None:
        answer = read_token(reply.status, reply.json_object())
    return TokenProbe(answer, reply)
