"""Names the replies that answer nothing, for checks that then end as "could not tell"."""

from __future__ import annotations

from collections.abc import Iterable

from jcwizard.model.exchange import Exchange
from jcwizard.model.finding import Finding
from jcwizard.model.secret import Secret
from jcwizard.net.answers import host_of, no_answer, sign_in_page
from jcwizard.net.client import Reply
from jcwizard.oidc.untrusted import Cover, shown, text_member

BLOCKED = "provider.blocked"
UNEXPECTED = "provider.unexpected_answer"


def stops_everything(reply: Reply) -> bool:
    """Return whether further requests would only repeat this: no network, or too many requests."""
    return reply.trouble is not None or reply.status == 429


def unjudged(
    reply: Reply,
    expected: str,
    *,
    wants_data: bool = True,
    evidence: Iterable[Exchange] = (),
    secrets: Iterable[Secret | None] = (),
) -> Finding:
    """Return the finding for a reply that answers nothing.

    `expected` says in a few technical words what would have been an answer. Where data was asked
    for, a page or a redirect is a network's own sign-in page. `secrets` are kept out of what is
    shown.
    """
    found = no_answer(reply) or _refused_on_the_way(reply)
    if found is None and wants_data:
        found = sign_in_page(reply)
    if found is None:
        values = {"host": host_of(reply), "status": str(reply.status)}
        found = Finding(UNEXPECTED, actual=_summary(reply), values=values)
    cover = Cover(secrets)
    values = {name: shown(value, cover) for name, value in found.values.items()}
    exchanges = (*evidence, reply.exchange)
    return Finding(found.code, expected, shown(found.actual, cover), values, exchanges)


def _refused_on_the_way(reply: Reply) -> Finding | None:
    """Return a finding for the refusals of firewalls and proxies, which no provider gives here."""
    if reply.status not in (403, 407, 451):
        return None
    values = {"host": host_of(reply), "status": str(reply.status)}
    return Finding(BLOCKED, actual=_summary(reply), values=values)


def _summary(reply: Reply) -> str:
    members = reply.json_object() or {}
    error, text = text_member(members, "error"), text_member(members, "error_description")
    if error:
        return f"{reply.status} {error}: {text}" if text else f"{reply.status} {error}"
    location = dict(reply.exchange.received).get("location", "")
    if location:
        return f"{reply.status} {location}"
    return f"{reply.status} {reply.headers.get('content-type', '').split(';')[0]}".strip()
