"""One stage of the Admin API's way: its parts, what it waits for, and what went wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jcwizard.model.finding import Finding
from jcwizard.model.route import Stop
from jcwizard.ui.admin.attempt import Attempt, StageId
from jcwizard.ui.admin.waiting import Waiting
from jcwizard.ui.context import Context
from jcwizard.ui.page import Footer
from jcwizard.ui.page_view import bring_into_sight
from jcwizard.ui.tasks import Task, Work
from jcwizard.ui.visibility import show_when
from jcwizard.ui.widgets.first_cause import FirstCause
from jcwizard.ui.widgets.flow import Flow
from jcwizard.ui.widgets.text import LinkButton


class Stage(QWidget):
    """Shown by `ApiWay`, which owns the heading and the order; holds one task at a time.

    Whatever goes wrong leaves two ways on: once more, and the clicks.
    """

    changed = Signal()
    """Heading and footer must be read again."""

    go = Signal(str)
    """Show another stage (a `StageId`)."""

    clicks_wanted = Signal()
    """The person goes on with the guided clicks."""

    focus_wanted = Signal()
    """What the keyboard rested on is gone: it belongs to `first` now."""

    place: StageId

    def __init__(self, context: Context, attempt: Attempt) -> None:
        super().__init__()
        self.context, self.attempt = context, attempt
        self._task: Task[Any] | None = None
        self._again: Callable[[], None] | None = None
        words, px = context.words, context.theme.px
        self.waiting = Waiting(context, self.cancel)
        self.trouble = FirstCause(context, "application")
        self._ways = QWidget()
        self._once_more = LinkButton(words("api_way.once_more"), self._try_again)
        self._clicks = LinkButton(words("application.show_clicks"), self.clicks_wanted.emit)
        ways = QVBoxLayout(self._ways)
        ways.setContentsMargins(0, 0, 0, 0)
        row = Flow(spacing=px(24))
        row.addWidget(self._once_more)
        row.addWidget(self._clicks)
        ways.addLayout(row)
        self._ways.hide()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(px(16))
        for part in (self.waiting, self.trouble, self._ways):
            self.column.addWidget(part)

    @property
    def busy(self) -> bool:
        """Whether JumpCloud is being asked."""
        return self._task is not None and self._task.running

    def heading(self) -> tuple[str, str]:
        """Return the page's heading and the sentence below it."""
        words, names = self.context.words, self.context.said_names()
        key = f"api_way.{self.place}"
        lead = f"{key}_{self.attempt.mode}_lead"
        lead = lead if lead in words else f"{key}_lead"
        return words(f"{key}_heading", **names), words(lead, **names)

    def footer(self, stop: Stop) -> Footer:
        """Return what the lower band shows."""
        raise NotImplementedError

    def entered(self) -> None:
        """Called when the stage is shown."""

    def refresh(self) -> None:
        """Show the setup as it is now; called after each change, so it must be cheap."""

    def left(self) -> None:
        """Called when another stage or page is shown: end what is asked."""
        self.cancel()

    def first(self) -> QWidget | None:
        """Return the control that the keyboard begins at, None for the primary button."""
        return None

    def in_order(self) -> Sequence[QWidget]:
        """Return the parts as the eye meets them, for the keyboard to do the same."""
        return (self,)

    def ask(
        self, work: Work[Any], done: Callable[[Any], None], sentence: str, again: Callable[[], None]
    ) -> None:
        """Ask JumpCloud something, say what is waited for, and show what comes of it."""
        self.show_trouble(None)
        self._again = again
        self.waiting.begin(sentence)

        def answered(answer: Any) -> None:
            self._end()
            done(answer)

        def refused(finding: Finding) -> None:
            self._end()
            self.show_trouble(finding)

        self._task = self.context.tasks.start(
            work, done=answered, finding=refused, cancelled=self._cancelled
        )
        self.changed.emit()
        bring_into_sight(self.waiting)

    def cancel(self) -> None:
        """Ask no longer; nothing that was asked about is changed by it."""
        if self._task is not None:
            self._task.cancel()

    def show_trouble(self, finding: Finding | None) -> None:
        """Show what went wrong and the ways on, or nothing any more."""
        self.trouble.show_finding(finding, "failed")
        show_when(self._ways, finding is not None)
        show_when(self._once_more, self._again is not None)
        if finding is not None:
            bring_into_sight(self.trouble)
        self.changed.emit()

    def stopped(self) -> None:
        """Called when the person has cancelled what was asked."""

    def waits(self, seconds: float) -> None:
        """Say that JumpCloud asks to wait; it goes on by itself."""
        self.waiting.say(self.context.words("api_way.asked_to_wait", seconds=str(round(seconds))))

    def _cancelled(self) -> None:
        self._end()
        self.stopped()

    def _end(self) -> None:
        # Of the window, not of the desktop: the person may look at another window meanwhile.
        had_focus = self.window().focusWidget() is self.waiting.button
        self.waiting.end()
        self.changed.emit()
        if had_focus:
            self.focus_wanted.emit()

    def _try_again(self) -> None:
        if self._again is not None:
            self._again()
