"""Finds out which of the system's libraries a Linux bundle needs, and which packages hold them."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

# Debian's package of each library that is left to the system. A library that is missing here ends
# the build: a package that does not name what it needs does not start on a bare Debian.
PACKAGES = {
    "ld-linux-aarch64.so.1": "libc6",
    "ld-linux-x86-64.so.2": "libc6",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libatk-1.0.so.0": "libatk1.0-0",
    "libc.so.6": "libc6",
    "libcairo-gobject.so.2": "libcairo-gobject2",
    "libcairo.so.2": "libcairo2",
    "libcrypt.so.1": "libcrypt1",
    "libcrypto.so.3": "libssl3",
    "libdbus-1.so.3": "libdbus-1-3",
    "libdl.so.2": "libc6",
    "libexpat.so.1": "libexpat1",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libgcc_s.so.1": "libgcc-s1",
    "libgdk-3.so.0": "libgtk-3-0",
    "libgdk_pixbuf-2.0.so.0": "libgdk-pixbuf-2.0-0",
    "libgio-2.0.so.0": "libglib2.0-0",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgobject-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libgtk-3.so.0": "libgtk-3-0",
    "libharfbuzz.so.0": "libharfbuzz0b",
    "libm.so.6": "libc6",
    "libmpdec.so.3": "libmpdec3",
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangocairo-1.0.so.0": "libpangocairo-1.0-0",
    "libpthread.so.0": "libc6",
    "librt.so.1": "libc6",
    "libssl.so.3": "libssl3",
    "libstdc++.so.6": "libstdc++6",
    "libutil.so.1": "libc6",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}
# What Qt loads only on a desktop that has it; elsewhere it does without.
ON_GNOME = re.compile(r"libqgtk3\.so")


@dataclass
class Needs:
    """What a bundle asks of the system it runs on, by Debian's names."""

    always: set[str] = field(default_factory=set)
    on_gnome: set[str] = field(default_factory=set)
    glibc: tuple[int, ...] = (2, 0)


def needs_of(bundle: Path) -> Needs:
    """Return what the programs and libraries below the folder need and do not find there."""
    files = [path for path in bundle.rglob("*") if path.is_file() and not path.is_symlink()]
    binaries = [path for path in files if _is_elf(path)]
    inside = {path.name for path in binaries}
    needs = Needs()
    for binary in sorted(binaries):
        libraries, glibc = read_objdump(_objdump(binary))
        needs.glibc = max(needs.glibc, glibc)
        wanted = needs.on_gnome if ON_GNOME.search(binary.name) else needs.always
        wanted |= packages_of(libraries - inside)
    needs.on_gnome -= needs.always
    return needs


def packages_of(libraries: Iterable[str]) -> set[str]:
    """Return Debian's packages of these libraries; ends the build when one is not known."""
    unknown = sorted(set(libraries) - set(PACKAGES))
    if unknown:
        raise SystemExit(f"packaging/libraries.py names no package of: {' '.join(unknown)}")
    return {PACKAGES[library] for library in libraries}


def read_objdump(said: str) -> tuple[set[str], tuple[int, ...]]:
    """Return the libraries that `objdump -p` says are needed, and the newest glibc they ask for."""
    libraries = set(re.findall(r"^\s+NEEDED\s+(\S+)$", said, re.MULTILINE))
    versions = re.findall(r"\bGLIBC_(\d+(?:\.\d+)+)\b", said)
    asked = [tuple(int(part) for part in version.split(".")) for version in versions]
    return libraries, max(asked, default=(2, 0))


def _objdump(binary: Path) -> str:
    env = {**os.environ, "LC_ALL": "C"}
    command = ["objdump", "-p", str(binary)]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout


def _is_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"
