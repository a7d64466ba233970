"""The lists of a large organisation in the real window: how soon they show, and how smoothly.

    python -m benchmarks.admin_lists [APPLICATIONS GROUPS] [--json]

5,000 applications and 10,000 user groups unless told. Needs a display (QT_QPA_PLATFORM=offscreen
will do); Linux only, for it reads /proc. JumpCloud is pretended in a process of its own, so that
time and memory are the wizard's. A heartbeat every 5 ms measures the longest time for which the
window stood still; a keystroke takes from the key until what it leaves in the list is painted.
"Looked into" is when the likely applications have been opened, at most 200 of them.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget

from benchmarks.heartbeat import Heartbeat
from benchmarks.soak import resident
from jcwizard import app as wizard
from jcwizard import cli
from jcwizard.model.setup import Setup, Surroundings
from jcwizard.ui.admin.application_list import ApplicationList
from jcwizard.ui.admin.group_list import GroupList
from jcwizard.ui.crash import Crashes
from jcwizard.ui.garbage import GarbageCollector
from jcwizard.ui.threads import DaemonThreads
from jcwizard.ui.window import Window

PATIENCE = 180.0
SETTLED = 1.0
"""Seconds that a page gets to come to rest before something is measured."""
SEARCHES = {"Search applications": "application 04321", "Search groups": "group 04321"}
VALUES = {
    "region": "us",
    "display_label": "Acme Wiki",
    "redirect_urls": "https://wiki.acme.example/login/callback",
    "login_url": "https://wiki.acme.example",
}


@dataclass(frozen=True)
class Measured:
    """One list: seconds to its first and to all rows, megabytes more, milliseconds of stalls.

    `processor` is what the longest keystroke took of it, whatever else the machine was doing.
    """

    name: str
    rows: int
    first: float
    whole: float
    memory: float
    stall: float
    keystroke: float
    processor: float
    looked_into: float = 0.0


class Person:
    """Presses buttons and types in a window, and waits for what comes of it."""

    def __init__(self, window: Window) -> None:
        self.window, self.beat = window, Heartbeat()

    def shown(self, kind: type[Any], name: str = "") -> list[Any]:
        """Return the visible widgets of a kind, of that name where one is given."""
        return [
            part
            for part in self.window.findChildren(kind)
            if part.isVisible() and (not name or name in (part.accessibleName(), _text(part)))
        ]

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait for something."""
        async with asyncio.timeout(PATIENCE):
            while not true():  # noqa: ASYNC110 - a condition of the page, which has no event
                await asyncio.sleep(0.005)

    async def press(self, name: str) -> None:
        """Press a button as soon as that is possible."""

        def ready() -> bool:
            return any(one.isEnabled() for one in self.shown(QAbstractButton, name))

        await self.until(ready)
        next(one for one in self.shown(QAbstractButton, name) if one.isEnabled()).click()

    async def read(
        self, press: str, first: Callable[[], bool], whole: Callable[[], bool]
    ) -> tuple[float, float, float, float]:
        """Press what begins a list; return seconds to first and all rows, memory and stall."""
        await asyncio.sleep(SETTLED)
        before, began = resident(), time.monotonic()
        self.beat.reset()
        await self.press(press)
        await self.until(first)
        seen = time.monotonic() - began
        await self.until(whole)
        done = time.monotonic() - began
        await asyncio.sleep(SETTLED)
        return seen, done, (resident() - before) / 1024, self.beat.worst * 1000

    async def type_into(self, field: str) -> tuple[float, float]:
        """Type a search and take it back; return milliseconds of the longest, and of processor."""
        (line,) = self.shown(QLineEdit, field)
        line.setFocus()
        worst, used = 0.0, 0.0
        keys = [*SEARCHES[field], *[Qt.Key.Key_Backspace] * len(SEARCHES[field])]
        for key in keys:
            began, before = time.monotonic(), time.thread_time()
            QTest.keyClick(line, key)
            QCoreApplication.sendPostedEvents()
            self.window.repaint()
            worst = max(worst, time.monotonic() - began)
            used = max(used, time.thread_time() - before)
            await asyncio.sleep(0.03)
        return worst * 1000, used * 1000


