"""What a test login proved: who signed in and every check, or the one thing that is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from jcwizard.model.finding import Check, CheckRun, Status, Verdict, first_cause
from jcwizard.model.route import refuted
from jcwizard.ui.context import Context
from jcwizard.ui.markup import fill_sentence
from jcwizard.ui.pages.identity_card import IdentityCard, called
from jcwizard.ui.pages.moments import age
from jcwizard.ui.pages.warming import polish
from jcwizard.ui.widgets.check_list import CheckList
from jcwizard.ui.widgets.first_cause import FirstCause
from jcwizard.ui.widgets.proof import short
from jcwizard.ui.widgets.text import LinkButton, Sentence

SERVICE_REDIRECT = "service_redirect"
TIMED_OUT = "answer.timed_out"

USUAL = ("answer", "token", "identity", "person", "email", SERVICE_REDIRECT)
"""The rows of most results; made while the browser is waited for."""


def timed_out(run: CheckRun) -> bool:
    """Return whether the time ran out before the browser came back."""
    return any(check.finding and check.finding.code == TIMED_OUT for check in run.checks)


class LoginResult(QWidget):
    """Shows one run that belongs to the values of now."""

    def __init__(
        self, context: Context, start: Callable[[], None], copy: Callable[[], None]
    ) -> None:
        super().__init__()
        self._context = context
        self._shown: object = None
        self._whole = False
        self.person = IdentityCard(context, start, copy)
        self._cause = FirstCause(context)
        self._unfold = LinkButton(context.words("test_login.all_checks"), self._toggle)
        self._list = CheckList(context)
        self._limits = Limits(context)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(context.theme.px(12))
        column.addWidget(self.person)
        column.addWidget(self._cause)
        column.addWidget(self._unfold, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._list)
        column.addWidget(self._limits)

    def making(self) -> Iterator[Callable[[], object]]:
        """Give the works that make it ready to be shown, before there is anything to show."""
        if not self._list.rows:
            for known in range(1, len(USUAL) + 1):
                yield partial(self._list.expect, USUAL[:known])
        yield from (partial(polish, part) for part in (self.person, self._list, self._limits))

    @property
    def way(self) -> QPushButton | None:
        """The button to the step that fixes what is wrong, None where there is none."""
        return self._cause.way

    @property
    def checks(self) -> CheckList:
        """The list of checks."""
        return self._list

    def show_run(self, run: CheckRun | None, *, whole: bool = True) -> None:
        """Show a run; None hides everything, and `whole` False all but person and first cause."""
        self.setVisible(run is not None)
        if run is None:
            return
        against = refuted(self._context.service, self._context.setup, self._context.around)
        passed = run.verdict is Verdict.PASSED and against is None
        if self._shown != (run, against):  # else what was unfolded stays unfolded
            self._shown = (run, against)
            self.person.show_person(run.identity if passed else None)
            self._show_cause(run, against)
            self._unfold.setVisible(not passed and not timed_out(run))
            self._list.hide()
            self._limits.hide()
            self._whole = False
        if whole:
            self._show_rest(run, passed)

    def _show_rest(self, run: CheckRun, passed: bool) -> None:
        redirect, checked, ago = self._service_redirect()
        proofs = {SERVICE_REDIRECT: ago}
        if run.identity is not None:
            proofs["person"] = short(called(run.identity))
        self._show_checks(run, redirect if run.verdict is Verdict.PASSED else None, proofs)
        self._limits.say(checked if passed else "", passed)
        if not self._whole:
            self._list.setVisible(passed)
            self._whole = True

    def _show_cause(self, run: CheckRun, against: Check | None) -> None:
        if run.verdict is Verdict.PASSED and against is not None:
            self._cause.show_finding(against.finding)
            return
        # After a pass nothing stands in the way: a remark is told where its row unfolds.
        quiet = timed_out(run) or run.verdict is Verdict.PASSED
        cause = None if quiet else first_cause(run.checks)
        kind = next((c.status for c in run.checks if c.finding is cause), Status.FAILED)
        self._cause.show_finding(cause, kind.value)

    def _show_checks(
        self, run: CheckRun, redirect: Check | None, proofs: Mapping[str, str]
    ) -> None:
        shown = [check for check in run.checks if check.status is not Status.NOT_RUN]
        if redirect is not None:
            shown.append(redirect)
        self._list.show_checks(shown, proofs)

    def _service_redirect(self) -> tuple[Check | None, str, str]:
        """Return the check of the service's own redirect URL, the sentence about it and its age.

        The test login comes back to this computer, so it says nothing about that address.
        """
        context, words = self._context, self._context.words
        unchecked = words("test_login.redirect_unchecked", **context.said_names())
        run = context.current("preflight")
        if run is None:
            return None, unchecked, ""
        check = next((check for check in run.checks if check.id == SERVICE_REDIRECT), None)
        if check is None or check.status is Status.NOT_RUN:
            return None, unchecked, ""
        ago = age(words, run.at)
        told = words("test_login.redirect_checked", ago=ago, **context.said_names())
        proof = words("test_login.checked_ago", ago=ago) if check.status is Status.PASSED else ""
        return check, told, proof

    def _toggle(self) -> None:
        self._list.setVisible(self._list.isHidden())


class Limits(QWidget):
    """What the test cannot prove, said beside its result."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._redirect = Sentence(context, "", "small")
        self._title = Sentence(context, context.words("test_login.limits"), "label")
        self._lines = [Sentence(context, "", "small") for _ in context.service.limits]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(context.theme.px(6))
        for part in (self._redirect, self._title, *self._lines):
            column.addWidget(part)

    def say(self, redirect: str, shown: bool) -> None:
        """Say it; `redirect` is about the service's own redirect URL."""
        self.setVisible(shown)
        self._redirect.say(redirect)
        names = self._context.names()
        for line, limit in zip(self._lines, self._context.service.limits, strict=True):
            line.say(f"• {fill_sentence(limit, names)}")
