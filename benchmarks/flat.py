"""Many logins in one window: what each takes and what is held must not grow."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

from benchmarks.row import Row


def rows(logins: int) -> Iterator[Row]:
    """Yield the rows; the floor is the first fifth of the very same run, ours the last one."""
    command = [sys.executable, "-m", "benchmarks.soak", str(logins), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    samples = json.loads(done.stdout)
    fifth = len(samples) // 5
    early, late, last = samples[fifth - 1], samples[-fifth - 1], samples[-1]
    assert last["passed"] == last["logins"], "every login passes"
    first = early["seconds"] / early["logins"] * 1000
    end = (last["seconds"] - late["seconds"]) / (last["logins"] - late["logins"]) * 1000
    yield Row(f"{logins} logins: last fifth to first, each", "ms", first, end, 1.05)
    memory = early["resident"] / 1024, last["resident"] / 1024
    yield Row(f"{logins} logins: memory", "MB", *memory, 1.05)
    yield Row(f"{logins} logins: descriptors", "", early["files"], last["files"], 1.0)
