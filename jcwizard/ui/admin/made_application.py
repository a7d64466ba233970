"""What became of a change: what was made, and where its values are, or what is left and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from jcwizard.ui.admin.provisioning_progress import ProvisioningProgress
from jcwizard.ui.admin.step_places import secret_step
from jcwizard.ui.context import Context
from jcwizard.ui.markup import spoken
from jcwizard.ui.visibility import show_when
from jcwizard.ui.widgets.callout import Callout
from jcwizard.ui.widgets.copy_field import CopyField
from jcwizard.ui.widgets.first_cause import FirstCause

if TYPE_CHECKING:
    from jcwizard.jumpcloud.outcome import Outcome
    from jcwizard.jumpcloud.plan import Plan

KINDS = {"done": "warning", "undone": "warning", "left": "failed", "partly": "failed"}
"""How the finding looks that says what holds now."""

UNSURE = {"provision.unknown", "provision.cut_off", "provision.cut_off_change"}
"""What is left in JumpCloud, if anything is, nobody can say."""


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
        self._steps = ProvisioningProgress(context)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(context.theme.px(12))
        for part in (
            self._result,
            self._holds,
            self._left,
            self._steps,
            self._cause,
            self._client_id,
        ):
            column.addWidget(part)
        self.hide()

    def show_outcome(self, outcome: Outcome, label: str, plan: Plan | None = None) -> None:
        """Show how it ended for the application with this label.

        With the plan it shows which steps hold, where only some of them do.
        """
        self._shown = (outcome, label)
        partly = plan is not None and outcome.ending == "partly"
        if plan is not None and partly:
            self._steps.show_result(plan, outcome.done)
        show_when(self._steps, partly)
        self._holds.show_finding(outcome.finding, _kind(outcome))
        self._cause.show_finding(outcome.cause, _loud(outcome))
        self._left.set_value(outcome.left)
        show_when(self._left, bool(outcome.left))
        done = outcome.ending == "done"
        self._client_id.set_value(outcome.client_id)
        show_when(self._client_id, done and bool(outcome.client_id))
        show_when(self._result, done)
        self.refresh()
        show_when(self, True)

    def refresh(self) -> None:
        """Say again what follows from the setup."""
        if self._shown is None:
            return
        words, (outcome, label) = self._context.words, self._shown
        if "create" in outcome.done:
            title = words("made.made", label=spoken(label))
            text = words("made.secret_in_place", **secret_step(self._context))
        else:
            title = words("made.changed", label=spoken(label))
            text = words("made.changed_what") if outcome.finding is None else ""
        self._result.say("passed", title, text)


def _kind(outcome: Outcome) -> str:
    unsure = outcome.finding is not None and outcome.finding.code in UNSURE
    return "unknown" if unsure else KINDS[outcome.ending]


def _loud(outcome: Outcome) -> str:
    """Return how the cause looks; that the person chose to stop is no failure."""
    if outcome.cause is not None and outcome.cause.code == "provision.stopped":
        return "info"
    return "warning" if outcome.ending == "done" else "failed"
