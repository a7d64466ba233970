"""Lists the resources with their digests, so that the frozen self-test can miss one by name."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

LIST = "contents.sha256"


def resource_files(resources: Path) -> Iterator[Path]:
    """Name every file that travels, in the order of their names."""
    for file in sorted(resources.rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts:
            yield file


def list_of(resources: Path) -> str:
    """Return one line for each resource, as `sha256sum` writes them; the package's own file not."""
    lines = [
        f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.relative_to(resources).as_posix()}"
        for file in resource_files(resources)
        if file.name not in ("__init__.py", LIST)
    ]
    return "\n".join([*sorted(lines, key=lambda line: line[66:]), ""])


def write_list(resources: Path, folder: Path) -> Path:
    """Write the list into `folder`, and return its file."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / LIST
    file.write_text(list_of(resources), "utf-8", newline="\n")
    return file
