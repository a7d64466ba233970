"""The surroundings of an ordinary start: the real JumpCloud's regions and our test address."""

from __future__ import annotations

from jcwizard.jumpcloud.regions import REGIONS
from jcwizard.model.setup import Surroundings

TEST_PORT = 14217
"""Below the port ranges that Linux, macOS and Windows give away on their own."""


def around_jumpcloud(port: int = TEST_PORT) -> Surroundings:
    """Return the surroundings in which setups meet the real JumpCloud."""
    regions = {
        region.id: {
            "name": region.name,
            "issuer": region.issuer,
            "console_url": region.applications_url,
            "admin_api": region.admin_api,
            "admin_token_url": region.admin_token_url,
        }
        for region in REGIONS
    }
    return Surroundings(test_address(port), regions)


def test_address(port: int) -> str:
    """Return this wizard's own redirect URI (RFC 8252 7.3: the loopback literal, no name)."""
    return f"http://127.0.0.1:{port}/callback"
