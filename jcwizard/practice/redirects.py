"""Which redirect URI an application may be sent to: fosite's matching (authorize_helper.go)."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from urllib.parse import SplitResult, quote, unquote, urlsplit

from jcwizard.practice.form_data import encode, parse_form
from jcwizard.practice.refusals import RefusedError

NO_MATCH = (
    "The 'redirect_uri' parameter does not match any of the OAuth 2.0 Client's pre-registered "
    "redirect urls."
)


def matching(requested: str, registered: Sequence[str]) -> str:
    """Return the URI to answer to, or raise the mismatch.

    String equality; for `http` on a loopback address the port alone may differ (RFC 8252 7.3).
    Nothing requested stands for the one registered, where there is exactly one.
    """
    if not requested:
        candidates = list(registered) if len(registered) == 1 else []
    else:
        candidates = [
            requested for uri in registered if uri == requested or _same_loopback(requested, uri)
        ]
    if candidates and is_valid(candidates[0]):
        return candidates[0]
    raise RefusedError("invalid_request", NO_MATCH)


def is_valid(uri: str) -> bool:
    """Say whether a URI may be registered: absolute, without a fragment, nothing else asked."""
    parts = _split(uri)
    return parts is not None and bool(parts.scheme) and "#" not in uri


def is_secure(uri: str) -> bool:
    """Say whether a code may go there after login: anything but `http` outside this computer."""
    parts = _split(uri)
    if parts is None or parts.scheme != "http":
        return parts is not None
    host = parts.hostname or ""
    return host == "localhost" or host.endswith(".localhost") or _is_loopback(host)


def is_test_address(uri: str) -> bool:
    """Say whether this is the wizard's own test address: `/callback` on this computer."""
    parts = _split(uri)
    if parts is None or parts.scheme != "http":
        return False
    host = parts.hostname or ""
    return parts.path == "/callback" and (host == "localhost" or _is_loopback(host))


def survives_rewriting(uri: str, registered: Sequence[str]) -> bool:
    """Say whether the URI still matches after Go has read and written it again.

    An upper-case scheme, a raw space or a raw letter outside ASCII matches as text, but every
    later answer then goes to the error page (hydra.md 1.2).
    """
    try:
        return bool(matching(_as_go_writes(uri), registered))
    except RefusedError:
        return False


def with_fields(uri: str, fields: dict[str, str], *, fragment: bool = False) -> str:
    """Return `uri` with `fields` merged into its own query, sorted (or as its fragment)."""
    uri = _as_go_writes(uri)
    if fragment:
        return f"{uri}#{encode(fields)}"
    base, _, query = uri.partition("?")
    own = parse_form(query)
    kept = [(name, value) for name, value in own or () if name not in fields]
    return f"{base}?{encode([*kept, *fields.items()])}"


def _as_go_writes(uri: str) -> str:
    scheme, colon, rest = uri.partition(":")
    return scheme.lower() + colon + quote(rest, safe="!#$%&'()*+,/:;=?@[]-._~")


def _split(uri: str) -> SplitResult | None:
    try:
        parts = urlsplit(uri)
        _ = parts.port  # raises where the port is no number
    except ValueError:
        return None
    return parts


def _same_loopback(requested: str, registered: str) -> bool:
    ask, have = _split(requested), _split(registered)
    if ask is None or have is None or ask.scheme != "http":
        return False
    # Only the requested scheme is looked at, and never `localhost`: both are fosite's rules.
    return (
        _is_loopback(ask.hostname or "")
        and ask.hostname == have.hostname
        and unquote(ask.path) == unquote(have.path)
        and ask.query == have.query
    )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
