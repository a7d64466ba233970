"""Faults of this computer: its port, clock, browser, keychain, disk and files."""

from __future__ import annotations

import errno
import json
import os
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jcwizard.keep.keychain import Keychain
from tests.faults.case import BLAME, UNSURE, Case
from tests.faults.scene import Scene

MINUTE = 60
YEAR = 365 * 24 * 60 * MINUTE


def _case(
    name: str,
    fault: str,
    plant: Any,
    *right: str,
    step: str = "test",
    kinds: frozenset[str] = UNSURE,
    walk: str = "",
    **more: Any,
) -> Case:
    walk = walk or ("start" if step == "service" else "sign_in")
    return Case(name, "machine", fault, plant, frozenset(right), step, walk, kinds, **more)


def taken(family: socket.AddressFamily, host: str) -> Callable[[Scene], None]:
    """Let another program listen on the port of the test address."""

    def plant(scene: Scene) -> None:
        other = socket.socket(family)
        if family is socket.AF_INET6:
            other.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        other.bind((host, scene.port))
        other.listen()
        scene.own(other.close)

    return plant


def clock(seconds: float) -> Callable[[Scene], None]:
    return lambda scene: scene.shift_clock(seconds)


def insists_on_https(scene: Scene) -> None:
    """The browser turns the callback's http:// into https://."""

    def knock(address: str) -> None:
        context = ssl.create_default_context()
        port = urlsplit(address).port
        with suppress(OSError), socket.create_connection(("127.0.0.1", port or 0), 5) as plain:
            context.wrap_socket(plain, server_hostname="localhost").close()

    scene.visitor.instead = knock


def browser(**changes: Any) -> Callable[[Scene], None]:
    def plant(scene: Scene) -> None:
        for name, value in changes.items():
            setattr(scene.visitor, name, value)

    return plant


def sees(sight: str, **changes: Any) -> Callable[[Scene], None]:
    """Nothing comes back, and this is what the person sees."""

    def plant(scene: Scene) -> None:
        browser(leaves_before_the_callback=True, **changes)(scene)
        scene.asks, scene.sight = True, sight

    return plant


class Vault:
    """A keychain of the operating system that does as it is told."""

    priority = 5

    def __init__(self, error: Exception | None = None, wait: threading.Event | None = None) -> None:
        self._error, self._wait = error, wait

    def get_password(self, *_: str) -> str | None:
        return self._do()

    def set_password(self, *_: str) -> None:
        self._do()

    def delete_password(self, *_: str) -> None:
        self._do()

    def _do(self) -> None:
        if self._wait is not None:
            self._wait.wait(20)
        if self._error is not None:
            raise self._error


class KeyringLocked(Exception):  # noqa: N818 - the name that the library gives it
    """What a locked keychain raises."""


class NoKeyringError(RuntimeError):
    """What the library raises where there is none."""


def keychain(error: Exception) -> Callable[[Scene], None]:
    def plant(scene: Scene) -> None:
        scene.keeps = True
        scene.keychain = lambda: Keychain(find=lambda: Vault(error))

    return plant


def silent_keychain(scene: Scene) -> None:
    scene.keeps = True
    answered = threading.Event()
    scene.own(answered.set)
    scene.keychain = lambda: Keychain(deadline=0.3, find=lambda: Vault(None, answered))


def forgetful_keychain(scene: Scene) -> None:
    scene.keeps = True
    scene.keychain = lambda: Keychain(find=Vault)


def working_keychain(scene: Scene) -> None:
    """Everything of this computer is right but what the case itself plants."""
    kept: dict[str, str] = {}

    class Right(Vault):
        def get_password(self, _service: str, name: str) -> str | None:  # type: ignore[override]
            return kept.get(name)

        def set_password(self, _service: str, name: str, text: str) -> None:  # type: ignore[override]
            kept[name] = text

        def delete_password(self, _service: str, name: str) -> None:  # type: ignore[override]
            kept.pop(name, None)

    scene.keychain = lambda: Keychain(find=Right)


def all_else_right(scene: Scene) -> None:
    """Let the keychain work and JumpCloud's answers have a date."""
    working_keychain(scene)
    scene.shift_clock(0)


def also(*plants: Callable[[Scene], None]) -> Callable[[Scene], None]:
    def plant(scene: Scene) -> None:
        for one in plants:
            one(scene)

    return plant


def disk_full(scene: Scene) -> None:
    """Let nothing that is written reach the disk, as on a full one."""

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    scene.patch.setattr(os, "fsync", full)


def file_in_the_way(scene: Scene) -> None:
    """Where the folder should be made, a file stands."""
    scene.folder.write_bytes(b"")


def setup_file(content: bytes | dict[str, Any]) -> Callable[[Scene], None]:
    """Write a setup file for the person to open."""

    def plant(scene: Scene) -> None:
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        scene.file = Path(f"{scene.folder}.jcsetup")
        scene.file.write_bytes(data)

    return plant


GOOD: dict[str, Any] = {
    "version": 1, "service": "custom", "region": "us", "display_label": "Acme Wiki",
    "redirect_urls": ["https://wiki.acme.example/login/callback"],
    "login_url": "https://wiki.acme.example/login",
}  # fmt: skip
WHOLE = json.dumps(GOOD).encode()

