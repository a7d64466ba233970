"""A program that was started without a console prints where somebody can read it, or nowhere."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

from jcwizard import console

STREAMS = ("stdin", "stdout", "stderr")


@contextmanager
def without_streams() -> Iterator[None]:
    """Stand where Windows starts a program for windows."""
    before = {name: getattr(sys, name) for name in STREAMS}
    for name in STREAMS:
        setattr(sys, name, None)
    try:
        yield
    finally:
        for name, stream in before.items():
            made = getattr(sys, name)
            if made is not None:
                made.close()
            setattr(sys, name, stream)


def test_what_nobody_can_see_is_written_nowhere() -> None:
    with without_streams():
        console.begin(["check", "a.jcsetup"])
        sys.stdout.write("ä")
        sys.stderr.write("ä")
        assert sys.stdin.read() == ""


@pytest.mark.parametrize(
    ("words", "attached"),
    [
        (["check", "a.jcsetup"], True),
        (["--self-test"], True),
        (["--version"], True),
        ([], False),
        (["a.jcsetup"], False),
        (["--practice"], False),
    ],
)
def test_on_windows_the_shells_console_is_used_where_there_is_something_to_read(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    words: list[str],
    attached: bool,
) -> None:
    """A window stays without: Ctrl-C in the shell would end it."""
    monkeypatch.chdir(tmp_path)
    given: list[int] = []
    kernel = SimpleNamespace(AttachConsole=lambda process: given.append(process) or 1)
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(kernel32=kernel), raising=False)
    monkeypatch.setattr(sys, "platform", "win32")
    with without_streams():
        console.begin(words)
        sys.stdout.write("said")
    written = [path.read_text("utf-8") for path in tmp_path.iterdir() if path.is_file()]
    assert (given, written) == (([-1], ["said"]) if attached else ([], []))


def test_on_windows_without_any_console_nothing_is_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kernel = SimpleNamespace(AttachConsole=lambda _process: 0)
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(kernel32=kernel), raising=False)
    monkeypatch.setattr(sys, "platform", "win32")
    with without_streams():
        console.begin(["check"])
        written_to = sys.stdout.name
    assert written_to == os.devnull


@pytest.mark.skipif(sys.platform == "win32", reason="a shell that closes streams")
def test_a_check_without_streams_still_ends_with_its_code(tmp_path: Path) -> None:
    command = f'exec "{sys.executable}" -m jcwizard check missing --secret-stdin <&- >&- 2>&-'
    done = subprocess.run(["/bin/sh", "-c", command], cwd=tmp_path, timeout=60, check=False)
    assert done.returncode == 2
