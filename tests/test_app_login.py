"""The app ends in the middle of a test login: soon, with its port free, and nothing left behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from jcwizard.practice.settings import Settings
from tests.canaries import overhear
from tests.oidc.browser import free_port
from tests.practice.running import RunningWorld
from tests.test_app import DRIVER, drive, ended, read

row = pytest.mark.row
pytestmark = pytest.mark.skipif(os.name != "posix", reason="ends the process by Unix's signals")

ROOT = Path(__file__).parents[1]

# The setup comes as words, the secret over standard input, as in a keychain's place.
BEFORE = """
from jcwizard.model.secret import Secret
from jcwizard.model.setup import Surroundings
from jcwizard.net import browser
from tests.ui.pages import login_states
from tests.ui.sample import REGIONS

ISSUER, CLIENT_ID, PORT, HOW = sys.argv[2:]
browser.open_browser = lambda link: True

def begin(window):
    context = window.context
    context.around = Surroundings(f"http://127.0.0.1:{PORT}/callback", REGIONS)
    context.setup.choose("custom")
    login_states.enter(context, "custom")
    context.setup.put("client_id", CLIENT_ID)
    context.setup.put("issuer", ISSUER)
    context.setup.put_secret(Secret(sys.stdin.readline().strip()))
    window.show_step(context.service.step("test"))
    attempt = window.page.attempt
    attempt.changed.connect(lambda: attempt.opened and waiting(window))
    window.page.start()

def waiting(window):
    global waiting
    waiting = lambda _: None
    tell(window)

def tell(window):
    if not window.context.saved.list():  # what is saved on the way
        QTimer.singleShot(20, lambda: tell(window))
        return
    print("waiting", flush=True)
    if HOW == "close":
        window.close()
"""


@pytest.fixture(scope="module")
def world() -> Iterator[RunningWorld]:
    with RunningWorld() as running:
        yield running


class Waiting:
    """The app in a process of its own, which waits for the browser."""

    def __init__(self, folder: Path, world: RunningWorld, how: str = "") -> None:
        self.port = free_port()
        address = f"http://127.0.0.1:{self.port}/callback"
        client_id, secret = world.register(
            Settings(display_label="Acme Wiki", redirect_uris=(address,), email=True, profile=True)
        )
        self.secret = secret.reveal()
        code = DRIVER.format(painted="begin(window)", before=BEFORE)
        words = [str(folder), world.world.issuer, client_id, str(self.port), how]
        self.process = subprocess.Popen(
            [sys.executable, "-X", "faulthandler", "-c", code, *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{self.secret}\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line == "waiting\n", self.process.communicate()[1]

    def listens(self) -> bool:
        with socket.socket() as one:
            return one.connect_ex(("127.0.0.1", self.port)) == 0


@row("U9", "U10", "L32")
def test_closing_the_window_in_the_middle_ends_it_soon_and_frees_the_port(
    tmp_path: Path, world: RunningWorld
) -> None:
    app = Waiting(tmp_path, world, "close")
    began = time.monotonic()
    assert ended(app.process) == ""
    assert time.monotonic() - began < 4  # 2 seconds on a machine that does nothing else
    assert not app.listens()


@row("U10", "L32")
def test_being_told_to_end_in_the_middle_ends_it_soon_and_frees_the_port(
    tmp_path: Path, world: RunningWorld
) -> None:
    app = Waiting(tmp_path, world)
    assert app.listens()
    began = time.monotonic()
    app.process.send_signal(signal.SIGTERM)
    said = "\n".join(app.process.communicate(timeout=30))
    overhear("what the app said", said)
    assert time.monotonic() - began < 4
    assert app.process.returncode in {0, -signal.SIGTERM, 128 + signal.SIGTERM}
    assert "Traceback" not in said
    assert not app.listens()


@row("U11", "L32")
def test_a_kill_in_the_middle_leaves_no_lock_no_half_file_and_no_secret(
    tmp_path: Path, world: RunningWorld
) -> None:
    app = Waiting(tmp_path, world)
    app.process.kill()
    overhear("what the app said", "\n".join(app.process.communicate(timeout=30)))
    assert not app.listens()

    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not [path for path in files if app.secret.encode() in path.read_bytes()]
    setup = read(tmp_path)
    assert setup.values["display_label"] == "Acme Wiki"
    assert "login" not in setup.runs
    # The next one starts and ends well: there is no lock in its way.
    ended(drive(tmp_path, "QTimer.singleShot(300, window.close)"))
