"""An X server of its own, whose pixels are watched: how a program looks from outside."""

from __future__ import annotations

import ctypes
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

SIZE = "1400x900x24"
PATIENCE = 60.0
ZPIXMAP = 2
LOOK_EVERY = 0.002


class Screen:
    """The screen that programs paint on; what nobody painted is black."""

    def __init__(self, display: str) -> None:
        self.display = display
        self._x = ctypes.CDLL("libX11.so.6")
        for name in ("XOpenDisplay", "XGetImage"):
            getattr(self._x, name).restype = ctypes.c_void_p
        for name in ("XGetPixel", "XDefaultRootWindow"):
            getattr(self._x, name).restype = ctypes.c_ulong
        self._open = ctypes.c_void_p(self._x.XOpenDisplay(display.encode()))
        self._root = ctypes.c_ulong(self._x.XDefaultRootWindow(self._open))

    def pixel(self, x: int, y: int) -> int:
        """Return the colour of a place, red, green and blue."""
        every = ctypes.c_ulong(0xFFFFFFFF)
        image = ctypes.c_void_p(
            self._x.XGetImage(self._open, self._root, x, y, 1, 1, every, ZPIXMAP)
        )
        try:
            return int(self._x.XGetPixel(image, 0, 0)) & 0xFFFFFF
        finally:
            self._x.XDestroyImage(image)

    def wait(self, true: Callable[[], bool]) -> float:
        """Return when something came true; TimeoutError after a minute."""
        until = time.monotonic() + PATIENCE
        while not true():
            if time.monotonic() > until:
                raise TimeoutError
            time.sleep(LOOK_EVERY)
        return time.monotonic()


@contextmanager
def screen() -> Iterator[Screen]:
    """Start an X server without a window manager; windows stand in its upper left corner."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", SIZE, "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as said:
            yield Screen(f":{said.readline().strip()}")
    finally:
        server.terminate()
        server.wait()
