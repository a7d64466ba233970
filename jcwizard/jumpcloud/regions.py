"""JumpCloud's regions and their addresses.

An organisation lives in one region and cannot be reached from another. The addresses are those of
JumpCloud's own API description: the region's label stands just before `jumpcloud.com`.
"""

from __future__ import annotations

from dataclasses import dataclass

_DOMAIN = "jumpcloud.com"


@dataclass(frozen=True)
class Region:
    """One region; `issuer` ends with a slash (as in its tokens), the other addresses do not."""

    id: str
    name: str
    issuer: str
    console_url: str
    admin_api: str
    admin_token_url: str

    @property
    def applications_url(self) -> str:
        """Return the admin console's page of SSO applications."""
        return f"{self.console_url}/#/applications"


def _region(region_id: str, name: str, label: str) -> Region:
    domain = f"{label}.{_DOMAIN}" if label else _DOMAIN
    console = f"https://console.{domain}"
    token_url = f"https://admin-oauth.id.{domain}/oauth2/token"
    return Region(
        region_id, name, f"https://oauth.id.{domain}/", console, f"{console}/api", token_url
    )


US = _region("us", "US", "")
EU = _region("eu", "EU", "eu")
IN = _region("in", "India", "in")
REGIONS: tuple[Region, ...] = (US, EU, IN)
