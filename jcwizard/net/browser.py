"""Opens an address in the person's own browser."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
import webbrowser
from collections.abc import Callable, Iterator
from functools import partial

from jcwizard.net.programs import by_shell, original_environment, runs

_LINUX_OPENERS = ("xdg-open", "wslview", "gio open", "x-www-browser")
_PATIENCE = 3.0


def open_browser(url: str, *, patience: float = _PATIENCE) -> bool:
    """Open `url` (http or https, public values only: it becomes an argument of a program).

    `BROWSER` decides alone where it is set, as in Python's `webbrowser`: commands separated by the
    path separator, tried in order, `%s` standing for the address. Otherwise the system decides.
    Blocks up to `patience` seconds for each command, so call it in a thread: a program that still
    runs by then counts as a browser, one that ends with an error does not. True does not prove
    that a window opened.
    """
    if not url.startswith(("https://", "http://")):
        return False
    return any(attempt(patience) for attempt in _attempts(url))


def opener() -> str:
    """Return the program that would be asked first to open an address, "" when there is none."""
    chosen = os.environ.get("BROWSER", "")
    if chosen.strip():
        commands = [command.strip() for command in chosen.split(os.pathsep)]
    elif sys.platform == "win32":
        return "Windows"
    else:
        commands = ["/usr/bin/open"] if sys.platform == "darwin" else [*_LINUX_OPENERS]
    return next((command for command in commands if _is_there(command)), "")


def _is_there(command: str) -> bool:
    try:
        words = shlex.split(command, posix=sys.platform != "win32")
    except ValueError:
        return False
    return bool(words) and shutil.which(words[0]) is not None


def _attempts(url: str) -> Iterator[Callable[[float], bool]]:
    chosen = os.environ.get("BROWSER", "")
    if chosen.strip():
        for command in chosen.split(os.pathsep):
            if command.strip():
                yield partial(_by_command, command, url)
    elif sys.platform == "win32":
        yield lambda _patience: by_shell(url)
    elif sys.platform == "darwin":
        yield partial(_by_command, "/usr/bin/open", url)
    else:
        for opener in _LINUX_OPENERS:
            yield partial(_by_command, opener, url)


def _by_command(command: str, url: str, patience: float) -> bool:
    try:
        words = shlex.split(command, posix=sys.platform != "win32")
    except ValueError:
        return False
    # A trailing & is webbrowser's word for "do not wait", which nobody does here.
    words = [word for word in words if word != "&"]
    if not words or shutil.which(words[0]) is None:
        return _by_known_name(command.strip(), url)
    if any("%s" in word for word in words):
        words = [words[0], *(word.replace("%s", url) for word in words[1:])]
    else:
        words.append(url)
    return runs(words, patience)


def _by_known_name(name: str, url: str) -> bool:
    """Ask `webbrowser` for a name that is no program, such as `safari` or `windows-default`."""
    try:
        with original_environment():
            return webbrowser.get(name).open(url)
    except (webbrowser.Error, OSError):
        return False
