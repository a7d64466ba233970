"""Writes a file whole or not at all, and says in one finding why it could not."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from jcwizard.model.finding import Finding

WINDOWS = os.name == "nt"
PRIVATE = 0o600
PRIVATE_FOLDER = 0o700

FIXED_MODES = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS}

# A virus scanner or an indexer may hold a file open on Windows for a moment after it was written.
RENAME_ATTEMPTS = 6
RENAME_PAUSE = 0.05


def write_whole(path: Path, data: bytes, mode: int | None = PRIVATE) -> None:
    """Replace the file by one with these bytes, or leave it as it is; OSError says why not.

    `mode` None keeps the mode of the file that is there, or gives what the system gives new
    documents. A link in place of the file is replaced and never followed.
    """
    prefix, suffix = _draft_name(path)
    handle, name = tempfile.mkstemp(prefix=prefix, suffix=suffix, dir=path.parent)
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _set_mode(draft, _document_mode(path) if mode is None else mode)
        _rename(draft, path)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise
    _sync_folder(path.parent)


def remove_drafts(path: Path) -> None:
    """Delete what a kill or a power cut left of earlier attempts to write this file."""
    prefix, suffix = _draft_name(path)
    for draft in path.parent.glob(f"{prefix}*{suffix}"):
        with suppress(OSError):
            draft.unlink()


def private_folder(folder: Path) -> None:
    """Make the folder where it is missing, and close it to other people; OSError says why not."""
    folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    if stat.S_IMODE(folder.stat().st_mode) & 0o077:
        _set_mode(folder, PRIVATE_FOLDER)


def not_written(code: str, path: Path, error: OSError) -> Finding:
    """Return the finding for a file that could not be read or written, in the system's words."""
    trouble = error.strerror or type(error).__name__
    return Finding(code, actual=trouble, values={"file": str(path), "trouble": trouble})


def read_plain(path: Path, most: int) -> bytes | None:
    """Return the bytes of a plain file, None when it is larger than `most`; OSError otherwise.

    A pipe or a device is refused before it can block the reader, and a file that is too large
    before a byte of it is read.
    """
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as file:
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode):
            raise OSError(errno.EINVAL, "it is no ordinary file")
        data = file.read(most + 1) if found.st_size <= most else None
    return None if data is None or len(data) > most else data  # it may grow while it is read


def _set_mode(path: Path, mode: int) -> None:
    """Set it where modes can be set: a network share or a memory stick may have fixed ones."""
    try:
        path.chmod(mode)
    except OSError as error:
        if error.errno not in FIXED_MODES:
            raise


def _draft_name(path: Path) -> tuple[str, str]:
    return f".{path.name[:40]}-", ".new"


def _document_mode(path: Path) -> int:
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except FileNotFoundError:
        mask = os.umask(0o077)
        os.umask(mask)
        return 0o666 & ~mask


def _rename(draft: Path, path: Path) -> None:
    for attempt in range(1, RENAME_ATTEMPTS + 1):
        try:
            draft.replace(path)
        except PermissionError:
            if not WINDOWS or attempt == RENAME_ATTEMPTS:
                raise
            time.sleep(RENAME_PAUSE)
        else:
            return


def _sync_folder(folder: Path) -> None:
    """Make the renaming itself last through a power cut, where the system can."""
    if WINDOWS:
        return
    with suppress(OSError):  # some network folders cannot; the file itself is written
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
