"""Finds what a test has left running, by the home folder that it gave to its programs."""

from __future__ import annotations

import os
from pathlib import Path


def processes_at_home_in(folder: Path) -> list[str]:
    """Command lines of other processes whose HOME is `folder` (Linux)."""
    mark = f"HOME={folder}".encode()
    found = []
    for process in Path("/proc").iterdir():
        if not process.name.isdigit() or process.name == str(os.getpid()):
            continue
        try:
            if mark in (process / "environ").read_bytes().split(b"\0"):
                command = (process / "cmdline").read_bytes().replace(b"\0", b" ")
                found.append(f"{process.name} {command.decode(errors='replace')}")
        except OSError:
            continue  # it ended while we looked, or is not ours to look at
    return found
