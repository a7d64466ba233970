"""Where no window can be opened, the program says why in one line and ends with 2."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import PySide6
import pytest

from jcwizard.ui.no_window import fits

on_linux = pytest.mark.skipif(
    sys.platform != "linux", reason="these are X11's and Linux's troubles"
)
SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def refusal(home: Path, **env: str) -> str:
    """Start the window in this environment and return the line with which it is refused."""
    kept = {name: text for name, text in os.environ.items() if name not in SCREENS}
    done = subprocess.run(
        [sys.executable, "-m", "jcwizard", "--data-dir", str(home / "data")],
        env={**kept, **env},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("jcwizard: ")
    assert not (home / "data").exists()
    return line


@on_linux
@pytest.mark.row("G5")
def test_without_a_screen_it_names_what_can_be_done_without_one(tmp_path: Path) -> None:
    assert "jcwizard check SETUP.jcsetup" in refusal(tmp_path)


@on_linux
@pytest.mark.row("G5")
def test_a_screen_that_is_not_there_is_named(tmp_path: Path) -> None:
    line = refusal(tmp_path, DISPLAY=":4711", QT_QPA_PLATFORM="xcb")
    assert "no window can be opened here" in line
    assert "could not connect to display :4711" in line


@pytest.mark.row("G5")
def test_a_platform_that_does_not_exist_is_named(tmp_path: Path) -> None:
    line = refusal(tmp_path, QT_QPA_PLATFORM="bogus")
    assert "no window can be opened here" in line
    assert '"bogus"' in line


@on_linux
@pytest.mark.row("G5")
def test_a_library_that_qts_platform_lacks_is_told(tmp_path: Path) -> None:
    """The plugin is copied away from the libraries that it is linked with."""
    original = Path(PySide6.__file__).parent / "Qt" / "plugins" / "platforms" / "libqxcb.so"
    plugins = tmp_path / "plugins"
    plugins.mkdir()
    shutil.copy(original, plugins)
    line = refusal(
        tmp_path,
        DISPLAY=":4711",
        QT_QPA_PLATFORM="xcb",
        QT_QPA_PLATFORM_PLUGIN_PATH=str(plugins),
    )
    assert "no window can be opened here" in line
    assert 'Could not load the Qt platform plugin "xcb"' in line


def pretend_qt(folder: Path, version: str, widgets: str) -> str:
    """Put another PySide6 in front of the real one; returns where."""
    package = folder / "elsewhere" / "PySide6"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(f'__version__ = "{version}"\n', "utf-8")
    (package / "QtWidgets.py").write_text(widgets, "utf-8")
    return str(package.parent)


@pytest.mark.row("G5")
def test_a_library_that_is_missing_on_this_computer_is_named(tmp_path: Path) -> None:
    missing = "raise ImportError('libEGL.so.1: cannot open shared object file')\n"
    place = pretend_qt(tmp_path, "6.11.3", missing)
    line = refusal(tmp_path, QT_QPA_PLATFORM="offscreen", PYTHONPATH=place)
    assert "Qt cannot be loaded here: libEGL.so.1" in line


@pytest.mark.row("G7")
@pytest.mark.skipif(sys.version_info >= (3, 12), reason="the pair is wrong below Python 3.12 only")
def test_a_pyside_that_breaks_this_python_is_refused_before_it_is_loaded(tmp_path: Path) -> None:
    place = pretend_qt(tmp_path, "6.12.0", "raise SystemExit('it was loaded')\n")
    line = refusal(tmp_path, QT_QPA_PLATFORM="offscreen", PYTHONPATH=place)
    assert "PySide6 6.12.0 and Python 3.11" in line
    assert "Install PySide6-Essentials below 6.12, or use Python 3.12 or newer" in line


@pytest.mark.row("G7")
@pytest.mark.parametrize(
    ("qt", "python", "well"),
    [
        ("6.8.0", (3, 11), True),
        ("6.11.3", (3, 11), True),
        ("6.12.0", (3, 11), False),
        ("6.12.1a1", (3, 10), False),
        ("6.13.0", (3, 11), False),
        ("7.0.0", (3, 11), False),
        ("6.12.0", (3, 12), True),
        ("6.12.0", (3, 13), True),
    ],
)
def test_which_pairs_go_together(qt: str, python: tuple[int, int], well: bool) -> None:
    assert fits(qt, python) is well


@pytest.mark.row("G7")
def test_the_pair_of_this_run_goes_together() -> None:
    assert fits(PySide6.__version__, sys.version_info[:2])
