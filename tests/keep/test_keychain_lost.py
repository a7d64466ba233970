"""A keychain that dies while it is asked, refuses once, or was changed by somebody else."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import time

import pytest

from jcwizard.keep.keychain import Keychain
from jcwizard.model.finding import Finding
from jcwizard.model.secret import Secret
from tests.keep.stores import SECRET, Memory, code, on_linux, run, secret_service, with_memory
from tests.peers.process import wait_until


@on_linux
@pytest.mark.row("S4")
@pytest.mark.parametrize("question", ["store", "fetch", "forget"])
def test_a_keychain_that_dies_while_it_is_asked_is_told_at_once(
    monkeypatch: pytest.MonkeyPatch, question: str
) -> None:
    async def ask() -> tuple[object, float]:
        keychain = Keychain(deadline=20)
        ask = {
            "store": lambda: keychain.store("a", SECRET),
            "fetch": lambda: keychain.fetch("a"),
            "forget": lambda: keychain.forget("a"),
        }[question]
        asked = asyncio.create_task(ask())
        await asyncio.to_thread(lambda: wait_until(lambda: peer.calls, 15, "the call to arrive"))
        died = time.monotonic()
        await asyncio.to_thread(peer.kill)
        return await asked, time.monotonic() - died

    with secret_service("silent", monkeypatch) as peer:
        answer, seconds = run(ask())
    assert code(answer) == "keychain.absent"
    assert seconds < 10, "long before the deadline"


@on_linux
@pytest.mark.row("S4")
def test_a_real_keychain_that_stops_in_the_middle_and_dies_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def ask() -> object:
        asked = asyncio.create_task(Keychain(deadline=20).fetch("a"))
        done, _ = await asyncio.wait([asked], timeout=0.3)
        assert not done, "it is stopped, so it cannot have answered"
        await asyncio.to_thread(peer.kill)
        return await asked

    with secret_service("unlocked", monkeypatch) as peer:
        assert run(Keychain().store("a", SECRET)) is None
        assert peer._service is not None
        os.kill(peer._service.pid, signal.SIGSTOP)
        assert code(run(ask())) == "keychain.absent"


@pytest.mark.row("S4")
@pytest.mark.parametrize("error", [ConnectionResetError(), EOFError(), OSError(5, "I/O error")])
def test_what_failed_once_can_be_tried_again(error: Exception) -> None:
    memory, failures = Memory(), [error]

    def fail_once(_: str) -> None:
        if failures:
            raise failures.pop()

    memory.before = fail_once
    keychain = with_memory(memory)
    assert isinstance(run(keychain.store("a", SECRET)), Finding)
    assert run(keychain.store("a", SECRET)) is None
    assert run(keychain.fetch("a")) == SECRET


@on_linux
@pytest.mark.row("S9")
def test_a_secret_changed_by_someone_else_is_the_one_that_comes_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with secret_service("unlocked", monkeypatch) as peer:
        run(Keychain().store("a", SECRET))
        store = ["secret-tool", "store", "--label=theirs", "service", "jcwizard", "username", "a"]
        store += ["application", "Python keyring library"]
        subprocess.run(store, input=b"another one", env=peer.env, timeout=20, check=True)
        assert run(Keychain().fetch("a")) == Secret("another one")


@pytest.mark.row("S9")
@pytest.mark.parametrize("kept", ["", None])
def test_an_entry_that_somebody_emptied_counts_as_none(kept: str | None) -> None:
    memory = Memory()
    run(with_memory(memory).store("a", SECRET))
    if kept is None:
        memory.kept.clear()
    else:
        memory.kept = dict.fromkeys(memory.kept, kept)
    assert run(with_memory(memory).fetch("a")) is None
