"""A task ends in exactly one of four ways."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from jcwizard.model.finding import Finding
from jcwizard.ui.tasks import Ending, Task, Tasks
from jcwizard.ui.threads import DaemonThreads, in_thread
from tests.conftest import QtLoop

FINDING = Finding("network.timeout")


class Ears:
    """Hears how tasks end."""

    def __init__(self) -> None:
        self.heard: list[object] = []

    def start(self, tasks: Tasks, work: object) -> Task[object]:
        return tasks.start(
            work,  # type: ignore[arg-type]
            done=lambda value: self.heard.append(("done", value)),
            finding=lambda finding: self.heard.append(("finding", finding)),
            cancelled=lambda: self.heard.append("cancelled"),
        )

    def crashed(self, error: BaseException) -> None:
        self.heard.append(("crashed", type(error)))


async def answer() -> int:
    return 7


async def finding() -> Finding:
    return FINDING


async def crash() -> None:
    raise LookupError("a bug")


async def forever() -> None:
    await asyncio.Event().wait()


def run(qt_loop: QtLoop, work: object) -> tuple[list[object], Task[object]]:
    ears = Ears()
    tasks = Tasks(ears.crashed)
    tasks.use(qt_loop.loop)
    task = ears.start(tasks, work)
    qt_loop.run(task.gone())
    return ears.heard, task


def test_work_that_returns_a_value_is_done(qt_loop: QtLoop) -> None:
    heard, task = run(qt_loop, answer)
    assert heard == [("done", 7)]
    assert task.ending is Ending.DONE


def test_work_that_returns_a_finding_ends_with_it(qt_loop: QtLoop) -> None:
    heard, task = run(qt_loop, finding)
    assert heard == [("finding", FINDING)]
    assert task.ending is Ending.FINDING


def test_an_exception_is_a_crash(qt_loop: QtLoop) -> None:
    heard, task = run(qt_loop, crash)
    assert heard == [("crashed", LookupError), "cancelled"], "its page waits no longer"
    assert task.ending is Ending.CRASHED


def test_a_cancelled_task_says_only_that(qt_loop: QtLoop) -> None:
    ears = Ears()
    tasks = Tasks(ears.crashed)
    tasks.use(qt_loop.loop)
    task = ears.start(tasks, forever)
    task.cancel()
    qt_loop.run(task.gone())
    task.cancel()
    assert ears.heard == ["cancelled"]
    assert task.ending is Ending.CANCELLED


def test_an_answer_that_comes_in_the_moment_of_cancelling_is_not_told(qt_loop: QtLoop) -> None:
    ears = Ears()
    tasks = Tasks(ears.crashed)
    tasks.use(qt_loop.loop)
    answered = asyncio.Event()

    async def work() -> int:
        answered.set()
        return 7

    async def cancel_when_answered() -> None:
        task = ears.start(tasks, work)
        await answered.wait()
        task.cancel()
        await task.gone()

    qt_loop.run(cancel_when_answered())
    assert ears.heard == ["cancelled"]


def test_a_bug_in_the_answer_s_page_is_a_crash_too(qt_loop: QtLoop) -> None:
    ears = Ears()
    tasks = Tasks(ears.crashed)
    tasks.use(qt_loop.loop)
    task = tasks.start(answer, done=lambda value: [][value])
    qt_loop.run(task.gone())
    assert ears.heard == [("crashed", IndexError)]


def test_what_is_started_before_the_loop_waits_for_it(qt_loop: QtLoop) -> None:
    ears = Ears()
    tasks = Tasks(ears.crashed)
    task = ears.start(tasks, answer)
    never = ears.start(tasks, forever)
    never.cancel()
    assert task.running
    tasks.use(qt_loop.loop)
    qt_loop.run(task.gone())
    assert ears.heard == ["cancelled", ("done", 7)]


def test_what_goes_on_is_not_started_again(qt_loop: QtLoop) -> None:
    ears, begun = Ears(), []

    async def work() -> int:
        begun.append(True)
        await asyncio.sleep(0)
        return len(begun)

    tasks = Tasks(ears.crashed)
    task = ears.start(tasks, work)
    tasks.use(qt_loop.loop)
    tasks.use(qt_loop.loop)
    qt_loop.run(task.gone())
    assert ears.heard == [("done", 1)]


def test_the_end_waits_for_tasks_no_longer_than_it_is_told(qt_loop: QtLoop) -> None:
    release = asyncio.Event()

    async def stubborn() -> None:
        try:
            await release.wait()
        except asyncio.CancelledError:
            await release.wait()

    ears = Ears()
    tasks = Tasks(ears.crashed)
    tasks.use(qt_loop.loop)
    ears.start(tasks, forever)
    late = ears.start(tasks, stubborn)

    async def end() -> None:
        await asyncio.sleep(0)
        await tasks.end(0.1)

    qt_loop.run(end())
    assert ears.heard == ["cancelled"]
    release.set()
    qt_loop.run(late.gone())


def test_a_thread_that_never_answers_does_not_hold_up_the_end(qapp: QApplication) -> None:
    loop = QEventLoop(qapp)
    loop.set_default_executor(DaemonThreads())
    answer_at_last = threading.Event()
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        loop.run_until_complete(asyncio.wait_for(in_thread(answer_at_last.wait, 60), 0.05))
    loop.close()
    assert time.monotonic() - began < 5
    answer_at_last.set()


def test_a_thread_s_exception_arrives(qt_loop: QtLoop) -> None:
    qt_loop.loop.set_default_executor(DaemonThreads())
    ears = Ears()
    tasks = Tasks(ears.crashed)
    tasks.use(qt_loop.loop)
    task = ears.start(tasks, lambda: in_thread(int, "seven"))
    qt_loop.run(task.gone())
    assert ears.heard[0] == ("crashed", ValueError)
