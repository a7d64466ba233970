"""Opens a drafted message in the person's own mail program."""

from __future__ import annotations

import shutil
import sys
from urllib.parse import quote

from jcwizard.net.programs import by_shell, runs

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
        return by_shell(address)
    openers = (("/usr/bin/open",),) if sys.platform == "darwin" else _LINUX_OPENERS
    return any(runs([*opener, address], _PATIENCE) for opener in openers if shutil.which(opener[0]))
