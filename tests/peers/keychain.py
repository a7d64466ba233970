"""A private Secret Service in each state that a person's keychain can be in."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from enum import StrEnum
from pathlib import Path
from typing import Self

from tests.peers.dbus import Call, PrivateBus
from tests.peers.process import PeerError, Program, wait_until

SERVICE = "org.freedesktop.secrets"
SERVICE_PATH = "/org/freedesktop/secrets"
SECRETS = (SERVICE, SERVICE_PATH, "org.freedesktop.Secret.Service")
LOGIN = f"{SERVICE_PATH}/collection/login"
PASSWORD = "the password of this keychain"
SECONDS = 15.0

# What would lead a program past this keychain to the person's own.
NOT_PASSED_ON = (
    "PYTHON_KEYRING_BACKEND",
    "DBUS_SESSION_BUS_ADDRESS",
    "GNOME_KEYRING_CONTROL",
    "SSH_AUTH_SOCK",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "XDG_CACHE_HOME",
    "XDG_STATE_HOME",
)


class State(StrEnum):
    """How the keychain is found by a program that looks for it."""

    UNLOCKED = "unlocked"
    LOCKED = "locked"  # and nobody there to type the password: unlocking is dismissed at once
    SILENT = "silent"  # accepts every call and answers none, as behind a forgotten prompt
    EMPTY = "empty"  # a bus without any Secret Service
    ABSENT = "absent"  # no D-Bus at all


class Keychain:
    """A keychain with folders of its own; `env` is the environment of a program that shall use it.

    `env` has no DISPLAY of its own making: it is this process's environment with HOME, the runtime
    folder and the bus replaced. Everything has ended when the `with` statement is left.
    """

    def __init__(self, state: State | str = State.UNLOCKED) -> None:
        self.state = State(state)
        self.folder = Path()
        self.env: dict[str, str] = {}
        self._bus: PrivateBus | None = None
        self._service: Program | None = None

    def __enter__(self) -> Self:
        self.folder = Path(tempfile.mkdtemp(prefix="peer-keys-"))  # made with mode 0700
        self.env = {key: text for key, text in os.environ.items() if key not in NOT_PASSED_ON}
        self.env |= {"HOME": str(self.folder), "XDG_RUNTIME_DIR": str(self.folder)}
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self._service is not None:
            self._service.stop(patience=0.0)
        if self._bus is not None:
            self._bus.stop()
        shutil.rmtree(self.folder)

    def _start(self) -> None:
        if self.state is State.ABSENT:
            return
        self._bus = PrivateBus(self.folder, self.env)
        self.env["DBUS_SESSION_BUS_ADDRESS"] = self._bus.address
        if self.state is State.SILENT:
            script = str(Path(__file__).with_name("silent_keychain.py"))
            self._service = Program("silent keychain", [sys.executable, script], env=self.env)
            self._service.wait_line(lambda line: line == "ready", SECONDS, "its name on the bus")
        elif self.state in (State.UNLOCKED, State.LOCKED):
            argv = ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"]
            self._service = Program("gnome-keyring", argv, env=self.env)
            self._service.write(PASSWORD)
            self._service.close_input()
            wait_until(self._is_unlocked, SECONDS, "gnome-keyring to open its keychain")
        if self.state is State.LOCKED:
            self.lock()

    @property
    def bus(self) -> PrivateBus:
        if self._bus is None:
            raise PeerError(f"a keychain that is {self.state} has no bus")
        return self._bus

    def _is_unlocked(self) -> bool:
        if self._service is not None and not self._service.running:
            raise PeerError(f"gnome-keyring ended:\n{self._service.errors()}")
        with self.bus.connect() as bus:
            if not bus.has(SERVICE):
                return False
            (collection,) = bus.call(Call(*SECRETS, "ReadAlias", "s", ("default",)))
            if collection == "/":
                return False
            properties = (SERVICE, collection, "org.freedesktop.DBus.Properties")
            asked = ("org.freedesktop.Secret.Collection", "Locked")
            ((_, locked),) = bus.call(Call(*properties, "Get", "ss", asked))
            return not locked

    def lock(self) -> None:
        """Lock it now, as a screen lock or the person does."""
        with self.bus.connect() as bus:
            locked, _prompt = bus.call(Call(*SECRETS, "Lock", "ao", ([LOGIN],)))
        if locked != [LOGIN]:
            raise PeerError(f"the keychain would not be locked: {locked}")

    def unlock(self) -> None:
        """Unlock it now, as a person does who types the password elsewhere."""
        # What gnome-keyring's own login module uses: the public way would ask in a window.
        gnome = (SERVICE, SERVICE_PATH, "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface")
        with self.bus.connect() as bus:
            _, session = bus.call(Call(*SECRETS, "OpenSession", "sv", ("plain", ("s", ""))))
            master = (session, b"", PASSWORD.encode(), "text/plain")
            told = (LOGIN, master)
            bus.call(Call(*gnome, "UnlockWithMasterPassword", "o(oayays)", told))
        wait_until(self._is_unlocked, SECONDS, "the keychain to be unlocked")

    def kill(self) -> None:
        """End the Secret Service alone, as when it crashes; the bus stays."""
        if self._service is None:
            raise PeerError(f"a keychain that is {self.state} has no service to kill")
        self._service.stop(patience=0.0)
        wait_until(lambda: not self.bus.has(SERVICE), SECONDS, "the bus to see it gone")

    @property
    def calls(self) -> list[str]:
        """The methods that were called on a silent keychain, in order."""
        if self.state is not State.SILENT or self._service is None:
            raise PeerError("only a silent keychain keeps a record of calls")
        return [line for line in self._service.lines if line != "ready"]
