"""The saved setups of this computer: one file for each, written whole or not at all."""

from __future__ import annotations

import re
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from jcwizard.keep.json_text import encode
from jcwizard.keep.lock import FileLock
from jcwizard.keep.progress import Progress, decode, snapshot
from jcwizard.keep.writing import (
    not_written,
    private_folder,
    read_plain,
    remove_drafts,
    write_whole,
)
from jcwizard.model.finding import Finding
from jcwizard.model.rules import host_of
from jcwizard.model.setup import Setup

LARGEST = 8 * 1024 * 1024
"""Bytes of the largest file that is read; a setup with all its evidence takes some 100,000."""

SHAPE_OF_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")

MAY_BE_REPLACED = frozenset({"progress.missing", "progress.damaged"})
"""After these findings nothing is left that a new file could destroy."""


@dataclass(frozen=True)
class SavedSetup:
    """One line of the list: what a person knows a setup by.

    `title_parts` are what was entered, the most telling first; `updated` is seconds since the
    epoch, UTC. `trouble` says why this one cannot be opened.
    """

    id: str
    title_parts: tuple[str, ...]
    service_id: str
    updated: float
    practice: bool
    trouble: Finding | None = None


class SavedSetups:
    """Setups in a folder that only this person can read; never a secret among them.

    `load` and `save` take a lock for the setup, so that a second start of the program is told
    (`progress.in_use`) and overwrites nothing; `release` gives it up. Every method may be called
    from any thread. A `ValueError` says that an setup_id is none of `new_id`'s making.
    """

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self._folder = folder
        self._clock = clock
        self._locks: dict[str, FileLock] = {}
        self._ours: set[str] = set()  # locked, and known to hold nothing that must not be replaced
        self._one_at_a_time = threading.RLock()

    def new_id(self) -> str:
        """Return an id that no setup has."""
        while True:
            setup_id = f"s-{secrets.token_hex(6)}"
            if not self._path(setup_id).exists():
                return setup_id

    def list(self) -> tuple[SavedSetup, ...]:
        """Return the saved setups, the newest first; a folder that is not there has none."""
        paths = [path for path in self._folder.glob("*.json") if SHAPE_OF_ID.fullmatch(path.stem)]
        return tuple(sorted(map(_line, paths), key=lambda line: line.updated, reverse=True))

    def load(self, setup_id: str) -> Setup | Finding:
        """Return a saved setup as it was left, its secret not among it.

        A damaged file is moved aside; a newer or unreadable one is left as it is.
        """
        with self._one_at_a_time:
            there = self._take(setup_id)
            return there.setup if isinstance(there, Progress) else there

    def save(self, setup_id: str, setup: Setup, *, practice: bool = False) -> Finding | None:
        """Write a setup; on a finding the file that was there is still there, unchanged."""
        return self.write(setup_id, self.snapshot(setup, practice=practice))

    def snapshot(self, setup: Setup, *, practice: bool = False) -> Mapping[str, object]:
        """Return what `write` puts into the file: so the window can write from a thread."""
        return snapshot(setup, practice=practice, saved_at=self._clock())

    def write(self, setup_id: str, document: Mapping[str, object]) -> Finding | None:
        """Write a snapshot; see `save`."""
        path = self._path(setup_id)
        data = encode(document)
        with self._one_at_a_time:
            there = None if setup_id in self._ours else self._take(setup_id)
            if isinstance(there, Finding) and there.code not in MAY_BE_REPLACED:
                return there
            try:
                private_folder(self._folder)
                write_whole(path, data)
            except OSError as error:
                return not_written("progress.not_saved", path, error)
        return None

    def delete(self, setup_id: str) -> Finding | None:
        """Delete a saved setup; one that is not there counts as deleted."""
        path = self._path(setup_id)
        with self._one_at_a_time:
            trouble = self._lock(setup_id)
            if trouble is not None:
                return trouble
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                return not_written("progress.not_deleted", path, error)
            self._locks.pop(setup_id).remove()
            self._ours.discard(setup_id)
        return None

    def release(self, setup_id: str) -> None:
        """Let another start of the program have this setup."""
        with self._one_at_a_time:
            self._ours.discard(setup_id)
            lock = self._locks.pop(setup_id, None)
            if lock is not None:
                lock.release()

    def close(self) -> None:
        """Release every setup."""
        for setup_id in tuple(self._locks):
            self.release(setup_id)

    def _path(self, setup_id: str) -> Path:
        if not SHAPE_OF_ID.fullmatch(setup_id):
            raise ValueError("not the id of a saved setup")
        return self._folder / f"{setup_id}.json"

    def _lock(self, setup_id: str) -> Finding | None:
        if setup_id in self._locks:
            return None
        path = self._path(setup_id)
        lock = FileLock(path.with_suffix(".lock"))
        try:
            private_folder(self._folder)
            taken = lock.take()
        except OSError as error:
            return not_written("progress.not_saved", path, error)
        if not taken:
            return Finding("progress.in_use", values={"process": lock.holder() or "?"})
        self._locks[setup_id] = lock
        return None

    def _take(self, setup_id: str) -> Progress | Finding:
        """Lock a setup and read what is there; what must not be replaced is let go again."""
        trouble = self._lock(setup_id)
        if trouble is not None:
            return trouble
        remove_drafts(self._path(setup_id))
        there = _parse(self._path(setup_id))
        if isinstance(there, Finding) and there.code == "progress.damaged":
            there = self._moved_aside(self._path(setup_id), there)
        if isinstance(there, Finding) and there.code not in MAY_BE_REPLACED:
            self.release(setup_id)
        else:
            self._ours.add(setup_id)
        return there

    def _moved_aside(self, path: Path, damage: Finding) -> Finding:
        when = datetime.fromtimestamp(self._clock(), UTC).strftime("%Y%m%dT%H%M%SZ")
        aside = path.with_name(f"{path.name}.corrupt-{when}-{secrets.token_hex(2)}")
        try:
            path.rename(aside)
        except OSError as error:
            return not_written("progress.unreadable", path, error)
        return Finding("progress.damaged", actual=damage.actual, values={"file": str(aside)})


def _parse(path: Path) -> Progress | Finding:
    try:
        data = read_plain(path, LARGEST)
    except FileNotFoundError:
        return Finding("progress.missing", values={"file": str(path)})
    except OSError as error:
        return not_written("progress.unreadable", path, error)
    if data is None:
        return Finding("progress.damaged", actual="too large", values={"file": str(path)})
    progress = decode(data)
    if isinstance(progress, Finding):
        return Finding(progress.code, actual=progress.actual, values={"file": str(path)})
    return progress


def _line(path: Path) -> SavedSetup:
    progress = _parse(path)
    if isinstance(progress, Finding):
        try:
            changed = path.stat().st_mtime
        except OSError:
            changed = 0.0
        return SavedSetup(path.stem, (), "", changed, False, progress)
    return SavedSetup(
        path.stem,
        _title(progress.setup.values),
        progress.setup.service_id,
        progress.saved_at,
        progress.practice,
    )


def _title(values: Mapping[str, str]) -> tuple[str, ...]:
    parts = [values.get(key, "").strip() for key in ("organisation", "display_label")]
    parts.append(host_of(values.get("control_plane_url", "").strip()))
    return tuple(dict.fromkeys(part for part in parts if part))
