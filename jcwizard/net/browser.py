"""Opens an address in the person's own browser."""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import subprocess
import sys
import threading
import webbrowser
from collections.abc import Callable, Iterator, Mapping
from functools import partial

# Programs of a bundle inherit its library path, which breaks the system's own (pyinstaller#3668).
_BUNDLED = ("LD_LIBRARY_PATH", "XDG_DATA_DIRS", "DYLD_LIBRARY_PATH")
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


def _attempts(url: str) -> Iterator[Callable[[float], bool]]:
    chosen = os.environ.get("BROWSER", "")
    if chosen.strip():
        for command in chosen.split(os.pathsep):
            if command.strip():
                yield partial(_by_command, command, url)
    elif sys.platform == "win32":
        yield partial(_by_shell, url)
    elif sys.platform == "darwin":
        yield partial(_by_command, "/usr/bin/open", url)
    else:
        for opener in _LINUX_OPENERS:
            yield partial(_by_command, opener, url)


def _by_shell(url: str, patience: float) -> bool:
    """Let Windows decide; `cmd /c start` would cut the address at its first `&`."""
    if sys.platform == "win32":
        with contextlib.suppress(OSError):
            os.startfile(url)  # noqa: S606  ShellExecute with an http address, never a file
            return True
    return False


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
    return _runs(words, patience)


def _by_known_name(name: str, url: str) -> bool:
    """Ask `webbrowser` for a name that is no program, such as `safari` or `windows-default`."""
    try:
        return webbrowser.get(name).open(url)
    except (webbrowser.Error, OSError):
        return False


def _runs(words: list[str], patience: float) -> bool:
    try:
        program = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=child_environment(os.environ),
            # Ctrl-C in our terminal is not meant for the browser.
            start_new_session=True,
        )
    except OSError:
        return False
    try:
        return program.wait(timeout=patience) == 0
    except subprocess.TimeoutExpired:
        threading.Thread(target=program.wait, daemon=True, name="browser").start()
        return True
