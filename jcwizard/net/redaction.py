"""Builds the record of an exchange by allow-list: what is not named here is shown as dots."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, unquote_plus, urlsplit

from jcwizard.model.exchange import Exchange
from jcwizard.model.secret import DOTS, Secret
from jcwizard.model.secret_forms import secret_forms
from jcwizard.net.json_body import UNREAD, read_json
from jcwizard.net.messages import Request
from jcwizard.net.public_names import PUBLIC_FIELDS, PUBLIC_HEADERS, PUBLIC_MEMBERS
from jcwizard.net.trouble import Trouble

_HEADERS_SENT = frozenset({"accept", "content-type"})
_LOGIN_SCHEMES = frozenset({"basic", "bearer"})

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-]{0,40}")
# No part can run over the next "<": else a page of nothing but "<title" is read for a second.
_TITLE = re.compile(rb"<title[^<>]*>([^<]{0,400})</title", re.IGNORECASE)
_TOKEN = re.compile(r"eyJ[A-Za-z0-9_\-]{8,}(?:\.[A-Za-z0-9_\-]*){0,4}")
_MAX_TEXT = 300
_MAX_EXCERPT = 2_000
_MAX_MEMBERS = 40
_SHORTEST_SCRUBBED = 4


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
    scrub = _Scrubber(request.secrets())
    sent = [(name, _sent_header(name, value)) for name, value in request.headers]
    sent += [(name, _public_value(name, value)) for name, value in request.form or ()]
    # Looked for before a text is shortened as well: a secret cut in two would not be found.
    received = [(name, scrub(headers[name])) for name in PUBLIC_HEADERS if name in headers]
    text = body.decode("utf-8", "surrogateescape")
    clean = scrub(text)
    if clean != text:
        body, value = clean.encode("utf-8", "surrogateescape"), UNREAD
    shown = excerpt(body, headers.get("content-type", ""), value)
    return Exchange(
        method=request.method,
        url=scrub(public_url(request.url)),
        sent=tuple((name, scrub(value)) for name, value in sent),
        status=status,
        received=tuple((name, scrub(_received_header(name, value))) for name, value in received),
        body=scrub(shown),
        seconds=seconds,
        trouble=scrub(trouble.detail or trouble.code) if trouble else "",
    )


def public_url(url: str) -> str:
    """Return `url` for showing: no user name, and query values only where the name is public."""
    try:
        parts = urlsplit(url)
        query = _public_pairs(parts.query)
        # A fragment may hold tokens (OAuth 2.0 4.2.2), so it is read like a query.
        fragment = _public_pairs(parts.fragment)
    except ValueError:
        return DOTS
    host = parts.netloc.rpartition("@")[2]
    shown = f"{parts.scheme}://{host}" if parts.scheme else host
    shown += parts.path[:_MAX_TEXT]
    return shown + (f"?{query}" if query else "") + (f"#{fragment}" if fragment else "")


def page_title(body: bytes) -> str:
    """Return the title of an HTML page, at most 120 characters, or ""."""
    found = _TITLE.search(body[:65_536])
    return " ".join(found[1].decode("utf-8", "replace").split())[:120] if found else ""


def excerpt(body: bytes, content_type: str, value: object = UNREAD) -> str:
    """Return what may be shown of a body: allow-listed JSON members, or a page's title and size."""
    if not body:
        return ""
    value = read_json(body) if value is UNREAD else value
    if isinstance(value, dict | list):
        return json.dumps(_public_json(value), ensure_ascii=False)[:_MAX_EXCERPT]
    kind = "HTML" if is_page(body, content_type) else (content_type.split(";")[0] or "no type")
    title = page_title(body)
    return f"{kind}, {len(body)} bytes" + (f", title: {title}" if title else "")


def is_page(body: bytes, content_type: str) -> bool:
    """Return whether an answer is an HTML page, by what it says or by how it begins."""
    start = body[:512].lstrip().lower()
    return "html" in content_type.lower() or start.startswith((b"<!doctype html", b"<html"))


def _public_pairs(text: str) -> str:
    pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=100)
    if text and not pairs:
        return DOTS
    return "&".join(f"{_public_name(name)}={_public_value(name, value)}" for name, value in pairs)


def _public_name(name: str) -> str:
    return name if _NAME.fullmatch(name) else DOTS


def _public_value(name: str, value: str | Secret) -> str:
    if isinstance(value, Secret) or name not in PUBLIC_FIELDS:
        return DOTS
    return _shortened(public_url(value) if "://" in value else value)


def _sent_header(name: str, value: str | Secret) -> str:
    if name.lower() in _HEADERS_SENT and isinstance(value, str):
        return _shortened(value)
    if name.lower() == "authorization":
        scheme = (value.reveal() if isinstance(value, Secret) else value).partition(" ")[0]
        if scheme.lower() in _LOGIN_SCHEMES:
            return f"{scheme} {DOTS}"
    return DOTS


def _received_header(name: str, value: str) -> str:
    return _shortened(public_url(value) if name == "location" else value)


def _public_json(value: dict[str, object] | list[object]) -> object:
    if isinstance(value, list):
        shown = [_public_json(item) for item in value[:5] if isinstance(item, dict)]
        return {"entries": len(value), "first": shown}
    members: dict[str, object] = {}
    for name, member in list(value.items())[:_MAX_MEMBERS]:
        if name == "keys" and isinstance(member, list):
            members[name] = _public_json(member)
        elif name in PUBLIC_MEMBERS:
            members[name] = _public_member(member)
        else:
            members[_public_name(name)] = DOTS
    return members


def _public_member(member: object) -> object:
    if isinstance(member, str):
        return _shortened(public_url(member) if "://" in member else member)
    if isinstance(member, list):
        return [_shortened(item) for item in member[:20] if isinstance(item, str)]
    if member is None or isinstance(member, bool | int | float):
        return member
    return DOTS


def _shortened(text: str) -> str:
    clean = _TOKEN.sub(DOTS, "".join(char if char.isprintable() else " " for char in text))
    return clean if len(clean) <= _MAX_TEXT else clean[:_MAX_TEXT] + "…"


class _Scrubber:
    """Replaces every form of the given secrets that a server might repeat."""

    def __init__(self, secrets: tuple[Secret, ...]) -> None:
        forms: set[str] = set()
        for secret in secrets:
            text = secret.reveal()
            scheme, _space, login = text.partition(" ")
            # "Basic" is no secret, what follows it is.
            text = login if scheme.lower() in _LOGIN_SCHEMES and login else text
            for form in (text, unquote_plus(text), _shortened(text).removesuffix("…")):
                forms.update(secret_forms(form, _SHORTEST_SCRUBBED))
        self._forms = tuple(sorted(forms, key=len, reverse=True))

    def __call__(self, text: str) -> str:
        for form in self._forms:
            text = text.replace(form, DOTS)
        return text
