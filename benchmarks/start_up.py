"""First paint and memory of the wizard against a bare window, in one run.

    python -m benchmarks.start_up [ROUNDS]

Needs a display (`xvfb-run -a` on a machine without one). The two programs take turns, so that
whatever else the machine does falls on both.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time

PROGRAMS = ("bare", "jcwizard")


def measure(program: str) -> tuple[float, float]:
    """Return milliseconds from spawn to first paint, and megabytes two seconds later."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-m", "benchmarks.painted", program]
    begun = time.monotonic()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    painted, resident = done.stdout.split()
    return (float(painted) - begun) * 1000, int(resident) / 1024


def main() -> int:
    """Print the table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    results: dict[str, list[tuple[float, float]]] = {program: [] for program in PROGRAMS}
    for program in PROGRAMS:
        measure(program)  # fills the caches, bytecode included
    for _ in range(rounds):
        for program in PROGRAMS:
            results[program].append(measure(program))
    medians = {
        program: tuple(statistics.median(column) for column in zip(*rows, strict=True))
        for program, rows in results.items()
    }
    print(f"{'':<12}{'first paint':>14}{'memory':>12}   medians of {rounds}, interleaved")
    for program, (paint, memory) in medians.items():
        print(f"{program:<12}{paint:>11.0f} ms{memory:>9.1f} MB")
    ratios = [a / b for a, b in zip(medians["jcwizard"], medians["bare"], strict=True)]
    print(f"{'ratio':<12}{ratios[0]:>14.2f}{ratios[1]:>12.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
