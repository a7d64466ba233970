"""Runs the frozen program to its end, and makes copies of its bundle to do something to."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

Done = subprocess.CompletedProcess[str]


def copied(frozen: Path, to: Path) -> Path:
    """Copy the bundle to a folder that is not there yet; returns its program."""
    shutil.copytree(frozen.parent, to, symlinks=True)
    return to / frozen.name


def linked(frozen: Path, to: Path) -> Path:
    """The same in no time where that is possible: for copies of which files are only removed."""
    try:
        shutil.copytree(frozen.parent, to, symlinks=True, copy_function=os.link)
    except (OSError, shutil.Error):  # on another disk
        shutil.rmtree(to)
        return copied(frozen, to)
    return to / frozen.name


def run(argv: Sequence[str], env: Mapping[str, str]) -> Done:
    """Run a command of the program, which must end within a minute."""
    return subprocess.run(
        list(argv), env=dict(env), capture_output=True, text=True, timeout=60, check=False
    )
