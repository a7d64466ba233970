"""What the window's tests share: the catalogue, a theme, and a context that reaches nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from jcwizard.catalogue import Catalogue, load
from jcwizard.ui.context import Context
from jcwizard.ui.garbage import GarbageCollector
from jcwizard.ui.theme import Theme
from tests.ui.sample import Heard, sample_context


def pytest_configure(config: pytest.Config) -> None:
    """Let Qt's offscreen platform say what it cannot do: these tests run on it, too."""
    config.addinivalue_line("qt_log_ignore", "This plugin does not support propagateSizeHints")


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The real catalogue."""
    return load()


@pytest.fixture(scope="session", autouse=True)
def garbage(qapp: QApplication) -> Iterator[GarbageCollector]:
    """Collect garbage on this thread only, as the app does; peers run in others."""
    collector = GarbageCollector()
    yield collector
    collector.stop()


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    """The light theme at ordinary text size."""
    return Theme(qapp, "light", 1.0)


@pytest.fixture
def heard() -> Heard:
    """What the test's context was asked to do."""
    return Heard()


@pytest.fixture
def context(catalogue: Catalogue, theme: Theme, heard: Heard, tmp_path: Path) -> Context:
    """A Facets setup, some way in."""
    return sample_context(catalogue, theme, tmp_path, heard)
