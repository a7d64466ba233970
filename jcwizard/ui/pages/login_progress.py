"""What is shown while a test login runs: where it is, how long it may take, and the ways out."""

from __future__ import annotations

import time

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from jcwizard.model.finding import Finding
from jcwizard.ui.context import Context
from jcwizard.ui.pages.address_paste import AddressPaste
from jcwizard.ui.pages.login_attempt import DONE, PREPARING, STAGES, TIMING, WAITING, LoginAttempt
from jcwizard.ui.restyle import restyle
from jcwizard.ui.widgets.callout import Callout
from jcwizard.ui.widgets.copy_button import CopyButton
from jcwizard.ui.widgets.copy_field import CopyField
from jcwizard.ui.widgets.first_cause import FirstCause
from jcwizard.ui.widgets.flow import Flow
from jcwizard.ui.widgets.mark import Mark
from jcwizard.ui.widgets.text import Sentence


class StageRow(QWidget):
    """One stage by icon, sentence and word."""

    def __init__(self, context: Context, stage: str) -> None:
        super().__init__()
        self._context, self._stage, px = context, stage, context.theme.px
        self._mark = Mark(context)
        self._name = Sentence(context, context.words(f"test_login.stage.{stage}"), "line")
        self._word = Sentence(context, "", "word")
        self._word.setWordWrap(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(2), px(5), px(2), px(5))
        row.setSpacing(px(12))
        row.addWidget(self._mark)
        row.addWidget(self._name, 1)
        row.addWidget(self._word)
        self.state = ""

    def show_state(self, state: str) -> None:
        """Show that the stage is `done`, `now` or `later`; what is new is announced."""
        if state == self.state:
            return
        self.state = state
        words = self._context.words
        word = words(f"test_login.state.{state}")
        self._mark.show_status({"done": "passed", "now": "running"}.get(state, "waiting"))
        self._word.say(word)
        restyle(self._word, kind="passed" if state == "done" else "")
        restyle(self._name, role="title" if state == "now" else "line")
        said = words("window.row", sentence=self._name.accessibleName(), word=word)
        self.setAccessibleName(said)
        if state == "now":
            self._context.announce(self._name.accessibleName())


class Stages(QWidget):
    """The five stages of a test login, in order."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.rows = {stage: StageRow(context, stage) for stage in STAGES}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for row in self.rows.values():
            column.addWidget(row)

    def show_stage(self, stage: str) -> None:
        """Show where the test login is; the last stage is done as soon as it is reached."""
        at = STAGES.index(stage) if stage in STAGES else -1
        for place, row in enumerate(self.rows.values()):
            reached = place < at or stage == DONE
            row.show_state("done" if reached else "now" if place == at else "later")


class LoginProgress(QWidget):
    """The running test login: stages, time, and the buttons that always help."""

    def __init__(self, context: Context, attempt: LoginAttempt) -> None:
        super().__init__()
        self._context, self._attempt = context, attempt
        words = context.words
        self._stages = Stages(context)
        self._time = Sentence(context, "", "small")
        self.cancel = QPushButton(words("test_login.cancel"))
        self.cancel.setAutoDefault(False)
        self.cancel.clicked.connect(self._cancel)
        self._pressed = 0.0
        self.again = QPushButton(words("test_login.open_again"))
        self.again.setAutoDefault(False)
        self.again.clicked.connect(lambda _: attempt.open_browser())
        self.copy = CopyButton(
            context, words("test_login.copy_link"), words("test_login.link"), lambda: attempt.link
        )
        self._not_opened = Callout(
            context, "warning", words("test_login.not_opened"), words("test_login.not_opened_how")
        )
        self._link = CopyField(context, words("test_login.link"))
        self._not_opened.column.addWidget(self._link)
        self.paste = AddressPaste(context, attempt.paste)
        self._hint = FirstCause(context)
        self._build()
        attempt.changed.connect(self.refresh)
        attempt.ticked.connect(self._say_time)
        attempt.hinted.connect(self._take_hint)

    def _build(self) -> None:
        px = self._context.theme.px
        buttons = Flow(px(8))
        for button in (self.cancel, self.again, self.copy):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(12))
        column.addWidget(self._stages)
        column.addWidget(self._time)
        column.addLayout(buttons)
        column.addWidget(self._not_opened)
        column.addWidget(self._hint)
        column.addWidget(self.paste)

    def begin(self) -> None:
        """Show a new attempt, nothing of it known yet."""
        self._pressed = time.monotonic()
        self._hint.show_finding(None)
        self.paste.forget()
        self.refresh()

    def refresh(self) -> None:
        """Show the attempt as it is."""
        attempt = self._attempt
        waiting = attempt.stage == WAITING
        self._stages.show_stage(attempt.stage)
        for control in (self.again, self.copy, self.paste):
            control.setEnabled(waiting)
        self._link.set_value(attempt.link)
        self._not_opened.setVisible(waiting and attempt.opened is False)
        self._say_time()

    def _say_time(self) -> None:
        attempt, words = self._attempt, self._context.words
        if attempt.stage == PREPARING:
            self._time.say(words("test_login.preparing"))
        elif attempt.stage == WAITING:
            minutes, seconds = divmod(attempt.seconds_left, 60)
            self._time.say(words("test_login.time_left", time=f"{minutes}:{seconds:02d}"))
        else:
            self._time.say(words("test_login.asking"))

    def _cancel(self) -> None:
        """Cancel, unless this press belongs to those that started the attempt."""
        before, self._pressed = self._pressed, time.monotonic()
        if self._pressed - before >= TIMING.burst:
            self._attempt.cancel()

    def _take_hint(self, finding: Finding) -> None:
        self._hint.show_finding(finding, "warning")
