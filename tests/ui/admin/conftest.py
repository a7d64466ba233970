"""What the journeys through the Admin API's ways share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from jcwizard.jumpcloud import namesakes, patience
from jcwizard.net import browser, repeats
from jcwizard.ui.context import Context
from tests.conftest import QtLoop
from tests.oidc.browser import free_port
from tests.practice.running import RunningWorld
from tests.ui.admin.desk import AdminDesk
from tests.ui.pages.pretend_browser import PretendBrowser
from tests.ui.sample import Heard


@pytest.fixture(scope="module")
def practice() -> Iterator[RunningWorld]:
    """One pretend JumpCloud for a whole module."""
    with RunningWorld() as running:
        yield running


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody wait as long as a server in trouble is given."""
    monkeypatch.setattr(patience, "_FIRST_PAUSE", 0.01)
    monkeypatch.setattr(repeats, "_PAUSES", (0.01, 0.02))
    monkeypatch.setattr(namesakes, "PAUSES", (0.0, 0.01, 0.02, 0.01))


@pytest.fixture
def desk(
    practice: RunningWorld,
    quick: None,
    qt_loop: QtLoop,
    context: Context,
    heard: Heard,
    tmp_path: Path,
) -> Iterator[AdminDesk]:
    """A person at the window, whose pretend JumpCloud holds nothing yet."""
    world = practice.world
    world.admin_calls.clear()
    world.admin_faults.clear()
    for one in list(world.applications.kept):
        world.applications.remove(one.id)
    made = AdminDesk(qt_loop, context, practice, tmp_path / "data", free_port())
    yield made
    world.admin_faults.clear()
    made.close()
    assert not heard.crashed


@pytest.fixture
def visitor(practice: RunningWorld, monkeypatch: pytest.MonkeyPatch) -> Iterator[PretendBrowser]:
    """A person who signs in at the pretend JumpCloud."""
    pretend = PretendBrowser(practice)
    monkeypatch.setattr(browser, "open_browser", pretend)
    yield pretend
    pretend.join()
