"""Names the replies that cannot be judged: trouble on the way, an edge that refuses, a web page."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

from jcwizard.model.exchange import Exchange
from jcwizard.model.finding import Finding
from jcwizard.model.secret import Secret
from jcwizard.net.client import Reply
from jcwizard.oidc.untrusted import shown, text_member

TOO_MANY_REQUESTS = "provider.too_many_requests"


def stops_everything(reply: Reply) -> bool:
    """Return whether further requests would only repeat this: no network, or too many requests."""
    return reply.trouble is not None or reply.status == 429


def unjudged(
    reply: Reply,
    expected: str,
    *,
    evidence: Iterable[Exchange] = (),
    secrets: Iterable[Secret | None] = (),
) -> Finding:
    """Return the finding for a reply that answers nothing; its check is "could not tell".

    `expected` says in a few technical words what would have been an answer. `secrets` are kept out
    of what is shown.
    """
    exchanges = (*evidence, reply.exchange)
    secrets = tuple(secrets)
    host = _host(reply.exchange.url)
    if reply.trouble is not None:
        values = {"host": host, **reply.trouble.values}
        return Finding(
            reply.trouble.code, expected, shown(reply.trouble.detail, secrets), values, exchanges
        )
    values = {"host": host, "status": str(reply.status)}
    if 300 <= reply.status < 400:
        values["target"] = _target(reply)
    actual = shown(_summary(reply), secrets)
    return Finding(_code(reply), expected, actual, values, exchanges)


def _code(reply: Reply) -> str:
    if reply.status == 429:
        return TOO_MANY_REQUESTS
    if reply.status >= 500:
        return "provider.out_of_order"
    if 300 <= reply.status < 400:
        return "provider.redirected"
    if reply.status in (403, 407, 451):
        return "provider.blocked"
    if is_page(reply):
        return "provider.web_page"
    return "provider.unexpected_answer"


def is_page(reply: Reply) -> bool:
    """Return whether the body is an HTML page, whatever the header says."""
    start = reply.body[:512].lstrip().lower()
    kind = reply.headers.get("content-type", "").lower()
    return "html" in kind or start.startswith((b"<!doctype html", b"<html"))


def _summary(reply: Reply) -> str:
    members = reply.json_object() or {}
    error, text = text_member(members, "error"), text_member(members, "error_description")
    if error:
        return f"{reply.status} {error}: {text}" if text else f"{reply.status} {error}"
    if 300 <= reply.status < 400:
        return f"{reply.status} → {_target(reply)}"
    return f"{reply.status} {reply.headers.get('content-type', '').split(';')[0]}".strip()


def _target(reply: Reply) -> str:
    return _host(urljoin(reply.exchange.url, reply.headers.get("location", "")))


def _host(url: str) -> str:
    try:
        return shown(urlsplit(url).hostname or "?")
    except ValueError:
        return "?"
