"""Places for secrets for the tests: one in memory that misbehaves as told, and a real one."""

from __future__ import annotations

import asyncio
import sys
import types
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from jcwizard.keep.keychain import Keychain
from jcwizard.model.finding import Finding
from jcwizard.model.secret import Secret

if TYPE_CHECKING:
    from tests.peers.keychain import Keychain as Peer

T = TypeVar("T")

SECRET = Secret("HWcI.p6WmTqCv6.OHtG3Dp0~Ep ünïcode \"'\\ ")
LINUX = sys.platform == "linux"
on_linux = pytest.mark.skipif(not LINUX, reason="the Secret Service is Linux's keychain")


def run(question: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(asyncio.wait_for(question, 30))


def code(answer: object) -> str:
    assert isinstance(answer, Finding), answer
    return answer.code


class Memory:
    """A keychain in memory that misbehaves as it is told."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.before: Callable[[str], None] = lambda method: None

    def get_password(self, service: str, username: str) -> str | None:
        self.before("get")
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.before("set")
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        from keyring.errors import PasswordDeleteError

        self.before("delete")
        if (service, username) not in self.kept:
            raise PasswordDeleteError("not there")
        del self.kept[service, username]


def with_memory(memory: Memory, deadline: float = 20.0) -> Keychain:
    return Keychain(deadline=deadline, check_deadline=deadline, find=lambda: memory)


@contextmanager
def secret_service(state: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Peer]:
    """Run a real Secret Service in this state, and lead this process to it."""
    from tests.peers.keychain import Keychain as Peer  # Linux's own

    with Peer(state) as peer:
        for name in ("PYTHON_KEYRING_BACKEND", "DBUS_SESSION_BUS_ADDRESS"):
            monkeypatch.delenv(name, raising=False)
        for name in ("HOME", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS"):
            if name in peer.env:
                monkeypatch.setenv(name, peer.env[name])
        yield peer


def fake_module(monkeypatch: pytest.MonkeyPatch, name: str, priority: float | None) -> type:
    """Put a store in the place of one that only exists on another system."""
    module, _, class_name = name.rpartition(".")

    class Priority:
        def __get__(self, *_: object) -> float:
            if priority is None:
                raise RuntimeError("not on this system")
            return priority

    members = {"priority": Priority(), "__module__": module, "persist": "enterprise"}
    kind = type(class_name, (Memory,), members)
    fake = types.ModuleType(module)
    setattr(fake, class_name, kind)
    monkeypatch.setitem(sys.modules, module, fake)
    return kind
