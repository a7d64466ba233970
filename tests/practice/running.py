"""A practice world in a loop of its own thread, so that a test can talk to it with plain calls."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

from jcwizard.model.secret import Secret
from jcwizard.practice.settings import Settings
from jcwizard.practice.world import World

T = TypeVar("T")

PATIENCE = 20.0


class RunningWorld:
    """Starts a world on entering and stops it on leaving, in one and the same loop."""

    def __init__(self, **options: Any) -> None:
        self._options = options
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="practice")
        self.world: World

    def do(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run the coroutine in the world's loop and return its result."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(PATIENCE)

    def register(self, settings: Settings) -> tuple[str, Secret]:
        """Register an application as an admin would have done."""
        return self.do(self.world.register(settings))

    def __enter__(self) -> RunningWorld:
        self._thread.start()
        try:
            self.world = self.do(World.start(**self._options))
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, *_why: object) -> None:
        try:
            self.do(self.world.stop())
        finally:
            self._end()

    def _end(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)
        self._loop.close()
