"""JumpCloud's regions: their addresses, and how a pasted address tells the region.

An organisation lives in one region and cannot be reached from another. The addresses are those of
JumpCloud's own API description: the region's label stands just before `jumpcloud.com`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

_DOMAIN = "jumpcloud.com"
# Hosts of the US region have no label of their own, so only these tell it from the public website.
_PRODUCT_HOSTS = frozenset({"console", "oauth.id", "admin-oauth.id", "api", "sso", "userportal"})
# What a copied address may carry along unseen: spaces, line ends, zero-width and direction marks.
_UNSEEN = re.compile(r"[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")


@dataclass(frozen=True)
class Region:
    """One region; `issuer` ends with a slash (as in its tokens), the other addresses do not."""

    id: str
    name: str
    issuer: str
    console_url: str
    admin_api: str

    @property
    def applications_url(self) -> str:
        """Return the admin console's page of SSO applications."""
        return f"{self.console_url}/#/applications"


def _region(region_id: str, name: str, label: str) -> Region:
    domain = f"{label}.{_DOMAIN}" if label else _DOMAIN
    console = f"https://console.{domain}"
    return Region(region_id, name, f"https://oauth.id.{domain}/", console, f"{console}/api")


US = _region("us", "US", "")
EU = _region("eu", "EU", "eu")
IN = _region("in", "India", "in")
REGIONS: tuple[Region, ...] = (US, EU, IN)


def by_id(region_id: str) -> Region | None:
    """Return the region with this id (`us`, `eu`, `in`), or None."""
    return next((region for region in REGIONS if region.id == region_id), None)


def by_console_address(text: str) -> Region | None:
    """Return the region that an address from the browser's address bar belongs to.

    Understood are the admin console, the user portal and JumpCloud's other product hosts, with or
    without a scheme, with any path. None for everything else, the public website included.
    """
    host = _host(_UNSEEN.sub("", text))
    if not host.endswith(f".{_DOMAIN}"):
        return None
    name = host.removesuffix(f".{_DOMAIN}")
    for region in (EU, IN):
        if name.endswith(f".{region.id}"):
            return region
    return US if name in _PRODUCT_HOSTS else None


def other_issuers(region: Region) -> tuple[tuple[str, str], ...]:
    """Return (region id, issuer) of every other region."""
    return tuple((other.id, other.issuer) for other in REGIONS if other.id != region.id)


def _host(address: str) -> str:
    full = address if "://" in address else f"https://{address}"
    try:
        parts = urlsplit(full)
    except ValueError:
        return ""
    if parts.scheme.lower() not in {"http", "https"} or "@" in parts.netloc or "\\" in address:
        return ""
    return (parts.hostname or "").rstrip(".")
