"""Pages are tested in the real window, so that changes reach them as they do for a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from jcwizard.model.setup import Setup, Surroundings
from jcwizard.net import browser
from jcwizard.net.client import Client
from jcwizard.practice.settings import Settings
from jcwizard.ui.context import Context
from jcwizard.ui.window import Window
from tests.conftest import QtLoop
from tests.oidc.browser import free_port
from tests.practice.running import RunningWorld
from tests.ui.pages import login_states
from tests.ui.pages.living import Living
from tests.ui.pages.pretend_browser import PretendBrowser
from tests.ui.sample import REGIONS, Heard

SERVICE_REDIRECT = "https://wiki.acme.example/login/callback"

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


@pytest.fixture
def port() -> int:
    """The port of the test address."""
    return free_port()


@pytest.fixture
def world() -> Iterator[RunningWorld]:
    """A practice JumpCloud."""
    with RunningWorld() as running:
        yield running


@pytest.fixture
def ready(context: Context, world: RunningWorld, port: int) -> None:
    """A setup of another service whose application stands in the practice JumpCloud."""
    test_address = f"http://127.0.0.1:{port}/callback"
    context.around = Surroundings(test_address, REGIONS)
    context.setup = Setup("custom")
    login_states.enter(context, "custom")
    settings = Settings(
        display_label="Acme Wiki",
        redirect_uris=(SERVICE_REDIRECT, test_address),
        email=True,
        profile=True,
        groups=("All Users",),
        group_attribute="groups",
    )
    client_id, secret = world.do(world.world.register(settings))
    context.setup.put("client_id", client_id)
    context.setup.put("issuer", world.world.issuer)
    context.setup.put_secret(secret)
    context.make_client = lambda: Client(deadline=10)


@pytest.fixture
def visitor(world: RunningWorld, monkeypatch: pytest.MonkeyPatch) -> Iterator[PretendBrowser]:
    """A person who signs in at the practice JumpCloud."""
    pretend = PretendBrowser(world)
    monkeypatch.setattr(browser, "open_browser", pretend)
    yield pretend
    pretend.join()
