"""Forty test logins in one window leave it as it was after the first few."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

LOGINS = 40
PER_LOGIN = 300
"""Kilobytes that one login may leave: the pretended JumpCloud, in here too, keeps its tokens."""


@pytest.mark.row("G8")
@pytest.mark.timeout(300)  # a quarter of a minute, on a machine that does nothing else
@pytest.mark.skipif(sys.platform != "linux", reason="it reads /proc")
def test_memory_files_threads_and_tasks_stay_as_they_are() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-m", "benchmarks.soak", str(LOGINS), "--json"],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    samples = json.loads(done.stdout)
    warm, last = samples[len(samples) // 4], samples[-1]
    assert last["logins"] == last["passed"] == LOGINS
    for what in ("files", "threads", "tasks"):
        assert last[what] <= warm[what], (what, samples)
    grown = last["resident"] - warm["resident"]
    assert grown < PER_LOGIN * (last["logins"] - warm["logins"]), samples
