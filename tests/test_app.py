"""Start-up and end: the first paint waits for nothing heavy, and closing ends the process soon."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from jcwizard.keep.saved import SavedSetups
from jcwizard.model.setup import Setup
from jcwizard.ui.palettes import PALETTES
from tests.canaries import overhear
from tests.peers.process import wait_until

HEAVY = ("asyncio", "qasync", "httpx", "keyring", "authlib", "joserfc", "h11", "ssl", "truststore")

DRIVER = """
import os
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
code = app.run(cli.Window(data_dir=Path(sys.argv[1])))
sys.stdout.flush()
os._exit(code)  # as the program ends, for the same reason: __main__.program
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
    overhear("what the app said", f"{out}\n{err}")
    assert process.returncode == 0, err
    return out


def test_nothing_heavy_is_loaded_before_the_first_paint(tmp_path: Path) -> None:
    look = f"print([name for name in {HEAVY} if name in sys.modules]); window.close()"
    assert ended(drive(tmp_path, look)).strip() == "[]"


FRAME = """
import os, sys
import jcwizard.__main__ as start
from PySide6.QtWidgets import QApplication
from jcwizard.ui import first_paint

load = first_paint.import_module

def after_the_frame(name):
    (window,) = QApplication.topLevelWidgets()
    {seen}
    return load(name)

first_paint.import_module = after_the_frame
code = start.main(["--data-dir", sys.argv[1]])
sys.stdout.flush()
os._exit(code)
"""