def _text(part: QWidget) -> str:
    return str(part.text()) if isinstance(part, QAbstractButton) else ""


async def measure(window: Window, key: str, many: list[int]) -> list[Measured]:
    """Return the measurements of both lists."""
    window.context.tasks.use(asyncio.get_running_loop())
    person = Person(window)
    await asyncio.sleep(SETTLED)
    window.context.go("application")
    await person.press("Create it for me")
    await person.until(lambda: bool(person.shown(QLineEdit, "Admin API key")))
    QTest.keyClicks(person.shown(QLineEdit, "Admin API key")[0], key)
    applications = await _applications(person, many[0])
    return [applications, await _groups(person, many[1])]


async def _applications(person: Person, many: int) -> Measured:
    def shown() -> int:
        return next((one.model.rowCount() for one in person.shown(ApplicationList)), 0)

    def looked() -> bool:
        return any(one.isEnabled() for one in person.shown(QAbstractButton, "Make a new one"))

    began = time.monotonic() + SETTLED
    reading = person.read(
        "Sign in to JumpCloud", lambda: shown() > 0, lambda: shown() >= many and looked()
    )
    at = asyncio.ensure_future(_when(lambda: shown() >= many, person))
    first, into, memory, stall = await reading
    whole = await at - began
    typed = await person.type_into("Search applications")
    return Measured("applications", shown(), first, whole, memory, stall, *typed, into)


async def _when(true: Callable[[], bool], person: Person) -> float:
    await person.until(true)
    return time.monotonic()


async def _groups(person: Person, many: int) -> Measured:
    def shown() -> int:
        return next((one.model.rowCount() for one in person.shown(GroupList)), 0)

    read = await person.read("Make a new one", lambda: shown() > 0, lambda: shown() >= many)
    return Measured("groups", shown(), *read, *await person.type_into("Search groups"))


def in_window(told: dict[str, str], folder: Path, many: list[int]) -> list[Measured]:
    """Open the window on the pretend organisation, and measure."""
    from qasync import QEventLoop

    qt = QApplication(sys.argv[:1])
    garbage = GarbageCollector()
    window, session, keeping = wizard.put_together(qt, cli.Window(data_dir=folder), Crashes())
    window.show()
    address = window.context.around.test_address
    around = Surroundings(address, {"us": {"name": "US", **told}}, practice=True)
    window.context.use(Setup("custom", VALUES), around, None)
    loop = QEventLoop(qt)
    loop.set_default_executor(DaemonThreads())
    asyncio.set_event_loop(loop)
    measured: list[Measured] = loop.run_until_complete(measure(window, told.pop("key"), many))
    keeping.finish()
    loop.run_until_complete(session.aclose())
    loop.run_until_complete(window.context.aclose())
    garbage.stop()
    return measured


def main() -> int:
    """Print the table."""
    words = [word for word in sys.argv[1:] if word != "--json"]
    many = words if len(words) == 2 else ["5000", "10000"]
    command = [sys.executable, "-m", "benchmarks.large_organisation", *many]
    with (
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as there,
        tempfile.TemporaryDirectory() as folder,
    ):
        assert there.stdout is not None
        measured = in_window(
            json.loads(there.stdout.readline()), Path(folder), [int(word) for word in many]
        )
        there.communicate("")
    if "--json" in sys.argv:
        print(json.dumps([asdict(one) for one in measured]))
        return 0
    print(f"{'':<14}{'rows':>8}{'first rows':>12}{'all rows':>11}{'memory':>12}", end="")
    print(f"{'longest stall':>16}{'keystroke (processor)':>24}{'looked into':>14}")
    for one in measured:
        print(f"{one.name:<14}{one.rows:>8,}{one.first:>10.2f} s{one.whole:>9.2f} s", end="")
        print(f"{one.memory:>+9.1f} MB{one.stall:>13.0f} ms{one.keystroke:>15.0f}", end="")
        print(f" ({one.processor:.0f}) ms", end="")
        print(f"{one.looked_into:>12.2f} s" if one.looked_into else "")
    return 0


if __name__ == "__main__":
    sys.exit(main())
