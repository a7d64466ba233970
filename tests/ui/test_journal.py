"""A change of JumpCloud's is on disk before it is made, and undoing one gets the time it needs."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from jcwizard.jumpcloud.access import ApiKey, Organisation, place_of
from jcwizard.jumpcloud.admin_api import AdminApi
from jcwizard.model.changes import Change, ChangeKind, ChangeState
from jcwizard.model.finding import Finding
from jcwizard.model.secret import Secret
from jcwizard.model.setup import Setup, Surroundings
from jcwizard.net.client import Client
from jcwizard.ui.admin_session import AdminSession, what_stands
from jcwizard.ui.context import Context
from jcwizard.ui.keeping import Keeping
from jcwizard.ui.tasks import Tasks
from tests.conftest import QtLoop

CHANGE = Change("a", ChangeKind.CREATED, "", "Facets", 1.0, ChangeState.BEGUN)


@pytest.fixture
def keeping(context: Context, qt_loop: QtLoop) -> Iterator[Keeping]:
    """What writes the context's setups, as the session sets it up."""
    context.tasks.use(qt_loop.loop)
    kept = Keeping(context, lambda _: None)
    context.writer = kept.writer
    yield kept
    kept.finish()
    qt_loop.run(context.tasks.end(5))


def on_disk(context: Context, setup_id: str) -> Setup:
    setup = context.saved.load(setup_id)
    assert isinstance(setup, Setup)
    return setup


def test_a_noted_change_is_on_disk_when_the_call_returns(
    context: Context, keeping: Keeping, qt_loop: QtLoop
) -> None:
    assert qt_loop.run(context.journal()(CHANGE)) is None
    assert on_disk(context, context.setup_id).changes == (CHANGE,)


def test_a_journal_goes_on_with_its_own_setup_when_another_is_opened(
    context: Context, keeping: Keeping, qt_loop: QtLoop
) -> None:
    note, mine = context.journal(), context.setup
    first = context.setup_id
    context.setup = Setup("paradime", {"region": "us"})
    keeping.watch("")
    assert qt_loop.run(note(CHANGE)) is None
    assert mine.changes == (CHANGE,)
    assert context.setup.changes == ()
    assert on_disk(context, first).changes == (CHANGE,)


def test_a_disk_that_refuses_says_so_to_whoever_wants_to_change_something(
    context: Context, keeping: Keeping, qt_loop: QtLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusal = Finding("progress.not_saved")
    with monkeypatch.context() as patched:
        patched.setattr(context.saved, "write", lambda *_: refusal)
        assert qt_loop.run(context.journal()(CHANGE)) == refusal


def test_what_changes_while_the_window_closes_is_written_at_the_very_end(
    context: Context, keeping: Keeping
) -> None:
    context.setup.put("registration_id", "before")
    keeping.rest()
    assert on_disk(context, context.setup_id).values["registration_id"] == "before"
    context.setup.put("registration_id", "after")
    keeping.finish()
    assert on_disk(context, context.setup_id).values["registration_id"] == "after"


def test_a_task_that_has_to_undo_something_gets_the_time_that_it_asked_for(
    qt_loop: QtLoop,
) -> None:
    undone: list[bool] = []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            await asyncio.sleep(0.3)
            undone.append(True)
            raise

    async def end() -> None:
        await asyncio.sleep(0)
        await tasks.end(0.01)

    tasks = Tasks(lambda error: None)
    tasks.use(qt_loop.loop)
    tasks.start(work, let_go=5.0)
    qt_loop.run(end())
    assert undone == [True]


@pytest.mark.parametrize("what", ["region", "admin_api", "setup", "surroundings"])
def test_an_admin_session_never_outlives_what_it_was_entered_for(
    context: Context, what: str
) -> None:
    place = place_of(context.setup, context.around)
    api = AdminApi(Client(), place, ApiKey(Secret("jca_" + "k" * 30)))
    stands_in = what_stands(context.setup, context.around)
    context.admin = AdminSession(api, place, Organisation("", ""), stands_in)
    assert context.admin is not None
    if what == "setup":
        context.setup = Setup("facets", dict(context.setup.values))
    elif what == "surroundings":
        context.around = Surroundings(context.around.test_address, context.around.regions)
    else:
        context.setup.put(what, "eu" if what == "region" else "https://other.example/api")
    assert context.admin is None
