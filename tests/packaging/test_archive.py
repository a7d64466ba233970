"""The same files give the same archive: no clock, no name and no rights of who packed them."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import tarfile
import time
import zipfile
from pathlib import Path

import pytest

import archive

WHEN = 1_700_000_000


def tree(folder: Path) -> Path:
    """Make a folder like a bundle: a program, a text, a link, a folder below."""
    (folder / "below").mkdir(parents=True)
    (folder / "below" / "text.txt").write_text("words", "utf-8")
    (folder / "program").write_bytes(b"\x7fELF")
    (folder / "program").chmod(0o700)
    (folder / "link").symlink_to("below/text.txt")
    return folder


@pytest.mark.parametrize("kind", ["tar", "zip"])
def test_other_rights_times_and_places_make_no_difference(tmp_path: Path, kind: str) -> None:
    one, two = tree(tmp_path / "here" / "one"), tree(tmp_path / "there" / "two")
    (two / "program").chmod(0o755)
    (two / "below" / "text.txt").chmod(0o600)
    os.utime(two / "below" / "text.txt", (1, 1))
    write = archive.tar_xz if kind == "tar" else archive.zipped
    for folder in (one, two):
        write(folder, "inside", folder.parent / "archive", WHEN)
    first, second = ((folder.parent / "archive").read_bytes() for folder in (one, two))
    assert first == second


def test_another_word_in_a_file_does(tmp_path: Path) -> None:
    folder = tree(tmp_path / "one")
    archive.tar_xz(folder, "inside", tmp_path / "1", WHEN)
    (folder / "below" / "text.txt").write_text("other", "utf-8")
    archive.tar_xz(folder, "inside", tmp_path / "2", WHEN)
    assert (tmp_path / "1").read_bytes() != (tmp_path / "2").read_bytes()


def test_a_tar_gives_back_programs_and_links(tmp_path: Path) -> None:
    archive.tar_xz(tree(tmp_path / "one"), "inside", tmp_path / "a.tar.xz", WHEN, effort=1)
    with tarfile.open(tmp_path / "a.tar.xz") as tar:
        members = {member.name: member for member in tar.getmembers()}
    assert list(members) == [
        "inside",
        "inside/below",
        "inside/below/text.txt",
        "inside/link",
        "inside/program",
    ]
    assert members["inside/program"].mode == 0o755
    assert members["inside/below/text.txt"].mode == 0o644
    assert members["inside/link"].linkname == "below/text.txt"
    assert {member.mtime for member in members.values()} == {WHEN}
    assert {(member.uid, member.uname) for member in members.values()} == {(0, "root")}


def test_a_zip_gives_back_programs_and_links(tmp_path: Path) -> None:
    archive.zipped(tree(tmp_path / "one"), "JumpCloud Setup.app", tmp_path / "a.zip", WHEN)
    with zipfile.ZipFile(tmp_path / "a.zip") as opened:
        modes = {info.filename: info.external_attr >> 16 for info in opened.infolist()}
        link = opened.read("JumpCloud Setup.app/link")
        times = {info.date_time for info in opened.infolist()}
    assert stat.S_ISLNK(modes["JumpCloud Setup.app/link"])
    assert link == b"below/text.txt"
    assert stat.S_IMODE(modes["JumpCloud Setup.app/program"]) == 0o755
    assert times == {time.gmtime(WHEN)[:6]}


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="sha256sum is not here to read it")
def test_sha256sum_reads_the_sums(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("b", "a")]
    for file in files:
        file.write_text(file.name, "utf-8")
    (tmp_path / "SUMS").write_text(archive.sums(files), "utf-8")
    check = ["sha256sum", "-c", "SUMS"]
    done = subprocess.run(check, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout == "a: OK\nb: OK\n"
    (tmp_path / "a").write_text("changed", "utf-8")
    assert subprocess.run(check, cwd=tmp_path, capture_output=True, check=False).returncode == 1
