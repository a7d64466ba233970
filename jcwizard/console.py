"""Gives a program that was started without a console something to print on."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

SPEAKS = ("check", "--self-test", "--version", "--help", "-h")
"""Words that ask for something to read instead of a window."""

_PARENTS_CONSOLE = -1


def begin(words: Sequence[str]) -> None:
    """Replace the standard streams that there are not; call it once, at the start of the program.

    On Windows a program for windows has none, even when a shell started it: what is printed goes to
    that shell's console then, if `words` ask for something to read. (The shell does not wait for
    such a program; `jcwizard.com` beside it is the one for shells.) Elsewhere a stream is missing
    only where somebody closed it. What nobody can see is written nowhere.
    """
    if sys.stdout is None and sys.platform == "win32" and any(word in SPEAKS for word in words):
        _attach()
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115, PTH123 - to the very end
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123


def _attach() -> None:
    """Print to the console of the program that started this one; it may have none either."""
    if sys.platform == "win32":
        import ctypes

        if ctypes.windll.kernel32.AttachConsole(_PARENTS_CONSOLE):
            console = open("CONOUT$", "w", encoding="utf-8", errors="replace")  # noqa: SIM115, PTH123
            sys.stdout = sys.stderr = console
