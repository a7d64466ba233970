"""Tells a reply that can be judged from one that proves nothing, and words why as a finding."""

from __future__ import annotations

from urllib.parse import urlsplit

from jcwizard.model.finding import Finding
from jcwizard.net.messages import Reply
from jcwizard.net.redaction import is_page, page_title
from jcwizard.net.repeats import asked_wait

SIGN_IN_PAGE = "network.sign_in_page"
REDIRECTED = "network.redirected"
TOO_MANY_REQUESTS = "network.too_many_requests"
WAIT_ASKED = "network.wait_asked"
SERVER_ERROR = "network.server_error"
_KEYS = frozenset({"authorization", "x-api-key"})


def no_answer(reply: Reply) -> Finding | None:
    """Return why `reply` is no answer of the server asked, or None when it may be judged.

    Trouble on the way, 429 (with the wait that it asks for), 511 (RFC 6585 6) and every other 5xx
    say nothing about what was asked.
    """
    if reply.trouble is not None:
        trouble = reply.trouble
        return Finding(
            trouble.code,
            actual=trouble.detail,
            values={"host": host_of(reply), **trouble.values},
            evidence=(reply.exchange,),
        )
    values = {"host": host_of(reply), "status": str(reply.status)}
    if reply.status == 429:
        return _asked_to_wait(reply, values)
    if reply.status == 511:
        return _sign_in_page(reply)
    if reply.status >= 500:
        code, actual = SERVER_ERROR, str(reply.status)
        return Finding(code, actual=actual, values=values, evidence=(reply.exchange,))
    return None


def sign_in_page(reply: Reply) -> Finding | None:
    """Return a finding when a page or a redirect came where data was asked for, else None.

    So answers a network that wants a sign-in of its own first, and so does a wrong address. Only
    for requests whose right answer is JSON. Where a secret went along, the place that the redirect
    leads to is named: nothing was sent there.
    """
    if reply.trouble is not None:
        return None
    carried = {name.lower() for name, _value in reply.exchange.sent}
    if 300 <= reply.status < 400 and (reply.exchange.method != "GET" or carried & _KEYS):
        return _redirected(reply)
    if 300 <= reply.status < 400 or is_page(reply.body, reply.headers.get("content-type", "")):
        return _sign_in_page(reply)
    return None


def host_of(reply: Reply) -> str:
    """Return the host that was asked, for sentences."""
    return host_in(reply.exchange.url)


def host_in(address: str) -> str:
    """Return the host of an address, or "?" when there is none."""
    try:
        return urlsplit(address).hostname or "?"
    except ValueError:
        return "?"


def _sign_in_page(reply: Reply) -> Finding:
    title = page_title(reply.body)
    values = {
        "host": host_of(reply),
        "status": str(reply.status),
        "title": title,
        "target": dict(reply.exchange.received).get("location", ""),
    }
    actual = title or values["target"] or str(reply.status)
    return Finding(SIGN_IN_PAGE, actual=actual, values=values, evidence=(reply.exchange,))


def _redirected(reply: Reply) -> Finding:
    target = dict(reply.exchange.received).get("location", "")
    values = {"host": host_of(reply), "status": str(reply.status), "target": host_in(target)}
    actual = f"{reply.status} {target}".strip()
    return Finding(REDIRECTED, actual=actual, values=values, evidence=(reply.exchange,))


def _asked_to_wait(reply: Reply, values: dict[str, str]) -> Finding:
    seconds = asked_wait(reply.headers)
    code, actual = TOO_MANY_REQUESTS, "429"
    if seconds:
        # Units by their symbols: they need no plural. Rounded up, for early is too early.
        wait = f"{seconds} s" if seconds < 120 else f"{-(-seconds // 60)} min"
        code, actual, values = WAIT_ASKED, f"429, {wait}", values | {"wait": wait}
    return Finding(code, actual=actual, values=values, evidence=(reply.exchange,))
