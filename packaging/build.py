"""Builds what people download: the bundle, tested by itself, packed, listed and summed.

    python3 dev.py package [--bare] [--only-bundle | --quickly] [--output FOLDER]

The bundle comes into dist/jcwizard (macOS: dist/JumpCloud Setup.app), the downloads into
dist/download.
"""

from __future__ import annotations

import argparse
import platform
import shutil
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import archive
import deb
import desktop
import freeze
import identity
import listing

SYSTEMS = {"linux": "linux", "win32": "windows", "darwin": "macos"}


def main(words: Sequence[str]) -> int:
    """Build what was asked for; returns the exit code."""
    asked = _parser().parse_args(words)
    output: Path = asked.output.resolve()
    downloads = output / "download"
    shutil.rmtree(downloads, ignore_errors=True)
    downloads.mkdir(parents=True)
    started = time.monotonic()
    folder = freeze.freeze(output)
    if sys.platform == "linux":
        desktop.write_share(folder / "share", freeze.WORK / "icons")
    say(f"the bundle is {megabytes(folder):.1f} MB", started)
    freeze.self_test(freeze.program_in(output), downloads / f"{stem()}.self-test.txt")
    say("its self-test has passed", started)
    if asked.bare:
        say(f"the bare window is {megabytes(freeze.freeze(output, bare=True)):.1f} MB", started)
    if not asked.only_bundle:
        pack(output, folder, downloads, archive.QUICK if asked.quickly else archive.SMALL)
        say("packed", started)
    for file in sorted(downloads.iterdir()):
        print(f"{file.stat().st_size:12,d}  {file.name}")
    return 0


def pack(output: Path, folder: Path, downloads: Path, effort: int) -> None:
    """Write everything that is downloaded, and last the sums of it."""
    seconds = freeze.commit_time()
    if sys.platform == "darwin":
        app = output / f"{identity.NAME}.app"
        archive.zipped(app, app.name, downloads / f"{stem()}.zip", seconds)
    elif sys.platform == "win32":
        archive.zipped(folder, stem(), downloads / f"{stem()}.zip", seconds)
    else:
        # Two threads: xz holds no lock while it compresses.
        with ThreadPoolExecutor() as threads:
            small = downloads / f"{stem()}.tar.xz"
            tar = threads.submit(archive.tar_xz, folder, stem(), small, seconds, effort=effort)
            deb.write(folder, downloads / deb.file_name(), seconds, effort)
            tar.result()
    made = freeze.WORK / f"licences-{identity.PROGRAM}" / listing.LIST
    shutil.copyfile(made, downloads / f"{stem()}.cdx.json")
    files = list(downloads.iterdir())
    (downloads / f"{stem()}.SHA256SUMS").write_text(archive.sums(files), "utf-8", newline="\n")


def stem() -> str:
    """Return how the names of this system's downloads begin."""
    machine = {"amd64": "x86_64", "aarch64": "arm64"}.get(
        platform.machine().lower(), platform.machine()
    )
    return f"{identity.PROGRAM}-{identity.version()}-{SYSTEMS[sys.platform]}-{machine}"


def megabytes(folder: Path) -> float:
    """Return the size of all files below the folder, in millions of bytes; links count nothing."""
    paths = archive.files_below(folder)
    return sum(p.stat().st_size for p in paths if p.is_file() and not p.is_symlink()) / 1e6


def say(text: str, started: float) -> None:
    print(f"[package] {time.monotonic() - started:5.0f} s  {text}", flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dev.py package", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument(
        "--bare", action="store_true", help="also build the bare window that sizes are held against"
    )
    parser.add_argument("--only-bundle", action="store_true", help="pack nothing")
    parser.add_argument(
        "--quickly", action="store_true", help="pack with less effort, into more room"
    )
    parser.add_argument("--output", type=Path, default=identity.ROOT / "dist", metavar="FOLDER")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
