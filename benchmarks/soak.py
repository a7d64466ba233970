"""Many test logins in one window: memory, open files and threads must stay as they are.

    python -m benchmarks.soak [ROUNDS] [--json]

500 rounds unless told; needs a display, or QT_QPA_PLATFORM=offscreen. Linux only, for it reads
/proc. JumpCloud is pretended in a thread of this process, so what it remembers of 500 logins is
counted as well.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from PySide6.QtWidgets import QApplication

from benchmarks.heartbeat import Heartbeat
from benchmarks.login import Marks, log_in, setup_for
from jcwizard import app as wizard
from jcwizard import cli
from jcwizard.model.finding import Verdict
from jcwizard.net import browser
from jcwizard.ui.crash import Crashes
from jcwizard.ui.garbage import GarbageCollector
from jcwizard.ui.threads import DaemonThreads
from jcwizard.ui.window import Window
from tests.journeys.command import free_port
from tests.practice.running import RunningWorld
from tests.ui.pages.pretend_browser import PretendBrowser

SAMPLES = 20
"""How many lines the table has."""


@dataclass(frozen=True)
class Sample:
    """What the process holds after so many logins; `resident` is in kilobytes."""

    logins: int
    passed: int
    resident: int
    files: int
    threads: int
    tasks: int
    seconds: float


def resident() -> int:
    """Return the kilobytes of memory that the process really has."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


def open_files() -> int:
    """Return how many files and sockets the process has open, this look among them."""
    return len(list(Path("/proc/self/fd").iterdir()))


async def soak(window: Window, rounds: int) -> list[Sample]:
    """Log in again and again; returns what was held after every few."""
    window.context.tasks.use(asyncio.get_running_loop())
    marks, beat, samples, passed = Marks(), Heartbeat(), list[Sample](), 0
    every, began = max(1, rounds // SAMPLES), time.monotonic()
    for number in range(1, rounds + 1):
        await log_in(window, marks, beat)
        await asyncio.sleep(0.05)  # the page of the result comes to rest
        run = window.context.setup.runs["login"]
        passed += run.verdict is Verdict.PASSED
        if number % every == 0:
            sample = Sample(
                number,
                passed,
                resident(),
                open_files(),
                threading.active_count(),
                len(asyncio.all_tasks()),
                round(time.monotonic() - began, 1),
            )
            samples.append(sample)
            print(json.dumps(asdict(sample)), file=sys.stderr, flush=True)
    return samples


def main() -> int:
    """Print what was held, as a table or as JSON."""
    words = [word for word in sys.argv[1:] if word != "--json"]
    rounds = int(words[0]) if words else 500
    from qasync import QEventLoop

    qt = QApplication(sys.argv[:1])
    garbage = GarbageCollector()
    with RunningWorld() as practice, tempfile.TemporaryDirectory() as folder:
        browser.open_browser = PretendBrowser(practice)  # type: ignore[assignment]
        crashes = Crashes()
        start = cli.Window(data_dir=Path(folder), port=free_port())
        window, session, keeping = wizard.put_together(qt, start, crashes)
        window.show()
        window.context.use(setup_for(practice, start.port), window.context.around, None)
        window.context.go("test")
        loop = QEventLoop(qt)
        loop.set_default_executor(DaemonThreads())
        asyncio.set_event_loop(loop)
        samples = loop.run_until_complete(soak(window, rounds))
        keeping.finish()
        loop.run_until_complete(session.aclose())
        loop.run_until_complete(window.context.aclose())
    garbage.stop()
    if "--json" in sys.argv:
        print(json.dumps([asdict(sample) for sample in samples]), flush=True)
    else:
        print(f"{'logins':>8}{'passed':>8}{'memory':>12}{'files':>8}{'threads':>9}{'tasks':>7}")
        for one in samples:
            memory = f"{one.resident / 1024:.1f} MB"
            print(f"{one.logins:>8}{one.passed:>8}{memory:>12}{one.files:>8}", end="")
            print(f"{one.threads:>9}{one.tasks:>7}")
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
