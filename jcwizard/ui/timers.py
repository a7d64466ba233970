"""Timers, made without naming Qt's property `interval`.

PySide finds the setter behind a keyword by the C library's idea of a capital letter: in a Turkish
session that of "i" is none, and `QTimer(interval=…)` raises before the window is there.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer


def timer(parent: QObject, seconds: float, *, once: bool = False) -> QTimer:
    """Return a timer that is not started yet; with 0 seconds it is due in the next turn."""
    made = QTimer(parent)
    made.setInterval(int(seconds * 1000))
    made.setSingleShot(once)
    return made
