"""An X screen of a test's own: windows on it, keys and clicks into it, pictures of it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, Self

from tests.peers.process import JsonPeer, PeerError, Program, wait_until

SECONDS = 15.0
SIZE = (1600, 1200)


class Screen:
    """Xvfb on a free display with openbox; with `display` given, that one as it is."""

    def __init__(self, display: str | None = None, size: tuple[int, int] = SIZE) -> None:
        self.display = display or ""
        self._own = display is None
        self._size = size
        self._programs: list[Program] = []
        self._holder: JsonPeer | None = None

    def __enter__(self) -> Self:
        if self._own:
            try:
                self._start()
            except BaseException:
                self.__exit__()
                raise
        return self

    def __exit__(self, *_: object) -> None:
        if self._holder is not None:
            self._holder.stop()
        for program in reversed(self._programs):
            program.stop(patience=0.0)

    @property
    def env(self) -> dict[str, str]:
        # Without a bus named, the D-Bus library would start one here and leave it behind.
        return {**os.environ, "DISPLAY": self.display, "DBUS_SESSION_BUS_ADDRESS": "disabled:"}

    def _start(self) -> None:
        width, height = self._size
        server = ["Xvfb", "-displayfd", "1", "-screen", "0", f"{width}x{height}x24"]
        program = Program("Xvfb", [*server, "-nolisten", "tcp", "-noreset"])
        self._programs.append(program)
        self.display = f":{program.wait_line(str.isdigit, SECONDS, 'a free display')}"
        self._programs.append(Program("openbox", ["openbox", "--sm-disable"], env=self.env))
        wait_until(self._has_window_manager, SECONDS, "openbox to manage the screen")

    def _has_window_manager(self) -> bool:
        return "window id" in self.run("xprop", "-root", "_NET_SUPPORTING_WM_CHECK")

    def run(self, *command: str, text: str = "") -> str:
        """Run an X program on this screen with `text` as its input; returns what it prints."""
        done = subprocess.run(
            command,
            input=text,
            env=self.env,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
        if done.returncode != 0:
            raise PeerError(f"{' '.join(command)}: {done.stderr.strip()}")
        return done.stdout

    def click(self, x: int, y: int, button: int = 1, times: int = 1) -> None:
        """Move the pointer there and click; button 4 turns the wheel up, 5 down."""
        repeat = ["--repeat", str(times), "--delay", "20"]
        where = ["mousemove", str(x), str(y)]
        self.run("xdotool", *where, "click", *repeat, str(button))

    def press_mouse(self, x: int, y: int) -> None:
        """Hold the left button down there, until `release_mouse`."""
        self.run("xdotool", "mousemove", str(x), str(y), "mousedown", "1")

    def release_mouse(self) -> None:
        self.run("xdotool", "mouseup", "1")

    def key(self, *names: str) -> None:
        """Press keys one after another, by X names: `Return`, `Tab`, `ctrl+a`, `alt+F4`."""
        self.run("xdotool", "key", "--clearmodifiers", *names)

    def type(self, text: str) -> None:
        """Type ASCII as a keyboard does. The text goes through standard input, no argument."""
        if not text.isascii():
            raise PeerError("the keyboard of a bare X server has no other letters: paste them")
        self.run("xdotool", "type", "--clearmodifiers", "--delay", "6", "--file", "-", text=text)

    def _clipboard(self, command: str, selection: str, **told: str) -> dict[str, Any]:
        if self._holder is None:
            script = str(Path(__file__).with_name("clipboard_holder.py"))
            env = self.env | {"QT_QPA_PLATFORM": "xcb"}
            self._holder = JsonPeer("clipboard holder", [sys.executable, script], env=env)
        answer = self._holder.ask(command, SECONDS, selection=selection, **told)
        return dict(answer)

    def clipboard(self, selection: str = "clipboard") -> str:
        """The text that any other program would paste; `primary` is the middle button's."""
        return str(self._clipboard("get", selection)["text"])

    def clipboard_formats(self, selection: str = "clipboard") -> list[str]:
        """The MIME types beside the text, such as a password manager's hint."""
        return list(self._clipboard("get", selection)["formats"])

    def clipboard_data(self, kind: str) -> str:
        """What the clipboard holds as this MIME type, such as a password manager's hint."""
        return str(self._clipboard("get", "clipboard", kind=kind)["data"])

    def copy(self, text: str) -> None:
        """Put text on the clipboard as another program does."""
        self._clipboard("set", "clipboard", text=text)

    def title(self) -> str:
        """The title of the active window, or "" while there is none."""
        return self.run("sh", "-c", "xdotool getactivewindow getwindowname || true").strip()

    def active_width(self) -> int:
        """The width of the active window in pixels, or 0 while there is none."""
        done = self.run("sh", "-c", "xdotool getactivewindow getwindowgeometry --shell || true")
        found = re.search(r"^WIDTH=(\d+)", done, re.MULTILINE)
        return int(found[1]) if found else 0

    def screenshot(self, path: Path) -> None:
        """Write a picture (PNG by its ending) of the whole screen."""
        self.run("import", "-silent", "-window", "root", str(path))
