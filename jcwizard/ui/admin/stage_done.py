"""The last stage: what became of it, and what this wizard has changed so far."""

from __future__ import annotations

from jcwizard.model.changes import ChangeState
from jcwizard.model.route import Stop
from jcwizard.ui.admin.attempt import Attempt, StageId
from jcwizard.ui.admin.client_in_place import ClientInPlace
from jcwizard.ui.admin.made_application import MadeApplication
from jcwizard.ui.admin.stage import Stage
from jcwizard.ui.context import Context
from jcwizard.ui.page import Footer
from jcwizard.ui.visibility import show_when
from jcwizard.ui.widgets.text import LinkButton

CHANGED_MEANWHILE = "provision.changed_meanwhile"

TAKEN_BACK = "taken_back"
"""The ending of what had come to its end and was undone by the person afterwards."""


class DoneStage(Stage):
    """What holds, what stopped it, and the way on."""

    place = StageId.DONE

    def __init__(self, context: Context, attempt: Attempt) -> None:
        super().__init__(context, attempt)
        self.made = MadeApplication(context, "application")
        self._look = LinkButton(context.words("api_way.look_again"), self._look_again)
        self._client = ClientInPlace(context)
        self.column.addWidget(self.made)
        self.column.addWidget(self._client)
        self.column.addWidget(self._look)

    @property
    def done(self) -> bool:
        """Whether it came to its end, and has not been taken back since."""
        return self._ending == "done"

    @property
    def _ending(self) -> str:
        """How it ended: what was done may have been undone from this very page."""
        outcome, changes = self.attempt.outcome, self.context.setup.changes
        if outcome is None:
            return ChangeState.UNDONE
        holds = any(change.state is not ChangeState.UNDONE for change in changes)
        return outcome.ending if holds or outcome.ending != "done" else TAKEN_BACK

    def heading(self) -> tuple[str, str]:
        """Say how it ended."""
        words, ending = self.context.words, self._ending
        names = self.context.said_names()
        return words(f"api_way.ended_{ending}"), words(f"api_way.ended_{ending}_lead", **names)

    def entered(self) -> None:
        """Show the outcome, and announce it."""
        outcome, plan = self.attempt.outcome, self.attempt.plan
        if outcome is not None and plan is not None:
            self.made.show_outcome(outcome, plan.label, plan)
            found = plan.found.client_id if plan.found is not None else ""
            self._client.show_client(found or "")
        self.refresh()
        self.context.announce(self.heading()[0])

    def refresh(self) -> None:
        """Say it again as things stand."""
        show_when(self.made, self._ending != TAKEN_BACK)
        self._client.refresh()
        show_when(self._look, self.done)
        show_when(self._ways, not self.done)
        show_when(self._once_more, False)

    def footer(self, stop: Stop) -> Footer:
        """Go on; or, where nothing came of it, back to what was to be changed."""
        if self.done and stop.may_leave:
            return Footer()
        return Footer(
            primary_text=self.context.words("api_way.once_more"), primary_action=self._look_again
        )

    def _look_again(self) -> None:
        """Compare the application as it is now; one that appeared meanwhile is to be seen first."""
        attempt = self.attempt
        outcome = attempt.outcome
        made = outcome.application_id if outcome is not None and self.done else ""
        cause = outcome.cause if outcome is not None else None
        attempt.look_anew(made or attempt.application_id)
        appeared = cause is not None and cause.code == CHANGED_MEANWHILE
        to_list = appeared and not attempt.application_id
        self.go.emit(StageId.FIND if to_list else StageId.COMPARE)
