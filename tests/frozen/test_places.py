"""The bundle where people put it: a path with spaces and accents, and no rights to write there."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.frozen.bundle import copied, run
from tests.journeys.driver_screen import Screen
from tests.peers.process import Program, wait_until

pytestmark = pytest.mark.x11

NOBODY = 65534
STRANGE = "Été à São Paulo 設定 & Söhne"


def without_rights(argv: Sequence[str]) -> list[str]:
    """Let a program run as nobody where the tests run as root."""
    if os.geteuid() != 0:
        return list(argv)
    return ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", *argv]


def home_of(folder: Path, screen: Screen) -> dict[str, str]:
    """Make a home for that user; returns the environment that names it."""
    home = folder / "home"
    places = {f"XDG_{n}_HOME": str(home / n.lower()) for n in ("CONFIG", "DATA", "CACHE", "STATE")}
    runtime = home / "run"
    for path in (home, runtime, *map(Path, places.values())):
        path.mkdir(mode=0o700)
        if os.geteuid() == 0:
            os.chown(path, NOBODY, NOBODY)
    return screen.env | places | {"HOME": str(home), "XDG_RUNTIME_DIR": str(runtime)}


def contents(folder: Path) -> dict[str, tuple[int, int]]:
    """The size and the time of change of everything in a folder."""
    found = ((path, path.lstat()) for path in sorted(folder.rglob("*")))
    return {str(path): (about.st_size, about.st_mtime_ns) for path, about in found}


@pytest.fixture
def read_only(frozen: Path, public_folder: Path) -> Path:
    """The program of a bundle in a strange folder in which nobody may write."""
    program = copied(frozen, public_folder / STRANGE)
    for path in (program.parent, *program.parent.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode & ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))
    return program


def test_it_works_at_a_strange_path_without_rights_and_writes_nothing_there(
    read_only: Path, public_folder: Path, screen: Screen
) -> None:
    env = home_of(public_folder, screen)
    before = contents(read_only.parent)

    tried = run(without_rights([str(read_only), "--self-test"]), env)
    assert tried.returncode == 0, tried.stdout + tried.stderr
    start = without_rights([str(read_only), "--practice"])
    with Program("the bundle", start, env=env) as program:
        wait_until(lambda: "JumpCloud" in screen.title(), 30, "its window")
        assert program.running, program.errors()

    assert contents(read_only.parent) == before
