"""Runs a coroutine against a client that is closed afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import pytest

from jcwizard.net import repeats
from jcwizard.net.client import Client

T = TypeVar("T")
Run = Callable[[Callable[[Client], Coroutine[Any, Any, T]]], T]


@pytest.fixture(autouse=True)
def real_pauses(monkeypatch: pytest.MonkeyPatch) -> tuple[float, ...]:
    """Let no test wait as long as a server in trouble is given; return how long that is."""
    real = repeats._PAUSES
    monkeypatch.setattr(repeats, "_PAUSES", (0.01, 0.02))
    return real


@pytest.fixture
def with_client() -> Callable[..., Any]:
    """Return a function that runs `talk(client)` to its end and returns its result."""

    def run(talk: Callable[[Client], Coroutine[Any, Any, T]], *, deadline: float = 10.0) -> T:
        async def whole() -> T:
            client = Client(deadline=deadline)
            try:
                return await talk(client)
            finally:
                await client.aclose()

        return asyncio.run(whole())

    return run
