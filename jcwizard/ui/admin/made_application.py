"""What became of a change: what was made, and where its values are, or what is left and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from jcwizard.ui.admin.step_places import secret_step
from jcwizard.ui.context import Context
from jcwizard.ui.markup import spoken
from jcwizard.ui.visibility import show_when
from jcwizard.ui.widgets.callout import Callout
from jcwizard.ui.widgets.copy_field import CopyField
from jcwizard.ui.widgets.first_cause import FirstCause

if TYPE_CHECKING:
    from jcwizard.jumpcloud.outcome import Outcome


KINDS = {"done": "warning", "undone": "warning", "left": "failed", "partly": "failed"}
"""How loud the finding is that says what holds now."""


class MadeApplication(QWidget):
    """Shows an outcome; the secret is never among it."""

    def __init__(self, context: Context, here: str = "") -> None:
        super().__init__()
        self._context = context
        self._shown: tuple[Outcome, str] | None = None
        self._result = Callout(context, "passed")
        self._holds = FirstCause(context, here)
        self._cause = FirstCause(context, here)
        self._client_id = CopyField(context, context.words("made.client_id"))
        self._left = CopyField(context, context.words("made.left"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(context.theme.px(12))
        for part in (self._result, self._holds, self._left, self._cause, self._client_id):
            column.addWidget(part)
        self.hide()

    def show_outcome(self, outcome: Outcome, label: str) -> None:
        """Show how it ended for the application with this label."""
        self._shown = (outcome, label)
        self.refresh()

    def refresh(self) -> None:
        """Show the outcome again, with the words of now."""
        if self._shown is None:
            return
        outcome, label = self._shown
        done = outcome.ending == "done"
        creating = "create" in outcome.done
        self._say_result(outcome, creating, spoken(label))
        self._holds.show_finding(outcome.finding, KINDS[outcome.ending])
        self._cause.show_finding(outcome.cause, "failed")
        self._left.set_value(outcome.left)
        show_when(self._left, bool(outcome.left))
        self._client_id.set_value(outcome.client_id)
        show_when(self._client_id, done and bool(outcome.client_id))
        show_when(self, True)

    def _say_result(self, outcome: Outcome, creating: bool, label: str) -> None:
        """Say what is done; what holds otherwise is said by the outcome's finding."""
        words = self._context.words
        done = outcome.ending == "done"
        show_when(self._result, done or (outcome.ending == "undone" and outcome.finding is None))
        if done and creating:
            title = words("made.made", label=label)
            self._result.say(
                "passed", title, words("made.secret_in_place", **secret_step(self._context))
            )
        elif done:
            title = words("made.changed", label=label)
            self._result.say("passed", title, words("made.changed_what"))
        else:
            self._result.say("info", words("made.undone"), words("made.undone_what", label=label))
