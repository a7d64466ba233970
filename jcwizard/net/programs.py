"""Hands an address over to a program of the person's own, such as a browser or a mail program."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

# Programs of a bundle inherit its library path, which breaks the system's own (pyinstaller#3668).
_BUNDLED = ("LD_LIBRARY_PATH", "XDG_DATA_DIRS", "DYLD_LIBRARY_PATH")
_OF_THE_LOADER = ("_PYI_", "_MEIPASS", "PYINSTALLER_")
_one_at_a_time = threading.Lock()


def bundle() -> Path | None:
    """Return the folder that PyInstaller's program has its files in, None without a bundle."""
    folder = getattr(sys, "_MEIPASS", "")
    return Path(folder) if folder and getattr(sys, "frozen", False) else None


def child_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Return `environment` for a program outside the bundle: what the bundle changed is undone.

    PyInstaller keeps a few originals as `NAME_ORIG`. What its hooks for Qt, OpenSSL and others set
    leads into the bundle: there the start of ours has noted what it was before.
    """
    child = dict(environment)
    folder = bundle()
    for name in _BUNDLED:
        original = child.pop(f"{name}_ORIG", None)
        if original is not None:
            child[name] = original
    if folder is None:
        return child
    before: Mapping[str, str] = getattr(sys, "_jcwizard_environment", {})
    for name, value in tuple(child.items()):
        changed = _outside(folder, value) != value
        original = before.get(name, value) if changed else value
        outside = _outside(folder, original)
        if name.startswith(_OF_THE_LOADER) or (original and not outside.strip(os.pathsep)):
            del child[name]
        else:
            child[name] = outside
    return child


def _outside(folder: Path, value: str) -> str:
    """Return a value, or a list of folders, without what lies in the bundle."""
    parts = value.split(os.pathsep)
    return os.pathsep.join(part for part in parts if not _leads_into(folder, part))


def _leads_into(folder: Path, part: str) -> bool:
    return bool(part) and Path(part).is_relative_to(folder)


@contextlib.contextmanager
def original_environment() -> Iterator[None]:
    """Let a call that takes no environment start programs with the original one."""
    with _one_at_a_time:
        ours, theirs = dict(os.environ), child_environment(os.environ)
        _put(ours, theirs)
        try:
            yield
        finally:
            _put(theirs, ours)


def _put(before: Mapping[str, str], after: Mapping[str, str]) -> None:
    for name in before.keys() - after.keys():
        os.environ.pop(name, None)
    os.environ.update({name: text for name, text in after.items() if before.get(name) != text})


def by_shell(address: str) -> bool:
    """Let Windows decide; `cmd /c start` would cut an address at its first `&`."""
    if sys.platform == "win32":
        with contextlib.suppress(OSError), original_environment():
            os.startfile(address)  # noqa: S606  ShellExecute with an address, never a file
            return True
    return False


def runs(words: list[str], patience: float) -> bool:
    """Return whether a program started and did not end with an error within `patience` seconds.

    One that still runs by then is the browser or the mail program itself.
    """
    try:
        program = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=child_environment(os.environ),
            # Ctrl-C in our terminal is not meant for it.
            start_new_session=True,
        )
    except OSError:
        return False
    try:
        return program.wait(timeout=patience) == 0
    except subprocess.TimeoutExpired:
        threading.Thread(target=program.wait, daemon=True, name="program").start()
        return True
