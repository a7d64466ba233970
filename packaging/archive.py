"""Packs folders so that the same files give the same archive, whenever and by whomever."""

from __future__ import annotations

import hashlib
import lzma
import os
import stat
import tarfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

QUICK, SMALL = 1, 6
"""How hard xz tries: SMALL takes a minute for the bundle, QUICK a third of it and more room."""


def files_below(folder: Path) -> Iterator[Path]:
    """Name the folder and everything in it, in one order everywhere; links are not followed."""
    yield folder
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        if path.is_dir() and not path.is_symlink():
            yield from files_below(path)
        else:
            yield path


def is_program(path: Path) -> bool:
    """Return whether the file may be run: by its owner's right, for umasks differ in the others."""
    return bool(path.lstat().st_mode & stat.S_IXUSR)


def tar_member(name: str, path: Path, seconds: int) -> tarfile.TarInfo:
    """Return the head of one member: nobody's own name, rights or time in it."""
    member = tarfile.TarInfo(name)
    member.mtime = seconds
    member.uname = member.gname = "root"
    if path.is_symlink():
        member.type, member.mode = tarfile.SYMTYPE, 0o777
        member.linkname = os.readlink(path)  # noqa: PTH115 - as it is written, not where it leads
    elif path.is_dir():
        member.type, member.mode = tarfile.DIRTYPE, 0o755
    else:
        member.mode = 0o755 if is_program(path) else 0o644
        member.size = path.stat().st_size
    return member


def add_to_tar(tar: tarfile.TarFile, path: Path, name: str, seconds: int) -> None:
    """Add one file, link or folder, without what is in it."""
    member = tar_member(name, path, seconds)
    if member.isreg():
        with path.open("rb") as file:
            tar.addfile(member, file)
    else:
        tar.addfile(member)


def tar_xz(folder: Path, inside: str, archive: Path, seconds: int, *, effort: int = SMALL) -> None:
    """Write the folder as `inside`/ into a .tar.xz file."""
    with (
        lzma.open(archive, "wb", preset=effort) as compressed,
        tarfile.open(fileobj=compressed, mode="w", format=tarfile.GNU_FORMAT) as tar,
    ):
        for path in files_below(folder):
            name = (inside / path.relative_to(folder)).as_posix()
            add_to_tar(tar, path, name, seconds)


def zipped(folder: Path, inside: str, archive: Path, seconds: int) -> None:
    """Write the folder as `inside`/ into a .zip file; links stay links, as in a macOS bundle."""
    when = time.gmtime(max(seconds, 315_532_800))[:6]  # a .zip knows no time before 1980
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as out:
        for path in files_below(folder):
            if path.is_dir() and not path.is_symlink():
                continue
            name = (Path(inside) / path.relative_to(folder)).as_posix()
            member = zipfile.ZipInfo(name, when)
            member.create_system = 3  # Unix: rights and links are in the upper half
            member.compress_type = zipfile.ZIP_DEFLATED
            if path.is_symlink():
                member.external_attr = (stat.S_IFLNK | 0o777) << 16
                out.writestr(member, os.readlink(path))  # noqa: PTH115
            else:
                mode = 0o755 if is_program(path) else 0o644
                member.external_attr = (stat.S_IFREG | mode) << 16
                out.writestr(member, path.read_bytes())


def sums(files: list[Path]) -> str:
    """Return what `sha256sum -c` reads beside the files."""
    lines = [f"{digest(file)}  {file.name}" for file in sorted(files)]
    return "\n".join([*lines, ""])


def digest(file: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
