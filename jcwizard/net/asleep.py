"""Counts how long this computer has slept, by two of its clocks that differ by just that.

The wall clock would not do: it also jumps when somebody sets it.
"""

from __future__ import annotations

import sys
import time


def seconds_asleep() -> float:
    """Return the seconds slept since the computer was started; only differences are exact."""
    if sys.platform == "win32":
        import ctypes

        awake = ctypes.c_ulonglong()
        ctypes.windll.kernel32.QueryUnbiasedInterruptTime(ctypes.byref(awake))
        ticks = ctypes.windll.kernel32.GetTickCount64
        ticks.restype = ctypes.c_ulonglong
        return float(ticks()) / 1e3 - awake.value / 1e7
    elif sys.platform == "darwin":  # noqa: RET505  mypy reads platforms by this form alone
        return time.clock_gettime(time.CLOCK_MONOTONIC) - time.clock_gettime(time.CLOCK_UPTIME_RAW)
    else:
        return time.clock_gettime(time.CLOCK_BOOTTIME) - time.clock_gettime(time.CLOCK_MONOTONIC)
