"""The frozen program against a bare frozen window: first paint, memory, size.

Watched from outside (`screen`), for nothing can be put into a frozen program: a paint is seen when
a pixel of the window changes. `python3 dev.py package --bare` builds both into dist/.
"""

from __future__ import annotations

import os
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.row import Row, median
from benchmarks.screen import Screen, screen

DIST = Path(__file__).parents[1] / "dist"
PROGRAMS = ("bare", "jcwizard")
IN_THE_WINDOW = (700, 600)
"""A place where neither window writes anything at first."""
AFTER_SECONDS = 2.0


def missing(dist: Path) -> str:
    """Return why there is nothing to measure, "" when there is."""
    there = all((dist / name / name).exists() for name in PROGRAMS)
    return "" if there else "no frozen rows: python3 dev.py package --bare builds dist/ first"


def rows(rounds: int, dist: Path) -> Iterator[Row]:
    """Yield the rows; the two programs take turns."""
    with screen() as place:
        for program in PROGRAMS:
            _start(place, dist / program / program)
        starts: dict[str, list[tuple[float, float]]] = {program: [] for program in PROGRAMS}
        for _ in range(rounds):
            for program in PROGRAMS:
                starts[program].append(_start(place, dist / program / program))
    paints = (median([paint for paint, _ in starts[name]]) for name in PROGRAMS)
    memory = (median([resident for _, resident in starts[name]]) for name in PROGRAMS)
    yield Row("first paint, frozen", "ms", *paints, 1.10)
    yield Row("memory 2 s after the start, frozen", "MB", *memory, 1.35)
    yield Row("size of the bundle", "MB", *(_size(dist / name) for name in PROGRAMS), 1.12)
    yield Row("compressed download", "MB", *(_packed(dist / name) for name in PROGRAMS), 1.12)


def _start(place: Screen, program: Path) -> tuple[float, float]:
    """Return milliseconds from the spawn to the first paint, and megabytes two seconds later."""
    nothing = place.pixel(*IN_THE_WINDOW)
    with tempfile.TemporaryDirectory() as folder:
        words = [] if program.name == "bare" else ["--data-dir", folder]
        begun = time.monotonic()
        process = subprocess.Popen(
            [program, *words],
            env={**os.environ, "DISPLAY": place.display, "QT_QPA_PLATFORM": "xcb"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            seen = place.wait(lambda: place.pixel(*IN_THE_WINDOW) != nothing)
            time.sleep(AFTER_SECONDS)
            status = Path(f"/proc/{process.pid}/status").read_text("ascii")
        finally:
            process.kill()
            process.wait()
        place.wait(lambda: place.pixel(*IN_THE_WINDOW) == nothing)
    resident = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return (seen - begun) * 1000, int(resident.split()[1]) / 1024


def _size(folder: Path) -> float:
    files = (file for file in folder.rglob("*") if file.is_file() and not file.is_symlink())
    return sum(file.stat().st_size for file in files) / 1e6


def _packed(folder: Path) -> float:
    """Return megabytes, quickly compressed: the download itself is packed better, both alike."""
    with tempfile.TemporaryFile() as file:
        with tarfile.open(fileobj=file, mode="w:xz", preset=1) as archive:
            archive.add(folder, folder.name)
        return file.tell() / 1e6
