"""One test login as the page follows it: its stages, its time, the browser, and its end."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from jcwizard.model.finding import Finding
from jcwizard.ui import runs
from jcwizard.ui.context import Context
from jcwizard.ui.tasks import Task
from jcwizard.ui.timers import timer

if TYPE_CHECKING:
    from jcwizard.oidc.login import Outcome, TestLogin

PREPARING, WAITING, DONE = "preparing", "waiting", "done"
STAGES = (WAITING, "returned", "token", "identity", DONE)
"""Where a test login is, in order; before the first one it is being prepared."""


@dataclass
class Timing:
    """How long the person has, and after how many seconds without an answer the page asks.

    Presses less than `burst` seconds apart are one: whoever presses twice means it once.
    """

    seconds: float = 300.0
    asks: tuple[float, ...] = (15.0, 45.0, 90.0)
    burst: float = 0.4


TIMING = Timing()


class LoginAttempt(QObject):
    """Starts test logins, one at a time, and records what they prove."""

    changed = Signal()
    """Stage, link or the browser's opening."""
    ticked = Signal()
    """A second of the waiting is over."""
    asked = Signal()
    """Nothing has come back for so long that the page should ask what the browser shows."""
    hinted = Signal(object)
    """A finding about the way back; the waiting goes on."""
    prevented = Signal(object)
    """A finding that kept the attempt from starting."""
    ended = Signal(object)
    """The attempt's `Outcome`; None when it was cancelled before the browser was needed."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)  # so that its timers end with the page, in the window's thread
        self._context = context
        self._task: Task[Any] | None = None
        self._login: TestLogin | None = None
        self._deadline = 0.0
        self._seconds = timer(self, 1)
        self._seconds.timeout.connect(self.ticked)
        self._asks: list[QTimer] = []
        self._number = 0
        self.stage = ""
        self.link = ""
        self.opened: bool | None = None

    @property
    def running(self) -> bool:
        """Whether a test login goes on."""
        return bool(self.stage)

    @property
    def seconds_left(self) -> int:
        """Whole seconds that the person still has."""
        return max(0, round(self._deadline - time.monotonic()))

    def start(self, *, by_itself: bool = True) -> None:
        """Begin; `by_itself` says whether the browser is opened without being asked to."""
        if self.running:
            return
        self.stage, self.link, self.opened = PREPARING, "", None
        self._number += 1
        number = self._number

        async def work() -> Any:
            return await self._run(number, by_itself)

        def end(outcome: Outcome | None = None) -> None:
            if number == self._number:
                self._end(outcome)

        def prevent(finding: Finding) -> None:
            if number == self._number:
                self._prevent(finding)

        self._task = self._context.tasks.start(work, done=end, finding=prevent, cancelled=end)
        self.changed.emit()

    def open_browser(self) -> None:
        """Open the link in the person's browser, in a thread."""
        link = self.link
        if not link:
            return

        async def work() -> bool:
            from jcwizard.net import browser

            return await asyncio.to_thread(browser.open_browser, link)

        def told(opened: bool) -> None:
            if link == self.link:
                self.opened = opened
                self.changed.emit()

        self._context.tasks.start(work, done=told)

    def paste(self, text: str) -> Finding | None:
        """Take the browser's address from the person; the finding says why it is none."""
        return self._login.paste(text) if self._login is not None else Finding("paste.too_late")

    def cancel(self) -> None:
        """End the attempt; when this returns it has ended, and its address is free."""
        if not self.running:
            return
        self._number += 1
        if self._login is not None:
            self._login.cancel()
        if self._task is not None:
            self._task.cancel()
        self._end(None)

    async def _run(self, number: int, by_itself: bool) -> Outcome | Finding:
        context = self._context
        recorder, target = runs.Recorder(context, "login"), runs.target(context)
        module = await asyncio.to_thread(import_module, "jcwizard.oidc.login")
        login: TestLogin = module.TestLogin(
            target,
            context.client,
            seconds=TIMING.seconds,
            on_stage=lambda stage: self._reach(number, stage),
            on_hint=self.hinted.emit,
        )
        if number != self._number:
            return Finding("answer.cancelled")
        self._login = login
        try:
            link = await login.start()
            if isinstance(link, Finding) or number != self._number:
                return link if isinstance(link, Finding) else Finding("answer.cancelled")
            self._wait(link)
            if by_itself:
                self.open_browser()
            outcome = await login.finish()
        finally:
            login.cancel()  # whatever went wrong, the address is free
        if outcome.status != "cancelled":
            recorder.record(outcome.checks, outcome.identity)
        return outcome

    def _wait(self, link: str) -> None:
        self.link = link
        self._deadline = time.monotonic() + TIMING.seconds
        self._seconds.start()
        for seconds in TIMING.asks:
            ask = timer(self, seconds, once=True)
            ask.timeout.connect(self.asked)
            ask.start()
            self._asks.append(ask)
        self.changed.emit()

    def _reach(self, number: int, stage: str) -> None:
        if number != self._number:
            return
        self.stage = str(stage)
        if self.stage != WAITING:
            self._stop_asking()
        self.changed.emit()

    def _stop_asking(self) -> None:
        self._seconds.stop()
        for ask in self._asks:
            ask.stop()
            ask.deleteLater()
        self._asks.clear()

    def _close(self) -> None:
        self._stop_asking()
        self._login, self.stage, self.link = None, "", ""

    def _prevent(self, finding: Finding) -> None:
        self._close()
        self.prevented.emit(finding)

    def _end(self, outcome: Outcome | None) -> None:
        self._close()
        self.ended.emit(outcome)
