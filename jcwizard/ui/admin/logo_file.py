"""Reads a picture for the User Portal from a file, and says why one is refused."""

from __future__ import annotations

import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jcwizard.jumpcloud.plan import Logo

MOST_BYTES = 1_000_000
"""The largest file that is taken. JumpCloud publishes no limit, so this one is ours."""

BEGINNINGS = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
}
"""How a file of each kind begins, whatever its name says."""


@dataclass(frozen=True)
class Refused:
    """Why a file is not taken: the words `logo_choice.<reason>`."""

    reason: str


def read_logo(path: Path) -> Logo | Refused:
    """Return the picture in a file, or why it is none; nothing but an ordinary file is read."""
    from jcwizard.jumpcloud.plan import Logo

    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            return Refused("no_file")
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError:
        return Refused("not_read")
    if not data:
        return Refused("empty")
    if len(data) > MOST_BYTES:
        return Refused("too_large")
    kind = next((kind for start, kind in BEGINNINGS.items() if data.startswith(start)), "")
    return Logo(path.name, kind, data) if kind else Refused("no_picture")
