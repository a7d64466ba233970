"""Pages are tested in the real window, so that changes reach them as they do for a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from jcwizard.model.setup import Setup
from jcwizard.ui.context import Context
from jcwizard.ui.window import Window
from tests.conftest import QtLoop
from tests.ui.pages.living import Living
from tests.ui.sample import Heard

OpenAt = Callable[..., Window]


@pytest.fixture
def open_at(qtbot: QtBot, qt_loop: QtLoop, context: Context, heard: Heard) -> Iterator[OpenAt]:
    """Open the window at a step, perhaps of another setup; `wait_until` lets its tasks run."""
    opened: list[Window] = []

    def make(step_id: str, setup: Setup | None = None) -> Window:
        if setup is not None:
            context.setup = setup
        window = Window(context)
        context.announce = heard.announced.append
        qtbot.addWidget(window)
        window.show()
        window.go(step_id)
        opened.append(window)
        return window

    yield make
    for window in opened:
        window.close()
    qt_loop.run(context.tasks.end(5))
    assert not heard.crashed


@pytest.fixture
def live(qt_loop: QtLoop, context: Context, heard: Heard) -> Iterator[Living]:
    """Give windows whose tasks run from the start, as they do in the app."""
    living = Living(qt_loop, context)
    yield living
    living.close()
    assert not heard.crashed
