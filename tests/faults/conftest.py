"""What the seeded faults share: a desk with a wizard on it, and the count of right answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from jcwizard.catalogue import Catalogue
from jcwizard.ui.theme import Theme
from tests.conftest import QtLoop
from tests.faults.case import Outcome
from tests.faults.desk import Desk
from tests.faults.eyes import Lexicon
from tests.faults.scene import Scene, scene_of
from tests.faults.walks import FROM_THE_FIRST_PAGE
from tests.ui.conftest import catalogue, garbage, theme

__all__ = ["catalogue", "garbage", "theme"]


def pytest_configure(config: pytest.Config) -> None:
    """Let Qt's offscreen platform say what it cannot do: these tests run on it, too."""
    config.addinivalue_line("qt_log_ignore", "This plugin does not support propagateSizeHints")


@pytest.fixture(scope="session")
def outcomes() -> dict[str, Outcome]:
    """How each case ended, by its id."""
    return {}


@pytest.fixture(scope="session")
def lexicon(catalogue: Catalogue) -> Lexicon:
    """What stands behind the texts on show."""
    return Lexicon(catalogue)


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Scene]:
    """A world in which nothing is wrong yet."""
    with scene_of(monkeypatch, tmp_path / "data") as made:
        yield made


@pytest.fixture
def sit_down(
    scene: Scene,
    qt_loop: QtLoop,
    qapp: QApplication,
    catalogue: Catalogue,
    theme: Theme,
    lexicon: Lexicon,
) -> Callable[[str], Desk]:
    """Start the wizard in the scene as it stands, for a walk: `with sit_down("start") as desk`."""

    def start(walk: str) -> Desk:
        begun = walk not in FROM_THE_FIRST_PAGE
        return Desk(scene, qt_loop, qapp, catalogue, theme, lexicon, begun=begun)

    return start
