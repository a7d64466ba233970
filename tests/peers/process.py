"""Runs a foreign program in a process group of its own and ends it in bounded time."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Self, TypeVar

T = TypeVar("T")
POSIX = os.name == "posix"
POLITENESS_SECONDS = 1.0
FORCE_SECONDS = 5.0


class PeerError(AssertionError):
    """A peer did not do what it was told; the text says which, and what it printed last."""


def wait_until(
    question: Callable[[], T | None], seconds: float, what: str, every: float = 0.02
) -> T:
    """Ask until the answer is true and return it; after `seconds`, fail with `what` was waited for.

    This is the only place in the tests where time is passed: everything else names a condition.
    """
    deadline = time.monotonic() + seconds
    while True:
        answer = question()
        if answer:
            return answer
        if time.monotonic() >= deadline:
            raise PeerError(f"waited {seconds:g} s in vain for {what}")
        time.sleep(every)


LAST_LINES = 5.0
"""Seconds for what a program printed to arrive after its end."""


class Program:
    """One running foreign program. Its standard output is collected line by line as it arrives."""

    def __init__(
        self, name: str, argv: Sequence[str], env: Mapping[str, str] | None = None
    ) -> None:
        self.name = name
        self._lines: list[str] = []
        self._changed = threading.Condition()
        self._ended = False
        self._last_words = b""
        handle, path = tempfile.mkstemp(prefix="peer-errors-")
        self._error_file = Path(path)
        self._errors = os.fdopen(handle, "wb")
        self._process = subprocess.Popen(
            list(argv),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env=None if env is None else dict(env),
            start_new_session=POSIX,
        )
        self._reader = threading.Thread(target=self._read, name=f"{name} output", daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    @property
    def lines(self) -> list[str]:
        """Everything it has printed so far, without line ends."""
        with self._changed:
            return list(self._lines)

    def errors(self, size: int = 4000) -> str:
        """The end of what it wrote to standard error; still readable after `stop()`."""
        if not self._errors.closed:
            self._last_words = self._error_file.read_bytes()[-size:]
        return self._last_words.decode(errors="replace")

    def _read(self) -> None:
        assert self._process.stdout is not None
        for raw in self._process.stdout:
            with self._changed:
                self._lines.append(raw.decode(errors="replace").rstrip("\r\n"))
                self._changed.notify_all()
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def wait_line(self, wanted: Callable[[str], bool], seconds: float, what: str) -> str:
        """The first printed line that is `wanted`. Fails at once when the program has ended."""
        deadline = time.monotonic() + seconds
        seen = 0
        with self._changed:
            while True:
                for line in self._lines[seen:]:
                    if wanted(line):
                        return line
                seen = len(self._lines)
                left = deadline - time.monotonic()
                if self._ended or left <= 0:
                    break
                self._changed.wait(left)
        how = "ended" if self._ended else f"said nothing of the kind within {seconds:g} s"
        raise PeerError(f"{self.name}: waiting for {what}, it {how}.\n{self.errors()}")

    def write(self, text: str) -> None:
        """Send `text` to its standard input."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(text.encode())
            self._process.stdin.flush()
        except OSError as problem:
            raise PeerError(
                f"{self.name} no longer listens ({problem}).\n{self.errors()}"
            ) from None

    def close_input(self) -> None:
        """Close its standard input: the peers of this folder take that as "go home"."""
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # it had gone first
            self._process.stdin.close()

    def wait(self, seconds: float) -> int | None:
        """Its exit code, when all it printed is there; None when it still runs after `seconds`."""
        try:
            code = self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None
        # What it has started may hold its output open for longer than it lives.
        self._reader.join(LAST_LINES)
        return code

    def stop(self, patience: float = 3.0) -> None:
        """End it and all of its group: by closing its input, by asking, and after that by force.

        `patience` is how many seconds each of the first two may take; nothing outlives the third.
        """
        if self._process.stdin is not None:
            self.close_input()
        if self.wait(patience) is None:
            self.signal(signal.SIGTERM)
            self.wait(patience or POLITENESS_SECONDS)
        # The leader is gone or will not go; children that it left behind go now in either case.
        self.signal(signal.SIGKILL if POSIX else signal.SIGTERM)
        self._process.wait(FORCE_SECONDS)
        self._reader.join(FORCE_SECONDS)
        if self._process.stdout is not None and not self._reader.is_alive():
            self._process.stdout.close()
        self.errors()
        self._errors.close()
        self._error_file.unlink(missing_ok=True)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the whole group (elsewhere than on POSIX: to the program)."""
        try:
            if POSIX:
                os.killpg(self.pid, number)
            else:
                self._process.send_signal(number)
        except (ProcessLookupError, PermissionError):
            return  # nobody is left in the group, which is what a caller wants

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


class JsonPeer(Program):
    """A program that reads one JSON command per line and answers each by its `id`."""

    _asked = 0

    def tell(self, message: Mapping[str, Any]) -> None:
        self.write(json.dumps(message) + "\n")

    def wait_message(
        self, wanted: Callable[[dict[str, Any]], bool], seconds: float, what: str
    ) -> dict[str, Any]:
        """The first printed JSON object that is `wanted`."""
        line = self.wait_line(lambda text: wanted(_parsed(text)), seconds, what)
        return _parsed(line)

    def messages(self) -> list[dict[str, Any]]:
        """Every JSON object that it has printed so far, in order."""
        return [message for message in map(_parsed, self.lines) if message]

    def ask(self, command: str, seconds: float, **details: Any) -> Any:
        """Send a command and wait for its `result`; its `error` becomes a `PeerError`."""
        self._asked += 1
        self.tell({"id": self._asked, "command": command, **details})
        return self.answer(self._asked, seconds, f"the answer to {command!r}")

    def answer(self, number: int, seconds: float, what: str) -> Any:
        """The `result` that it gives under this `id`; its `error` becomes a `PeerError`."""
        reply = self.wait_message(lambda m: m.get("id") == number, seconds, what)
        if "error" in reply:
            raise PeerError(f"{self.name}: waiting for {what}, it said: {reply['error']}")
        return reply["result"]


def _parsed(line: str) -> dict[str, Any]:
    try:
        message = json.loads(line)
    except ValueError:
        return {}
    return message if isinstance(message, dict) else {}