def after_the_frame(folder: Path, seen: str) -> list[str]:
    """Start the program, look when its empty frame is on the screen; returns what was printed."""
    done = subprocess.run(
        [sys.executable, "-c", FRAME.format(seen=seen), str(folder)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_the_frame_is_on_the_screen_before_anything_that_fills_it_is_loaded(tmp_path: Path) -> None:
    seen = "print(window.isVisible(), *sorted(sys.modules), flush=True); os._exit(0)"
    visible, *loaded = after_the_frame(tmp_path, seen)
    assert visible == "True"
    assert {name for name in loaded if name.startswith("jcwizard")} <= {
        "jcwizard",
        "jcwizard.__main__",
        "jcwizard.cli",
        "jcwizard.console",
        "jcwizard.jumpcloud",
        "jcwizard.jumpcloud.test_place",
        "jcwizard.practice",
        "jcwizard.practice.fault_names",
        "jcwizard.quiet",
        "jcwizard.ui",
        "jcwizard.ui.first_paint",
        "jcwizard.ui.no_window",
        "jcwizard.ui.palettes",
        "jcwizard.ui.timers",
        "jcwizard.ui.window",
        "jcwizard.ui.window_frame",
    }
    assert not {*HEAVY, "dataclasses", "tomllib", "PySide6.QtSvg"} & {*loaded}


def test_a_window_that_is_closed_before_anything_is_in_it_ends_the_program(tmp_path: Path) -> None:
    began = time.monotonic()
    assert after_the_frame(tmp_path, "window.close()") == []
    assert time.monotonic() - began < 20
    assert not list(tmp_path.rglob("*.json"))


@pytest.mark.parametrize("theme", ["light", "dark", "high-contrast"])
def test_the_frame_has_the_ground_of_its_theme(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, theme: str
) -> None:
    monkeypatch.setenv("JCWIZARD_THEME", theme)
    seen = "print(window.grab().toImage().pixelColor(9, 9).name(), flush=True); os._exit(0)"
    assert after_the_frame(tmp_path, seen) == [PALETTES[theme]["window"].lower()]


FAULTS = """
SECRET = "C4nary-of-the-start-0123456789abcdef"

def fault(*_):
    raise RuntimeError(f"the server said {SECRET}")

async def late_fault(*_):
    fault()

app._load_heavy_parts = fault
app._load_pages = late_fault
app.in_thread = late_fault
"""

CRASHED = """
    from PySide6.QtWidgets import QApplication

    def look():
        dialogs = [w for w in QApplication.topLevelWidgets() if w.objectName() == "crash"]
        if not dialogs or not dialogs[0].isVisible():
            QTimer.singleShot(20, look)
            return
        print(SECRET in dialogs[0].details, dialogs[0].details.count("Reference"), flush=True)
        dialogs[0].go_on.click()
        window.context.setup.choose("facets")
        QTimer.singleShot(300, window.close)

    window.context.open_url("https://acme.example")
    look()
"""


@pytest.mark.row("G1")
def test_a_fault_while_the_program_starts_is_shown_and_the_window_lives_on(tmp_path: Path) -> None:
    process = drive(tmp_path, CRASHED.strip(), FAULTS)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert out.split() == ["False", "1"]
    assert "C4nary" not in err
    assert "unexpected error" in err
    assert read(tmp_path).service_id == "facets", "what was done after it is kept"


@pytest.mark.parametrize("before", ["app.load = fault", "app.put_together = fault"])
def test_a_fault_before_there_is_a_window_is_told_without_its_text(
    tmp_path: Path, before: str
) -> None:
    code = "\n".join(
        [
            "import sys, jcwizard.app as app, jcwizard.__main__ as start",
            "def fault(*_):",
            "    raise RuntimeError('C4nary-of-the-start')",
            before,
            f"sys.argv = ['jcwizard', '--data-dir', {str(tmp_path)!r}]",
            "start.program()",
        ]
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "C4nary" not in done.stderr
    assert "RuntimeError" in done.stderr


def test_an_untouched_start_leaves_no_file(tmp_path: Path) -> None:
    ended(drive(tmp_path, "QTimer.singleShot(300, window.close)"))
    assert not list(tmp_path.rglob("*.json"))


CLOSED = """
    def look():
        if ctypes.CDLL(None).prctl(3, 0, 0, 0, 0):  # PR_GET_DUMPABLE
            QTimer.singleShot(20, look)
            return
        print(resource.getrlimit(resource.RLIMIT_CORE)[0], flush=True)
        window.close()

    look()
"""


@pytest.mark.row("S12")
@pytest.mark.skipif(sys.platform != "linux", reason="the others know no such request")
def test_soon_after_the_first_paint_only_root_may_look_into_the_window(tmp_path: Path) -> None:
    begun = "import ctypes, resource; from jcwizard import quiet; quiet.begin()"
    assert ended(drive(tmp_path, CLOSED.strip(), begun)) == "0\n"


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


BUSY = """
    setup = window.context.setup
    setup.choose('facets')
    letters = iter(range(10**6))

    def type_on():
        setup.put('organisation', 'x' * 20_000 + str(next(letters)))
        QTimer.singleShot(0, type_on)

    type_on()
    print('typing', flush=True)
"""


@pytest.mark.row("D2")
@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX's")
def test_killed_while_it_saves_again_and_again_every_next_start_finds_a_whole_setup(
    tmp_path: Path,
) -> None:
    hasty = "import jcwizard.ui.keeping as keeping; keeping.PAUSE_SECONDS = 0.001"
    for number in range(4):
        process = drive(tmp_path, BUSY.strip(), hasty)
        assert process.stdout is not None
        assert process.stdout.readline() == "typing\n"
        wait_until(lambda number=number: saves(tmp_path) > number, 20, "something to be saved")
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.05 * number + random.random() / 20)
        process.kill()
        process.communicate()
        setups = SavedSetups(tmp_path / "setups")
        assert [line.trouble for line in setups.list()] == [None] * saves(tmp_path)
        setups.close()
    ended(drive(tmp_path, "QTimer.singleShot(300, window.close)"))


def saves(folder: Path) -> int:
    return len(list((folder / "setups").glob("*.json")))


@pytest.mark.row("D14", "D13")
@pytest.mark.skipif(sys.platform != "linux", reason="XDG is Linux's")
def test_a_home_with_letters_of_the_world_and_spaces_is_a_home(tmp_path: Path) -> None:
    home = tmp_path / "Jürgen Ünal ñ 日本" / ("a rather long folder " * 8).strip()
    home.mkdir(parents=True)
    painted = "window.context.setup.choose('facets'); QTimer.singleShot(300, window.close)"
    code = DRIVER.format(painted=painted, before="").replace("data_dir=Path(sys.argv[1])", "")
    env = {k: v for k, v in os.environ.items() if not k.startswith("XDG_")}
    env |= {"HOME": str(home), "QT_QPA_PLATFORM": "offscreen", "XDG_DATA_HOME": "not/absolute"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert read(home / ".local" / "share" / "jcwizard").service_id == "facets"


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
