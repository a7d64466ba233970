"""What the tests of the frozen program get: the program, and the journeys' screen and browser.

    python3 dev.py test tests/frozen --frozen dist/jcwizard/jcwizard

A run that names no program, such as that of all tests, does not see them.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.conftest import browser, screen, shared_browser

__all__ = ["browser", "screen", "shared_browser"]

OPTION = "--frozen"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a run name the program that is to be tried."""
    parser.addoption(OPTION, metavar="PROGRAM", type=Path, help="try this frozen program")


def pytest_ignore_collect(config: pytest.Config) -> bool | None:
    """Leave these tests alone unless a program is named."""
    return True if config.getoption(OPTION, default=None) is None else None


@pytest.fixture(scope="session")
def frozen(pytestconfig: pytest.Config) -> Path:
    """The program file of the bundle that was named."""
    named: Path = pytestconfig.getoption(OPTION)
    program = named.resolve()
    if not os.access(program, os.X_OK) or not program.is_file():
        raise pytest.UsageError(f"{OPTION}: {program} is no program")
    return program


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """A folder that every user of this computer may enter; pytest's own are for its user only."""
    folder = Path(tempfile.mkdtemp(prefix="jcwizard-frozen-"))
    folder.chmod(0o755)
    yield folder
    for path in (folder, *folder.rglob("*")):
        if path.is_dir() and not path.is_symlink():
            path.chmod(path.stat().st_mode | stat.S_IRWXU)
    shutil.rmtree(folder)
