"""Starts what the command line asks for."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from jcwizard import cli


def main(words: Sequence[str] | None = None) -> int:
    """Return the exit code of the window, or of what was done without one."""
    asked = cli.main(words)
    if isinstance(asked, int):
        return asked

    from jcwizard.app import run

    return run(asked)


if __name__ == "__main__":
    sys.exit(main())
