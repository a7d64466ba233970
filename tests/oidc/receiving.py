"""An open receiver under test: its port, its events, and the proof that it still waits."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from jcwizard.model.secret import Secret
from jcwizard.oidc.callback import Callback
from jcwizard.oidc.pages import ENGLISH
from jcwizard.oidc.receiver import Event, Receiver
from tests.oidc.browser import free_port, is_free, visit
from tests.oidc.servers import run

STATE = "q3XcYvT0a1bWmJH2n9dPzL7sKfGuRe5yViOtB4xM6AE"


class Rig:
    """An open receiver, its port, and the events that it told."""

    def __init__(self, receiver: Receiver, port: int, events: list[Event]) -> None:
        self.receiver = receiver
        self.port = port
        self.events = events
        self.address = f"http://127.0.0.1:{port}/callback"
        self.right = f"{self.address}?code=abc&state={STATE}"

    async def still_waits(self) -> None:
        """Show that the wait goes on, and that the right answer still gets through."""
        waiting = asyncio.ensure_future(self.receiver.wait())
        await asyncio.sleep(0)
        assert not waiting.done()
        visiting = asyncio.ensure_future(visit(self.right))
        callback = await waiting
        assert isinstance(callback, Callback)
        assert callback.code == Secret("abc")
        telling = asyncio.ensure_future(self.receiver.tell(b"<p>the verdict</p>"))
        assert (await visiting).status == 303
        done = await visit(f"http://127.0.0.1:{self.port}/done")
        assert done.body == "<p>the verdict</p>"
        await telling
        assert await is_free(self.port)


def with_receiver(use: Callable[[Rig], Awaitable[None]]) -> None:
    async def whole() -> None:
        events: list[Event] = []
        port = free_port()
        receiver = Receiver(
            f"http://127.0.0.1:{port}/callback", Secret(STATE), ENGLISH, events.append
        )
        assert await receiver.open() is None
        try:
            await use(Rig(receiver, port, events))
        finally:
            receiver.close()
        assert await is_free(port)

    run(whole())


def listening_places() -> list[str]:
    """Every place that is listened at on this computer, as Linux writes them."""
    lines = [
        line.split()
        for name in ("tcp", "tcp6")
        for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]
    ]
    return [line[1] for line in lines if line[3] == "0A"]
