"""Tells a reply that can be judged from one that proves nothing, and words why as a finding."""

from __future__ import annotations

from urllib.parse import urlsplit

from jcwizard.model.finding import Finding
from jcwizard.net.clock_skew import http_date
from jcwizard.net.messages import Reply
from jcwizard.net.redaction import is_page, page_title

SIGN_IN_PAGE = "network.sign_in_page"
TOO_MANY_REQUESTS = "network.too_many_requests"
SERVER_ERROR = "network.server_error"

_LONGEST_WAIT = 3_600


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
        values["wait"] = _wait(reply)
        return Finding(TOO_MANY_REQUESTS, actual="429", values=values, evidence=(reply.exchange,))
    if reply.status == 511:
        return _sign_in_page(reply)
    if reply.status >= 500:
        code, actual = SERVER_ERROR, str(reply.status)
        return Finding(code, actual=actual, values=values, evidence=(reply.exchange,))
    return None


def sign_in_page(reply: Reply) -> Finding | None:
    """Return a finding when a page or a redirect came where data was asked for, else None.

    So answers a network that wants a sign-in of its own first, and so does a wrong address. Only
    for requests whose right answer is JSON.
    """
    if reply.trouble is not None:
        return None
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


def _wait(reply: Reply) -> str:
    """Return the seconds that `Retry-After` (RFC 9110 10.2.3) asks for, at most an hour, or ""."""
    text = reply.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return str(min(int(text[:9]), _LONGEST_WAIT))
    until, sent = http_date(text), http_date(reply.headers.get("date", ""))
    if until is None or sent is None:
        return ""
    return str(max(0, min(int((until - sent).total_seconds()), _LONGEST_WAIT)))
