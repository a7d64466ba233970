"""Reads where a control plane sends a person who clicks its login button, without going there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, quote, urljoin, urlsplit

from jcwizard.facets.login_options import base_address, seen, seen_values
from jcwizard.model.finding import Finding
from jcwizard.net.answers import no_answer
from jcwizard.net.client import Client, Reply, Request


@dataclass(frozen=True)
class SignIn:
    """The authorization request of the control plane: where it goes and what it carries.

    `values` holds only parameters that occur exactly once (RFC 6749 3.1).
    """

    origin: str
    values: Mapping[str, str]


async def ask_sign_in(
    control_plane_url: str, registration_id: str, client: Client
) -> tuple[SignIn | Finding, Reply]:
    """Start the control plane's sign-in, and return the redirect or why it is not one.

    A page, an error and a redirect to somewhere that is no authorization request prove nothing
    about the set-up: each becomes a finding for "could not tell".
    """
    where = f"{base_address(control_plane_url)}/oauth2/authorization/{quote(registration_id, '')}"
    reply = await client.send(Request("GET", where))
    finding = no_answer(reply)
    if finding is not None:
        return finding, reply
    values = seen_values(reply)
    target = reply.headers.get("location", "")
    if not 300 <= reply.status < 400 or not target:
        code = "facets.sign_in_no_redirect"
        return Finding(code, "302", seen(reply), values, (reply.exchange,)), reply
    sign_in = read_sign_in(where, target)
    if sign_in is None:
        code = "facets.sign_in_elsewhere"
        return Finding(code, "", values["target"], values, (reply.exchange,)), reply
    return sign_in, reply


def read_sign_in(asked: str, target: str) -> SignIn | None:
    """Return the authorization request in `target` (a `Location` value), or None when it is none.

    It is one when it leaves the control plane and says at least `response_type` or `client_id`.
    """
    try:
        parts = urlsplit(urljoin(asked, target))
        origin = origin_of(parts.geturl())
        pairs = parse_qs(parts.query, keep_blank_values=True, max_num_fields=100)
    except ValueError:
        return None
    if origin == origin_of(asked) or not {"client_id", "response_type"} & pairs.keys():
        return None
    return SignIn(origin, {name: found[0] for name, found in pairs.items() if len(found) == 1})


def origin_of(address: str) -> str:
    """Return scheme, host and port (RFC 6454 4), the port always written; ValueError if odd."""
    parts = urlsplit(address)
    port = parts.port or {"https": 443, "http": 80}.get(parts.scheme)
    if port is None or not parts.hostname:
        raise ValueError("no web address")
    return f"{parts.scheme}://{parts.hostname}:{port}"
