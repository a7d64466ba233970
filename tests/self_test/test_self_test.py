"""The self-test of this program: what it says, how it ends, and that it leaves nothing behind."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from jcwizard.catalogue import load
from tests.journeys.driver_screen import Screen
from tests.oidc.browser import free_port
from tests.peers.keychain import Keychain

ROOT = Path(__file__).resolve().parents[2]
WORDS = load().words
LINE = re.compile(r"(passed|failed|look at this|not run) +\d+\.\d{3} s  (.+)")
SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="Linux's own screens and keychain")


@dataclass
class Said:
    """How a self-test ended; `steps` are the id of each sentence, its status and what was found."""

    code: int
    steps: dict[str, tuple[str, str]]
    last: str

    @property
    def failed(self) -> dict[str, str]:
        return {step: found for step, (status, found) in self.steps.items() if status == "failed"}


TITLES = {
    WORDS.template(key): key.removeprefix("self_test.")
    for key in WORDS
    if key.startswith("self_test.")
}


def run(
    home: Path, *words: str, env: Mapping[str, str] | None = None, cwd: Path = ROOT, start: str = ""
) -> Said:
    """Run it in a process of its own; whatever it leaves in its folders fails the test."""
    own = {name: str(home / name) for name in ("TMPDIR", "XDG_RUNTIME_DIR", "XDG_CACHE_HOME")}
    for folder in own.values():
        Path(folder).mkdir(mode=0o700)
    kept = {name: text for name, text in os.environ.items() if name not in SCREENS}
    port = free_port()
    before = files_below(home)
    program = ["-c", start] if start else ["-m", "jcwizard"]
    done = subprocess.run(
        [sys.executable, *program, "--self-test", "--port", str(port), *words],
        env={**kept, "HOME": str(home), **own, **(env or {})},
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert files_below(home) == before, "it left something behind"
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
    assert done.stderr == ""
    *lines, last = done.stdout.splitlines()
    return Said(done.returncode, dict(step(line) for line in lines if LINE.match(line)), last)


def step(line: str) -> tuple[str, tuple[str, str]]:
    found = LINE.match(line)
    assert found, line
    title, _, rest = found[2].partition(": ")
    return TITLES.get(title, title), (found[1], rest)


def files_below(folder: Path) -> set[Path]:
    return set(folder.rglob("*"))


OFF_SCREEN = {"QT_QPA_PLATFORM": "offscreen"}
EVERY_STEP = {
    "resources", "parts", "catalogue", "certificates", "loopback", "keychain", "browser",
    "environment", "qt", "pictures", "letters", "window",
}  # fmt: skip


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "a home"
    folder.mkdir()
    return folder


def test_a_whole_program_passes_and_leaves_nothing_behind(home: Path) -> None:
    said = run(home, env=OFF_SCREEN)
    assert (said.code, said.failed) == (0, {})
    assert set(said.steps) == EVERY_STEP
    assert said.steps["keychain"][0] == "not run"
    assert said.last == WORDS("self_test.works")


@on_linux
def test_without_a_screen_it_says_so_and_paints_where_nobody_looks(home: Path) -> None:
    said = run(home)
    assert (said.code, said.failed) == (0, {})
    assert said.steps["screen"] == ("not run", WORDS("self_test.off_screen"))
    assert said.steps["window"][0] == "passed"


@pytest.mark.x11
def test_on_a_screen_it_shows_the_window_there(home: Path) -> None:
    with Screen() as screen:
        said = run(home, env={"DISPLAY": screen.display, "QT_QPA_PLATFORM": "xcb"})
    assert (said.code, said.failed) == (0, {})
    assert said.steps["qt"][1].endswith("on xcb")
    assert said.steps["window"] == ("passed", "1080 x 720")


@on_linux
def test_the_keychain_keeps_a_throw_away_entry_and_has_none_afterwards(home: Path) -> None:
    with Keychain("unlocked") as keychain:
        bus = {"DBUS_SESSION_BUS_ADDRESS": keychain.env["DBUS_SESSION_BUS_ADDRESS"]}
        said = run(home, env={**OFF_SCREEN, **bus, "PYTHON_KEYRING_BACKEND": ""})
        left = entries(keychain)
    assert (said.code, said.failed) == (0, {})
    assert said.steps["keychain"][0] == "passed"
    assert left == ""


def entries(keychain: Keychain) -> str:
    """What a tool of the system finds of ours."""
    search = ["secret-tool", "search", "--all", "service", "jcwizard"]
    done = subprocess.run(
        search, env=keychain.env, capture_output=True, text=True, timeout=20, check=False
    )
    return done.stdout


@pytest.fixture
def copied(tmp_path: Path) -> Iterator[Path]:
    """The program as a build lays it down, with the list of its resources."""
    folder = tmp_path / "copied"
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "jcwizard", folder / "jcwizard", ignore=ignored)
    resources = folder / "jcwizard" / "resources"
    shutil.copytree(ROOT / "resources", resources, ignore=ignored)
    files = sorted(path for path in resources.rglob("*") if path.is_file())
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(resources).as_posix()}"
        for path in files
    ]
    (resources / "contents.sha256").write_text("\n".join(lines) + "\n", "utf-8")
    yield folder
    shutil.rmtree(folder)


def test_a_copy_that_lacks_nothing_passes(copied: Path, home: Path) -> None:
    said = run(home, env=OFF_SCREEN, cwd=copied)
    assert (said.code, said.failed) == (0, {})
    assert "each as it was built" in said.steps["resources"][1]


@pytest.mark.parametrize("lost", ["pictures/jc-add.svg", "i18n/en/self_test.toml"])
def test_a_missing_file_is_named(copied: Path, home: Path, lost: str) -> None:
    """Also where it is the one that holds the words for it."""
    (copied / "jcwizard" / "resources" / lost).unlink()
    said = run(home, env=OFF_SCREEN, cwd=copied)
    assert (said.code, len(said.failed)) == (1, 1)
    assert any(lost in found for found in said.failed.values())


def test_a_broken_catalogue_fails_what_rests_on_it_and_is_named(copied: Path, home: Path) -> None:
    (copied / "jcwizard" / "resources" / "services" / "facets.toml").unlink()
    said = run(home, env=OFF_SCREEN, cwd=copied)
    assert said.code == 1
    assert said.failed.keys() == {"resources", "catalogue"}
    assert "services/facets.toml" in said.failed["resources"]


def test_everything_that_is_broken_is_named_at_once(copied: Path, home: Path) -> None:
    resources = copied / "jcwizard" / "resources"
    (resources / "icons" / "key.svg").write_text("<svg", "utf-8")
    # Pages are imported by name, which no build sees.
    (copied / "jcwizard" / "ui" / "pages" / "hand_in.py").unlink()
    said = run(home, env=OFF_SCREEN, cwd=copied)
    assert said.code == 1
    assert said.failed.keys() == {"resources", "parts", "pictures"}
    assert said.failed["resources"] == WORDS("self_test.changed", what="icons/key.svg")
    assert "hand_in" in said.failed["parts"]
    assert said.failed["pictures"] == "icons/key.svg"


@on_linux
def test_where_qt_would_abort_it_fails_with_qts_reason(home: Path) -> None:
    said = run(home, env={"QT_QPA_PLATFORM": "xcb", "DISPLAY": ":4711"})
    assert said.code == 1
    assert set(said.failed) == {"qt"}
    assert "Qt says" in said.failed["qt"]


FAULTY = """
import jcwizard.__main__ as start
import jcwizard.app as app
from PySide6.QtCore import QTimer

painted = app.wait_for_paint

def fault():
    raise LookupError("while it was painted")

def wait(*given):
    QTimer.singleShot(0, fault)
    painted(*given)

app.wait_for_paint = wait
start.program()
"""


def test_an_error_while_the_window_is_painted_fails(home: Path) -> None:
    said = run(home, env=OFF_SCREEN, start=FAULTY)
    assert said.code == 1
    assert said.failed == {"window": "LookupError: while it was painted"}


@on_linux
def test_without_standard_streams_it_still_ends_with_its_code(home: Path) -> None:
    """As on a desktop that starts programs without any, and in Windows' program for windows."""
    command = f'PATH=/nowhere exec "{sys.executable}" -m jcwizard --self-test <&- >&- 2>&-'
    done = subprocess.run(
        ["/bin/sh", "-c", command], env={**os.environ, **OFF_SCREEN}, cwd=ROOT, check=False
    )
    assert done.returncode == 1  # for there is nothing that opens a browser
