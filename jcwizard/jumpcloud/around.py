"""The surroundings of an ordinary start: the real JumpCloud's regions and our test address."""

from __future__ import annotations

from jcwizard.jumpcloud.regions import REGIONS
from jcwizard.jumpcloud.test_place import TEST_PORT, test_address
from jcwizard.model.setup import Surroundings

__all__ = ["TEST_PORT", "around_jumpcloud", "test_address"]


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
