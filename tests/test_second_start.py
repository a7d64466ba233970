"""A setup file that is opened while the wizard is open comes into the window that is there."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

import jcwizard.__main__ as start
from jcwizard.keep.letter_box import LetterBox, box_of
from tests.journeys.driver_screen import Screen
from tests.peers.process import Program, wait_until

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and notified input")

ROOT = Path(__file__).resolve().parents[1]
SECONDS = 30.0


class Desk:
    """A person's session: windows on one data folder, and the files that are opened."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "the data"
        self.runtime = folder / "runtime"
        self.runtime.mkdir(mode=0o700)
        self.env = {
            **os.environ,
            "QT_QPA_PLATFORM": "offscreen",
            "XDG_RUNTIME_DIR": str(self.runtime),
            "PYTHONPATH": str(ROOT),
        }
        self.windows: list[Program] = []

    def file(self, label: str, name: str = "") -> Path:
        known = {"version": 1, "service": "custom", "display_label": label}
        path = self.folder / f"{name or label}.jcsetup"
        path.write_text(json.dumps(known), "utf-8")
        return path

    def window(self, *words: object, apart: float = 0.0, data: Path | None = None) -> Program:
        """Start a window that tells what it shows."""
        argv = [sys.executable, "-m", "tests.telling_window", str(apart), *map(str, words)]
        place = ["--data-dir", str(data or self.data)]
        program = Program("a window", [*argv, *place], env=self.env)
        self.windows.append(program)
        return program

    def start(self, *words: object, cwd: Path | None = None, **env: str) -> tuple[int, str]:
        """Start the program as it is, and return its exit code and what it said."""
        argv = [sys.executable, "-m", "jcwizard", *map(str, words), "--data-dir", str(self.data)]
        done = subprocess.run(
            argv,
            env={**self.env, **env},
            cwd=cwd,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    def box(self) -> LetterBox:
        (folder,) = (self.runtime / "jcwizard").iterdir()
        return LetterBox(folder)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    for window in desk.windows:
        window.signal(signal.SIGCONT)
        window.stop(patience=0.0)


def said(window: Program, text: str) -> None:
    window.wait_line(lambda line: line == text, SECONDS, text)


def did(window: Program, command: str) -> None:
    count = window.lines.count(f"done {command.split()[0]}")
    window.write(f"{command}\n")
    wait_until(lambda: window.lines.count(f"done {command.split()[0]}") > count, SECONDS, command)


def shown(window: Program) -> list[str]:
    return [line for line in window.lines if line.startswith("shown ")]


def test_a_file_comes_into_the_window_that_is_there_and_what_was_in_it_is_kept(
    desk: Desk,
) -> None:
    first = desk.window(desk.file("One"))
    said(first, "shown 'One'")
    said(first, "listening True")
    did(first, "change Changed by hand")
    deep = desk.folder / "a folder, ünïcode"
    deep.mkdir()
    desk.file("Two words", name="a folder, ünïcode/zwei % 'é'")

    begun = time.monotonic()
    code, output = desk.start("zwei % 'é'.jcsetup", cwd=deep, XDG_ACTIVATION_TOKEN="t0ken")
    seconds = time.monotonic() - begun

    assert (code, output) == (0, "")
    said(first, "raised t0ken")
    said(first, "shown 'Two words'")
    assert seconds < 5, "it ends without a window of its own"
    texts = [path.read_text("utf-8") for path in (desk.data / "setups").glob("*.json")]
    assert [text for text in texts if "Changed by hand" in text]

    # The same file once more: it is on show, with whatever was done since.
    did(first, "change Done since")
    assert desk.start("zwei % 'é'.jcsetup", cwd=deep) == (0, "")
    said(first, "raised")
    assert len(shown(first)) == 2

    did(first, "close")
    assert first.wait(SECONDS) == 0
    assert not list(desk.runtime.iterdir()), "nothing is left behind"


def test_what_is_no_letter_harms_nobody_and_macos_files_come_in_as_well(desk: Desk) -> None:
    first = desk.window()
    said(first, "listening True")
    box = desk.box().folder
    for number, written in enumerate((b"", b"\xff" * 100_000, b'{"version": 1}', b"[" * 9_999)):
        (box / f"{number}.letter").write_bytes(written)
    assert desk.start(desk.file("One")) == (0, "")
    said(first, "shown 'One'")
    assert not list(box.glob("*.letter"))
    assert desk.start(desk.folder / "missing.jcsetup") == (0, ""), "the window says what is wrong"
    did(first, f"file {desk.file('From the Finder')}")
    said(first, "shown 'From the Finder'")


@pytest.mark.parametrize("trouble", ["hangs", "busy", "modal", "other port", "other folder"])
def test_a_window_that_cannot_take_the_file_leaves_it_to_one_of_its_own(
    desk: Desk, trouble: str
) -> None:
    first = desk.window(desk.file("One"), data=desk.folder if trouble == "other folder" else None)
    said(first, "shown 'One'")
    said(first, "listening True")
    words: list[str] = ["--port", "15999"] if trouble == "other port" else []
    if trouble == "hangs":
        first.signal(signal.SIGSTOP)
    elif trouble in ("busy", "modal"):
        did(first, "busy yes" if trouble == "busy" else "modal")
    second = desk.window(desk.file("Two"), *words)
    said(second, "shown 'Two'")
    said(second, f"listening {trouble == 'other folder'}")
    first.signal(signal.SIGCONT)
    if trouble == "busy":
        did(first, "busy no")
        assert desk.start(desk.file("Three")) == (0, "")
        said(first, "shown 'Three'")
    else:
        did(first, "change again")
        assert shown(first) == ["shown 'One'"], "it shows nothing later"


def test_after_a_crash_the_next_start_is_the_window_that_is_found(desk: Desk) -> None:
    crashed = desk.window(desk.file("One"))
    said(crashed, "listening True")
    crashed.signal(signal.SIGSTOP)
    (desk.box().folder / "left.letter").write_text("{}")
    crashed.signal(signal.SIGKILL)
    assert crashed.wait(SECONDS) is not None
    second = desk.window(desk.file("Two"))
    said(second, "shown 'Two'")
    said(second, "listening True")
    assert desk.start(desk.file("Three")) == (0, "")
    said(second, "shown 'Three'")


def test_of_two_starts_at_the_same_moment_none_is_lost(desk: Desk) -> None:
    one, two = desk.window(desk.file("One"), apart=60.0), desk.window(desk.file("Two"), apart=60.0)
    said(one, "shown 'One'")
    said(two, "shown 'Two'")
    for window in (one, two):
        window.wait_line(lambda line: line.startswith("listening "), SECONDS, "the end of starting")
    listening = [line for window in (one, two) for line in window.lines if "listening" in line]
    assert sorted(listening) == ["listening False", "listening True"]


def test_practice_is_never_handed_over(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is not what was asked for then, and another window's setup stays where it is."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(desk.runtime))
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    asked: list[object] = []
    fake = SimpleNamespace(hand_over=lambda *given: asked.append(given))
    monkeypatch.setitem(sys.modules, "jcwizard.keep.handing_over", fake)  # type: ignore[arg-type]
    monkeypatch.setattr("jcwizard.ui.no_window.unfit", lambda: "far enough")
    with pytest.raises(SystemExit) as refused:
        start.main(["--practice", "a.jcsetup", "--data-dir", str(desk.data)])
    assert refused.value.code == 2
    assert not asked
    assert start.main(["a.jcsetup", "--data-dir", str(desk.data)]) == 0
    assert asked == [(Path("a.jcsetup"), desk.data, 14217)]


def test_where_no_window_can_be_opened_the_box_is_given_up(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(desk.runtime))
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setattr("jcwizard.ui.no_window.unfit", lambda: "no Qt here")
    assert start.main(["a.jcsetup", "--data-dir", str(desk.data)]) == 2
    assert not list(desk.runtime.iterdir())
    assert box_of(desk.data).hold(), "the next start can have it"


@pytest.mark.x11
def test_on_a_screen_the_window_comes_to_the_front(desk: Desk) -> None:
    with Screen() as screen:
        desk.env |= {"DISPLAY": screen.display, "QT_QPA_PLATFORM": "xcb"}
        first = desk.window(desk.file("One"))
        said(first, "listening True")
        other = desk.window(data=desk.folder / "other")
        said(other, "listening True")

        def in_front(window: Program) -> bool:
            told = screen.run("sh", "-c", "xdotool getactivewindow getwindowpid || true")
            return told.strip() == str(window.pid)

        wait_until(lambda: in_front(other), SECONDS, "the other window to be in front")
        assert desk.start(desk.file("Two")) == (0, "")
        said(first, "shown 'Two'")
        wait_until(lambda: in_front(first), SECONDS, "the window to come to the front")
        screen.run("sh", "-c", "xdotool getactivewindow windowminimize")
        wait_until(lambda: not in_front(first), SECONDS, "the window to be minimised")
        assert desk.start(desk.file("Three")) == (0, "")
        wait_until(lambda: in_front(first), SECONDS, "the window to come back")
