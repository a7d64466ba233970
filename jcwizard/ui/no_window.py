"""Says in a sentence why Qt cannot open a window here, where it would abort or show a trace."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from typing import Any

CODE = 2
"""How the program ends: nothing was wrong with what it was asked, only with where."""

FIRST_BAD, FIRST_GOOD_PYTHON = (6, 12), (3, 12)
"""PySide6 6.12 drops references to None on older Pythons, and aborts sooner or later."""


def has_display(environment: Mapping[str, str]) -> bool:
    """Return whether a window can be opened; without one Qt would end the program with a signal."""
    if not sys.platform.startswith("linux"):
        return True
    return any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def unfit() -> str:
    """Return why Qt must not or cannot be loaded here, "" when it can."""
    try:
        import PySide6

        found = PySide6.__version__
        if not fits(found, sys.version_info[:2]):
            wanted = ".".join(map(str, FIRST_GOOD_PYTHON))
            return (
                f"PySide6 {found} and Python {sys.version.split()[0]} do not work together. "
                f"Install PySide6-Essentials below 6.12, or use Python {wanted} or newer."
            )
        import PySide6.QtWidgets  # its libraries are what may be missing
    except ImportError as error:
        return f"Qt cannot be loaded here: {error}. Install what it names, then start again."
    return ""


def fits(qt: str, python: tuple[int, ...]) -> bool:
    """Return whether this PySide6 runs reliably on this Python, given as (major, minor)."""
    numbers = tuple(int(part) for part in qt.split(".")[:2] if part.isdigit())
    return numbers < FIRST_BAD or python >= FIRST_GOOD_PYTHON


def tell(sentence: str) -> None:
    """Write to standard error, where there is one: a window without a console has none."""
    if sys.stderr is not None:
        sys.stderr.write(f"jcwizard: {sentence}\n")
        sys.stderr.flush()


def refuse(sentence: str) -> None:
    """Say why no window can be opened, and end the program."""
    tell(sentence)
    os._exit(CODE)


def made(make: Callable[[], Any], refuse: Callable[[str], None] = refuse) -> Any:
    """Return Qt's application; where Qt would abort instead, `refuse` is called with a sentence.

    It must end the program: it is called from within Qt, which aborts when it returns.
    """
    from PySide6.QtCore import QtMsgType, qInstallMessageHandler

    said: list[str] = []

    def listen(kind: QtMsgType, _: object, message: str) -> None:
        if kind is not QtMsgType.QtFatalMsg:
            said.append(message.strip())
            return
        refuse(f"no window can be opened here. Qt says: {' '.join(said) or message.strip()}")

    before = qInstallMessageHandler(listen)
    try:
        return make()
    finally:
        qInstallMessageHandler(before)
        for line in said:
            tell(line)
