"""A file is written whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from jcwizard.keep import writing

POSIX = os.name == "posix"


def hold_open(monkeypatch: pytest.MonkeyPatch, times: int) -> list[Path]:
    """Make the first renamings fail, as while a virus scanner has the file open."""
    assert writing.RENAME_PAUSE == 0.05
    tried: list[Path] = []
    real = Path.replace

    def replace(draft: Path, target: Path) -> Path:
        tried.append(draft)
        if len(tried) <= times:
            raise PermissionError(13, "Access is denied")
        return real(draft, target)

    monkeypatch.setattr(Path, "replace", replace)
    monkeypatch.setattr(writing, "WINDOWS", True)
    monkeypatch.setattr(writing, "RENAME_PAUSE", 0.0)
    return tried


@pytest.mark.row("D9")
def test_a_file_that_a_scanner_holds_for_a_moment_is_written_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = hold_open(monkeypatch, times=5)
    writing.write_whole(tmp_path / "file", b"new")
    assert (tmp_path / "file").read_bytes() == b"new"
    assert len(tried) == 6


@pytest.mark.row("D9")
def test_a_file_that_stays_held_is_given_up_and_left_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_bytes(b"old")
    hold_open(monkeypatch, times=99)
    with pytest.raises(PermissionError):
        writing.write_whole(tmp_path / "file", b"new")
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["file"]
    assert (tmp_path / "file").read_bytes() == b"old"


@pytest.mark.skipif(not POSIX, reason="modes are POSIX's")
def test_a_document_keeps_its_mode_and_a_new_one_gets_what_new_documents_get(
    tmp_path: Path,
) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_bytes(b"old")
    old.chmod(0o640)
    mask = os.umask(0o027)
    try:
        writing.write_whole(old, b"1", mode=None)
        writing.write_whole(new, b"2", mode=None)
    finally:
        os.umask(mask)
    assert stat.S_IMODE(old.stat().st_mode) == 0o640
    assert stat.S_IMODE(new.stat().st_mode) == 0o640


@pytest.mark.row("K84", "K85")
@pytest.mark.skipif(not POSIX, reason="modes are POSIX's")
def test_what_is_private_is_private_from_the_first_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    modes: list[int] = []
    real = os.fsync

    def fsync(handle: int) -> None:
        modes.append(stat.S_IMODE(os.fstat(handle).st_mode))
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    writing.write_whole(tmp_path / "file", b"new")
    assert modes[0] == 0o600
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o600
