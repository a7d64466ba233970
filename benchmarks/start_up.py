"""First paint, readiness and memory of a start from source, against a bare window."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator

from benchmarks.row import Row, median

PROGRAMS = ("bare", "jcwizard")


def rows(rounds: int) -> Iterator[Row]:
    """Yield the rows; the two programs take turns, so that other work falls on both."""
    for program in PROGRAMS:
        _start(program)  # fills the caches, bytecode included
    starts: dict[str, list[dict[str, float]]] = {program: [] for program in PROGRAMS}
    for _ in range(rounds):
        for program in PROGRAMS:
            starts[program].append(_start(program))

    def middle(program: str, what: str) -> float:
        return median([start[what] for start in starts[program]])

    floor = middle("bare", "paint")
    yield Row("first paint, source", "ms", floor, middle("jcwizard", "paint"), 1.10)
    yield Row("first page painted, source", "ms", floor, middle("jcwizard", "page"), 1.50)
    yield Row("interactive, all loaded, source", "ms", floor, middle("jcwizard", "ready"), 1.50)
    yield Row("longest stall on the way, source", "ms", 0, middle("jcwizard", "stall"), 50)
    memory = middle("bare", "memory"), middle("jcwizard", "memory")
    yield Row("memory 2 s after the start, source", "MB", *memory, 1.35)


def _start(program: str) -> dict[str, float]:
    """Return milliseconds from the spawn (of the stall: in all), and megabytes."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-m", "benchmarks.painted", program]
    begun = time.monotonic()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout)
    found = {
        what: (told[what] - begun) * 1000 for what in ("paint", "page", "ready") if what in told
    }
    stall = told.get("stall", 0.0) * 1000
    return found | {"stall": stall, "memory": told["memory"] / 1024}
