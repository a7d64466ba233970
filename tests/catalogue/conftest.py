"""A copy of resources/ that a test may spoil."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "resources"


@pytest.fixture
def resources(tmp_path: Path) -> Path:
    """Return a copy of the data files."""
    copy = tmp_path / "resources"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns("*.svg", "__pycache__"))
    return copy
