"""Work on JumpCloud that is looked at first, agreed to, carried out and told, all in one place."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from jcwizard.model.finding import Finding
from jcwizard.model.service import PageKind
from jcwizard.ui.context import Context
from jcwizard.ui.pages.agreed_work_view import AgreedWorkView
from jcwizard.ui.tasks import Task, is_of_the_dead

if TYPE_CHECKING:  # the network is imported after the first paint
    from jcwizard.jumpcloud.admin_api import AdminApi
    from jcwizard.jumpcloud.outcome import Outcome
    from jcwizard.jumpcloud.repair import Line
    from jcwizard.jumpcloud.stopping import Stop
    from jcwizard.ui.admin_session import AdminSession

T = TypeVar("T")

LET_GO_SECONDS = 1.0
"""What a change that is under way gets when the window closes."""


class Job(Protocol):
    """What is to be done; `words` is the table of its sentences, `said_done` the last one's name.

    `look` changes nothing and says what would change. `carry_out` changes it, notes in the setup
    what follows from it, and is not ended half-way: `stop` asks it to end by itself.
    """

    words: str
    said_done: str

    async def look(self, api: AdminApi) -> Sequence[Line] | Finding:
        """Return the lines of the preview; none when there is nothing to be done any more."""

    async def carry_out(self, api: AdminApi, stop: Stop) -> Outcome | Finding:
        """Do it, and say what holds then."""


class AgreedWork(AgreedWorkView):
    """A button; then the preview with a yes and a no, the waiting, and how it ended."""

    def __init__(self, context: Context, job: Job) -> None:
        said = context.words
        super().__init__(context, said(f"{job.words}.begin"), said(f"{job.words}.agree"))
        self._job = job
        self._task: Task[Any] | None = None
        self._stop: Stop | None = None
        self.begin.clicked.connect(lambda _: self._look())
        self.agree.clicked.connect(lambda _: self._carry_out())
        self.decline.clicked.connect(lambda _: self.idle())
        self.sign_in.clicked.connect(lambda _: self._go_to_sign_in())
        self.cancel.clicked.connect(lambda _: self.stop())

    @property
    def working(self) -> bool:
        """Return whether JumpCloud is being asked or changed."""
        return self._task is not None and self._task.running

    def stop(self) -> None:
        """End it: a question at once, a change after the request that is under way."""
        if not self.working or self._task is None:
            return
        if self._stop is None:
            self._task.cancel()
        elif not self._stop.pressed:
            self._stop.press()
            self.wait(self._context.words("agreed_work.stopping"))

    def _look(self) -> None:
        admin = self._context.admin
        if admin is None:
            self.ask_to_sign_in()
            return
        self._stop = None
        self.wait(self._context.words("agreed_work.looking"))
        self._task = self._context.tasks.start(
            lambda: self._attended(admin, self._job.look(admin.api)),
            done=self._looked,
            finding=self._failed,
            cancelled=self.idle,
        )

    def _looked(self, lines: Sequence[Line]) -> None:
        admin = self._context.admin
        if admin is None:
            self.ask_to_sign_in()
        elif lines:
            where = (admin.organisation.name, admin.place.host)
            self.preview(lines, " · ".join(filter(None, where)))
        else:
            self.tell(note=self._context.words(f"{self._job.words}.nothing"))

    def _carry_out(self) -> None:
        from jcwizard.jumpcloud.stopping import Stop

        admin = self._context.admin
        if admin is None:
            self.ask_to_sign_in()
            return
        stop = self._stop = Stop()
        self.wait(self._context.words(f"{self._job.words}.doing"))
        self._task = self._context.tasks.start(
            lambda: self._attended(admin, self._job.carry_out(admin.api, stop)),
            done=self._ended,
            finding=self._failed,
            cancelled=self.idle,
            let_go=LET_GO_SECONDS,
        )

    async def _attended(self, admin: AdminSession, work: Coroutine[Any, Any, T]) -> T:
        """Do the work, and show each wait that JumpCloud asks for meanwhile."""
        shown = self._asked_to_wait

        def listen(seconds: float) -> None:
            if not is_of_the_dead(shown):
                shown(seconds)

        admin.waits.listener = listen
        try:
            return await work
        finally:
            if admin.waits.listener is listen:
                admin.waits.listener = None

    def _asked_to_wait(self, seconds: float) -> None:
        said = self._context.words("provisioning.asked_to_wait", seconds=str(round(seconds)))
        self.wait(said)

    def _ended(self, outcome: Outcome) -> None:
        from jcwizard.jumpcloud.outcome import Ending

        # Work that undoes has done all of it when there is nothing to say against it.
        done = outcome.ending is Ending.DONE or (
            outcome.ending is Ending.UNDONE and outcome.finding is None
        )
        said = self._context.words(f"{self._job.words}.{self._job.said_done}") if done else ""
        self.tell(done=said, finding=outcome.finding, cause=outcome.cause)

    def _failed(self, finding: Finding) -> None:
        self.tell(finding=finding)

    def _go_to_sign_in(self) -> None:
        self.idle()
        for step in self._context.service.steps:
            if step.page is PageKind.APPLICATION:
                self._context.go(step.id)
                return
