"""Takes a port on the loopback address, and never shares it."""

from __future__ import annotations

import errno
import socket
import sys

LOOPBACK = "127.0.0.1"
LOOPBACK_6 = "::1"


def bind(port: int) -> socket.socket:
    """Return a non-blocking socket that holds the port (RFC 8252 8.3: the loopback only).

    Raises OSError when the port is not to be had.
    """
    holding = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if sys.platform == "win32":
            # There SO_REUSEADDR would let another program take the port as well.
            holding.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            # Not sharing on Unix: it only frees the port of connections that just ended.
            holding.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holding.bind((LOOPBACK, port))
        holding.setblocking(False)
    except BaseException:
        holding.close()
        raise
    return holding


def other_side_taken(port: int) -> bool:
    """Return whether another program has the port on ::1, the loopback address of IPv6.

    A computer without IPv6 has nobody there.
    """
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as asking:
            if sys.platform != "win32":
                asking.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            asking.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            asking.bind((LOOPBACK_6, port))
    except OSError as error:
        return error.errno == errno.EADDRINUSE
    return False
