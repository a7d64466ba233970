"""What the service tells everybody, compared with the setup: the button, its wait, its answers."""

from __future__ import annotations

import time
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from jcwizard.model.finding import CheckRun, Status, Verdict, first_cause
from jcwizard.model.settings import fingerprint
from jcwizard.ui.context import Context
from jcwizard.ui.page_view import bring_into_sight
from jcwizard.ui.pages.moments import day_and_time
from jcwizard.ui.tasks import Task
from jcwizard.ui.widgets.callout import Callout
from jcwizard.ui.widgets.check_list import CheckList
from jcwizard.ui.widgets.first_cause import FirstCause
from jcwizard.ui.widgets.flow import Flow
from jcwizard.ui.widgets.text import Sentence

GROUP = "outside"
IDS = (
    "login_option",
    "provider_entry",
    "sign_in_client_id",
    "sign_in_redirect",
    "sign_in_scopes",
)


class OutsideChecks(QWidget):
    """Runs the group `outside` at a press, and shows its newest run; it never blocks anything."""

    changed = Signal()

    def __init__(self, context: Context, here: str) -> None:
        super().__init__()
        self._context = context
        self._task: Task[Any] | None = None
        self._shown: tuple[CheckRun | None, bool] = (None, False)
        words = context.words
        self.button = QPushButton(words("hand_in.check"))
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self._start)
        self.cancel = QPushButton(words("hand_in.cancel"))
        self.cancel.setAutoDefault(False)
        self.cancel.clicked.connect(self.stop)
        self._said = Sentence(context, "", "small")
        self._cause = FirstCause(context, here)
        self._calm = Callout(context, "unknown")
        self._list = CheckList(context)
        self._calm.hide()
        self._build()
        self.refresh()

    def _build(self) -> None:
        context = self._context
        words, found, px = context.words, context.said_names(), context.theme.px
        row = Flow(spacing=px(12))
        row.addWidget(self.button)
        row.addWidget(self.cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(10))
        column.addWidget(Sentence(context, words("hand_in.outside", **found), "title"))
        column.addWidget(Sentence(context, words("hand_in.outside_lead", **found)))
        column.addLayout(row)
        column.addWidget(self._said)
        column.addWidget(self._cause)
        column.addWidget(self._calm)
        column.addWidget(self._list)

    @property
    def running(self) -> bool:
        """Whether the service is being asked now."""
        return self._task is not None and self._task.running

    def refresh(self) -> None:
        """Show the newest run, and whether it belongs to the values of now."""
        running, run = self.running, self._context.setup.runs.get(GROUP)
        self.button.setEnabled(not running)
        self.cancel.setVisible(running)
        self._said.say(self._line(run, running))
        shown = (run, self._outdated(run))
        if running or shown == self._shown:
            return
        self._shown = shown
        self._show_cause(*shown)
        self._list.expect(())
        if run is not None:
            self._list.show_checks(run.checks)
            self._list.show()

    def stop(self) -> None:
        """Give up asking."""
        if self._task is not None:
            self._task.cancel()

    def _start(self) -> None:
        context = self._context
        self._shown = (None, False)
        self._cause.show_finding(None)
        self._calm.hide()
        self._list.expect(IDS)
        self._list.run()
        self._task = context.tasks.start(
            lambda: context.run_checks(GROUP, self._list.answer),
            done=self._ended,
            cancelled=self._ended,
        )
        self.refresh()
        self.cancel.setFocus()
        bring_into_sight(self)

    def _ended(self, run: CheckRun | None = None) -> None:
        focused = self.cancel.hasFocus()
        self._shown = (None, False)
        self._list.expect(())
        self.refresh()
        if focused:
            self.button.setFocus()
        if run is not None:
            self._context.announce(self._calm_title(run))
            bring_into_sight(self._calm if self._cause.isHidden() else self._cause)
        self.changed.emit()

    def _line(self, run: CheckRun | None, running: bool) -> str:
        context, words = self._context, self._context.words
        if running:
            return words("hand_in.checking", **context.said_names())
        if run is None:
            return ""
        if self._outdated(run):
            return words("hand_in.outdated")
        return words("hand_in.checked", when=day_and_time(words, run.at, time.time()))

    def _outdated(self, run: CheckRun | None) -> bool:
        context = self._context
        now = fingerprint(GROUP, context.service, context.setup, context.around)
        return run is not None and run.fingerprint != now

    def _show_cause(self, run: CheckRun | None, outdated: bool) -> None:
        self._cause.show_finding(None)
        self._calm.setVisible(run is not None and not outdated)
        if run is None or outdated:
            return
        statuses = {check.status for check in run.checks}
        for kind in (Status.FAILED, Status.WARNING):
            if kind in statuses:
                self._calm.hide()
                self._cause.show_finding(first_cause(run.checks), kind.value)
                return
        if run.verdict is Verdict.PASSED:
            self._calm.say("passed", self._calm_title(run))
        else:
            self._calm.say("unknown", self._calm_title(run), self._context.words("hand_in.unknown"))

    def _calm_title(self, run: CheckRun) -> str:
        words, found = self._context.words, self._context.said_names()
        if run.verdict is Verdict.FAILED:
            cause = first_cause(run.checks)
            return self._context.explain(cause.code, cause.values).title if cause else ""
        key = "hand_in.passed" if run.verdict is Verdict.PASSED else "hand_in.unknown_title"
        return words(key, **found)
