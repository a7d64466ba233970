"""With what, and where, the Admin API is entered: keys, service accounts, places, organisations."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from jcwizard.model.addresses import authority, split
from jcwizard.model.rules import CLIENT_ID_SHAPE, Ruling, clean
from jcwizard.model.secret import Secret
from jcwizard.model.setup import Setup, Surroundings

SHORTEST_KEY = 20
LONGEST_KEY = 512
_KEY = re.compile(r"[\x21-\x7e]+")
# JumpCloud's own: those of today, and those from before there was a prefix.
_USUAL_KEY = re.compile(r"jca_[A-Za-z0-9_-]{20,}|[0-9a-f]{40}")
_OTHER_PRODUCTS = re.compile(
    r"gh[pousr]_|github_pat_|glpat-|xox[abeprs]-|sk[-_]|pk_|rk_|AKIA|ASIA|AIza|ya29\.|SG\.|hvs\.|"
    r"pypi-|npm_|dop_v1_|NRAK-|00[A-Za-z0-9_-]{40}$|-----BEGIN"
)


@dataclass(frozen=True)
class ApiKey:
    """An administrator's own key; it may do whatever that administrator may."""

    key: Secret


@dataclass(frozen=True)
class ServiceAccount:
    """A service account of the organisation (OAuth 2.0 client credentials, RFC 6749 4.4)."""

    client_id: str
    client_secret: Secret


Credential = ApiKey | ServiceAccount


@dataclass(frozen=True)
class Place:
    """Where the Admin API is asked.

    `admin_api` is the v1 address without a slash at its end, v2 lies below it; `token_url` is where
    a service account gets its token. `own` is True for the region's published address and False for
    one that a setup names instead. `name` is the region's name for people.
    """

    region: str
    admin_api: str
    token_url: str
    own: bool
    name: str = ""

    @property
    def host(self) -> str:
        """Return the host that is given the key, for sentences; "" when there is none."""
        parts = split(self.admin_api)
        return authority(parts) if parts is not None else ""


@dataclass(frozen=True)
class Organisation:
    """One of JumpCloud's organisations; both texts are "" when the key may not list them."""

    id: str
    name: str


def place_of(setup: Setup, around: Surroundings) -> Place:
    """Return where this setup's Admin API is; the setup's own `admin_api` wins.

    What cannot be used (no address, or http to another computer) is refused when it is asked.
    """
    region = setup.values.get("region", "")
    published = _published(region, around.regions.get(region, {}))
    own = setup.values.get("admin_api", "").strip().rstrip("/")
    if not own:
        return published
    parts = split(own)
    if parts is None or not parts.netloc:
        return replace(published, admin_api=own, token_url="", own=False)
    origin = f"{parts.scheme}://{parts.netloc}"
    address = own if urlsplit(own).path.strip("/") else f"{origin}/api"
    return replace(published, admin_api=address, token_url=f"{origin}/oauth2/token", own=False)


def other_places(setup: Setup, around: Surroundings) -> tuple[Place, ...]:
    """Return the other regions' places, to recognise a wrong region; none when overridden."""
    if setup.values.get("admin_api", "").strip():
        return ()
    chosen = setup.values.get("region", "")
    return tuple(
        _published(region, addresses)
        for region, addresses in around.regions.items()
        if region != chosen
    )


def judge_key(text: str) -> Ruling:
    """Return the ruling on a pasted Admin API key.

    Refused is what surely is none, by name; the shape of a right one is not documented, so an
    unusual one is taken with a notice.
    """
    cleaned, notices = clean(text)
    if not cleaned:
        return Ruling(refusal="empty")
    refusal = _no_key(cleaned)
    if refusal:
        return Ruling(refusal=refusal)
    unusual = () if _USUAL_KEY.fullmatch(cleaned) else ("admin_key_unusual",)
    return Ruling(cleaned, (*notices, *unusual))


def _no_key(text: str) -> str:
    """Return the word key of why this is no Admin API key, "" when it may be one."""
    if "://" in text:
        return "admin_key_url"
    if text.lower().startswith(("bearer ", "basic ", "x-api-key")):
        return "admin_key_header"
    if text.startswith("eyJ"):
        return "admin_key_token"
    if _OTHER_PRODUCTS.match(text):
        return "admin_key_other_product"
    if any(c.isspace() for c in text):
        return "admin_key_space"
    if set(text) <= {"•", "*", "●"}:
        return "admin_key_dots"
    if CLIENT_ID_SHAPE.fullmatch(text):
        return "admin_key_is_client_id"
    if not _KEY.fullmatch(text):
        return "admin_key_characters"
    if len(text) < SHORTEST_KEY:
        return "admin_key_short"
    return "admin_key_long" if len(text) > LONGEST_KEY else ""


def _published(region: str, addresses: Mapping[str, str]) -> Place:
    return Place(
        region,
        addresses.get("admin_api", ""),
        addresses.get("admin_token_url", ""),
        own=True,
        name=addresses.get("name", region),
    )
