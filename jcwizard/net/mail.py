"""Opens a drafted message in the person's own mail program."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import threading
from urllib.parse import quote

from jcwizard.net.browser import child_environment

_PATIENCE = 3.0
_LINUX_OPENERS = (("xdg-email",), ("xdg-open",), ("gio", "open"))


def mailto(to: str, subject: str, body: str) -> str:
    """Return the address of a drafted message (RFC 6068 5: lines end with CRLF)."""
    lines = quote("\r\n".join(body.splitlines()), safe="")
    return f"mailto:{quote(to, safe='@')}?subject={quote(subject, safe='')}&body={lines}"


def open_mail(address: str) -> bool:
    """Open a `mailto:` address (public values only: it becomes an argument of a program).

    Blocks up to three seconds for each program, so call it in a thread. False says that no program
    took it; True does not prove that a window opened.
    """
    if not address.startswith("mailto:"):
        return False
    if sys.platform == "win32":
        with contextlib.suppress(OSError):
            os.startfile(address)  # noqa: S606  ShellExecute with a mail address, never a file
            return True
        return False
    openers = (("/usr/bin/open",),) if sys.platform == "darwin" else _LINUX_OPENERS
    return any(_runs([*opener, address]) for opener in openers if shutil.which(opener[0]))


def _runs(words: list[str]) -> bool:
    try:
        program = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=child_environment(os.environ),
            start_new_session=True,
        )
    except OSError:
        return False
    try:
        return program.wait(timeout=_PATIENCE) == 0
    except subprocess.TimeoutExpired:  # it is the mail program itself, and still open
        threading.Thread(target=program.wait, daemon=True, name="mail").start()
        return True
