"""Hands a setup file over to the window that is open already, so that it need not be a second one.

Only a start with a file asks: somebody who starts the wizard without one wants another window.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

from jcwizard.keep.folders import folders
from jcwizard.keep.letter_box import Letter, LetterBox, box_of

_ANY_PROCESS = -1


def hand_over(setup_file: Path, data_dir: Path | None, port: int) -> LetterBox | None:
    """Return None when the window on this data folder has taken the file; blocks for two seconds.

    Otherwise this start needs a window of its own; the box is held for it where nobody else had it.
    """
    box = box_of(folders(data_dir).data)
    with suppress(OSError):  # where there can be no box, each start has its own window
        if box.hold():
            return box
        _let_it_come_to_the_front()
        if box.deliver(Letter(setup_file.absolute(), port, _activation())):
            return None
    return box


def _activation() -> str:
    """Return the desktop's permission to raise a window, which it gave this start of ours."""
    return os.environ.get("XDG_ACTIVATION_TOKEN") or os.environ.get("DESKTOP_STARTUP_ID", "")


def _let_it_come_to_the_front() -> None:
    """Pass on Windows' permission, which it gives only to the program that was started last."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(_ANY_PROCESS)
