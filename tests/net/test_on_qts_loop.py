"""The client on Qt's own event loop: it works there, and its first use does not stop the window."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest

from jcwizard.net.client import Client, Request
from tests.net.certificates import make_root
from tests.net.raw_server import response, serving

BEAT = 0.005
# The bar is 50 ms on a person's computer, a claim of benchmarks/; here the tests share the machine
# with each other, and what is looked for is a client that works on the window's thread.
LONGEST_STALL = 0.5


def test_the_first_requests_do_not_stop_the_window(
    qt_loop: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_root(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(root.file))

    async def talk() -> tuple[list[int], float]:
        stalls: list[float] = [0.0]
        heart = asyncio.create_task(_beat(stalls))
        client = Client()
        async with serving(response()) as plain, serving(response(), tls=root.server()) as secure:
            statuses = [
                (await client.send(Request("GET", address))).status
                for address in (plain.url, secure.secure_url, plain.url, secure.secure_url)
            ]
        await client.aclose()
        heart.cancel()
        await asyncio.gather(heart, return_exceptions=True)
        return statuses, max(stalls)

    statuses, longest = qt_loop.run(talk())
    assert statuses == [200, 200, 200, 200]
    assert longest < LONGEST_STALL


async def _beat(stalls: list[float]) -> None:
    while True:
        begun = time.monotonic()
        await asyncio.sleep(BEAT)
        stalls.append(time.monotonic() - begun - BEAT)
