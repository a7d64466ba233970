"""Each keychain state looks to the real `keyring` as the person's own would look."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from tests.peers.keychain import Keychain, State
from tests.peers.leftovers import processes_at_home_in
from tests.peers.process import wait_until

STORE = """
import keyring
try:
    keyring.set_password("wizard", "ada", "kept")
    print(keyring.get_password("wizard", "ada"))
except Exception as problem:
    print(type(problem).__name__)
"""
READ = """
import keyring
try:
    print(keyring.get_password("wizard", "ada"))
except Exception as problem:
    print(type(problem).__name__)
"""
DIRECT = """
import secretstorage
with secretstorage.dbus_init() as connection:
    collection = secretstorage.get_default_collection(connection)
    print(collection.get_label(), "locked" if collection.is_locked() else "unlocked")
"""


def run(script: str, keychain: Keychain) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script],
        env=keychain.env,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_an_unlocked_keychain_gives_back_what_was_stored() -> None:
    with Keychain("unlocked") as keychain:
        assert run(STORE, keychain) == "kept"
        assert run(READ, keychain) == "kept"
        assert run(DIRECT, keychain) == "Login unlocked"


def test_a_locked_keychain_says_so_and_works_again_once_it_is_unlocked() -> None:
    with Keychain("locked") as keychain:
        assert run(STORE, keychain) == "KeyringLocked"
        keychain.unlock()
        assert run(STORE, keychain) == "kept"


def test_a_keychain_can_be_locked_while_a_secret_lies_in_it() -> None:
    with Keychain() as keychain:
        run(STORE, keychain)
        keychain.lock()
        assert run(DIRECT, keychain) == "Login locked"
        assert run(READ, keychain) == "KeyringLocked"
        keychain.unlock()
        assert run(READ, keychain) == "kept"


@pytest.mark.parametrize("state", [State.ABSENT, State.EMPTY])
def test_without_a_secret_service_there_is_no_keyring(state: State) -> None:
    with Keychain(state) as keychain:
        assert run(STORE, keychain) == "NoKeyringError"


def test_a_keychain_whose_service_has_died_is_no_keyring() -> None:
    with Keychain() as keychain:
        assert run(STORE, keychain) == "kept"
        keychain.kill()
        assert run(READ, keychain) == "NoKeyringError"


def test_a_silent_keychain_takes_the_call_and_never_answers() -> None:
    with (
        Keychain("silent") as keychain,
        subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", READ],
            env=keychain.env,
            stdout=subprocess.PIPE,
        ) as asking,
    ):
        wait_until(lambda: keychain.calls, 15, "the call to arrive")
        try:
            with pytest.raises(subprocess.TimeoutExpired):
                asking.wait(1.0)
        finally:
            asking.kill()


def test_the_environment_leads_nowhere_near_the_persons_own_keychain(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/the/persons/own")
    monkeypatch.setenv("XDG_DATA_HOME", "/the/persons/own")
    for state in State:
        with Keychain(state) as keychain:
            assert "/the/persons/own" not in keychain.env.values()
            assert keychain.env["HOME"] == str(keychain.folder)
            assert keychain.folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("state", list(State))
def test_nothing_is_left_of_a_keychain_and_it_goes_in_bounded_time(state: State) -> None:
    with Keychain(state) as keychain:
        folder = keychain.folder
        started = time.monotonic()

    assert time.monotonic() - started < 5
    assert not folder.exists()
    wait_until(lambda: not processes_at_home_in(folder), 5, "all of its processes to go")
