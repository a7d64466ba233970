"""Nothing is cut off at any scale, on a small screen, from right to left, or in longer words."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jcwizard.catalogue import Catalogue
from jcwizard.model.words import Words
from jcwizard.ui.theme import Theme
from tests.look import at
from tests.ui.cut_off import settled_cut_off
from tests.ui.sample import sample_context


@pytest.mark.row("G6")
@pytest.mark.parametrize("scale", ["1", "1.5", "3"])
def test_every_page_is_whole_on_a_small_screen_at_every_scale(scale: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.scale_sample", "1024", "600"],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": scale},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["scale"] == float(scale)
    assert found["sizes"] == [[1024, 600]]
    assert found["cut"] == []


@pytest.fixture
def from_the_right(qapp: QApplication) -> Iterator[None]:
    """Lay windows out as in Arabic or Hebrew."""
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def cut(catalogue: Catalogue, theme: Theme, words: Words, folder: Path, qtbot: QtBot) -> list[str]:
    """Return what is cut off on any page at the window's smallest size."""
    found = []
    for service in catalogue.services.values():
        for step in service.steps:
            context = sample_context(catalogue, theme, folder)
            context.words = words
            window = at(context, service.id, step.id)
            qtbot.addWidget(window)
            window.resize(860, 600)
            window.show()
            QApplication.processEvents()
            assert (window.width(), window.height()) == (860, 600)
            found += [f"{service.id}/{step.id}: {what}" for what in settled_cut_off(window)]
            window.close()
    return found


@pytest.mark.row("G6")
@pytest.mark.usefixtures("from_the_right")
def test_every_page_is_whole_from_right_to_left(
    catalogue: Catalogue, theme: Theme, tmp_path: Path, qtbot: QtBot
) -> None:
    assert cut(catalogue, theme, catalogue.words, tmp_path, qtbot) == []


@pytest.mark.row("G6")
def test_every_page_is_whole_in_a_language_of_longer_words(
    catalogue: Catalogue, theme: Theme, tmp_path: Path, qtbot: QtBot
) -> None:
    """German takes about a third more room; single words take up to twice as much."""

    def longer(text: str) -> str:
        return f"{text} {'länger ' * (1 + len(text) // 20)}".strip() if text else text

    long = Words({key: longer(catalogue.words.template(key)) for key in catalogue.words})
    assert cut(catalogue, theme, long, tmp_path, qtbot) == []
