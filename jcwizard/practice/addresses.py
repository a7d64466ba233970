"""Where the three sites of the practice world are."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Addresses:
    """`issuer` ends with a slash, as JumpCloud's does; the two others do not."""

    issuer: str
    console_url: str
    control_plane_url: str
