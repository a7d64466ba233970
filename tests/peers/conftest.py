"""Fixtures that start the independent peers and stop them again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.peers.provider import CertifiedProvider


@pytest.fixture
def provider() -> Iterator[CertifiedProvider]:
    """A certified provider with one client and one person."""
    with CertifiedProvider() as running:
        yield running
