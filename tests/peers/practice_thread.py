"""The pretend JumpCloud in a thread of its own, for tests that run the program beside it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, TypeVar

from jcwizard.model.secret import Secret
from jcwizard.practice.settings import Settings
from jcwizard.practice.world import World

T = TypeVar("T")


class PracticeThread:
    """Runs a `World` while the block lasts; `call` runs a coroutine beside it."""

    def __init__(self, fault: str | None = None) -> None:
        self._fault = fault
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self.world: World

    def __enter__(self) -> PracticeThread:
        self._thread.start()
        self.world = self.call(World.start(fault=self._fault))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.call(self.world.stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def call(self, coroutine: Coroutine[Any, Any, T], seconds: float = 20) -> T:
        """Return the coroutine's result."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(seconds)

    def register(self, settings: Settings) -> tuple[str, Secret]:
        """Register an application as an admin would have done."""
        return self.call(self.world.register(settings))