PORTS = (
    _case("port-taken", "Another program listens on the test address.",
          taken(socket.AF_INET, "127.0.0.1"), "loopback.port_taken", "loopback.port_taken_by"),
    _case("start-port-taken", "The first page: another program listens on the test address.",
          also(all_else_right, taken(socket.AF_INET, "127.0.0.1")), "self.port_taken",
          step="service"),
    _case("other-on-ipv6", "Another program listens on the same port of ::1.",
          taken(socket.AF_INET6, "::1"), "loopback.other_side"),
)  # fmt: skip

BROWSERS = (
    _case("no-browser", "No browser opens.", browser(opens=False), "test_login.not_opened"),
    _case("no-browser-quietly", "The system says that a browser opened, and none did.",
          sees("nothing", goes=False), "see.nothing"),
    _case("blank", "A firewall keeps the browser from this computer's own address.",
          sees("blank"), "see.blank"),
    _case("https-only", "The browser turns http:// into https:// by itself.", insists_on_https,
          "loopback.https"),
    _case("security-warning", "The browser warns, and the person says so.",
          sees("security_warning"), "see.security_warning"),
    _case("not-signed-in", "The person waits on JumpCloud's login page.",
          sees("login_page"), "see.login_page"),
)  # fmt: skip

CLOCKS = (
    _case("start-clock-fast", "The first page: this clock is 20 minutes fast.",
          also(all_else_right, clock(20 * MINUTE)), "self.clock_off", step="service"),
    _case("start-clock-slow", "The first page: this clock is 20 minutes slow.",
          also(all_else_right, clock(-20 * MINUTE)), "self.clock_off", step="service"),
    _case("start-clock-years", "The first page: this clock is three years behind.",
          also(all_else_right, clock(-3 * YEAR)), "self.clock_off", step="service"),
    _case("clock-slow", "This clock is 20 minutes slow.", clock(-20 * MINUTE), "clock.slow",
          kinds=BLAME),
    _case("clock-a-little-fast", "This clock is 20 minutes fast; the statement is still valid.",
          clock(20 * MINUTE), "clock.fast", "clock.a_little_fast", kinds=BLAME | UNSURE),
    _case("clock-fast", "This clock is 80 minutes fast: the statement has run out.",
          clock(80 * MINUTE), "clock.fast", kinds=BLAME),
    _case("clock-years-fast", "This clock is two years ahead.", clock(2 * YEAR), "clock.fast",
          kinds=BLAME),
    _case("clock-years-slow", "This clock is two years behind.", clock(-2 * YEAR), "clock.slow",
          kinds=BLAME),
)  # fmt: skip

KEYCHAINS = (
    _case("keychain-locked", "The keychain is locked.", keychain(KeyringLocked()),
          "keychain.locked", step="credentials"),
    _case("keychain-absent", "There is no keychain.", keychain(NoKeyringError()),
          "keychain.absent", step="credentials"),
    _case("keychain-silent", "The keychain never answers.", silent_keychain,
          "keychain.no_answer", step="credentials"),
    _case("keychain-refuses", "The keychain does not let this program in.",
          keychain(PermissionError(13, "denied")), "keychain.refused", step="credentials"),
    _case("keychain-forgets", "The keychain takes the secret and forgets it.",
          forgetful_keychain, "keychain.not_kept", step="credentials"),
    _case("start-keychain-locked", "The first page: the keychain is locked.",
          also(clock(0), keychain(KeyringLocked())), "keychain.locked", step="service"),
)  # fmt: skip

FILES = (
    _case("disk-full", "The disk is full.", disk_full, "progress.not_saved", step="credentials"),
    _case("folder-is-a-file", "A file stands where the wizard's folder should be.",
          file_in_the_way, "progress.not_saved", step="credentials"),
    _case("file-damaged", "The setup file ends in its middle.", setup_file(WHOLE[:60]),
          "setup_file.not_json", step="service", walk="file", kinds=BLAME),
    _case("file-binary", "The setup file is a picture.", setup_file(b"\x89PNG\r\n\x1a\n" * 9),
          "setup_file.not_json", "setup_file.unreadable", step="service", walk="file", kinds=BLAME),
    _case("file-of-another-program", "It is the JSON file of another program.",
          setup_file({"name": "wiki", "scripts": {}}), "setup_file.not_a_setup",
          "setup_file.key_missing", step="service", walk="file", kinds=BLAME),
    _case("file-unknown-service", "The setup file names a service that nobody knows.",
          setup_file(GOOD | {"service": "fasets"}), "setup_file.unknown_service", step="service",
          walk="file", kinds=BLAME),
    _case("file-key-twice", "The setup file says the region twice.",
          setup_file(WHOLE[:-1] + b', "region": "eu"}'), "setup_file.key_twice", step="service",
          walk="file", kinds=BLAME),
    _case("file-holds-secret", "Somebody wrote the secret into the setup file.",
          setup_file(GOOD | {"client_secret": "HWcI.p6WmTqCv6.OHtG3Dp0~Ep"}),
          "setup_file.holds_secret", step="application", walk="file", kinds=BLAME | UNSURE),
)  # fmt: skip

CASES = (*PORTS, *BROWSERS, *CLOCKS, *KEYCHAINS, *FILES)
