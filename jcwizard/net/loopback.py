"""Takes a port on the loopback address, and never shares it."""

from __future__ import annotations

import socket
import sys

LOOPBACK = "127.0.0.1"


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
