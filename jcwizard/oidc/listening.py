"""Takes the port of the test address, and says who or what keeps us from it."""

from __future__ import annotations

import asyncio
import errno
import secrets
import socket
from collections.abc import Mapping

from jcwizard.model.finding import Finding
from jcwizard.net.loopback import LOOPBACK, LOOPBACK_6, bind, other_side_taken
from jcwizard.net.port_holder import Holder, holder

BACKLOG = 32
ECHO_SECONDS = 3.0
NO_ROOM = "loopback.no_room"
_MAX_ECHO = 4_096

# Windows says EACCES for a port that it reserved (Hyper-V), as for one below 1024.
_CODES = {
    errno.EACCES: "loopback.port_reserved",
    errno.EPERM: "loopback.port_reserved",
    errno.EADDRINUSE: "loopback.port_taken",
    errno.EADDRNOTAVAIL: "loopback.no_address",
    errno.EAFNOSUPPORT: "loopback.no_address",
    errno.EMFILE: NO_ROOM,
    errno.ENFILE: NO_ROOM,
    errno.ENOBUFS: NO_ROOM,
    errno.ENOMEM: NO_ROOM,
}


def listen(port: int) -> socket.socket | Finding:
    """Return a socket that listens, or the finding. Bound once and kept, never probed before."""
    try:
        listening = bind(port)
        try:
            listening.listen(BACKLOG)
        except OSError:
            listening.close()
            raise
    except OSError as error:
        return trouble(error, port)
    return listening


def trouble(error: OSError, port: int) -> Finding:
    """Return why the port cannot be listened on."""
    code = _CODES.get(error.errno or 0, "loopback.cannot_listen")
    return Finding(code, f"{LOOPBACK}:{port}", error.strerror or "", {"port": str(port)})


async def named(finding: Finding, port: int) -> Finding:
    """Return the finding with the name of the program that has the port, where it can be read."""
    if finding.code != "loopback.port_taken":
        return finding
    found = await asyncio.to_thread(holder, port)
    if found is None:
        return finding
    values = {**finding.values, "program": str(found)}
    return Finding("loopback.port_taken_by", finding.expected, str(found), values)


async def other_side(port: int) -> Finding | None:
    """Return who has the same port on ::1, which browsers may take for the same computer."""
    taken, found = await asyncio.to_thread(_other_side, port)
    if not taken:
        return None
    place, who = f"[{LOOPBACK_6}]:{port}", str(found) if found else ""
    return Finding("loopback.other_side", f"{LOOPBACK}:{port}", f"{place} {who}", {"place": place})


def between_two_systems(port: int, environment: Mapping[str, str]) -> Finding | None:
    """Return the hint for a wizard that runs in Linux and a browser that runs in Windows."""
    if not environment.get("WSL_DISTRO_NAME"):
        return None
    return Finding("loopback.subsystem", f"{LOOPBACK}:{port}", environment["WSL_DISTRO_NAME"])


def _other_side(port: int) -> tuple[bool, Holder | None]:
    taken = other_side_taken(port)
    return taken, holder(port, ipv6=True) if taken else None


class Echo:
    """A question to ourselves, so that a firewall on the way is known before a browser opens."""

    def __init__(self) -> None:
        self.target = f"/{secrets.token_urlsafe(16)}"
        self.answer = secrets.token_urlsafe(16).encode()

    async def returns(self, port: int) -> Finding | None:
        """Ask at the port; the finding says what came back instead of the answer."""
        place = f"{LOOPBACK}:{port}"
        try:
            async with asyncio.timeout(ECHO_SECONDS):
                heard = await self._ask(port, place)
        except TimeoutError:
            detail = "no answer"
        except OSError as error:
            if _CODES.get(error.errno or 0) == NO_ROOM:
                return trouble(error, port)
            detail = error.strerror or type(error).__name__
        else:
            if heard.endswith(b"\r\n\r\n" + self.answer):
                return None
            detail = "another program answered"
        values = {"address": place, "detail": detail}
        return Finding("self.loopback_blocked", place, detail, values)

    async def _ask(self, port: int, place: str) -> bytes:
        reader, writer = await asyncio.open_connection(LOOPBACK, port)
        try:
            writer.write(f"GET {self.target} HTTP/1.1\r\nHost: {place}\r\n\r\n".encode())
            heard = b""
            while len(heard) < _MAX_ECHO and (more := await reader.read(_MAX_ECHO)):
                heard += more
            return heard
        finally:
            writer.transport.abort()
