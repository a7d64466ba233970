"""A whole test login in the real window: time from the browser's return to the verdict on show.

    python -m benchmarks.login [ROUNDS]

Needs a display (`xvfb-run -a` on a machine without one). JumpCloud is pretended, in a thread
of this process, and the browser is a few lines of code, so that the numbers are the wizard's own.
A heartbeat every 5 ms measures the longest time for which the window stood still.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path

from PySide6.QtWidgets import QApplication, QPushButton

from benchmarks.heartbeat import Heartbeat
from jcwizard import app as wizard
from jcwizard import cli
from jcwizard.jumpcloud.around import TEST_PORT
from jcwizard.model.secret import Secret
from jcwizard.model.setup import Setup
from jcwizard.net import browser
from jcwizard.practice.settings import Settings
from jcwizard.ui.crash import Crashes
from jcwizard.ui.pages.login_attempt import LoginAttempt
from jcwizard.ui.threads import DaemonThreads
from jcwizard.ui.window import Window
from tests.practice.running import RunningWorld
from tests.ui.pages.pretend_browser import PretendBrowser

LOGIN_SECONDS = 60.0
"""How long one login may take; without a limit one that cannot begin would be waited for."""


class Marks:
    """When the browser came back, and when the verdict was on show, in each login."""

    def __init__(self) -> None:
        self.returned = self.shown = 0.0
        reach, end, marks = LoginAttempt._reach, LoginAttempt._end, self

        def reached(attempt: LoginAttempt, number: int, stage: str) -> None:
            if str(stage) == "returned":
                marks.returned = time.monotonic()
            reach(attempt, number, stage)

        def ended(attempt: LoginAttempt, outcome: object) -> None:
            end(attempt, outcome)  # type: ignore[arg-type]
            QApplication.processEvents()
            marks.shown = time.monotonic()

        LoginAttempt._reach = reached  # type: ignore[method-assign]
        LoginAttempt._end = ended  # type: ignore[method-assign]


async def log_in(window: Window, marks: Marks, beat: Heartbeat) -> tuple[float, float]:
    """Press the button and wait for the verdict; milliseconds to it, and of the longest stall."""
    marks.shown = 0.0
    beat.reset()
    wanted = ("Start test login", "Test again")
    button = next(
        b
        for b in window.findChildren(QPushButton)
        if b.accessibleName() in wanted or b.text() in wanted
    )
    button.click()
    async with asyncio.timeout(LOGIN_SECONDS):
        while not marks.shown:  # noqa: ASYNC110 - a condition of the page, which has no event
            await asyncio.sleep(0.02)
    return (marks.shown - marks.returned) * 1000, beat.worst * 1000


async def measure(window: Window, rounds: int) -> list[tuple[float, float]]:
    """Return the numbers of each login, the first one (which imports what it needs) included."""
    window.context.tasks.use(asyncio.get_running_loop())
    marks, beat = Marks(), Heartbeat()
    await asyncio.sleep(1.0)
    return [await log_in(window, marks, beat) for _ in range(rounds)]


def setup_for(practice: RunningWorld, port: int = TEST_PORT) -> Setup:
    """Return a setup of another service with its application registered."""
    redirect = "https://wiki.acme.example/login/callback"
    addresses = (redirect, f"http://127.0.0.1:{port}/callback")
    client_id, secret = practice.do(
        practice.world.register(
            Settings(
                display_label="Acme Wiki",
                redirect_uris=addresses,
                login_url="https://wiki.acme.example",
                email=True,
                profile=True,
                groups=("Engineering",),
            )
        )
    )
    values = {
        "region": "us",
        "issuer": practice.world.issuer,
        "display_label": "Acme Wiki",
        "redirect_urls": redirect,
        "login_url": "https://wiki.acme.example",
        "client_id": client_id,
    }
    setup = Setup("custom", values)
    setup.put_secret(Secret(secret.reveal()))
    return setup


def main() -> int:
    """Print the table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    from qasync import QEventLoop

    qt = QApplication(sys.argv[:1])
    with RunningWorld() as practice, tempfile.TemporaryDirectory() as folder:
        browser.open_browser = PretendBrowser(practice)  # type: ignore[assignment]
        crashes = Crashes()
        start = cli.Window(data_dir=Path(folder))
        window, session, keeping = wizard.put_together(qt, start, crashes)
        window.show()
        window.context.use(setup_for(practice), window.context.around, None)
        window.context.go("test")
        loop = QEventLoop(qt)
        loop.set_default_executor(DaemonThreads())
        asyncio.set_event_loop(loop)
        results = loop.run_until_complete(measure(window, rounds))
        keeping.finish()
        loop.run_until_complete(session.aclose())
        loop.run_until_complete(window.context.aclose())
    first, later = results[0], results[1:]
    print(f"{'':<28}{'first login':>12}{f'median of {len(later)} more':>22}{'worst':>10}")
    for index, name in enumerate(("return to verdict", "longest stall")):
        column = [row[index] for row in later]
        median, worst = statistics.median(column), max(column)
        print(f"{name:<28}{first[index]:>9.0f} ms{median:>19.1f} ms{worst:>7.1f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
