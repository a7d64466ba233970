"""Fetches and checks the issuer's document: where JumpCloud's endpoints are (OIDC Discovery 4)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl

from jcwizard.model.exchange import Exchange
from jcwizard.model.finding import Check, Finding, Status
from jcwizard.net.client import Client, Reply, Request
from jcwizard.oidc.answers import split_url
from jcwizard.oidc.replies import unjudged
from jcwizard.oidc.untrusted import json_type, shown

ISSUER = "issuer"
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_REQUIRED_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_REQUIRED_LISTS = (
    ("response_types_supported", "code"),
    ("subject_types_supported", ""),
    ("id_token_signing_alg_values_supported", "RS256"),
)
# What an authorization request adds; RFC 6749 3.1 allows none of it twice.
_ADDED = frozenset(
    {
        *("response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "prompt"),
        *("code_challenge", "code_challenge_method"),
    }
)
# A name or a number, and an IPv6 address: what every reader of an address takes for the host.
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?|[0-9a-f:.]*:[0-9a-f:.]*")
_SECOND_LEVEL = frozenset({"ac", "co", "com", "edu", "gov", "go", "ne", "net", "or", "org"})
_NEVER = frozenset(' \\"<>')
_MAX_URL = 2_048
_MAX_BYTES = 1_048_576


@dataclass(frozen=True)
class Provider:
    """The checked document: every endpoint is https (http where the issuer itself is loopback).

    `userinfo_endpoint` is "" where none is published; `announces_iss` is RFC 9207's metadata.
    """

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str = ""
    announces_iss: bool = False
    evidence: tuple[Exchange, ...] = ()


async def discover(
    issuer: str, other_issuers: tuple[tuple[str, str], ...], client: Client
) -> Provider | Check:
    """Fetch the issuer's document, or return the `issuer` check that says why there is none."""
    if not is_issuer(issuer):
        finding = Finding("issuer.address_invalid", "https://", shown(issuer))
        return Check.of(ISSUER, Status.FAILED, finding)
    # OIDC Discovery 4.1: one trailing slash goes before the path is appended.
    url = issuer.removesuffix("/") + "/.well-known/openid-configuration"
    headers = (("Accept", "application/json"),)
    reply = await client.send(Request("GET", url, headers=headers, max_bytes=_MAX_BYTES))
    return read_document(reply, issuer, other_issuers)


def read_document(
    reply: Reply, issuer: str, other_issuers: tuple[tuple[str, str], ...]
) -> Provider | Check:
    """Check the document that came back (OIDC Discovery 3 and 4.3); unknown members are ignored."""
    members = reply.json_object()
    if reply.trouble is not None or reply.status != 200 or members is None:
        return Check.of(ISSUER, Status.UNKNOWN, unjudged(reply, "200 application/json"))
    finding = _issuer_finding(members, issuer, other_issuers) or _member_finding(members, issuer)
    if finding is not None:
        evidence = (reply.exchange,)
        finding = Finding(finding.code, finding.expected, finding.actual, finding.values, evidence)
        return Check.of(ISSUER, Status.FAILED, finding)
    return Provider(
        issuer=issuer,
        authorization_endpoint=str(members["authorization_endpoint"]),
        token_endpoint=str(members["token_endpoint"]),
        jwks_uri=str(members["jwks_uri"]),
        userinfo_endpoint=str(members.get("userinfo_endpoint") or ""),
        announces_iss=members.get("authorization_response_iss_parameter_supported") is True,
        evidence=(reply.exchange,),
    )


def _issuer_finding(
    members: Mapping[str, object], issuer: str, other_issuers: tuple[tuple[str, str], ...]
) -> Finding | None:
    told = members.get("issuer")
    if told == issuer:
        return None
    if not isinstance(told, str):
        return _incomplete("issuer", issuer, json_type(told) if "issuer" in members else "")
    actual = shown(told)
    for region, other in other_issuers:
        if told == other:
            return Finding("issuer.other_region", issuer, actual, {"region": region})
    if told.removesuffix("/") == issuer.removesuffix("/"):
        return Finding("issuer.slash_differs", issuer, actual)
    return Finding("issuer.differs", issuer, actual)


def _member_finding(members: Mapping[str, object], issuer: str) -> Finding | None:
    for name, wanted in _REQUIRED_LISTS:
        value = members.get(name)
        if not isinstance(value, list):
            return _incomplete(name, "array", json_type(value) if name in members else "")
        if wanted and wanted not in value:
            listed = ", ".join(item for item in value if isinstance(item, str))
            return _incomplete(name, wanted, shown(listed))
    names = list(_REQUIRED_ENDPOINTS)
    if members.get("userinfo_endpoint") not in (None, ""):
        names.append("userinfo_endpoint")
    for name in names:
        value = members.get(name)
        if not isinstance(value, str) or not value:
            return _incomplete(name, "https://", json_type(value) if name in members else "")
        problem = endpoint_problem(value, issuer)
        if problem:
            return Finding(problem, issuer, shown(value), {"member": name})
    return _query_finding(str(members["authorization_endpoint"]), issuer)


def _query_finding(endpoint: str, issuer: str) -> Finding | None:
    """RFC 6749 3.1: an endpoint's own query is kept, so it must not hold what we add."""
    name = "authorization_endpoint"
    parts = split_url(endpoint)
    query = parse_qsl(parts.query, keep_blank_values=True) if parts is not None else []
    if _ADDED.isdisjoint(field for field, _value in query):
        return None
    return Finding("issuer.endpoint_invalid", issuer, shown(endpoint), {"member": name})


def _incomplete(member: str, expected: str, actual: str) -> Finding:
    return Finding("issuer.document_incomplete", expected, actual, {"member": member})


def is_issuer(issuer: str) -> bool:
    """Return whether this may be asked: https, or http on loopback; no query (Discovery 3)."""
    parts = _plain_url(issuer)
    if parts is None or "?" in issuer or "#" in issuer:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(issuer))


def is_loopback(url: str) -> bool:
    """Return whether a URL's host is this computer."""
    parts = split_url(url)
    return parts is not None and parts.hostname in _LOOPBACK


def endpoint_problem(url: str, issuer: str) -> str:
    """Return the code of what is wrong with an endpoint of this issuer, "" when nothing is.

    A secret goes there, so it must be as safe as the issuer, and belong to the same domain.
    """
    parts, home = _plain_url(url), split_url(issuer)
    if parts is None or parts.fragment or home is None:
        return "issuer.endpoint_invalid"
    at_home = is_loopback(issuer) and is_loopback(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and at_home):
        return "issuer.endpoint_insecure"
    if not at_home and _domain(parts.hostname) != _domain(home.hostname):
        return "issuer.endpoint_elsewhere"
    return ""


def _domain(host: str | None) -> str:
    """Return the part of a host's name that somebody has registered; a number stays whole."""
    labels = (host or "").lower().split(".")
    if labels[-1].isdigit():
        return ".".join(labels)
    # acme.co.uk is registered, co.uk is not.
    of_a_country = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL
    return ".".join(labels[-3:] if of_a_country else labels[-2:])


def _plain_url(url: str) -> SplitResult | None:
    """Return the parts of an address that browsers and this program read alike, else None."""
    if len(url) > _MAX_URL or not url.isascii() or not url.isprintable() or _NEVER & set(url):
        return None
    parts = split_url(url)
    if parts is None or "@" in parts.netloc or not _HOST.fullmatch(parts.hostname or ""):
        return None
    return parts
