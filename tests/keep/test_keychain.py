"""A secret is kept in a real keychain or not at all, and each trouble has its own name."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from jcwizard.keep import backends
from jcwizard.keep.backends import Backend
from jcwizard.keep.keychain import Keychain, entry_name
from jcwizard.model.finding import Finding, Status
from jcwizard.model.secret import Secret
from tests.keep.stores import SECRET, Memory, code, on_linux, run, secret_service, with_memory
from tests.peers.process import wait_until

if sys.platform == "linux":
    from tests.peers.keychain import Keychain as Peer

# --- the real Secret Service -----------------------------------------------------------------


@pytest.mark.row("K10", "K82")
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


@pytest.mark.row("S2")
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


@pytest.mark.row("S1")
@on_linux
@pytest.mark.parametrize("state", ["empty", "absent"])
def test_without_a_keychain_it_says_so(state: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with secret_service(state, monkeypatch):
        assert code(run(Keychain().store("a", SECRET))) == "keychain.absent"
        check = run(Keychain().check())
        assert check.status is Status.WARNING
        assert code(check.finding) == "keychain.absent"


@pytest.mark.row("S4")
@on_linux
def test_a_keychain_that_dies_is_absent_and_nothing_else_breaks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with secret_service("unlocked", monkeypatch) as peer:
        assert run(Keychain().store("a", SECRET)) is None
        peer.kill()
        assert code(run(Keychain().fetch("a"))) == "keychain.absent"


@pytest.mark.row("S3")
@on_linux
def test_a_keychain_that_never_answers_is_given_up_at_the_deadline(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with secret_service("silent", monkeypatch) as peer:
        assert Keychain()._deadline == 60.0
        keychain = Keychain(deadline=0.5, check_deadline=0.5)
        for question in (keychain.store("a", SECRET), keychain.fetch("a"), keychain.forget("a")):
            started = time.monotonic()
            answer = run(question)
            assert isinstance(answer, Finding)
            assert (answer.code, answer.values) == ("keychain.no_answer", {"seconds": "0.5"})
            assert time.monotonic() - started < 5
        assert code(run(keychain.check()).finding) == "keychain.no_answer"
        assert peer.calls, "it was really asked"


@pytest.mark.row("S3", "G3")
@on_linux
def test_the_loop_goes_on_while_a_keychain_does_not_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def gaps() -> float:
        asked = asyncio.create_task(Keychain(deadline=2.0).store("a", SECRET))
        worst, last = 0.0, time.monotonic()
        while not asked.done():
            await asyncio.sleep(0.005)
            worst, last = max(worst, time.monotonic() - last), time.monotonic()
        return worst

    with secret_service("silent", monkeypatch):
        run(Keychain(deadline=0.2).fetch("a"))  # imports keyring, which holds the interpreter
        assert run(gaps()) < 1.5, "a loop that waits for it stands still for two seconds"


ASK_AND_END = """
import asyncio
from jcwizard.keep.keychain import Keychain
from jcwizard.model.secret import Secret
print(asyncio.run(Keychain(deadline=0.5).store("a", Secret("x" * 30))).code, flush=True)
"""


@pytest.mark.row("S3")
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


@pytest.mark.row("S9")
@on_linux
def test_a_secret_deleted_by_someone_else_is_simply_not_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with secret_service("unlocked", monkeypatch) as peer:
        run(Keychain().store("a", SECRET))
        clear = ["secret-tool", "clear", "service", "jcwizard", "username", "a"]
        subprocess.run(clear, env=peer.env, timeout=20, check=True)
        assert run(Keychain().fetch("a")) is None


@pytest.mark.row("S5", "S27")
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


# --- stores that misbehave -------------------------------------------------------------------


class MacosError(Exception):
    """Stands for macOS' errors, whose first argument is the system's number."""


def macos_error(number: int) -> Exception:
    from keyring.errors import PasswordSetError

    error = PasswordSetError("Can't store password on keychain: CANARY")
    error.__cause__ = MacosError(number, "CANARY")
    return error


@pytest.mark.row("S8")
@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (macos_error(-25308), "keychain.locked"),
        (macos_error(-128), "keychain.refused"),
        (macos_error(-25293), "keychain.refused"),
        (macos_error(-34018), "keychain.refused"),
        (macos_error(-25307), "keychain.absent"),
        (macos_error(-25291), "keychain.absent"),
        (OSError(1783, "CANARY"), "keychain.refused"),
        (ValueError("CANARY"), "keychain.refused"),
        (ConnectionResetError("CANARY"), "keychain.absent"),
        (EOFError("CANARY"), "keychain.absent"),
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


@pytest.mark.row("S5")
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
    check = run(with_memory(memory).check())
    assert (check.status, code(check.finding)) == (Status.WARNING, "keychain.not_deleted")


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


@pytest.mark.row("S3")
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


@pytest.mark.row("G4")
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
