"""Finds out who made each file of the bundle, in which version and under which licence."""

from __future__ import annotations

import csv
import functools
import os
import platform
import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterable
from dataclasses import dataclass, field
from email.message import Message
from importlib import metadata
from pathlib import Path
from typing import cast

import identity

LICENCES = identity.ROOT / "packaging" / "licences"
QT_LICENCES = tuple(LICENCES / f"{name}-3.0-only.txt" for name in ("LGPL", "GPL"))
# What old packages say in their own words, in those of SPDX.
_SPDX = {
    "MIT License": "MIT",
    "PyInstaller": "GPL-2.0-or-later WITH Bootloader-exception",
    "pyinstaller": "GPL-2.0-or-later WITH Bootloader-exception",
}
_OF_QT = "LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only"
_DEBIAN = {"libffi8": "MIT"} | dict.fromkeys(
    (f"libxcb-{part}" for part in (
        "cursor0", "icccm4", "image0", "keysyms1", "render-util0", "shape0", "util1"
    )),
    "MIT",
)  # fmt: skip
_EXPRESSION = re.compile(r"[\w.+-]+( (OR|AND|WITH) [\w.+-]+)*")


@dataclass
class Part:
    """What somebody made; `licence` is in SPDX's words, or "" where only a text says it."""

    name: str
    version: str
    licence: str
    address: str
    texts: tuple[Path, ...] = ()
    files: list[str] = field(default_factory=list)


Entry = tuple[str, str, str]
"""A file as PyInstaller lists it: its name in the bundle, where it is from, and its kind."""


def parts_of(modules: Iterable[Entry], files: Iterable[Entry]) -> list[Part]:
    """Return who made these modules and files; ends the build when it is not known of one."""
    found: dict[str, Part] = {}
    for part in (_of_distribution("pyinstaller"), _openssl_within()):  # the loader; in cryptography
        if part is not None:
            found[part.name] = part
    found["pyinstaller"].files.append("the loader: what is run first")
    for name, source, kind in sorted([*modules, *files]):
        if kind == "SYMLINK" or source in ("", "-"):
            continue
        part = _maker(source)
        known = found.setdefault(part.name, part)
        if kind not in ("PYMODULE", "PYSOURCE"):
            known.files.append(Path(name).as_posix())
    return sorted(found.values(), key=lambda part: part.name.lower())


def _maker(source: str) -> Part:
    path = Path(os.path.normpath(source))  # a link keeps its name
    if path.name == "base_library.zip":  # PyInstaller's own of the modules that Python starts with
        return _python()
    if path.is_relative_to(identity.ROOT) and not path.is_relative_to(Path(sys.prefix)):
        return Part(identity.PROGRAM, identity.version(), "", f"pkg:generic/{identity.PROGRAM}")
    if (distribution := _distributions().get(os.path.normcase(path))) is not None:
        if distribution.lower().startswith(("pyside6", "shiboken6")) and (part := _of_qt(path)):
            return part
        return _of_distribution(distribution)
    if path.is_relative_to(sysconfig.get_path("stdlib")) or re.match(
        r"(lib)?python3", path.name, re.IGNORECASE
    ):
        return _python()
    if part := _debian(path) or _homebrew(path.resolve()):
        return part
    if path.is_relative_to(sys.base_prefix):  # Windows' and macOS' Python bring libraries along
        return _python()
    if sys.platform == "win32" and re.match(
        r"(vcruntime|msvcp|ucrtbase|api-ms-)", path.name.lower()
    ):
        return Part("Microsoft Visual C++ Runtime", "14", "", "pkg:generic/vcruntime")
    raise SystemExit(f"packaging/bill.py does not know who made {source}")


def _of_qt(path: Path) -> Part | None:
    version = metadata.version("PySide6-Essentials")
    if found := re.match(r"(?:libicu\w+\.so\.|icu[a-z]+)(\d+)", path.name):
        text = LICENCES / "qt" / "ICU.txt"
        return Part("ICU", found[1], "Unicode-DFS-2016", f"pkg:generic/icu@{found[1]}", (text,))
    if "Qt" in path.parts or re.match(r"(lib)?Qt6|q\w+\.dll$", path.name):
        texts = (*QT_LICENCES, *sorted((LICENCES / "qt").glob("*.txt")))
        return Part("Qt", version, "LGPL-3.0-only", f"pkg:generic/qt@{version}", texts)
    return None


