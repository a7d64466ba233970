"""An opener that the system kills, as for want of memory, counts as no browser."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from jcwizard.net.browser import open_browser
from tests.peers.process import wait_until

posix = pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX's")


def opener(folder: Path, code: str) -> str:
    """Write a program that is started as a browser; returns its command."""
    script = folder / "opener.py"
    script.write_text(f"import os, signal, sys, time\n{code}\n", "utf-8")
    return f"{sys.executable} {script}"


@posix
@pytest.mark.row("G9")
def test_an_opener_that_is_killed_is_no_browser(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROWSER", opener(tmp_path, "os.kill(os.getpid(), signal.SIGKILL)"))
    assert not open_browser("http://127.0.0.1:9/", patience=20)


@posix
@pytest.mark.row("G9")
def test_the_next_opener_is_tried_when_one_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed = opener(tmp_path, "os.kill(os.getpid(), signal.SIGKILL)")
    seen = tmp_path / "seen"
    (tmp_path / "second").mkdir()
    second = opener(tmp_path / "second", f"open({str(seen)!r}, 'w').write(sys.argv[1])")
    monkeypatch.setenv("BROWSER", os.pathsep.join([killed, second]))
    assert open_browser("http://127.0.0.1:9/", patience=20)
    assert seen.read_text("utf-8") == "http://127.0.0.1:9/"


@posix
@pytest.mark.row("G9")
def test_a_browser_that_is_killed_later_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = tmp_path / "number"
    code = f"open({str(number)!r}, 'w').write(str(os.getpid()))\ntime.sleep(60)"
    monkeypatch.setenv("BROWSER", opener(tmp_path, code))
    began = time.monotonic()
    assert open_browser("http://127.0.0.1:9/", patience=1.5)
    assert time.monotonic() - began < 20
    pid = int(wait_until(lambda: number.exists() and number.read_text("utf-8"), 20, "its number"))
    os.kill(pid, 9)

    def is_gone() -> bool:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        return False

    wait_until(is_gone, 20, "the browser to be gone and waited for")
