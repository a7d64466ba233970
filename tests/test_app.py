"""Start-up and end: the first paint waits for nothing heavy, and closing ends the process soon."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from jcwizard.keep.saved import SavedSetups
from jcwizard.model.setup import Setup

HEAVY = ("asyncio", "qasync", "httpx", "keyring", "authlib", "joserfc", "h11", "ssl", "truststore")

DRIVER = """
import sys
from pathlib import Path

import jcwizard.app as app
from jcwizard import cli
from jcwizard.ui.window import Window
from PySide6.QtCore import QTimer

{before}

def painted(window):
    {painted}

made = Window.__init__

def init(window, *args):
    made(window, *args)
    window.painted.connect(lambda: painted(window))

Window.__init__ = init
sys.exit(app.run(cli.Window(data_dir=Path(sys.argv[1]))))
"""


def drive(folder: Path, painted: str, before: str = "") -> subprocess.Popen[str]:
    """Start the app in a process of its own; `painted` is done after its first paint."""
    code = DRIVER.format(painted=painted, before=before)
    return subprocess.Popen(
        [sys.executable, "-X", "faulthandler", "-c", code, str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )


def ended(process: subprocess.Popen[str], seconds: float = 30) -> str:
    """Wait for the end; returns what was printed."""
    try:
        out, err = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGABRT)
        out, err = process.communicate()
    assert process.returncode == 0, err
    return out


def test_nothing_heavy_is_loaded_before_the_first_paint(tmp_path: Path) -> None:
    look = f"print([name for name in {HEAVY} if name in sys.modules]); window.close()"
    assert ended(drive(tmp_path, look)).strip() == "[]"


def test_an_untouched_start_leaves_no_file(tmp_path: Path) -> None:
    ended(drive(tmp_path, "QTimer.singleShot(300, window.close)"))
    assert not list(tmp_path.rglob("*.json"))


WORK = """
import asyncio, threading

async def forever():
    await asyncio.Event().wait()

async def blocked():
    await asyncio.to_thread(threading.Event().wait)

async def stubborn():
    while True:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            pass
"""


@pytest.mark.parametrize("work", ["forever", "blocked", "stubborn"])
def test_closing_ends_the_process_although_work_is_in_flight(tmp_path: Path, work: str) -> None:
    painted = (
        f"window.context.tasks.start({work});"
        "QTimer.singleShot(500, lambda: (print('closing', flush=True), window.close()))"
    )
    process = drive(tmp_path, painted, WORK)
    assert process.stdout is not None
    assert process.stdout.readline() == "closing\n"
    began = time.monotonic()
    ended(process)
    assert time.monotonic() - began < 4  # 2 seconds on a machine that does nothing else


def test_a_killed_process_loses_at_most_what_was_typed_last(tmp_path: Path) -> None:
    painted = (
        "window.context.setup.choose('facets');"
        "window.context.setup.put('registration_id', 'acme');"
        "QTimer.singleShot(1500, lambda: print('typed', flush=True))"
    )
    process = drive(tmp_path, painted)
    assert process.stdout is not None
    assert process.stdout.readline() == "typed\n"
    process.kill()
    process.communicate()
    assert read(tmp_path).values["registration_id"] == "acme"


def test_the_last_letters_are_saved_on_closing(tmp_path: Path) -> None:
    painted = (
        "window.context.setup.choose('facets');"
        "window.context.setup.put('registration_id', 'acme');"
        "QTimer.singleShot(0, window.close)"
    )
    ended(drive(tmp_path, painted))
    assert read(tmp_path).values["registration_id"] == "acme"


def read(folder: Path) -> Setup:
    saved = SavedSetups(folder / "setups")
    (line,) = saved.list()
    setup = saved.load(line.id)
    saved.close()
    assert isinstance(setup, Setup)
    return setup


def start(arguments: Sequence[str]) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", "jcwizard", *arguments]
    return subprocess.run(words, capture_output=True, text=True, timeout=30, check=False)


def test_a_wrong_use_is_one_line_and_ends_with_2() -> None:
    done = start(["--port", "seven"])
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
