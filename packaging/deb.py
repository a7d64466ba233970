"""Writes the package for Debian and Ubuntu: an ar archive of two tars, the same bytes each time."""

from __future__ import annotations

import hashlib
import io
import lzma
import platform
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import archive
import identity
import libraries

MAINTAINER = "The JumpCloud Setup Wizard project <jcwizard@localhost.invalid>"
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
PROGRAM_FOLDER = f"usr/lib/{identity.PROGRAM}"
DESCRIPTION = f"""{identity.SUMMARY}
 A window that leads through setting up single sign-on with JumpCloud for
 Facets, Paradime or another service, checks each step against JumpCloud
 itself, and ends with a real test login."""


def architecture() -> str:
    """Return Debian's name of this machine's kind."""
    return ARCHITECTURES.get(platform.machine(), platform.machine())


def file_name() -> str:
    """Return the package's file name, as Debian names packages."""
    return f"{identity.PROGRAM}_{identity.version()}_{architecture()}.deb"


def write(bundle: Path, target: Path, seconds: int, effort: int) -> None:
    """Write the package of a bundle whose `share` folder is filled (`desktop.write_share`)."""
    needs = libraries.needs_of(bundle)
    with tempfile.TemporaryFile() as data, target.open("wb") as deb:
        sums, size = write_data(bundle, data, seconds, effort)
        control = control_tar({"control": control_of(needs, size), "md5sums": sums}, seconds)
        deb.write(b"!<arch>\n")
        for name, content in (
            ("debian-binary", io.BytesIO(b"2.0\n")),
            ("control.tar.xz", io.BytesIO(control)),
            ("data.tar.xz", data),
        ):
            write_ar_member(deb, name, content, seconds)


def write_ar_member(deb: IO[bytes], name: str, content: IO[bytes], seconds: int) -> None:
    """Append one file to an ar archive; each begins at an even place."""
    size = content.seek(0, io.SEEK_END)
    content.seek(0)
    deb.write(f"{name:<16}{seconds:<12}{0:<6}{0:<6}{'100644':<8}{size:<10}`\n".encode("ascii"))
    while chunk := content.read(1 << 20):
        deb.write(chunk)
    deb.write(b"\n" * (size % 2))


def members(bundle: Path) -> Iterator[tuple[str, Path]]:
    """Pair what is installed with where it is now; `share` goes where desktops look."""
    share = bundle / "share"
    for path in archive.files_below(bundle):
        if path == share or share in path.parents:
            continue
        yield f"{PROGRAM_FOLDER}/{path.relative_to(bundle).as_posix()}".removesuffix("/."), path
    for path in archive.files_below(share):
        yield f"usr/share/{path.relative_to(share).as_posix()}".removesuffix("/."), path


def write_data(bundle: Path, data: IO[bytes], seconds: int, effort: int) -> tuple[str, int]:
    """Write what is installed; returns the lines of `md5sums`, and its size in kibibytes."""
    lines, size = [], 0
    folders = {Path("usr")}
    with (
        lzma.open(data, "wb", preset=effort) as compressed,
        tarfile.open(fileobj=compressed, mode="w", format=tarfile.GNU_FORMAT) as tar,
    ):
        archive.add_to_tar(tar, bundle, "./usr", seconds)
        for name, path in members(bundle):
            for folder in reversed(Path(name).parents[:-2]):
                if folder not in folders:
                    folders.add(folder)
                    archive.add_to_tar(tar, bundle, f"./{folder.as_posix()}", seconds)
            if path.is_dir() and not path.is_symlink():
                continue  # its files bring it; an empty one is nothing that the program needs
            archive.add_to_tar(tar, path, f"./{name}", seconds)
            if not path.is_symlink():
                content = path.read_bytes()
                size += len(content)
                lines.append(f"{hashlib.md5(content, usedforsecurity=False).hexdigest()}  {name}")
        archive.add_to_tar(tar, bundle, "./usr/bin", seconds)
        link = tarfile.TarInfo(f"./usr/bin/{identity.PROGRAM}")
        link.type, link.mode, link.mtime = tarfile.SYMTYPE, 0o777, seconds
        link.uname = link.gname = "root"
        link.linkname = f"../lib/{identity.PROGRAM}/{identity.PROGRAM}"
        tar.addfile(link)
    return "\n".join([*lines, ""]), size // 1024


def control_of(needs: libraries.Needs, kibibytes: int) -> str:
    """Return the package's description for dpkg."""
    glibc = ".".join(str(part) for part in needs.glibc)
    depends = sorted({*needs.always, "ca-certificates", "xdg-utils"})
    fields = {
        "Package": identity.PROGRAM,
        "Version": identity.version(),
        "Architecture": architecture(),
        "Maintainer": MAINTAINER,
        "Installed-Size": str(kibibytes),
        "Depends": ", ".join(f"libc6 (>= {glibc})" if p == "libc6" else p for p in depends),
        "Recommends": "fonts-dejavu-core",
        "Suggests": ", ".join(sorted({*(needs.on_gnome & {"libgtk-3-0"}), "gnome-keyring"})),
        "Section": "admin",
        "Priority": "optional",
        "Description": DESCRIPTION,
    }
    return "".join(f"{name}: {value}\n" for name, value in fields.items() if value)


def control_tar(files: dict[str, str], seconds: int) -> bytes:
    """Return control.tar.xz of these texts."""
    made = io.BytesIO()
    with (
        lzma.open(made, "wb", preset=archive.SMALL) as compressed,
        tarfile.open(fileobj=compressed, mode="w", format=tarfile.GNU_FORMAT) as tar,
    ):
        for name, text in files.items():
            content = text.encode("utf-8")
            member = tarfile.TarInfo(f"./{name}")
            member.mtime, member.size, member.mode = seconds, len(content), 0o644
            member.uname = member.gname = "root"
            tar.addfile(member, io.BytesIO(content))
    return made.getvalue()
