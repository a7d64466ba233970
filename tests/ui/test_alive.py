"""Whatever blocks, the window goes on; whatever answers late finds no window that is gone."""

from __future__ import annotations

import asyncio
import gc
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QTimer

from jcwizard.keep import writing
from jcwizard.keep.keychain import Keychain
from jcwizard.model.setup import Setup
from jcwizard.net.client import Client
from jcwizard.ui.context import Context
from jcwizard.ui.keeping import Keeping
from jcwizard.ui.pages.keep_record import KeepRecord
from jcwizard.ui.threads import DaemonThreads
from jcwizard.ui.window import Window
from tests.conftest import QtLoop
from tests.keep.stores import Memory
from tests.ui.pages import login_states
from tests.ui.pages.living import Living

BLOCKED = 1.2
"""Seconds for which something stands still."""

STALL = 0.6
"""Seconds between two beats; a window that waits for what is blocked has a gap of BLOCKED."""


class Heartbeat:
    """Beats every 20 ms on the window's thread and knows the longest gap."""

    def __init__(self) -> None:
        self.worst, self._last = 0.0, time.monotonic()
        self._timer = QTimer()
        self._timer.setInterval(20)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now = time.monotonic()
        self.worst, self._last = max(self.worst, now - self._last), now

    def stop(self) -> float:
        """End it; returns the longest gap in seconds."""
        self._beat()
        self._timer.stop()
        return self.worst


class Blockade:
    """Blocks whoever comes through, and knows in which threads that was."""

    def __init__(self) -> None:
        self.threads: list[threading.Thread] = []
        self.go = threading.Event()

    def __call__(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def slow(*args: Any, **how: Any) -> Any:
            self.threads.append(threading.current_thread())
            self.go.wait(BLOCKED)
            return real(*args, **how)

        return slow


@pytest.fixture
def living(context: Context, qt_loop: QtLoop) -> Iterator[Living]:
    """A window that is at the credentials of a whole setup, with the app's own threads."""
    qt_loop.loop.set_default_executor(DaemonThreads())
    context.setup = Setup("facets")
    login_states.enter(context)
    made = Living(qt_loop, context)
    yield made
    if made.windows:
        made.close()
    context.saved.close()


def ask_the_keychain(live: Living, block: Blockade, patch: pytest.MonkeyPatch) -> None:
    memory = Memory()
    memory.before = lambda _: block(lambda: None)()
    live.context.make_keychain = lambda: Keychain(find=lambda: memory)
    page = live.open("credentials")
    page._choice.box.click()  # type: ignore[attr-defined]


def resolve_a_name(live: Living, block: Blockade, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(socket, "getaddrinfo", block(socket.getaddrinfo))
    live.context.make_client = Client
    live.context.setup.put("issuer", "http://localhost:9/")
    page = live.open("credentials")
    page.check()  # type: ignore[attr-defined]


def save_the_setup(live: Living, block: Blockade, patch: pytest.MonkeyPatch) -> None:
    patch.setattr("jcwizard.keep.saved.write_whole", block(writing.write_whole))
    live.open("credentials")
    keeping = Keeping(live.context, live.window.notice.show_finding)
    live.window.kept = keeping  # type: ignore[attr-defined] # as long as the window lives
    live.context.setup.put("organisation", "Acme")


def save_the_report(live: Living, block: Blockade, patch: pytest.MonkeyPatch) -> None:
    patch.setattr("jcwizard.keep.report.write_whole", block(writing.write_whole))
    page = live.open("credentials")
    record = KeepRecord(live.context, 1)
    record.setParent(page)
    record.save_report(live.context.saved._folder.parent / "report.html")


def list_the_setups(live: Living, block: Blockade, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(live.context.saved, "list", block(lambda: ()))
    live.open("service")


def open_a_file(live: Living, block: Blockade, patch: pytest.MonkeyPatch) -> None:
    from jcwizard.keep.folders import Folders
    from jcwizard.ui.session import Session

    patch.setattr("jcwizard.keep.setup_file.read_plain", block(lambda *_: None))
    page = live.open("service")
    keeping = Keeping(live.context, live.window.notice.show_finding)
    session = Session(live.window, keeping, Folders(Path("/nowhere")))
    live.window.kept = (keeping, session)  # type: ignore[attr-defined]
    page.open_file("/nowhere/acme.jcsetup")  # type: ignore[attr-defined]


BLOCKING = {
    "the keychain": ask_the_keychain,
    "names": resolve_a_name,
    "the disk": save_the_setup,
    "the report's disk": save_the_report,
    "the list": list_the_setups,
    "a file": open_a_file,
}


@pytest.mark.row("G3")
@pytest.mark.parametrize("what", BLOCKING)
def test_the_window_goes_on_while_something_blocks(
    living: Living, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    block = Blockade()
    BLOCKING[what](living, block, monkeypatch)
    gc.collect()
    living.until(lambda: bool(block.threads), 20)
    beat = Heartbeat()
    ends = time.monotonic() + BLOCKED
    living.until(lambda: time.monotonic() > ends, 20)
    assert beat.stop() < STALL
    assert threading.main_thread() not in block.threads
    block.go.set()
    monkeypatch.undo()


@pytest.mark.row("G4")
@pytest.mark.parametrize("what", BLOCKING)
def test_an_answer_that_comes_when_the_window_is_gone_disturbs_nobody(
    living: Living,
    qt_loop: QtLoop,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    what: str,
) -> None:
    block = Blockade()
    crashed: list[BaseException] = []
    living.context.tasks._crashed = crashed.append
    BLOCKING[what](living, block, monkeypatch)
    living.until(lambda: bool(block.threads), 20)
    window: Window = living.windows.pop()
    window.close()
    shiboken6.delete(window)
    del window
    gc.collect()

    block.go.set()

    def answered() -> bool:
        return not any(thread.is_alive() for thread in block.threads)

    qt_loop.run(living.context.tasks.end(5))
    living.until(answered, 20)
    qt_loop.run(asyncio.sleep(0.05))
    assert not crashed
    assert "already deleted" not in "".join(capfd.readouterr())
    monkeypatch.undo()
