"""Carries out plans and takes them back in practice, and keeps what was told on the way."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from jcwizard.jumpcloud import namesakes, patience
from jcwizard.jumpcloud.admin_api import AdminApi, Answer
from jcwizard.jumpcloud.applications import Application, read_application
from jcwizard.jumpcloud.outcome import Outcome
from jcwizard.jumpcloud.plan import Plan
from jcwizard.jumpcloud.provisioning import Stop, carry_out
from jcwizard.jumpcloud.repair import new_general, new_sso
from jcwizard.jumpcloud.wanted import WantedApplication
from jcwizard.model.changes import Change, ChangeState
from jcwizard.model.finding import Finding
from jcwizard.model.secret import Secret
from jcwizard.practice.admin_faults import AdminFault
from jcwizard.practice.settings import Settings
from tests.jumpcloud.admin_room import AdminRoom
from tests.practice.running import RunningWorld

LABEL = "Acme Wiki"
SERVICE = "https://wiki.acme.example/login/callback"
TEST_ADDRESS = "http://127.0.0.1:14217/callback"
WANTED = WantedApplication(
    label=LABEL,
    redirect_uris=(SERVICE,),
    test_address=TEST_ADDRESS,
    login_url="https://wiki.acme.example/login",
    authentication="client_secret_post",
    authentication_sure=True,
    refresh=True,
    claims=("email", "profile"),
)
OTHER = "https://other.acme.example/callback"
BY_HAND = Settings(
    display_label="Wiki",
    redirect_uris=(OTHER,),
    authentication="client_secret_basic",
    login_url="https://wiki.acme.example/login",
    refresh_token=True,
    email=True,
    profile=True,
    groups=("Sales",),
)
FULL_DISK = Finding("progress.not_saved", values={"file": "setup.json", "trouble": "disk full"})
PATIENCE = 10.0


@dataclass
class Told:
    """What was told while something was carried out."""

    outcome: Outcome | None = None
    steps: list[tuple[str, str]] = field(default_factory=list)
    secrets: list[tuple[str, Secret]] = field(default_factory=list)
    endings: list[Outcome] = field(default_factory=list)
    cancelled: bool = False

    @property
    def end(self) -> Outcome:
        """Return the outcome, however it was told."""
        assert len(self.endings) == 1
        assert self.outcome in (None, self.endings[0])
        return self.endings[0]

    @property
    def codes(self) -> tuple[str, str]:
        """Return the codes of what holds and of what stopped it, "" for none."""
        finding, cause = self.end.finding, self.end.cause
        return finding.code if finding else "", cause.code if cause else ""


class Working(AdminRoom):
    """A room with a record that can fail, and with plans carried out in it."""

    def carry_out(
        self,
        plan: Plan,
        *,
        journal: Callable[[Change], Awaitable[Finding | None]] | None = None,
        during: Callable[[asyncio.Task[Outcome], Stop], Awaitable[None]] | None = None,
        undo_seconds: float = PATIENCE,
        key: Secret | None = None,
    ) -> Told:
        """Carry a plan out; `during` runs beside it, to stop or cancel it."""
        told = Told()

        async def work(api: AdminApi) -> Told:
            stop = Stop()
            running = asyncio.ensure_future(
                carry_out(
                    plan,
                    api,
                    journal or self.journal,
                    lambda step, state: told.steps.append((step, state)),
                    lambda client_id, secret: told.secrets.append((client_id, secret)),
                    on_ending=told.endings.append,
                    stop=stop,
                    undo_seconds=undo_seconds,
                )
            )
            if during is not None:
                await during(running, stop)
            try:
                told.outcome = await running
            except asyncio.CancelledError:
                told.cancelled = True
            return told

        return self.do(work, key)

    def read(self, application_id: str) -> Application:
        """Return an application as it is now."""
        found = self.do(lambda api: read_application(api, application_id))
        assert isinstance(found, Application), found
        return found

    def by_hand(self) -> Application:
        """Return an application that somebody made in the console, wrong in many ways."""
        client_id, _ = self.practice.register(BY_HAND)
        made = self.practice.world.applications.find(client_id)
        assert made is not None
        found = self.read(made.application.id)
        self.practice.world.admin_calls.clear()
        return found

    def shell(self) -> str:
        """Make an application of the same label as somebody else would; return its id."""

        async def make(api: AdminApi) -> str:
            answer = await api.write("POST", "/applications", new_general(WANTED))
            assert isinstance(answer, Answer)
            assert isinstance(answer.value, dict)
            return str(answer.value["_id"])

        return self.do(make)

    def set_up(self, application_id: str) -> None:
        """Give an application its sign-in settings as somebody else would."""

        async def write(api: AdminApi) -> None:
            await api.write("POST", f"/v2/applications/{application_id}/sso", new_sso(WANTED))

        self.do(write)

    def writes(self) -> list[str]:
        """Return the calls that changed something or tried to."""
        return [call for call in self.calls() if not call.startswith("GET ")]

    def states(self) -> list[ChangeState]:
        """Return how far each noted change is."""
        return [change.state for change in self.noted.values()]

    def befall(self, *faults: AdminFault) -> None:
        """Let something go wrong from now on."""
        self.practice.world.admin_faults.extend(faults)

    def shells(self) -> list[str]:
        """Return the ids of everything that is in practice."""
        return [one.id for one in self.practice.world.applications.kept]


def failing_at(
    room: Working, numbers: Sequence[int]
) -> Callable[[Change], Awaitable[Finding | None]]:
    """Return a record that cannot be written at these notes, counted from 0."""
    count = -1

    async def journal(change: Change) -> Finding | None:
        nonlocal count
        count += 1
        return FULL_DISK if count in numbers else await room.journal(change)

    return journal


async def held(fault: AdminFault) -> None:
    """Return when a call waits at the fault."""
    assert await asyncio.to_thread(fault.held.wait, PATIENCE)


@contextmanager
def hurried() -> Iterator[None]:
    """Wait as briefly as can be where JumpCloud would be given time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(patience, "_FIRST_PAUSE", 0.01)
        patch.setattr(namesakes, "PAUSES", (0.0, 0.01, 0.01))
        yield


@contextmanager
def working() -> Iterator[Working]:
    """Give a room in a practice of its own."""
    with hurried(), RunningWorld() as practice:
        yield Working(practice)
