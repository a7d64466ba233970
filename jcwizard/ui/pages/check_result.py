"""The answers of *Check now* on their page: while they come, and when they are all there."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from jcwizard.model.finding import Check, Status, first_cause
from jcwizard.model.settings import AUTHENTICATION_LABELS, fingerprint
from jcwizard.ui import runs
from jcwizard.ui.context import Context
from jcwizard.ui.page_view import bring_into_sight
from jcwizard.ui.widgets.callout import Callout
from jcwizard.ui.widgets.check_list import CheckList
from jcwizard.ui.widgets.first_cause import FirstCause
from jcwizard.ui.widgets.text import Sentence
from jcwizard.ui.widgets.wrapping_button import WrappingButton

ASSUMED = "client_authentication.assumed"
"""The finding that leaves the choice to the person, since the service documents nothing."""


class CheckResult(QWidget):
    """The answers of *Check now*: the first cause above, then a row for each question."""

    def __init__(self, context: Context, here: str, cancel: Any) -> None:
        super().__init__()
        self._context = context
        words = context.words
        self._running = QWidget()
        row = QHBoxLayout(self._running)
        row.setContentsMargins(0, 0, 0, 0)
        seconds = str(runs.PREFLIGHT_SECONDS)
        row.addWidget(Sentence(context, words("credentials.asking", seconds=seconds)), 1)
        button = QPushButton(words("credentials.cancel"))
        button.setAutoDefault(False)
        button.clicked.connect(lambda _: cancel())
        row.addWidget(button)
        self._running.hide()
        self._old = Callout(
            context, "warning", words("credentials.old"), words("credentials.old_what")
        )
        self._old.hide()
        self._cause = FirstCause(context, here)
        self._list = CheckList(context)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(context.theme.px(12))
        self._keep = WrappingButton(context, "")
        self._keep.clicked.connect(self._keep_found)
        for part in (self._running, self._old, self._cause, self._keep, self._list):
            column.addWidget(part)
        self._shown: object = None

    def begin(self, ids: tuple[str, ...]) -> None:
        """Show that the questions are being asked."""
        self._shown = None
        self._old.hide()
        self._cause.show_finding(None)
        self._keep.hide()
        self._list.expect(ids)
        self._list.run()
        self._running.show()
        bring_into_sight(self)

    @property
    def answered(self) -> QWidget:
        """What is to be read first when all is answered."""
        return self._list if self._cause.isHidden() else self._cause

    @property
    def current(self) -> bool:
        """Whether there is a result for the values of now."""
        context = self._context
        run = context.setup.runs.get("preflight")
        now = fingerprint("preflight", context.service, context.setup, context.around)
        return run is not None and run.fingerprint == now

    def answer(self, check: Check) -> None:
        """Show one answer as it comes."""
        self._list.answer(check)

    def show_run(self, ids: tuple[str, ...]) -> None:
        """Show the newest run, and whether it belongs to the values of now."""
        context = self._context
        run = context.setup.runs.get("preflight")
        self._running.hide()
        current = self.current
        self._old.setVisible(run is not None and not current)
        if self._shown == (run, current):
            return
        self._shown = (run, current)
        self._keep.hide()
        if run is None:
            self._list.expect(())
            self._cause.show_finding(None)
            return
        self._list.expect([name for name in ids if any(c.id == name for c in run.checks)])
        self._list.show_checks(run.checks)
        cause = first_cause(run.checks)
        kind = next((c.status for c in run.checks if c.finding is cause), Status.FAILED)
        self._cause.show_finding(cause if current else None, kind.value)
        if current and cause is not None and cause.code == ASSUMED:
            self._keep.say(context.words("credentials.keep_found", found=cause.actual))
            self._keep.show()

    def _keep_found(self) -> None:
        """Go by the type that the application has, for the person chose it on purpose."""
        found = self._cause.finding.actual if self._cause.finding is not None else ""
        for method, label in AUTHENTICATION_LABELS.items():
            if label == found:
                self._context.setup.put("client_authentication", method)
