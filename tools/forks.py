"""Runs tests in forks, which tell through a pipe what they began and what failed."""

from __future__ import annotations

import json
import os
import resource
import select
import signal
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import pytest

from tools.live_code import Marks

_MEMORY = 6 * 2**30


@dataclass
class Told:
    """What a fork said: the tests that it began, and the first one that failed."""

    begun: list[str] = field(default_factory=list)
    failed: str = ""
    hung: bool = False


class Fork:
    """One child process that runs tests and tells about them through a pipe."""

    def __init__(self, work: Callable[[Callable[[str], None]], None], seconds: float) -> None:
        reading, writing = os.pipe()
        self.until = time.monotonic() + seconds
        self.read = reading
        self.heard = b""
        self.pid = os.fork()
        if self.pid == 0:
            os.close(reading)
            _be_a_child(work, writing)
        os.close(writing)

    def ended(self) -> bool:
        """Take what was said since; return whether the child has ended, by itself or by us."""
        while select.select([self.read], [], [], 0)[0]:
            data = os.read(self.read, 65_536)
            if not data:
                os.waitpid(self.pid, 0)
                os.close(self.read)
                return True
            self.heard += data
        if time.monotonic() > self.until:
            os.killpg(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            os.close(self.read)
            self.heard += b"\nhung"
            return True
        return False

    def told(self) -> Told:
        """Return what the child said as a whole."""
        told = Told()
        for line in self.heard.decode("utf-8", "replace").splitlines():
            word, _, rest = line.partition(" ")
            if word == "begin":
                told.begun.append(rest)
            elif word == "failed":
                told.failed = rest
            elif word == "hung":
                told.hung, told.failed = True, told.begun[-1] if told.begun else "?"
        return told


def _be_a_child(work: Callable[[Callable[[str], None]], None], writing: int) -> None:
    os.setpgid(0, 0)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    try:
        work(lambda line: _write(writing, line))
    except BaseException as error:  # noqa: BLE001  a fork must end here, whatever happened
        _write(writing, f"failed {type(error).__name__}: {error}".replace("\n", " "))
    os._exit(0)


def _write(pipe: int, line: str) -> None:
    data = line.encode() + b"\n"
    while data:
        data = data[os.write(pipe, data) :]


class _Reports:
    """A plugin that keeps what is reported of a test."""

    def __init__(self) -> None:
        self.heard: list[pytest.TestReport] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.heard.append(report)


def _passes(item: pytest.Item, following: pytest.Item | None) -> bool:
    """Run one test with all that pytest does around it, its marks and time limit included."""
    reports = _Reports()
    item.config.pluginmanager.register(reports)
    item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
    item.config.pluginmanager.unregister(reports)
    return not any(report.failed for report in reports.heard)


def run_items(
    items: Sequence[pytest.Item], say: Callable[[str], None], *, to_the_end: bool = False
) -> None:
    """Run tests in this process until one fails, and say which one."""
    for item, following in zip(items, [*items[1:], _another(items[-1])], strict=True):
        say(f"begin {item.nodeid}")
        started = time.perf_counter()
        if not _passes(item, following):
            say(f"failed {item.nodeid}")
            if not to_the_end:
                return
        say(f"took {time.perf_counter() - started:.4f} {item.nodeid}")


def _another(last: pytest.Item) -> pytest.Item | None:
    """Return a test to go on with, so that what lasts for the session is not taken down."""
    return next((item for item in last.session.items if item is not last), None)


def trace_items(
    items: Sequence[pytest.Item], files: Iterable[str], say: Callable[[str], None]
) -> None:
    """Run tests without a fault and say for each which lines it ran."""
    marks = Marks(files)
    for item, following in zip(items, [*items[1:], _another(items[-1])], strict=True):
        say(f"begin {item.nodeid}")
        started = time.perf_counter()
        passed = _passes(item, following)
        said = {
            "test": item.nodeid,
            "seconds": time.perf_counter() - started,
            "ok": passed,
            "lines": marks.taken(),
        }
        say(f"traced {json.dumps(said)}")
