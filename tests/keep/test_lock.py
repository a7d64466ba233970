"""Only one process has a lock, and nothing that is left behind counts as one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from jcwizard.keep import lock
from jcwizard.keep.lock import FileLock


@pytest.mark.row("D8")
@pytest.mark.parametrize(
    "number",
    [
        pytest.param("4711", id="a stranger's"),
        pytest.param(str(os.getppid()), id="our parent's"),
        pytest.param(str(os.getpid()), id="our own"),
    ],
)
def test_a_file_left_by_a_process_that_died_is_no_lock_whoever_has_its_number_now(
    tmp_path: Path, number: str
) -> None:
    path = tmp_path / "a.lock"
    path.write_text(f"{number}\n", "ascii")
    mine = FileLock(path)
    assert mine.take()
    assert mine.holder() == (str(os.getpid()) if os.name == "posix" else "")
    mine.release()


def test_a_lock_is_given_once_and_again_after_its_release(tmp_path: Path) -> None:
    one, two = FileLock(tmp_path / "a.lock"), FileLock(tmp_path / "a.lock")
    assert one.take()
    assert one.take(), "it is ours already"
    assert not two.take()
    assert (one.held, two.held) == (True, False)
    one.release()
    one.release()
    assert two.take()
    two.release()


def test_whatever_stands_in_the_file_the_holder_is_a_number_or_unknown(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    for content in (b"", b"\xff\xfe", b"<b>12</b>"):
        path.write_bytes(content)
        assert FileLock(path).holder() == ""
    path.unlink()
    assert FileLock(path).holder() == ""


@pytest.mark.skipif(os.name != "posix", reason="Windows deletes no file that is open")
def test_a_lock_on_a_file_that_was_just_deleted_is_taken_on_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.lock"
    real, deleted = lock._lock, []

    def delete_first(handle: int) -> bool:
        if not deleted:
            deleted.append(path.unlink())
        return real(handle)

    monkeypatch.setattr(lock, "_lock", delete_first)
    one, two = FileLock(path), FileLock(path)
    assert one.take()
    assert not two.take(), "both look at the same file"
    one.release()
