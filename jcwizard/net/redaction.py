"""Builds the record of an exchange by allow-list: what is not named here is shown as dots."""

from __future__ import annotations

import re
from collections.abc import Mapping

from jcwizard.model.exchange import Exchange
from jcwizard.model.secret import DOTS, Secret
from jcwizard.net.json_body import UNREAD, read_json
from jcwizard.net.messages import Request, plain
from jcwizard.net.public_json import json_excerpt, json_pairs
from jcwizard.net.public_names import PUBLIC_HEADERS
from jcwizard.net.scrubbing import LOGIN_SCHEMES, Scrubber
from jcwizard.net.shown_text import public_name, public_url, public_value, shortened
from jcwizard.net.trouble import Trouble

__all__ = ["excerpt", "is_page", "page_title", "public_url", "record"]

_HEADERS_SENT = frozenset({"accept", "content-type"})
# No part can run over the next "<": else a page of nothing but "<title" is read for a second.
_TITLE = re.compile(rb"<title[^<>]*>([^<]{0,400})</title", re.IGNORECASE)


def record(
    request: Request,
    *,
    status: int | None,
    headers: Mapping[str, str],
    body: bytes,
    seconds: float,
    trouble: Trouble | None,
    value: object = UNREAD,
) -> Exchange:
    """Return the exchange as it may be shown, reported and kept.

    `headers` has lower-case names. Beside the allow-lists, every secret of the request is looked
    for in what came back, so that a server which repeats a secret does not put it on screen.
    `value` is what `read_json` makes of the body, where that is known already.
    """
    scrub = Scrubber(request.secrets())
    # Looked for before a text is shortened as well: a secret cut in two would not be found.
    received = [(name, scrub(headers[name])) for name in PUBLIC_HEADERS if name in headers]
    text = body.decode("utf-8", "surrogateescape")
    clean = scrub(text)
    if clean != text:
        body, value = clean.encode("utf-8", "surrogateescape"), UNREAD
    shown = excerpt(body, headers.get("content-type", ""), value, request.public)
    return Exchange(
        method=request.method,
        url=scrub(public_url(request.url)),
        sent=tuple((name, scrub(value)) for name, value in _sent(request)),
        status=status,
        received=tuple((name, scrub(_received_header(name, value))) for name, value in received),
        body=scrub(shown),
        seconds=seconds,
        trouble=scrub(trouble.detail or trouble.code) if trouble else "",
    )


def page_title(body: bytes) -> str:
    """Return the title of an HTML page, at most 120 characters, or ""."""
    found = _TITLE.search(body[:65_536])
    return " ".join(found[1].decode("utf-8", "replace").split())[:120] if found else ""


def excerpt(
    body: bytes, content_type: str, value: object = UNREAD, public: frozenset[str] = frozenset()
) -> str:
    """Return what may be shown of a body: allow-listed JSON members, or a page's title and size."""
    if not body:
        return ""
    value = read_json(body) if value is UNREAD else value
    if isinstance(value, dict | list):
        return json_excerpt(value, public)
    kind = "HTML" if is_page(body, content_type) else (content_type.split(";")[0] or "no type")
    title = page_title(body)
    return f"{kind}, {len(body)} bytes" + (f", title: {title}" if title else "")


def is_page(body: bytes, content_type: str) -> bool:
    """Return whether an answer is an HTML page, by what it says or by how it begins."""
    start = body[:512].lstrip().lower()
    return "html" in content_type.lower() or start.startswith((b"<!doctype html", b"<html"))


def _sent(request: Request) -> list[tuple[str, str]]:
    """Return what was sent, headers first; of a file only its kind and its size in bytes."""
    sent = [(name, _sent_header(name, value)) for name, value in request.headers]
    sent += [(name, public_value(name, value)) for name, value in request.form or ()]
    if request.json is not None:
        sent += json_pairs(request.json, request.public)
    if request.upload is not None:
        upload = request.upload
        size = f"{shortened(upload.content_type)}, {len(upload.data)} bytes"
        sent.append((public_name(upload.name), size))
    return sent


def _sent_header(name: str, value: str | Secret) -> str:
    if name.lower() in _HEADERS_SENT and isinstance(value, str):
        return shortened(value)
    if name.lower() == "authorization":
        scheme = plain(value).partition(" ")[0]
        if scheme.lower() in LOGIN_SCHEMES:
            return f"{scheme} {DOTS}"
    return DOTS


def _received_header(name: str, value: str) -> str:
    return shortened(public_url(value) if name == "location" else value)
