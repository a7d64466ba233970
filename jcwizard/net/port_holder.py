"""Says which program listens on a port of this computer, where the system lets us read that."""

from __future__ import annotations

import contextlib
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_LISTENING = "0A"
_ANY = "0.0.0.0"  # noqa: S104  looked for, never bound
_MAX_NAME = 40


@dataclass(frozen=True)
class Holder:
    """A program by its name and process number."""

    name: str
    number: int

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"


def holder(port: int, *, ipv6: bool = False) -> Holder | None:
    """Return who listens on the port of 127.0.0.1 (`ipv6`: of ::1); None when it cannot be told.

    Linux alone tells it, and only to an administrator of other people's programs, and of those that
    close their memory as another wizard does. Reads up to a few thousand small files: for a thread.
    """
    sockets = {f"socket:[{inode}]" for inode in _inodes(port, ipv6)}
    if not sockets:
        return None
    for folder in _PROC.glob("[0-9]*"):
        # A process may end while it is looked at, and those of others are closed to us.
        with contextlib.suppress(OSError):
            for opened in (folder / "fd").iterdir():
                with contextlib.suppress(OSError):
                    if str(opened.readlink()) in sockets:
                        return _holder_in(folder)
    return None


def _inodes(port: int, ipv6: bool) -> Iterator[str]:
    """Give the sockets whose listening keeps this port from anybody else."""
    here = (
        ("::1", "::") if ipv6 else ("127.0.0.1", _ANY, "::", "::ffff:127.0.0.1", f"::ffff:{_ANY}")
    )
    wanted = {
        "tcp": [address for address in here if ":" not in address],
        "tcp6": [address for address in here if ":" in address],
    }
    for table, addresses in wanted.items():
        places = {f"{_as_the_kernel_writes(address)}:{port:04X}" for address in addresses}
        with contextlib.suppress(OSError):
            for line in (_PROC / "net" / table).read_text("ascii").splitlines()[1:]:
                parts = line.split()
                if parts[3] == _LISTENING and parts[1] in places:
                    yield parts[9]


def _as_the_kernel_writes(address: str) -> str:
    """Return the address as hexadecimal words, each in this machine's order of bytes."""
    packed = socket.inet_pton(socket.AF_INET6 if ":" in address else socket.AF_INET, address)
    words = (packed[at : at + 4] for at in range(0, len(packed), 4))
    return "".join(f"{int.from_bytes(word, sys.byteorder):08X}" for word in words)


def _holder_in(folder: Path) -> Holder:
    said = (folder / "comm").read_text("utf-8", "replace").strip()
    name = "".join(char for char in said if char.isprintable())[:_MAX_NAME]
    return Holder(name or "?", int(folder.name))
