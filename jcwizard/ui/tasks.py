"""Tasks: work that a page waits for, ending in exactly one of four ways."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import shiboken6
from PySide6.QtCore import QObject

from jcwizard.model.finding import Finding

if TYPE_CHECKING:  # imported after the first paint
    import asyncio

T = TypeVar("T")
Work = Callable[[], Coroutine[Any, Any, T]]


class Ending(StrEnum):
    """How a task ended."""

    DONE = "done"
    FINDING = "finding"
    CANCELLED = "cancelled"
    CRASHED = "crashed"


class Task(Generic[T]):
    """One piece of work on the window's event loop.

    Work that returns a `Finding` ends in `finding`, anything else it returns in `done`; an
    exception is a bug and ends in `crashed`. Exactly one of the four is called, on the GUI thread,
    and nothing else after it; only a crash is also told to the page, as `cancelled`, so that it
    shows no longer that it waits for an answer. `let_go` is how many seconds the work may need to
    let go when it is cancelled, as to undo what it has done half.
    """

    def __init__(
        self,
        work: Work[T | Finding],
        *,
        done: Callable[[T], None] | None = None,
        finding: Callable[[Finding], None] | None = None,
        cancelled: Callable[[], None] | None = None,
        crashed: Callable[[BaseException], None],
        let_go: float = 0.0,
    ) -> None:
        self._work = work
        self.let_go = let_go
        self._done = done
        self._finding = finding
        self._cancelled = cancelled
        self._crashed = crashed
        self._running: asyncio.Task[T | Finding] | None = None
        self._unwanted = False
        self.ending: Ending | None = None

    @property
    def running(self) -> bool:
        """Return whether the task has not ended yet."""
        return self.ending is None

    def begin(self, loop: asyncio.AbstractEventLoop) -> None:
        """Start the work; nothing happens when it goes on already, or was cancelled before."""
        if self.ending is None and self._running is None:
            self._running = loop.create_task(self._work())
            self._running.add_done_callback(self._ended)

    def cancel(self) -> None:
        """End the work as soon as it lets go; does nothing when it has ended.

        From now on no answer is told, not even one that has come but was not told yet: whoever
        cancels may be gone by then.
        """
        if self._running is not None:
            self._unwanted = True
            self._running.cancel()
        elif self.ending is None:
            self._end(Ending.CANCELLED, self._cancelled)

    async def gone(self) -> None:
        """Return when the work has let go, however it ended."""
        import asyncio

        if self._running is not None:
            await asyncio.wait([self._running])

    def _ended(self, running: asyncio.Task[T | Finding]) -> None:
        error = None if running.cancelled() else running.exception()
        if error is not None:
            self._crashed(error)
            self._end(Ending.CRASHED, self._cancelled)
        elif running.cancelled() or self._unwanted:
            self._end(Ending.CANCELLED, self._cancelled)
        elif isinstance(result := running.result(), Finding):
            self._end(Ending.FINDING, self._finding, result)
        else:
            self._end(Ending.DONE, self._done, result)

    def _end(self, ending: Ending, tell: Callable[..., None] | None, *answer: Any) -> None:
        self.ending = ending
        if tell is None or is_of_the_dead(tell):
            return
        try:
            tell(*answer)
        except Exception as error:  # noqa: BLE001 - a bug in a page goes to the one handler too
            self._crashed(error)


def is_of_the_dead(tell: Callable[..., None]) -> bool:
    """Return whether this is a method of a page or a part of one that Qt has deleted meanwhile."""
    method = tell.func if isinstance(tell, partial) else tell
    owner = getattr(method, "__self__", None)
    return isinstance(owner, QObject) and not shiboken6.isValid(owner)


class Tasks:
    """All tasks of the window; those begun before the event loop runs wait for it."""

    def __init__(self, crashed: Callable[[BaseException], None]) -> None:
        self._crashed = crashed
        self._loop: asyncio.AbstractEventLoop | None = None
        self._all: list[Task[Any]] = []

    def use(self, loop: asyncio.AbstractEventLoop) -> None:
        """Run on this loop; starts what was waiting for one."""
        self._loop = loop
        for task in tuple(self._all):
            task.begin(loop)

    def start(
        self,
        work: Work[T | Finding],
        *,
        done: Callable[[T], None] | None = None,
        finding: Callable[[Finding], None] | None = None,
        cancelled: Callable[[], None] | None = None,
        let_go: float = 0.0,
    ) -> Task[T]:
        """Start work and return its task; keep it to cancel it."""
        self._all = [task for task in self._all if task.running]
        task: Task[T] = Task(
            work,
            done=done,
            finding=finding,
            cancelled=cancelled,
            crashed=self._crashed,
            let_go=let_go,
        )
        self._all.append(task)
        if self._loop is not None:
            task.begin(self._loop)
        return task

    @property
    def must_finish(self) -> bool:
        """Return whether one goes on that has something to undo when it is broken off."""
        return any(task.running and task.let_go > 0 for task in self._all)

    async def end(self, seconds: float) -> None:
        """Cancel every task and wait for them to let go, `seconds` or what one said it needs."""
        import asyncio

        running = [task for task in self._all if task.running]
        for task in running:
            task.cancel()
        if running:
            longest = max(seconds, *(task.let_go for task in running))
            await asyncio.wait(
                [asyncio.ensure_future(task.gone()) for task in running], timeout=longest
            )
