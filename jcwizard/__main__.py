"""Starts what the command line asks for."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from jcwizard import cli, console, quiet

NO_SCREEN = (
    "there is no screen here to open a window on. "
    "Start it on a desktop, or use: jcwizard check SETUP.jcsetup"
)


def main(words: Sequence[str] | None = None) -> int:
    """Return the exit code of the window, or of what was done without one."""
    asked = cli.main(words)
    if isinstance(asked, int):
        return asked
    from jcwizard.ui.no_window import has_display, tell, unfit

    can_show = has_display(os.environ)
    box = None
    if can_show and asked.setup_file is not None and not asked.practice:
        from jcwizard.keep.handing_over import hand_over

        box = hand_over(asked.setup_file, asked.data_dir, asked.port)
        if box is None:
            return 0
    trouble = unfit() if can_show else NO_SCREEN
    if trouble:
        if box is not None:
            box.close()
        tell(trouble)
        return cli.USAGE

    from jcwizard.ui.first_paint import show_frame

    shown = show_frame()
    from jcwizard.app import run

    return run(asked, shown, box)


def program() -> NoReturn:
    """Run as a program of its own, and end without taking Python apart.

    What is left by then are daemon threads, such as a keychain that never answers or an import that
    is still under way. Python pulls the floor from under them when it ends in the usual way, which
    can end the program with a signal after everything is saved and said.
    """
    quiet.begin()
    console.begin(sys.argv[1:])
    try:
        code = main()
    except Exception as error:  # noqa: BLE001 - before the window is there, nobody else tells it
        code = _crashed(error)
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # a window without a console has neither
            with contextlib.suppress(OSError):  # whoever read it has gone
                stream.flush()
    os._exit(code)


def _crashed(error: Exception) -> int:
    """Say where a fault of ours lies, without its text: that may quote what it was given."""
    from jcwizard.keep.support import crash_lines, crash_reference

    if sys.stderr is not None:
        lines = "\n".join(crash_lines(error))
        sys.stderr.write(f"jcwizard: unexpected error, {crash_reference(error)}\n{lines}\n")
    return 1


if __name__ == "__main__":
    program()
