"""Hands an address over to a program of the person's own, such as a browser or a mail program."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Mapping

# Programs of a bundle inherit its library path, which breaks the system's own (pyinstaller#3668).
_BUNDLED = ("LD_LIBRARY_PATH", "XDG_DATA_DIRS", "DYLD_LIBRARY_PATH")


def child_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Return `environment` for a program outside the bundle: PyInstaller's changes undone."""
    child = dict(environment)
    bundled = getattr(sys, "frozen", False)
    for name in _BUNDLED:
        original = child.pop(f"{name}_ORIG", None)
        if original is not None:
            child[name] = original
        elif bundled and name != "XDG_DATA_DIRS":
            child.pop(name, None)
    return child


def by_shell(address: str) -> bool:
    """Let Windows decide; `cmd /c start` would cut an address at its first `&`."""
    if sys.platform == "win32":
        with contextlib.suppress(OSError):
            os.startfile(address)  # noqa: S606  ShellExecute with an address, never a file
            return True
    return False


def runs(words: list[str], patience: float) -> bool:
    """Return whether a program started and did not end with an error within `patience` seconds.

    One that still runs by then is the browser or the mail program itself.
    """
    try:
        program = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=child_environment(os.environ),
            # Ctrl-C in our terminal is not meant for it.
            start_new_session=True,
        )
    except OSError:
        return False
    try:
        return program.wait(timeout=patience) == 0
    except subprocess.TimeoutExpired:
        threading.Thread(target=program.wait, daemon=True, name="program").start()
        return True
