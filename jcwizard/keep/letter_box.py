"""Where a second start leaves word for the window that is open already, on every system alike.

Files in a folder of the person's own instead of a socket: nothing listens, nobody else can write,
a letter is taken exactly once (a file is renamed by one process only), and one that nobody takes
in time can be taken back.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from jcwizard.keep.folders import folders
from jcwizard.keep.json_text import MalformedError, member, parse
from jcwizard.keep.lock import FileLock
from jcwizard.keep.writing import read_plain, write_whole

PATIENCE = 1.5
"""Seconds that a second start waits for the window; one that is busy for longer is no help."""

BEING_READ = 0.3
"""Seconds more for a window that has begun to read the letter."""

_EVERY = 0.02
_VERSION = 1
_MOST_BYTES = 65_536
_ASKED, _READ, _TAKEN, _DECLINED = ".letter", ".read", ".taken", ".declined"
_LOCK = "window"


@dataclass(frozen=True)
class Letter:
    """What a second start asks for: the setup file, and the port of its test address.

    `activation` is the desktop's permission to raise a window, as the second start was given it.
    """

    setup_file: Path
    port: int
    activation: str = ""


class LetterBox:
    """The box of one data folder, held by the first window that is open on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = FileLock(folder / _LOCK)

    @property
    def held(self) -> bool:
        """Return whether the letters are for us."""
        return self._lock.held

    def hold(self) -> bool:
        """Return True when the letters are for us from now on, False when a window has the box.

        OSError says that there can be no box here.
        """
        if not self._lock.held:
            _private(self.folder.parent)
            _private(self.folder)
        return self._lock.take()

    def deliver(self, letter: Letter, patience: float = PATIENCE) -> bool:
        """Return whether the window that is open has taken the letter; blocks for `patience`.

        When this returns False nobody will act on it any more. OSError says that it cannot be left.
        """
        name = secrets.token_hex(8)
        written = {
            "version": _VERSION,
            "setup_file": os.fspath(letter.setup_file),
            "port": letter.port,
            "activation": letter.activation,
            "until": time.time() + patience,
        }
        write_whole(self._file(name, _ASKED), json.dumps(written).encode())
        try:
            return self._taken(name, patience)
        finally:
            for kind in (_ASKED, _READ, _TAKEN, _DECLINED):
                self._file(name, kind).unlink(missing_ok=True)

    def _taken(self, name: str, patience: float) -> bool:
        ends = time.monotonic() + patience
        while not self._file(name, _TAKEN).exists():
            if self._file(name, _DECLINED).exists():
                return False
            if time.monotonic() >= ends:
                try:
                    self._file(name, _ASKED).unlink()
                except FileNotFoundError:  # somebody has it in his hands
                    if time.monotonic() >= ends + BEING_READ:
                        return not self._take_back(name)
                else:
                    return False
            time.sleep(_EVERY)
        return True

    def _take_back(self, name: str) -> bool:
        """Return whether a letter that is being read could be taken away from its reader."""
        with suppress(FileNotFoundError):
            self._file(name, _READ).unlink()
            return True
        return not self._file(name, _TAKEN).exists()

    def letters(self) -> Iterator[tuple[str, Letter]]:
        """Yield each new letter with its name; `answer` it at once.

        What is no letter, or one that nobody waits for any more, is thrown away.
        """
        for file in sorted(self.folder.glob(f"*{_ASKED}")):
            reading = file.with_suffix(_READ)
            with suppress(OSError):  # it has been taken back
                file.rename(reading)
                letter = _read(reading)
                if letter is None:
                    reading.unlink()
                else:
                    yield file.stem, letter

    def answer(self, name: str, *, taken: bool) -> bool:
        """Say whether we take the letter; returns False when it has been taken back meanwhile."""
        try:
            self._file(name, _READ).rename(self._file(name, _TAKEN if taken else _DECLINED))
        except OSError:
            return False
        return True

    def close(self) -> None:
        """Leave nothing behind; a start that is waiting goes on by itself."""
        if not self._lock.held:
            return
        for file in self.folder.iterdir():
            if file.suffix in (_READ, _TAKEN, _DECLINED):
                file.unlink(missing_ok=True)
        self._lock.remove()
        for folder in (self.folder, self.folder.parent):
            with suppress(OSError):  # somebody else's letters or windows are in it
                folder.rmdir()

    def _file(self, name: str, kind: str) -> Path:
        return self.folder / f"{name}{kind}"


def box_of(data: Path) -> LetterBox:
    """Return the box of the windows that are open on this data folder; nothing is made yet."""
    folder = os.fsencode(os.path.realpath(data))  # by whatever way it is named
    return LetterBox(_of_the_person() / hashlib.sha256(folder).hexdigest()[:16])


def _of_the_person() -> Path:
    """Return a folder of this computer for this person alone, gone after the session if possible.

    The data folder itself may be on a server, where another computer's window has it open.
    """
    if os.name == "nt":
        return folders().data / "open"
    given = Path(os.environ.get("XDG_RUNTIME_DIR", ""))
    if given.is_absolute() and _is_private(given):
        return given / "jcwizard"
    return Path(tempfile.gettempdir()) / f"jcwizard-{os.getuid()}"


def _private(folder: Path) -> None:
    """Make the folder; OSError when it is open to others or anybody else's."""
    folder.mkdir(mode=0o700, parents=os.name == "nt", exist_ok=True)
    if not _is_private(folder):
        raise PermissionError(f"{folder} is not ours alone")


def _is_private(folder: Path) -> bool:
    try:
        found = folder.lstat()  # a link would lead to where somebody else wants it
    except OSError:
        return False
    if os.name == "nt":  # the folder of a person's data is closed to others there
        return stat.S_ISDIR(found.st_mode)
    ours = found.st_uid == os.getuid() and not stat.S_IMODE(found.st_mode) & 0o077
    return stat.S_ISDIR(found.st_mode) and ours


def _read(file: Path) -> Letter | None:
    """Return the letter, None when it is none or nobody waits for its answer."""
    try:
        data = read_plain(file, _MOST_BYTES)
        if data is None:
            return None
        written = parse(data)
        if member(written, "version", int) != _VERSION:
            return None
        if not 0 <= member(written, "until", (int, float)) - time.time() <= 60:
            return None
        path = Path(member(written, "setup_file", str))
        letter = Letter(path, member(written, "port", int), member(written, "activation", str))
    except (OSError, MalformedError):
        return None
    return letter if path.is_absolute() and "\0" not in os.fspath(path) else None
