"""The real catalogue, and setups that hold everything a setup can hold."""

from __future__ import annotations

import pytest

from jcwizard.catalogue import Catalogue, load
from jcwizard.model.setup import Setup, Surroundings
from tests.keep.filled import AROUND, CANARY, full_setup


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """Return what resources/ says."""
    return load()


@pytest.fixture
def around() -> Surroundings:
    """Return the surroundings of an ordinary start."""
    return AROUND


@pytest.fixture
def full(catalogue: Catalogue) -> Setup:
    """Return a setup in which a secret lies and has strayed to wherever one can stray."""
    return full_setup(catalogue.services["facets"], CANARY)
