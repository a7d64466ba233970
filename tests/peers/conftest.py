"""Fixtures that start the independent peers and stop them again."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from tests.peers.provider import CertifiedProvider

# A Secret Service and D-Bus are Linux's own, and so are the packages that talk with them.
collect_ignore = [] if sys.platform == "linux" else ["test_keychain.py"]


@pytest.fixture
def provider() -> Iterator[CertifiedProvider]:
    """A certified provider with one client and one person."""
    with CertifiedProvider() as running:
        yield running
