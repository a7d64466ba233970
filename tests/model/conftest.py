"""The real services, and the surroundings of an ordinary start."""

from __future__ import annotations

import pytest

from jcwizard.catalogue import Catalogue, load
from jcwizard.model.setup import Surroundings

AROUND = Surroundings(
    "http://127.0.0.1:14217/callback",
    {
        "us": {
            "name": "United States",
            "issuer": "https://oauth.id.jumpcloud.com/",
            "console_url": "https://console.jumpcloud.com/#/applications",
        },
        "eu": {
            "name": "Europe",
            "issuer": "https://oauth.id.eu.jumpcloud.com/",
            "console_url": "https://console.eu.jumpcloud.com/#/applications",
        },
    },
)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """Return what resources/ says."""
    return load()


@pytest.fixture
def around() -> Surroundings:
    """Return the surroundings of an ordinary start."""
    return AROUND
