"""The way into the test login: the big button, and what stands before it."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from jcwizard.model.finding import Check, CheckRun, Finding, Status, Verdict, first_cause
from jcwizard.model.service import FieldKind, Step
from jcwizard.ui.context import Context
from jcwizard.ui.pages.login_attempt import TIMING
from jcwizard.ui.pages.moments import age, day_and_time
from jcwizard.ui.secret_keeping import SecretKeeping
from jcwizard.ui.widgets.callout import Callout
from jcwizard.ui.widgets.first_cause import FirstCause
from jcwizard.ui.widgets.text import LinkButton, Sentence

TEST_REDIRECT = "test_redirect"


class LoginStart(QWidget):
    """Says what is missing or out of date; nothing but a missing secret keeps anybody away."""

    def __init__(self, context: Context, start: Callable[[], None], keeping: SecretKeeping) -> None:
        super().__init__()
        self._context, self._keeping = context, keeping
        words, minutes = context.words, str(max(1, round(TIMING.seconds / 60)))
        self._old = Callout(context, "warning")
        self._secret = Callout(context, "warning")
        self._enter = self._link("client_secret")
        self._secret.column.addWidget(self._enter, 0, Qt.AlignmentFlag.AlignLeft)
        self._trouble, self._known = FirstCause(context), FirstCause(context)
        self.button = QPushButton(words("test_login.start"))
        self.button.setProperty("role", "primary")
        self.button.setProperty("size", "big")
        self.button.setAutoDefault(False)
        self.button.clicked.connect(lambda _: start())
        self._how = Sentence(context, words("test_login.how", minutes=minutes), "small")
        self._unchecked = Sentence(context, "", "small")
        self._check = self._link("client_secret")
        self._build()

    def _build(self) -> None:
        px = self._context.theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(12))
        for part in (self._old, self._secret, self._trouble, self._known):
            column.addWidget(part)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._how)
        column.addWidget(self._unchecked)
        column.addWidget(self._check, 0, Qt.AlignmentFlag.AlignLeft)

    def refresh(self, *, again: bool) -> bool:
        """Show what stands before the test, and return whether there is anything to show.

        `again` says that the footer's button starts it.
        """
        context, keeping = self._context, self._keeping
        known = context.setup.secret is not None
        run = context.setup.runs.get("login")
        self._say_old(run if context.current("login") is None else None)
        self._say_secret(known)
        if self._trouble.finding != keeping.trouble:
            self._trouble.show_finding(keeping.trouble, "warning")
        self.button.setVisible(not again)
        self.button.setEnabled(known)
        self._how.setVisible(not again)
        self._say_preflight(shown=known and not again)
        return not again or not known or keeping.trouble is not None

    def _say_old(self, run: CheckRun | None) -> None:
        words = self._context.words
        self._old.setVisible(run is not None)
        if run is not None:
            when = day_and_time(words, run.at, time.time())
            self._old.say(
                "warning", words("test_login.old"), words("test_login.old_what", when=when)
            )

    def _say_secret(self, known: bool) -> None:
        words, waiting = self._context.words, self._keeping.busy
        self._secret.setVisible(not known)
        self._enter.setVisible(not waiting)
        if waiting:
            self._secret.say("info", words("credentials.keychain_asked"))
        elif not known:
            self._secret.say(
                "warning", words("test_login.no_secret"), words("test_login.no_secret_what")
            )

    def _say_preflight(self, *, shown: bool) -> None:
        """Say what *Check now* found with these values, calmly, or that it was not asked."""
        context, words = self._context, self._context.words
        run = context.current("preflight") if shown else None
        failed = run if run is not None and run.verdict is Verdict.FAILED else None
        cause = _stands_in_the_way(failed) if failed is not None else _removed(run)
        if self._known.finding != cause:
            self._known.show_finding(cause, "info")
        self._check.setVisible(shown and run is None)
        if failed is not None:
            ago = age(words, failed.at)
            self._unchecked.say(words("test_login.check_failed", ago=ago))
        else:
            self._unchecked.say(words("test_login.unchecked") if shown and run is None else "")

    def _link(self, key: str) -> LinkButton:
        step = self._step_of(key)
        text = self._context.words("window.go_to_step", step=step.title if step else "")
        return LinkButton(text, lambda: self._context.go(step.id) if step else None)

    def _step_of(self, key: str) -> Step | None:
        fields = self._context.service.fields
        for step in self._context.service.steps:
            if key in step.fields and fields[key].kind is FieldKind.SECRET:
                return step
        return None


def _stands_in_the_way(run: CheckRun) -> Finding | None:
    """Return the finding to show before the test: that of the test address, else the first cause.

    Without its own address the wizard never hears from the browser, whatever else is wrong.
    """
    way_back = (check.finding for check in run.checks if check.id == TEST_REDIRECT and _bad(check))
    return next(way_back, None) or first_cause(run.checks)


def _removed(run: CheckRun | None) -> Finding | None:
    """Return what to add again for a test, where the person has removed the test address."""
    checks = run.checks if run is not None else ()
    way_back = (check for check in checks if check.id == TEST_REDIRECT)
    return next((c.finding for c in way_back if c.status is Status.NOT_RUN), None)


def _bad(check: Check) -> bool:
    return check.status is Status.FAILED
