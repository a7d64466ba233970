"""A real Chromium in the place of the person's browser, opened by `BROWSER` and used by a test."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from tests.peers.node import FOLDER, install, node
from tests.peers.process import JsonPeer, PeerError, Program, wait_until

START_SECONDS = 30.0
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")

FLAGS = (
    "--no-sandbox",  # the tests may run as root, and show only pages of their own
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--disable-breakpad",
    "--disable-crash-reporter",
    "--disable-features=Translate,OptimizationHints,MediaRouter,DialMediaRouteProvider",
    "--metrics-recording-only",
    "--no-first-run",
    "--no-default-browser-check",
    "--password-store=basic",
    "--use-mock-keychain",
    "--lang=en-GB",
    "--window-size=1100,900",
    "--remote-debugging-port=0",
)


def find_chromium() -> str:
    """The program of a Chromium on this machine; the error says what to install."""
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return found
    raise PeerError(f"no Chromium on PATH (looked for {', '.join(NAMES)}): install `chromium`")


@dataclass(frozen=True)
class Page:
    """One page (tab). Names and labels are the words that a person sees; waiting is built in."""

    peer: JsonPeer
    number: int

    def _ask(self, command: str, timeout: float = 10.0, **details: Any) -> Any:
        return self.peer.ask(
            command, timeout + 5, page=self.number, timeout=timeout * 1000, **details
        )

    @property
    def url(self) -> str:
        return str(self._ask("url"))

    @property
    def visited(self) -> list[str]:
        """Every address that this page has shown, in order."""
        return [str(url) for url in self._ask("visited")]

    @property
    def title(self) -> str:
        return str(self._ask("title"))

    def text(self) -> str:
        """The visible text of the page."""
        return str(self._ask("text"))

    def wait_for_text(self, text: str, timeout: float = 10.0) -> None:
        """Wait until some visible element contains `text` (compared without case)."""
        self._ask("wait_for_text", timeout, text=text)

    def click(self, name: str, timeout: float = 10.0) -> None:
        """Click the button, link or tab called `name`, else the first element with that text."""
        self._ask("click", timeout, name=name)

    def fill(self, label: str, text: str, timeout: float = 10.0) -> None:
        self._ask("fill", timeout, label=label, text=text)

    def value(self, label: str, timeout: float = 10.0) -> str:
        return str(self._ask("value", timeout, label=label))

    def choose(self, label: str, option: str, timeout: float = 10.0) -> None:
        """Choose by its visible text in the drop-down called `label`."""
        self._ask("choose", timeout, label=label, option=option)

    def tick(self, label: str, on: bool = True, timeout: float = 10.0) -> None:
        self._ask("tick", timeout, label=label, on=on)

    def press(self, key: str) -> None:
        """Press a key by its DOM name, such as `Enter`."""
        self._ask("press", key=key)

    def goto(self, url: str) -> None:
        self._ask("goto", url=url)

    def back(self) -> None:
        self._ask("back")

    def reload(self) -> None:
        self._ask("reload")

    def close(self) -> None:
        self._ask("close")

    def screenshot(self, path: Path) -> None:
        self._ask("screenshot", path=str(path.resolve()))


class Browser:
    """A fresh Chromium with a profile of its own that reaches nothing but 127.0.0.1.

    `hosts` names other host names that shall lead to a loopback address ("host": "127.0.0.1:PORT");
    with a `display` ("`:99`") the window is a real one there, else it is headless. `flags` are
    further words for the program.
    """

    def __init__(
        self,
        display: str | None = None,
        hosts: Mapping[str, str] | None = None,
        flags: Sequence[str] = (),
    ) -> None:
        self._display = display
        self._flags = tuple(flags)
        self._hosts = dict(hosts or {})
        self._folder: Path | None = None
        self._chromium: Program | None = None
        self._peer: JsonPeer | None = None

    def __enter__(self) -> Self:
        install()
        self._folder = Path(tempfile.mkdtemp(prefix="peer-chromium-"))
        try:
            self._start(self._folder)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for program in (self._peer, self._chromium):
            if program is not None:
                program.stop()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _start(self, folder: Path) -> None:
        profile = folder / "profile"
        rules = ["MAP * ~NOTFOUND", "EXCLUDE 127.0.0.1"]
        rules = [f"MAP {name} {target}" for name, target in self._hosts.items()] + rules
        where = [] if self._display else ["--headless"]
        # HOME too is one of its own: dconf, caches and the like stay out of the person's folders.
        env = {**os.environ, "HOME": str(folder), "XDG_RUNTIME_DIR": str(folder)}
        env["DBUS_SESSION_BUS_ADDRESS"] = "disabled:"  # else one is started and left behind
        env |= {"DISPLAY": self._display} if self._display else {}
        self._chromium = Program(
            "Chromium",
            [
                find_chromium(),
                *FLAGS,
                *self._flags,
                *where,
                f"--user-data-dir={profile}",
                f"--host-resolver-rules={' , '.join(rules)}",
                "about:blank",
            ],
            env=env,
        )
        self._write_opener(folder, profile / "DevToolsActivePort")
        port = wait_until(self._port, START_SECONDS, "Chromium to open its DevTools port")
        self._peer = JsonPeer(
            "browser driver",
            [str(node()), str(FOLDER / "browser.mjs"), f"http://127.0.0.1:{port}"],
        )
        self._peer.answer(0, START_SECONDS, "its connection to Chromium")

    def _port(self) -> str:
        assert self._chromium is not None
        assert self._folder is not None
        if not self._chromium.running:
            raise PeerError(f"Chromium ended while it started:\n{self._chromium.errors()}")
        file = self._folder / "profile" / "DevToolsActivePort"
        return file.read_text(encoding="ascii").partition("\n")[0] if file.exists() else ""

    def _write_opener(self, folder: Path, port_file: Path) -> None:
        script = folder / "open-in-chromium"
        command = shlex.join([sys.executable, "-S", str(FOLDER / "opener.py"), str(port_file)])
        script.write_text(f'#!/bin/sh\nexec {command} "$1"\n', encoding="utf-8")
        script.chmod(0o700)

    @property
    def opener(self) -> str:
        """The value for `BROWSER`: a script that opens its argument as a page here and returns."""
        assert self._folder is not None
        return f"{self._folder / 'open-in-chromium'} %s"

    @property
    def peer(self) -> JsonPeer:
        if self._peer is None:
            raise PeerError("the browser is not running: use it in a `with` statement")
        return self._peer

    def pages(self) -> list[Page]:
        """The open pages, oldest first; a fresh browser has one, blank."""
        return [Page(self.peer, page["id"]) for page in self.peer.ask("pages", 10)]

    def open(self, url: str) -> Page:
        """Open an address as a person does who types it; returns when it has loaded."""
        return Page(self.peer, self.peer.ask("open", 40, url=url))

    def wait_for_page(self, url_part: str, timeout: float = 15.0) -> Page:
        """The oldest open page whose address contains `url_part`, as soon as there is one."""
        found = self.peer.ask("wait_for_page", timeout + 5, part=url_part, timeout=timeout * 1000)
        return Page(self.peer, found["id"])
