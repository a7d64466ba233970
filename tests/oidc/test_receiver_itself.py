"""The receiver asks itself before a browser is sent: firewalls, strangers, and full processes."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from jcwizard.model.finding import Finding
from jcwizard.net.client import Client
from jcwizard.oidc import listening
from jcwizard.oidc.login import LoginStatus
from tests.oidc.browser import free_port, is_free, visit
from tests.oidc.hydra import Hydra
from tests.oidc.servers import run
from tests.oidc.test_login import Rig as LoginRig
from tests.oidc.test_login import log_in

row = pytest.mark.row

Opening = Callable[..., Awaitable[tuple[asyncio.StreamReader, asyncio.StreamWriter]]]


def open_connection(instead: Opening) -> Opening:
    """Stand in for the first connection of a login, which is the one to ourselves."""
    used: list[bool] = []

    async def open_(*words: Any, **named: Any) -> Any:
        if used:
            return await REAL_OPEN(*words, **named)
        used.append(True)
        return await instead(*words, **named)

    return open_


REAL_OPEN = asyncio.open_connection


async def dropped(*_: Any, **__: Any) -> Any:
    await asyncio.Event().wait()


async def rejected(*_: Any, **__: Any) -> Any:
    raise ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused")


async def led_elsewhere(*_: Any, **__: Any) -> Any:
    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\nblocked by policy")
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    try:
        return await REAL_OPEN("127.0.0.1", server.sockets[0].getsockname()[1])
    finally:
        server.close()


@row("L30")
@pytest.mark.parametrize("blocked", [dropped, rejected, led_elsewhere])
def test_a_firewall_on_the_way_back_is_told_before_the_browser_opens(
    monkeypatch: pytest.MonkeyPatch, blocked: Opening
) -> None:
    monkeypatch.setattr(listening, "ECHO_SECONDS", 0.2)
    monkeypatch.setattr(listening.asyncio, "open_connection", open_connection(blocked))

    async def browse(url: str, rig: LoginRig) -> None:
        assert [hint.code for hint in rig.hints] == ["self.loopback_blocked"]
        callback = (await visit(url)).headers["location"]
        assert rig.login is not None
        assert rig.login.paste(callback) is None  # the way that is left

    rig = LoginRig(Hydra())
    assert log_in(rig.hydra, browse, rig).status is LoginStatus.PASSED


@row("L30")
@pytest.mark.parametrize("pieces", [1, 2, 30])
def test_the_answer_to_ourselves_may_come_in_pieces(pieces: int) -> None:
    echo = listening.Echo()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = await reader.readuntil(b"\r\n\r\n")
        assert asked.startswith(f"GET {echo.target} HTTP/1.1\r\n".encode())
        said = b"HTTP/1.1 200 OK\r\n\r\n" + echo.answer
        size = -(-len(said) // pieces)
        for at in range(0, len(said), size):
            writer.write(said[at : at + size])
            await writer.drain()
            await asyncio.sleep(0)
        writer.close()

    async def whole() -> Finding | None:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        try:
            return await echo.returns(server.sockets[0].getsockname()[1])
        finally:
            server.close()

    assert run(whole()) is None


@row("L30")
def test_a_program_that_talks_without_end_is_not_heard_out() -> None:
    async def whole() -> Finding | None:
        gone = asyncio.Event()

        async def talk(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with contextlib.suppress(OSError):
                while True:
                    writer.write(b"x" * 10_000)
                    await writer.drain()
            gone.set()

        server = await asyncio.start_server(talk, "127.0.0.1", 0)
        found = await listening.Echo().returns(server.sockets[0].getsockname()[1])
        await gone.wait()
        server.close()
        return found

    found = run(whole())
    assert found is not None
    assert found.code == "self.loopback_blocked"


@row("L31")
def test_a_process_without_room_for_files_says_so_and_listens_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def full(*_: Any, **__: Any) -> Any:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    rig = LoginRig(Hydra())

    async def whole() -> None:
        async with rig.hydra.server:
            client = Client(deadline=5)
            login = rig.build(client, {})
            monkeypatch.setattr(listening.asyncio, "open_connection", open_connection(full))
            found = await login.start()
            monkeypatch.undo()
            assert isinstance(found, Finding)
            assert found.code == "loopback.no_room"
            assert await is_free(rig.port)
            await client.aclose()

    run(whole())


FULL = """
import asyncio, os, resource, sys
from jcwizard.model.secret import Secret
from jcwizard.oidc.pages import ENGLISH
from jcwizard.oidc.receiver import Receiver
import h11

async def opened():
    receiver = Receiver(f"http://127.0.0.1:{sys.argv[1]}/callback", Secret("s" * 43), ENGLISH)
    found = await receiver.open() or await receiver.hear_itself()
    receiver.close()
    return found.code if found else "well"

async def whole():
    resource.setrlimit(resource.RLIMIT_NOFILE, (40, 40))
    for room in (0, 1, 40):
        held = []
        try:
            while True:
                held.append(os.open(os.devnull, os.O_RDONLY))
        except OSError:
            for _ in range(min(room, len(held))):
                os.close(held.pop())
        print(await opened(), flush=True)
        for one in held:
            os.close(one)

asyncio.run(whole())
"""


@row("L31")
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_with_every_file_really_open_it_ends_in_words() -> None:
    """With no file left nothing is opened, with one left nothing can be heard."""
    port = free_port()
    words = [sys.executable, "-c", FULL, str(port)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split() == ["loopback.no_room", "loopback.no_room", "well"]
    assert run(is_free(port))


@row("M31")
def test_a_browser_of_windows_beside_a_wizard_of_linux_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("WSL_DISTRO_NAME", "Ubuntu")
    rig = LoginRig(Hydra())

    async def browse(url: str, rig: LoginRig) -> None:
        assert [hint.code for hint in rig.hints] == ["loopback.subsystem"]
        callback = (await visit(url)).headers["location"]
        assert rig.login is not None
        assert rig.login.paste(callback) is None

    assert log_in(rig.hydra, browse, rig).status is LoginStatus.PASSED
    assert rig.hints[0].expected == f"127.0.0.1:{rig.port}"
