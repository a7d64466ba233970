"""Starts a program in a real window and drives it as another process sees it."""

from __future__ import annotations

import os
import signal
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import Self

from tests.journeys.driver_access import AccessBus
from tests.journeys.driver_hands import Hands
from tests.journeys.driver_screen import Screen
from tests.peers.process import PeerError, Program

START_SECONDS = 30.0


class App(Hands):
    """A program with a window, its eyes and hands included; use it as a context manager.

    `env` is its whole environment, such as a `Keychain`'s; without one it is this process's, with
    a session bus on which there is nothing. `display` names an X screen that runs already; without
    one an Xvfb with openbox is started. The accessibility bus is always one of its own.
    """

    def __init__(
        self,
        argv: Sequence[str],
        env: Mapping[str, str] | None = None,
        display: str | None = None,
    ) -> None:
        self._argv = list(argv)
        self._env = env
        self._display = display
        self._program: Program | None = None
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        try:
            screen = self._stack.enter_context(Screen(self._display))
            access = self._stack.enter_context(AccessBus())
            self._program = Program("the app", self._argv, env=self._environment(screen, access))
            super().__init__(access, self._program.pid, screen)
            self.until(self._shown, "the first window", START_SECONDS)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self._program is not None:
            self._program.stop(patience=0.0)
        self._stack.close()

    def _environment(self, screen: Screen, access: AccessBus) -> dict[str, str]:
        nothing_there = {"DBUS_SESSION_BUS_ADDRESS": access.session_address}
        env = dict(os.environ) | nothing_there if self._env is None else dict(self._env)
        env.pop("WAYLAND_DISPLAY", None)
        return env | {
            "DISPLAY": screen.display,
            "QT_QPA_PLATFORM": "xcb",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
            # Found without a session bus too: a keychain may be tested by there being none.
            "AT_SPI_BUS_ADDRESS": access.address,
        }

    def _shown(self) -> bool:
        if not self.program.running:
            raise PeerError(f"the app ended before it showed a window:\n{self.errors()}")
        return any(node.window for node in self.visible())

    @property
    def program(self) -> Program:
        if self._program is None:
            raise PeerError("the app is not running: use it in a `with` statement")
        return self._program

    @property
    def pid(self) -> int:
        return self.program.pid

    @property
    def output(self) -> list[str]:
        """The lines of its standard output so far."""
        return self.program.lines

    def errors(self) -> str:
        """The end of its standard error so far."""
        return self.program.errors()

    def title(self) -> str:
        """The title of the window that has the keyboard."""
        return self.screen.title()

    def close_window(self) -> None:
        """Ask the active window to close, as its close button does."""
        self.screen.key("alt+F4")

    def wait_exit(self, timeout: float = 10.0) -> int:
        """Wait for it to end by itself; returns its exit code."""
        code = self.program.wait(timeout)
        if code is None:
            raise PeerError(f"the app still runs after {timeout:g} s; it shows:\n{self.tree()}")
        return code

    def kill(self) -> None:
        """End it without notice, as a crash or a power cut does."""
        self.program.signal(signal.SIGKILL)
        self.wait_exit()
