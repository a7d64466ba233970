"""A secret is kept in a real keychain or not at all, and each trouble has its own name."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
import time
import types
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest

from jcwizard.keep import backends
from jcwizard.keep.backends import Backend, name_of, pick
from jcwizard.keep.keychain import Keychain, entry_name
from jcwizard.model.finding import Finding, Status
from jcwizard.model.secret import Secret
from tests.peers.process import wait_until

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


# --- the real Secret Service -----------------------------------------------------------------

if LINUX:
    from tests.peers.keychain import Keychain as Peer


@contextmanager
def secret_service(state: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Peer]:
    with Peer(state) as peer:
        for name in ("PYTHON_KEYRING_BACKEND", "DBUS_SESSION_BUS_ADDRESS"):
            monkeypatch.delenv(name, raising=False)
        for name in ("HOME", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS"):
            if name in peer.env:
                monkeypatch.setenv(name, peer.env[name])
        yield peer


@on_linux
def test_an_unlocked_keychain_keeps_gives_back_and_forgets(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with secret_service("unlocked", monkeypatch):
        keychain = Keychain()
        name = entry_name("https://oauth.id.jumpcloud.com/", "4ff122de")

        assert run(keychain.fetch(name)) is None
        assert run(keychain.store(name, SECRET)) is None
        assert run(keychain.fetch(name)) == SECRET
        assert run(keychain.store(name, Secret("another one"))) is None
        assert run(keychain.fetch(name)) == Secret("another one")
        assert run(keychain.fetch("another name")) is None
        assert run(keychain.forget(name)) is None
        assert run(keychain.fetch(name)) is None
        assert run(keychain.forget(name)) is None, "forgetting twice is no error"


@on_linux
def test_the_self_check_passes_and_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    with secret_service("unlocked", monkeypatch):
        check = run(Keychain("self-test").check())
        assert (check.id, check.status, check.actual) == (
            "keychain",
            Status.PASSED,
            backends.SECRET_SERVICE,
        )
        import secretstorage

        with secretstorage.dbus_init() as connection:
            left = list(secretstorage.search_items(connection, {"service": "self-test"}))
        assert left == []


@on_linux
def test_a_locked_keychain_says_so_without_asking_and_works_once_it_is_unlocked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with secret_service("locked", monkeypatch) as peer:
        keychain = Keychain()
        check = run(keychain.check())
        assert check.status is Status.WARNING
        assert code(check.finding) == "keychain.locked"
        assert code(run(keychain.store("a", SECRET))) == "keychain.locked"
        assert code(run(keychain.fetch("a"))) == "keychain.locked"
        assert code(run(keychain.forget("a"))) == "keychain.locked"

        peer.unlock()

        assert run(keychain.store("a", SECRET)) is None
        assert run(keychain.fetch("a")) == SECRET


@on_linux
@pytest.mark.parametrize("state", ["empty", "absent"])
def test_without_a_keychain_it_says_so(state: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with secret_service(state, monkeypatch):
        assert code(run(Keychain().store("a", SECRET))) == "keychain.absent"
        check = run(Keychain().check())
        assert check.status is Status.WARNING
        assert code(check.finding) == "keychain.absent"


@on_linux
def test_a_keychain_that_dies_is_absent_and_nothing_else_breaks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with secret_service("unlocked", monkeypatch) as peer:
        assert run(Keychain().store("a", SECRET)) is None
        peer.kill()
        assert code(run(Keychain().fetch("a"))) == "keychain.absent"


@on_linux
def test_a_keychain_that_never_answers_is_given_up_at_the_deadline(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with secret_service("silent", monkeypatch) as peer:
        keychain = Keychain(deadline=0.5, check_deadline=0.5)
        for question in (keychain.store("a", SECRET), keychain.fetch("a"), keychain.forget("a")):
            started = time.monotonic()
            answer = run(question)
            assert isinstance(answer, Finding)
            assert (answer.code, answer.values) == ("keychain.no_answer", {"seconds": "0.5"})
            assert time.monotonic() - started < 5
        assert code(run(keychain.check()).finding) == "keychain.no_answer"
        assert peer.calls, "it was really asked"


@on_linux
def test_the_loop_goes_on_while_a_keychain_does_not_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def gaps() -> float:
        asked = asyncio.create_task(Keychain(deadline=1.0).store("a", SECRET))
        worst, last = 0.0, time.monotonic()
        while not asked.done():
            await asyncio.sleep(0.005)
            worst, last = max(worst, time.monotonic() - last), time.monotonic()
        return worst

    with secret_service("silent", monkeypatch):
        run(Keychain(deadline=0.2).fetch("a"))  # imports keyring, which holds the interpreter
        assert run(gaps()) < 0.5


ASK_AND_END = """
import asyncio
from jcwizard.keep.keychain import Keychain
from jcwizard.model.secret import Secret
print(asyncio.run(Keychain(deadline=0.5).store("a", Secret("x" * 30))).code, flush=True)
"""


@on_linux
def test_a_keychain_that_never_answers_does_not_hold_up_the_end_of_the_program() -> None:
    with Peer("silent") as peer:
        started = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-c", ASK_AND_END],
            env=peer.env,
            capture_output=True,
            text=True,
            timeout=20,
            check=True,
        )
        assert done.stdout.strip() == "keychain.no_answer"
        assert done.stderr == ""
        assert time.monotonic() - started < 10


@on_linux
def test_a_secret_deleted_by_someone_else_is_simply_not_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with secret_service("unlocked", monkeypatch) as peer:
        run(Keychain().store("a", SECRET))
        clear = ["secret-tool", "clear", "service", "jcwizard", "username", "a"]
        subprocess.run(clear, env=peer.env, timeout=20, check=True)
        assert run(Keychain().fetch("a")) is None


@on_linux
def test_neither_the_environment_nor_keyrings_own_file_chooses_the_store(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with secret_service("unlocked", monkeypatch) as peer:
        for folder in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
            hostile = Path(os.environ[folder]) / "python_keyring"
            hostile.mkdir(parents=True)
            (hostile / "keyringrc.cfg").write_text(
                f"[backend]\ndefault-keyring=trap.Keyring\nkeyring-path={tmp_path}\n", "utf-8"
            )
        (tmp_path / "trap.py").write_text("raise SystemExit('hostile code has run')", "utf-8")
        path = list(sys.path)

        assert run(Keychain().store("a", SECRET)) is None
        assert str(tmp_path) not in sys.path
        assert sys.path == path
        found = subprocess.run(
            ["secret-tool", "lookup", "service", "jcwizard", "username", "a"],
            env=peer.env,
            capture_output=True,
            text=True,
            timeout=20,
            check=True,
        )
        assert found.stdout == SECRET.reveal(), "it is in the keychain and nowhere else"


# --- which store -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "keyring.backends.null.Keyring",
        "keyrings.alt.file.PlaintextKeyring",
        "keyring.backends.chainer.ChainerBackend",
        "keyring.backends.kwallet.DBusKeyring",
        "does.not.Exist",
    ],
)
def test_a_store_that_forgets_or_writes_plain_text_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", name)
    trouble = pick()
    assert isinstance(trouble, Finding)
    assert (trouble.code, trouble.values) == ("keychain.switched_off", {"backend": name})


def test_a_keychain_that_was_switched_off_counts_as_absent() -> None:
    trouble = pick()  # the tests switch it off for everybody
    assert isinstance(trouble, Finding)
    assert trouble.code == "keychain.absent"


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


def test_windows_keeps_it_on_this_computer_only(monkeypatch: pytest.MonkeyPatch) -> None:
    fake_module(monkeypatch, backends.WINDOWS, 5)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND")
    backend = pick()
    assert not isinstance(backend, Finding)
    assert "WinVaultKeyring" in {kind.__name__ for kind in type(backend).__mro__}
    assert vars(backend)["persist"] == "local machine"


@pytest.mark.parametrize(("text", "fits"), [("x" * 1280, True), ("x" * 1281, False)])
def test_windows_takes_1280_characters_and_more_are_refused_before_the_call(
    monkeypatch: pytest.MonkeyPatch, text: str, fits: bool
) -> None:
    fake_module(monkeypatch, backends.WINDOWS, 5)
    backend = backends.TRUSTED["win32"][backends.WINDOWS]()()
    answer = run(Keychain(find=lambda: backend).store("a", Secret(text)))
    assert bool(backend.kept) == fits
    assert answer is None if fits else code(answer) == "keychain.too_long"


def test_macos_has_its_own_keychain(monkeypatch: pytest.MonkeyPatch) -> None:
    fake_module(monkeypatch, backends.MACOS, 5)
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND")
    backend = pick()
    assert not isinstance(backend, Finding)
    assert name_of(backend) == backends.MACOS


def test_libsecret_stands_in_where_the_secret_service_backend_cannot(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    without = fake_module(monkeypatch, backends.SECRET_SERVICE, None)
    linux = backends.TRUSTED["linux"]
    monkeypatch.setitem(linux, backends.SECRET_SERVICE, lambda: without)
    fake_module(monkeypatch, backends.LIBSECRET, 4.8)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND")
    backend = pick()
    assert not isinstance(backend, Finding)
    assert name_of(backend) == backends.LIBSECRET


# --- stores that misbehave -------------------------------------------------------------------


class MacosError(Exception):
    """Stands for macOS' errors, whose first argument is the system's number."""


def macos_error(number: int) -> Exception:
    from keyring.errors import PasswordSetError

    error = PasswordSetError("Can't store password on keychain: CANARY")
    error.__cause__ = MacosError(number, "CANARY")
    return error


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (macos_error(-25308), "keychain.locked"),
        (macos_error(-25293), "keychain.refused"),
        (OSError(1783, "CANARY"), "keychain.refused"),
        (ValueError("CANARY"), "keychain.refused"),
        (ConnectionResetError("CANARY"), "keychain.refused"),
    ],
)
def test_an_error_of_the_system_has_its_name_and_number_but_never_its_text(
    error: Exception, expected: str
) -> None:
    memory = Memory()

    def fail(_: str) -> None:
        raise error

    memory.before = fail
    for question in (
        with_memory(memory).store("a", SECRET),
        with_memory(memory).fetch("a"),
        with_memory(memory).forget("a"),
    ):
        answer = run(question)
        assert code(answer) == expected
        assert "CANARY" not in repr(answer)
    check = run(with_memory(memory).check())
    assert check.status is Status.WARNING
    assert code(check.finding) == expected
    numbers = [
        str(part)
        for part in (*error.args, *getattr(error.__cause__, "args", ()))
        if isinstance(part, int)
    ]
    assert all(number in check.actual for number in numbers)


@pytest.mark.parametrize("answers", [None, "something else"])
def test_what_cannot_be_read_back_was_not_kept_and_is_cleared_away(answers: str | None) -> None:
    class Forgetful(Memory):
        def get_password(self, service: str, username: str) -> str | None:
            return answers

    memory = Forgetful()
    assert code(run(with_memory(memory).store("a", SECRET))) == "keychain.not_kept"
    assert memory.kept == {}
    assert code(run(with_memory(memory).check()).finding) == "keychain.not_kept"


def test_the_self_check_does_not_touch_a_locked_keychain_lest_the_system_asks() -> None:
    class Locked(Memory):
        def is_locked(self) -> bool:
            return True

    memory = Locked()
    touched: list[str] = []
    memory.before = touched.append
    assert code(run(with_memory(memory).check()).finding) == "keychain.locked"
    assert touched == []
    assert run(with_memory(memory).store("a", SECRET)) is None, "a press may well ask"


def test_what_cannot_be_deleted_is_told() -> None:
    class Sticky(Memory):
        def delete_password(self, service: str, username: str) -> None:
            return None

    memory = Sticky()
    run(with_memory(memory).store("a", SECRET))
    assert code(run(with_memory(memory).forget("a"))) == "keychain.not_deleted"


class Gate:
    """Holds the first `set` until it is opened, as a password prompt does."""

    def __init__(self, memory: Memory) -> None:
        self.reached = threading.Event()
        self.opened = threading.Event()
        self.finished = threading.Event()
        memory.before = self._before

    def _before(self, method: str) -> None:
        if method == "set":
            self.reached.set()
            self.opened.wait(20)
        if method == "delete":
            self.finished.set()


def test_a_secret_that_was_given_up_does_not_turn_up_later() -> None:
    memory = Memory()
    gate = Gate(memory)
    assert code(run(with_memory(memory, 0.05).store("a", SECRET))) == "keychain.no_answer"

    gate.opened.set()

    assert gate.finished.wait(20), "the late entry is taken back"
    wait_until(lambda: not memory.kept, 20, "the late entry to go")


def test_leaving_the_page_ends_the_waiting_at_once() -> None:
    memory = Memory()
    gate = Gate(memory)

    async def leave() -> None:
        waiting = asyncio.create_task(with_memory(memory).store("a", SECRET))
        await asyncio.to_thread(gate.reached.wait, 20)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    started = time.monotonic()
    run(leave())
    assert time.monotonic() - started < 5
    gate.opened.set()
    assert gate.finished.wait(20)


def test_an_answer_after_the_end_of_the_loop_disturbs_nobody() -> None:
    memory = Memory()
    gate = Gate(memory)
    threads = set(threading.enumerate())
    run(with_memory(memory, 0.05).store("a", SECRET))
    (thread,) = set(threading.enumerate()) - threads
    gate.opened.set()
    thread.join(20)
    assert not thread.is_alive()


def test_keyring_is_not_imported_before_it_is_needed() -> None:
    script = (
        "import sys, jcwizard.keep.keychain\n"
        "print([name for name in sys.modules if name.split('.')[0] in "
        "{'keyring', 'secretstorage', 'jeepney', 'cryptography'}])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=30, check=True
    )
    assert done.stdout.strip() == "[]"


def test_the_protocol_is_that_of_the_real_backends() -> None:
    from keyring.backend import KeyringBackend

    wanted = [name for name in vars(Backend) if name.endswith("_password")]
    assert wanted == ["get_password", "set_password", "delete_password"]
    assert all(hasattr(KeyringBackend, name) for name in wanted)
