"""Prints one table: start, memory, size and speed, each row against its floor of the same run.

    python -m benchmarks [--quick ROUNDS] [--dist FOLDER]

Medians of 15 rounds in which ours and the floor take turns (fewer with --quick: for trying). Needs
Linux, a display (`xvfb-run -a` on a machine without one) and Xvfb; the frozen rows need dist/, or
where else the bundles are. The 500 logins in a row take a minute or two; --quick makes 20 for each
round.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks import flat, frozen, protocol, start_up
from benchmarks.row import HEAD, Row, median

ROUNDS = 15
LOGINS = 500


def rows(rounds: int, logins: int, dist: Path) -> Iterator[Row]:
    """Yield every row, in the order of the table."""
    floor = 0.0
    for row in start_up.rows(rounds):
        yield row
        floor = row.floor
    after = median([_after_login() for _ in range(min(3, rounds))])
    yield Row("memory after a full login, source", "MB", floor, after, 1.60)
    if not frozen.missing(dist):
        yield from frozen.rows(rounds, dist)
    yield from protocol.rows(rounds)
    yield from flat.rows(logins)


def _after_login() -> float:
    command = [sys.executable, "-m", "benchmarks.after_login"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return int(done.stdout.split()[-1]) / 1024


def main() -> int:
    """Print the table, row by row."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--quick", type=int, metavar="ROUNDS", default=0)
    parser.add_argument("--dist", type=Path, default=frozen.DIST)
    asked = parser.parse_args()
    quick, dist = asked.quick, asked.dist
    rounds = quick or ROUNDS
    print(f"medians of {rounds}, interleaved; {os.cpu_count()} processors, load {_load()}")
    print(HEAD, flush=True)
    for row in rows(rounds, quick * 20 or LOGINS, dist):
        print(row.line(), flush=True)
    if frozen.missing(dist):
        print(frozen.missing(dist))
    print(f"load at the end {_load()}")
    return 0


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}"


if __name__ == "__main__":
    sys.exit(main())