@functools.cache
def _python() -> Part:
    version = platform.python_version()
    places = [Path(sysconfig.get_path("stdlib")), Path(sys.base_prefix)]
    texts = [place / "LICENSE.txt" for place in places]
    texts.append(Path(f"/usr/share/doc/python{version.rpartition('.')[0]}/copyright"))
    text = next((text for text in texts if text.is_file()), None)
    if text is None:
        raise SystemExit("This Python has come without its licence.")
    return Part("CPython", version, "PSF-2.0", f"pkg:generic/cpython@{version}", (text,))


@functools.cache
def _distributions() -> dict[str, str]:
    """Return the distribution that each installed file belongs to."""
    found = {}
    for distribution in metadata.distributions():
        folder, owner = str(distribution.locate_file("")), distribution.name
        for name, *_ in csv.reader((distribution.read_text("RECORD") or "").splitlines()):
            found[os.path.normcase(os.path.normpath(f"{folder}/{name}"))] = owner
    return found


@functools.cache
def _of_distribution(name: str) -> Part:
    distribution = metadata.distribution(name)
    texts = tuple(
        sorted(
            Path(str(distribution.locate_file(file)))
            for file in distribution.files or ()
            if ".dist-info" in file.parts[0]
            and re.match(r"(licen[cs]e|copying|notice)", file.name, re.IGNORECASE)
        )
    )
    licence = licence_of(cast("Message", distribution.metadata))
    if licence == _OF_QT:
        licence, texts = "LGPL-3.0-only", QT_LICENCES  # of the three that are offered, this one
    if not texts:
        raise SystemExit(f"{name} has come without its licence.")
    address = f"pkg:pypi/{distribution.name.lower().replace('_', '-')}@{distribution.version}"
    return Part(distribution.name, distribution.version, licence, address, texts)


def licence_of(told: Message) -> str:
    """Return the licence that a package states of itself, in SPDX's words."""
    stated = told.get("License-Expression") or told.get("License") or ""
    name = str(told.get("Name"))
    if _EXPRESSION.fullmatch(stated) and name not in _SPDX:
        return stated
    classifiers = [str(value).rpartition(" :: ")[2] for value in told.get_all("Classifier", [])]
    return _SPDX.get(name) or next((_SPDX[c] for c in classifiers if c in _SPDX), "")


@functools.cache
def _openssl_within() -> Part | None:
    """Return the OpenSSL that is compiled into cryptography, where that is installed."""
    from cryptography.hazmat.backends.openssl import backend

    version = backend.openssl_version_text().split()[1]
    texts = tuple(t for t in _of_distribution("cryptography").texts if t.suffix == ".APACHE")
    part = Part("OpenSSL", version, "Apache-2.0", f"pkg:generic/openssl@{version}", texts)
    part.files.append("compiled into cryptography")
    return part


@functools.cache
def _debian(path: Path) -> Part | None:
    """Return Debian's package that the file is from, where there is dpkg to ask."""
    if sys.platform != "linux":
        return None
    names = {str(path), str(path.resolve()), str(path).removeprefix("/usr")}
    for name in sorted(names):
        said = _asked("dpkg-query", "--search", name)
        if not said:
            continue
        package = said.partition(":")[0]
        version = _asked("dpkg-query", "-W", "-f", "${Version}", said.split(": ")[0])
        text = Path(f"/usr/share/doc/{package}/copyright")
        if not text.is_file():
            raise SystemExit(f"{package} has come without its licence.")
        system = platform.freedesktop_os_release()["ID"]
        address = f"pkg:deb/{system}/{package}@{version}"
        return Part(package, version, _DEBIAN.get(package, ""), address, (text,))
    return None


def _homebrew(path: Path) -> Part | None:
    """Return Homebrew's package that the file is from: .../Cellar/NAME/VERSION/lib/FILE."""
    parts = path.parts
    if "Cellar" not in parts[:-3]:
        return None
    name, version = parts[parts.index("Cellar") + 1 :][:2]
    keg = next(folder for folder in path.parents if folder.name == version)
    kinds = ("LICEN[CS]E*", "COPYING*")
    texts = tuple(sorted(text for kind in kinds for text in keg.glob(kind) if text.is_file()))
    return Part(name, version, "", f"pkg:brew/{name}@{version}", texts)


def _asked(*command: str) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return ""
    return done.stdout.partition("\n")[0] if done.returncode == 0 else ""
