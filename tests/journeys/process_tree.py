"""Watches what everybody may read of a program and all that it starts: arguments, environments."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Self

EVERY_SECONDS = 0.005


class ProcessTree:
    """Samples the command lines and environments of a process and its descendants, in a thread."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="process tree")
        self._environ: dict[int, str] = {}
        self._cmdline: dict[tuple[int, str], None] = {}

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    @property
    def command_lines(self) -> list[str]:
        """Each command line that was seen, its words separated by spaces."""
        return [line for _, line in self._cmdline]

    @property
    def environments(self) -> list[str]:
        """The environment of each process; root and the process's own user can read it."""
        return list(self._environ.values())

    def _watch(self) -> None:
        while not self._stop.wait(EVERY_SECONDS):
            for pid in self._family():
                line = _read(Path(f"/proc/{pid}/cmdline"))
                if line:
                    self._cmdline[pid, line] = None
                    self._environ[pid] = _read(Path(f"/proc/{pid}/environ"))

    def _family(self) -> list[int]:
        found, waiting = [], [self._pid]
        while waiting:
            pid = waiting.pop()
            found.append(pid)
            for task in _tasks(pid):
                waiting += map(int, _read(task / "children").split())
        return found


def _tasks(pid: int) -> list[Path]:
    try:
        return list(Path(f"/proc/{pid}/task").iterdir())
    except OSError:
        return []  # it has ended


def _read(path: Path) -> str:
    try:
        return path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""  # it has ended, or is not ours to look at
