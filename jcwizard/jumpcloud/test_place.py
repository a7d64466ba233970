"""The test address: where this wizard itself is reached for a test login."""

from __future__ import annotations

TEST_PORT = 14217
"""Below the port ranges that Linux, macOS and Windows give away on their own."""


def test_address(port: int) -> str:
    """Return this wizard's own redirect URI (RFC 8252 7.3: the loopback literal, no name)."""
    return f"http://127.0.0.1:{port}/callback"
