"""Quiet: what the process does before it knows a secret, so that nothing of one stays behind."""

from __future__ import annotations

import contextlib
import logging
import sys
import threading
import warnings
from pathlib import PurePath
from types import TracebackType
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Mapping
    from sys import UnraisableHookArgs

_PR_SET_DUMPABLE = 4
_OURS = "jcwizard"


def begin() -> None:
    """Tell every fault by its kind and place only, and leave no core file when one ends us.

    For the start of a program of our own, not for a library: these are settings of the process.
    """
    sys.excepthook = _unexpected
    sys.unraisablehook = _unraisable
    threading.excepthook = _in_thread
    warnings.showwarning = _warning
    # What logging does where nobody has set it up; asyncio tells there what was never retrieved.
    logging.lastResort = PlacesOnly()
    # A record that cannot be put into words would be told with its arguments.
    logging.raiseExceptions = False
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource  # not on Windows

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def close_memory() -> None:
    """Keep other programs of the same person from reading our memory, on Linux (prctl(2)).

    It also makes our `/proc` entries those of root, so that only root reads our environment. Call
    it after the first paint: desktop portals identify a program by these entries when it first asks
    them something, which Qt does at its start. Does nothing where `begin` was not called.
    """
    begun = sys.unraisablehook is _unraisable  # else this process is somebody else's
    if begun and sys.platform == "linux":
        import ctypes  # 3 ms

        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


class PlacesOnly(logging.Handler):
    """Writes warnings to standard error: our own words, and of others only where they come from.

    What a library says may quote what it was given; so may the text of an error.
    """

    def __init__(self) -> None:
        super().__init__(logging.WARNING)

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record."""
        said = f"{record.filename}:{record.lineno}"
        if record.name.partition(".")[0] == _OURS:
            with contextlib.suppress(Exception):  # words and values do not fit, in whatever way
                said = record.getMessage()
        _say(f"{record.levelname} {record.name}: {said}")
        if record.exc_info and record.exc_info[1] is not None:
            _say(_places(record.exc_info[1]))


def loop_fault(_: asyncio.AbstractEventLoop, told: Mapping[str, object]) -> None:
    """Tell what an event loop has nobody else to tell; for `set_exception_handler`."""
    error = told.get("exception")
    said = _places(error) if isinstance(error, BaseException) else ""
    _say(f"jcwizard: unexpected error in the event loop\n{said}".rstrip())


def _unexpected(_: type[BaseException], error: BaseException, __: TracebackType | None) -> None:
    if isinstance(error, KeyboardInterrupt):
        _say("jcwizard: stopped")
    else:
        _say(f"jcwizard: unexpected error\n{_places(error)}")


def _in_thread(told: threading.ExceptHookArgs) -> None:
    if not isinstance(told.exc_value, SystemExit):
        error = told.exc_value or told.exc_type()
        _say(f"jcwizard: unexpected error in a thread\n{_places(error)}")


def _unraisable(told: UnraisableHookArgs) -> None:
    error = told.exc_value or told.exc_type()
    _say(f"jcwizard: unexpected error while letting go\n{_places(error)}")


def _warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    _say(f"jcwizard: {category.__name__} in {PurePath(filename).name}:{lineno}")


def _places(error: BaseException) -> str:
    try:
        from jcwizard.keep.support import crash_lines

        return "\n".join(crash_lines(error))
    except Exception:  # noqa: BLE001 - at the very end no module can be loaded any more, and
        return f"  {type(error).__name__}"  # Python would print what this was called with


def _say(text: str) -> None:
    if sys.stderr is not None:  # a window without a console has none
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.write(f"{text}\n")
