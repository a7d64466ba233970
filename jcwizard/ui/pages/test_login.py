"""The page of the test login: one big button, where it is, its result, and the finishing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from jcwizard.model.finding import CheckRun, Finding, Verdict
from jcwizard.model.service import Step
from jcwizard.ui.context import Context
from jcwizard.ui.markup import spoken
from jcwizard.ui.page import Footer, Page
from jcwizard.ui.pages.finishing import Finishing
from jcwizard.ui.pages.identity_card import called
from jcwizard.ui.pages.login_attempt import WAITING, LoginAttempt
from jcwizard.ui.pages.login_focus import footer_buttons, rest_on
from jcwizard.ui.pages.login_progress import LoginProgress
from jcwizard.ui.pages.login_result import LoginResult, timed_out
from jcwizard.ui.pages.login_start import LoginStart
from jcwizard.ui.pages.moments import day_and_time
from jcwizard.ui.pages.staged_help import StagedHelp
from jcwizard.ui.pages.warming import Warming, polish
from jcwizard.ui.reading_order import focus_in_reading_order
from jcwizard.ui.secret_keeping import SecretKeeping
from jcwizard.ui.widgets.callout import Callout
from jcwizard.ui.widgets.first_cause import FirstCause

if TYPE_CHECKING:
    from jcwizard.oidc.login import Outcome

CANCELLED_THERE = "answer.cancelled_at_provider"


class TestLoginPage(Page):
    """What it shows follows from the newest run of `login` and from the attempt that goes on."""

    __test__ = False  # its name begins like that of a test class

    def __init__(self, context: Context, step: Step) -> None:
        super().__init__(context, step)
        words = context.words
        self._keeping = SecretKeeping(context)
        self._keeping.setParent(self)
        self._keeping.changed.connect(self._again)
        self.attempt = LoginAttempt(context, self)
        self._cancelled = Callout(context, "info", words("test_login.cancelled"))
        self._prevented = FirstCause(context)
        self.start_part = LoginStart(context, self.start, self._keeping)
        self.progress = LoginProgress(context, self.attempt)
        self.result = LoginResult(context, self.start, self._start_for_copy)
        self.help = StagedHelp(context)
        self.finishing = Finishing(context)
        self._copy_when_ready = False
        self._warming = Warming(self)
        self._unrolling = False
        for part in self._parts():
            self.add(part)
        self._cancelled.hide()
        self._connect()
        self.refresh()

    def _parts(self) -> tuple[QWidget, ...]:
        above = (self._cancelled, self._prevented, self.start_part, self.progress)
        return (*above, self.result, self.help, self.finishing)

    def _connect(self) -> None:
        self.attempt.changed.connect(self._moved)
        self.attempt.asked.connect(self.help.ask)
        self.attempt.prevented.connect(self._could_not_start)
        self.attempt.ended.connect(self._ended)
        self.finishing.changed.connect(self.changed)

    # --- what is on show -----------------------------------------------------------------------

    @property
    def run(self) -> CheckRun | None:
        """The newest run, None unless it belongs to the values of now."""
        return self.context.current("login")

    @property
    def passed(self) -> bool:
        """Whether the values of now are proven."""
        run = self.run
        proven = run is not None and run.verdict is Verdict.PASSED
        return proven and not self.context.refuted

    @property
    def busy(self) -> bool:
        """While the person signs in in the browser, this page has to stay."""
        return self.attempt.running

    def refresh(self) -> None:
        """Show the setup and the attempt as they are."""
        super().refresh()
        running, run = self.attempt.running, self.run
        self.heading.say(*self._headline(running, run))
        self.progress.setVisible(running)
        self.result.show_run(None if running else run, whole=not self._unrolling)
        finishing = self.passed and not running and not self._unrolling
        self.finishing.setVisible(finishing)
        if finishing:
            self.finishing.refresh()
        wanted = self.start_part.refresh(again=run is not None)
        self.starts_at_primary = run is not None
        self.start_part.setVisible(wanted and not running and not self.passed)
        if not running and run is not None and timed_out(run) and self.help.isHidden():
            self.help.ask(late=True)
        focus_in_reading_order(self)

    def footer(self) -> Footer:
        """Test again and Finish after a pass; else Test again where there was a test."""
        words = self.context.words
        if self.attempt.running or self.run is None:
            return Footer()
        again = (words("test_login.again"), self._ready, self.start)
        if not self.passed:
            text, enabled, action = again
            return Footer(primary_text=text, primary_enabled=enabled, primary_action=action)
        when = day_and_time(words, self.run.at, time.time())
        return Footer(
            primary_text=words("test_login.finish"),
            primary_action=self._finish,
            extra=(again,),
            hint_text=words("test_login.tested", when=when),
        )

    def _headline(self, running: bool, run: CheckRun | None) -> tuple[str, str]:
        words, said = self.context.words, self.context.said_names()
        if running or run is None:
            return self.said(self.step.heading), self.said(self.step.lead)
        if run.verdict is Verdict.PASSED:
            name = called(run.identity) if run.identity is not None else ""
            person = spoken(name) if name else words("test_login.somebody")
            if self.context.refuted:
                lead = words("test_login.refuted_lead", **(said | {"person": person}))
                return words("test_login.failed"), lead
            lead = words("test_login.passed_lead", **(said | {"person": person}))
            return words("test_login.passed"), lead
        key = "timed_out" if timed_out(run) else run.verdict.value
        return words(f"test_login.{key}"), words(f"test_login.{key}_lead", **said)

    @property
    def _ready(self) -> bool:
        return self.context.setup.secret is not None

    def _again(self) -> None:
        self.refresh()
        self.changed.emit()

    # --- the attempt ---------------------------------------------------------------------------

    def start(self) -> None:
        """Begin a test login, unless one goes on or there is no secret."""
        self._begin(copy=False)

    def _start_for_copy(self) -> None:
        """Begin a test login for another browser: its link is copied, and no browser opened."""
        self._begin(copy=True)

    def _begin(self, *, copy: bool) -> None:
        if self.attempt.running or not self._ready:
            return
        self._cancelled.hide()
        self._prevented.show_finding(None)
        self.help.forget()
        self._copy_when_ready = copy
        self.attempt.start(by_itself=not copy)
        self.progress.begin()
        self._again()
        self.progress.cancel.setFocus()

    def _moved(self) -> None:
        if self.attempt.link and self._copy_when_ready:
            self._copy_when_ready = False
            self.progress.copy.copy()
        if self.attempt.stage == WAITING and not self._warming.busy:
            self._warming.do(self._making())
        if self.attempt.stage not in ("", "preparing", "waiting"):
            self.help.hide()

    def _making(self) -> Iterator[Callable[[], object]]:
        """Give the works that make the result ready while the browser is waited for.

        Else the window would stand still for them between the browser's return and the verdict.
        """
        yield from self.result.making()
        yield self.finishing.refresh
        yield partial(polish, self.finishing)

    def _could_not_start(self, finding: Finding) -> None:
        self._prevented.show_finding(finding, "warning")
        self._settle(self.context.explain(finding.code, finding.values).title)

    def _ended(self, outcome: Outcome | None) -> None:
        if outcome is None or outcome.status == "cancelled":
            self._say_cancelled(outcome)
        if outcome is None or outcome.status != "timed_out":
            self.help.forget()
        self._settle(self._cancelled_title() or self._headline(False, self.run)[0])

    def _say_cancelled(self, outcome: Outcome | None) -> None:
        words = self.context.words
        checks = outcome.checks if outcome is not None else ()
        there = any(c.finding and c.finding.code == CANCELLED_THERE for c in checks)
        key = "test_login.cancelled_there" if there else "test_login.cancelled_here"
        self._cancelled.say("info", words("test_login.cancelled"), words(key))
        self._cancelled.show()

    def _cancelled_title(self) -> str:
        return "" if self._cancelled.isHidden() else self.context.words("test_login.cancelled")

    def _settle(self, said: str) -> None:
        """Say the end, show it from the top, and put the keyboard where it goes on."""
        self._warming.stop()
        self.context.announce(said)
        self._unrolling = True  # all of it in one turn would hold the window up
        self._again()
        QTimer.singleShot(0, self, self._unroll)
        if self.isVisible():
            QApplication.alert(self.window())
            self._rest()

    def _unroll(self) -> None:
        self._unrolling = False
        self.refresh()

    def _rest(self) -> None:
        # The footer follows in the next turn, wrapped sentences have their height in the one after.
        def rest() -> None:
            rest_on(self, self.going_on())

        QTimer.singleShot(0, self, lambda: QTimer.singleShot(0, self, rest))

    def going_on(self) -> tuple[QWidget | None, ...]:
        """Return the controls that lead on from here, the likeliest first."""
        primary, other = footer_buttons(self)
        if self.attempt.running:
            return (self.progress.cancel,)
        if not self._cancelled.isHidden() or not self._prevented.isHidden():
            return self._prevented.way, self.start_part.button, other, primary
        if self.passed:
            return (primary,)
        return self.result.way if self.run else None, self.start_part.button, primary

    # --- the window ----------------------------------------------------------------------------

    def entered(self) -> None:
        """Bring back a kept secret."""
        self._keeping.fetch()
        self._rest()

    def left(self) -> None:
        """End what goes on; the address on this computer is given back."""
        self._keeping.stop()
        self.attempt.cancel()
        self._warming.stop()
        self.finishing.stop()

    def _finish(self) -> None:
        self.window().close()
