"""Threads that never hold up the end of the program."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from functools import partial
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


async def in_thread(work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Return what the work returns, done in a thread of the running event loop."""
    import asyncio  # after the first paint

    return await asyncio.to_thread(work, *args, **kwargs)


class DaemonThreads(Executor):
    """Runs each call in a daemon thread of its own.

    The standard executors join their threads at exit, and so does qasync's: a name that does not
    resolve, or a keychain that nobody unlocks, would keep a closed window's process alive.
    """

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Run the call; what it raises is kept in the future."""
        future: Future[T] = Future()

        def work() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                result = fn(*args, **kwargs)
            except BaseException as error:  # noqa: BLE001 - it is raised where the future is asked
                _settle(partial(future.set_exception, error))
            else:
                _settle(partial(future.set_result, result))

        threading.Thread(target=work, daemon=True, name="jcwizard-work").start()
        return future


def _settle(tell: Callable[[], None]) -> None:
    """Hand over a result; an event loop that has closed meanwhile wants none any more."""
    try:
        tell()
    except RuntimeError as error:
        if "closed" not in str(error):
            raise
