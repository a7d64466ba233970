"""What tests of saving share: a disk without room, and waiting for what no file announces."""

from __future__ import annotations

import asyncio
import errno
import os
from collections.abc import Callable
from types import TracebackType

import pytest


async def until(condition: Callable[[], object], seconds: float = 10.0) -> None:
    """Return when it is so; TimeoutError after a while."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - a file announces nothing
            await asyncio.sleep(0.01)


class FullDisk:
    """While it is entered, nothing that is written reaches the disk: there is no space left."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        self.refused = 0

    def __enter__(self) -> FullDisk:
        self._real = os.fsync
        self._monkeypatch.setattr(os, "fsync", self._refuse)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._monkeypatch.setattr(os, "fsync", self._real)

    def _refuse(self, _: int) -> None:
        self.refused += 1
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
