"""A lock between two starts of the program, released by the system itself when one of them dies."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path

NOT_SUPPORTED = {errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS}


class FileLock:
    """An exclusive lock on a small file that also names its holder's process.

    The operating system holds it, not the file's presence: after a crash, a kill or a power cut
    there is nothing stale to recognise, and a process number used again means nothing.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    @property
    def held(self) -> bool:
        """Return whether this process holds it."""
        return self._handle is not None

    def take(self) -> bool:
        """Return True when the lock is ours now, False when another process has it.

        OSError says that the file cannot be made. On a network folder without locks it counts as
        taken: a warning about a second window that may not exist would help nobody.
        """
        if self._handle is not None:
            return True
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
        while True:
            handle = os.open(self._path, flags, 0o600)
            try:
                mine = _lock(handle)
                if mine and _moved(handle, self._path):  # its last holder has deleted it just now
                    os.close(handle)
                    continue
                if mine:
                    os.ftruncate(handle, 0)
                    os.write(handle, f"{os.getpid()}\n".encode())
            except OSError:
                os.close(handle)
                raise
            if not mine:
                os.close(handle)
                return False
            self._handle = handle
            return True

    def holder(self) -> str:
        """Return the number of the process that has the lock, "" where it cannot be told."""
        try:
            text = self._path.read_text("ascii", "replace").strip()
        except OSError:  # Windows refuses to read what another process has locked
            return ""
        return text if text.isdigit() else ""

    def remove(self) -> None:
        """Delete the file while holding it, and give it up."""
        with suppress(OSError):  # Windows deletes no open file: an empty one stays behind
            self._path.unlink()
        self.release()

    def release(self) -> None:
        """Give it up; nothing happens when it is not held."""
        if self._handle is not None:
            os.close(self._handle)  # closing ends the lock on every system
            self._handle = None


def _moved(handle: int, path: Path) -> bool:
    try:
        return not os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return True


if os.name == "nt":
    import msvcrt

    def _lock(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError as error:
            if error.errno in {errno.EACCES, errno.EDEADLK}:
                return False
            raise
        return True

else:
    import fcntl

    def _lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as error:
            if error.errno not in NOT_SUPPORTED:
                raise
        return True
