"""Compares two builds of one commit, and names each file in which they differ.

    python3 packaging/compare.py FOLDER FOLDER

Ends with 0 when the folders hold the same files, links, rights to run and bytes.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import archive


def described(folder: Path) -> dict[str, str]:
    """Return what each path below the folder is, in words that are equal when the files are."""
    found = {}
    for path in archive.files_below(folder):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = f"a link to {path.readlink().as_posix()}"
        elif path.is_dir():
            found[name] = "a folder"
        else:
            kind = "a program" if archive.is_program(path) else "a file"
            found[name] = f"{kind} of {path.stat().st_size} bytes, {archive.digest(path)}"
    return found


def differences(one: Path, other: Path) -> list[str]:
    """Return one line for each path that is not the same in both."""
    first, second = described(one), described(other)
    return [
        f"{name}: {first.get(name, 'nothing')} / {second.get(name, 'nothing')}"
        for name in sorted({*first, *second})
        if first.get(name) != second.get(name)
    ]


def main(words: Sequence[str]) -> int:
    """Print what differs; returns the exit code."""
    if len(words) != 2:
        print(__doc__)
        return 2
    folders = [Path(word) for word in words]
    if missing := [folder for folder in folders if not folder.is_dir()]:
        print(f"No folder: {missing[0]}")
        return 2
    found = differences(folders[0], folders[1])
    for line in found:
        print(line)
    print(f"{len(described(folders[0]))} paths, {len(found)} of them not the same in both.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
