"""A creation that breaks at any of its calls: what JumpCloud holds then, and what is told."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from jcwizard.model.changes import ChangeState
from jcwizard.practice.admin_faults import AdminFault
from jcwizard.ui.admin import stage_doing
from tests.ui.admin.desk import LABEL, AdminDesk

STEPS = {
    "the look for namesakes": ("GET", "/applications"),
    "making it": ("POST", "/applications"),
    "its settings": ("POST", "*/sso"),
    "its group": ("POST", "*/associations"),
    "reading it back": ("GET", "*/sso"),
}
WAYS: dict[str, dict[str, object]] = {
    "refused": {"status": 403, "body": {"message": "Forbidden"}},
    "cut off before it was done": {"drop": True},
    "cut off after it was done": {"drop": True, "moment": "after"},
}
UNHURRIED = 15.0
"""Seconds for the undoing, on a machine that does much else; it takes a fraction of one."""
DONE, UNDONE, LEFT = "It is done", "Nothing was changed", "Something is left to be done by hand"
ENDS = {
    ("the look for namesakes", "refused"): UNDONE,
    ("the look for namesakes", "cut off before it was done"): UNDONE,
    ("the look for namesakes", "cut off after it was done"): UNDONE,
    ("making it", "refused"): UNDONE,
    # Three looks found none, but it may still be on its way: the person is told its name.
    ("making it", "cut off before it was done"): LEFT,
    ("making it", "cut off after it was done"): UNDONE,
    ("its settings", "refused"): UNDONE,
    ("its settings", "cut off before it was done"): UNDONE,
    # Made whole, but the secret was in the answer that got lost.
    ("its settings", "cut off after it was done"): UNDONE,
    ("its group", "refused"): UNDONE,
    ("its group", "cut off before it was done"): UNDONE,
    ("its group", "cut off after it was done"): DONE,
    ("reading it back", "refused"): DONE,
    ("reading it back", "cut off before it was done"): DONE,
    ("reading it back", "cut off after it was done"): DONE,
}


@pytest.mark.row("G11")
@pytest.mark.parametrize(("step", "way"), ENDS, ids=[", ".join(case) for case in ENDS])
def test_a_creation_that_breaks_at_a_call(step: str, way: str, desk: AdminDesk) -> None:
    method, path = STEPS[step]
    # A question is repeated by itself; what breaks once would not be noticed.
    times = None if method == "GET" else 1
    desk.to_preview("All Users")
    fault = AdminFault(method=method, path=path, times=times, **WAYS[way])  # type: ignore[arg-type]
    desk.practice.world.admin_faults.append(fault)
    desk.press("Create it in JumpCloud")
    ended = desk.until_ended()
    assert fault.struck
    assert (ended, len(desk.kept)) == (ENDS[step, way], 1 if ENDS[step, way] == DONE else 0)
    assert desk.calls().count("POST /applications") <= 1
    states = {change.state for change in desk.setup.changes}
    if ended == DONE:
        (made,) = desk.kept
        assert desk.setup.secret is not None
        assert made.accepts_secret(desk.setup.secret.reveal())
        assert states == {ChangeState.DONE}
    else:
        assert desk.setup.secret is None
        assert desk.setup.values.get("client_id", "") == ""
        assert desk.setup.application_id == ""
        assert states <= {ChangeState.UNDONE if ended == UNDONE else ChangeState.UNKNOWN}
    if ended == LEFT:
        desk.read(LABEL)
    assert {change.state for change in desk.noted()} == states


Undoing = Callable[[float], None]


@pytest.fixture
def undoing(monkeypatch: pytest.MonkeyPatch) -> Undoing:
    """Say how many seconds the undoing has while the window closes."""

    def lasts(seconds: float) -> None:
        monkeypatch.setattr(stage_doing, "UNDO_SECONDS", seconds)
        monkeypatch.setattr(stage_doing, "LET_GO", seconds + 0.5)

    return lasts


@pytest.fixture
def released() -> Iterator[list[threading.Timer]]:
    """Timers that let held calls go on; each has ended afterwards."""
    timers = list[threading.Timer]()
    yield timers
    for timer in timers:
        timer.join(5)


@pytest.mark.row("G11")
@pytest.mark.parametrize("step", STEPS)
def test_the_window_is_closed_in_the_middle_of_a_call_that_gets_its_answer(
    step: str, desk: AdminDesk, undoing: Undoing, released: list[threading.Timer]
) -> None:
    undoing(UNHURRIED)
    method, path = STEPS[step]
    desk.to_preview("All Users")
    held = AdminFault(method=method, path=path, hold=True)
    desk.practice.world.admin_faults.append(held)
    desk.press("Create it in JumpCloud")
    desk.until(held.held.is_set, step)
    released.append(threading.Timer(0.1, held.release))
    released[0].start()
    desk.close_window()
    assert desk.kept == []
    assert {change.state for change in desk.noted()} <= {ChangeState.UNDONE}
    assert desk.setup.secret is None


@pytest.mark.row("G11")
@pytest.mark.parametrize("step", STEPS)
def test_the_window_is_closed_in_the_middle_of_a_call_that_gets_none(
    step: str, desk: AdminDesk, undoing: Undoing
) -> None:
    method, path = STEPS[step]
    # Nobody waits for the answer to a question, but for the undoing after it.
    undoing(UNHURRIED if method == "GET" else 0.4)
    desk.to_preview("All Users")
    held = AdminFault(path=path, method=method, hold=True, times=None)
    desk.practice.world.admin_faults.append(held)
    desk.press("Create it in JumpCloud")
    desk.until(held.held.is_set, step)
    desk.close_window()
    held.release()
    states = {change.state for change in desk.noted()}
    if method == "GET":
        assert desk.kept == []
        assert states <= {ChangeState.UNDONE}
    else:
        assert states & {ChangeState.BEGUN, ChangeState.UNKNOWN}
        assert desk.setup.secret is None
