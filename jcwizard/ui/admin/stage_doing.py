"""The stage that carries a plan out: its steps as they go, and Cancel, which takes all back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jcwizard.model.route import Stop
from jcwizard.model.secret import Secret
from jcwizard.ui import runs
from jcwizard.ui.admin.attempt import Attempt, StageId
from jcwizard.ui.admin.provisioning_progress import ProvisioningProgress
from jcwizard.ui.admin.stage import Stage
from jcwizard.ui.context import Context
from jcwizard.ui.page import Footer
from jcwizard.ui.tasks import is_of_the_dead
from jcwizard.ui.widgets.text import Sentence

if TYPE_CHECKING:
    from jcwizard.jumpcloud import stopping
    from jcwizard.jumpcloud.outcome import Outcome

UNDO_SECONDS = 2.5
"""How long undoing may take while the window closes; it is journalled whatever happens."""

LET_GO = UNDO_SECONDS + 0.5
"""How long the task may need to let go then."""


class DoingStage(Stage):
    """Leaving the page ends the work too; how it ended is shown when the person comes back."""

    place = StageId.DOING

    def __init__(self, context: Context, attempt: Attempt) -> None:
        super().__init__(context, attempt)
        self.progress = ProvisioningProgress(context)
        self._stop: stopping.Stop | None = None
        self._undoing = Sentence(context)
        self.column.addWidget(self.progress)
        self.column.addWidget(self._undoing)

    def heading(self) -> tuple[str, str]:
        """Say what is done."""
        words, plan = self.context.words, self.attempt.plan
        key = "api_way.creating" if plan is not None and plan.creating else "api_way.changing"
        return words(key), words("api_way.doing_lead")

    def footer(self, stop: Stop) -> Footer:
        """Offer nothing but Cancel."""
        words, plan = self.context.words, self.attempt.plan
        creating = plan is not None and plan.creating
        stopping = self._stop is None or self._stop.pressed
        return Footer(
            primary_text=words("api_way.create_it" if creating else "api_way.change_it"),
            primary_enabled=False,
            extra=((words("api_way.cancel"), not stopping, self.cancel),),
            back_action=self.cancel,
            enter_action=lambda: None,
        )

    def entered(self) -> None:
        """Carry out the plan, once."""
        if self.attempt.outcome is None and not self.busy:
            self._begin()

    def cancel(self) -> None:
        """Stop after the request that is under way, and take back what was done."""
        if self.busy and self._stop is not None and not self._stop.pressed:
            self._stop.press()
            self._undoing.say(self.context.words("api_way.undoing"))
            self.context.announce(self.context.words("api_way.undoing"))
            self.changed.emit()

    def waits(self, seconds: float) -> None:
        """Say that JumpCloud asks to wait; it goes on by itself."""
        self.progress.wait(seconds)

    def _begin(self) -> None:
        from jcwizard.jumpcloud import stopping

        context, attempt, session = self.context, self.attempt, self.context.admin
        plan = attempt.plan
        if plan is None or session is None:
            self.go.emit(StageId.COMPARE)
            return
        self._stop = stop = stopping.Stop()
        self._undoing.say("")
        self.progress.begin(plan)
        results = Results(context)
        journal, api = context.journal(), session.api

        def ended(outcome: Outcome) -> None:
            attempt.outcome, attempt.listed = outcome, None
            results.take(outcome, creating=plan.creating)

        def step(step_id: str, state: str) -> None:
            # The page may be gone, as when another setup was opened; the work ends all the same.
            if not is_of_the_dead(self.progress.step):
                self.progress.step(step_id, state)

        async def work() -> Any:
            from jcwizard.jumpcloud.provisioning import carry_out

            return await carry_out(
                plan,
                api,
                journal,
                step,
                results.take_secret,
                on_ending=ended,
                stop=stop,
                undo_seconds=UNDO_SECONDS,
            )

        self._task = context.tasks.start(
            work, done=self._ended, cancelled=self._ended, let_go=LET_GO
        )
        self.changed.emit()

    def _ended(self, _: Any = None) -> None:
        self._undoing.say("")
        self.go.emit(StageId.DONE)


class Results:
    """Puts what a change gives into the setup that it was begun for, and takes it back if void."""

    def __init__(self, context: Context) -> None:
        self._context, self._setup = context, context.setup
        self._client_id = context.setup.values.get("client_id", "")
        self._secret = context.setup.secret

    def take_secret(self, client_id: str, secret: Secret) -> None:
        """Keep what JumpCloud shows only once."""
        self._setup.put("client_id", client_id)
        self._setup.put_secret(secret)

    def take(self, outcome: Outcome, *, creating: bool) -> None:
        """Keep how it ended: which application it is now, and how it compares."""
        if outcome.void:
            self._setup.put("client_id", self._client_id)
            self._setup.put_secret(self._secret)
        elif creating and outcome.application_id:
            self._setup.link_application(outcome.application_id)
        if outcome.look is not None and self._context.setup is self._setup:
            from jcwizard.jumpcloud.comparison import checks

            runs.Recorder(self._context, "application").record(checks(outcome.look.rows))
