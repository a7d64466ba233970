"""A browser of a few lines: one request to a connection, byte by byte where a test wants it."""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

NAVIGATION = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}


@dataclass(frozen=True)
class Seen:
    """One answer, as the browser saw it."""

    status: int
    headers: dict[str, str]
    body: str


def free_port() -> int:
    """Return a port that nobody listens on, below those that systems give to connections."""
    while True:
        port = random.randrange(15_000, 32_000)
        with socket.socket() as one, contextlib.suppress(OSError):
            one.bind(("127.0.0.1", port))
            return port


async def raw(port: int, data: bytes) -> bytes:
    """Send bytes and return all that comes back, b"" when the connection is just closed."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(data)
        await writer.drain()
        return await reader.read()
    except ConnectionError:
        return b""
    finally:
        writer.close()


def request_bytes(
    url: str, method: str = "GET", headers: dict[str, str] | None = None, host: str | None = None
) -> bytes:
    parts = urlsplit(url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    fields = {"Host": host or parts.netloc, "User-Agent": "test"} | (headers or {})
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items())]
    return "\r\n".join([*lines, "", ""]).encode()


def seen(data: bytes) -> Seen:
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (x.partition(":") for x in lines)}
    return Seen(int(first.split()[1]), headers, body.decode())


async def visit(
    url: str, method: str = "GET", headers: dict[str, str] | None = None, host: str | None = None
) -> Seen:
    """Visit an address without following where it leads."""
    port = urlsplit(url).port or 80
    given = NAVIGATION if headers is None else headers
    return seen(await raw(port, request_bytes(url, method, given, host)))


async def follow(url: str, most: int = 6) -> Seen:
    """Visit an address and follow redirects, as a browser does."""
    for _ in range(most):
        answer = await visit(url)
        if answer.status not in (302, 303):
            return answer
        location = answer.headers["location"]
        url = location if "://" in location else f"http://{urlsplit(url).netloc}{location}"
    raise AssertionError("redirected for ever")


async def is_free(port: int) -> bool:
    """Return whether nothing listens there any more."""
    with contextlib.suppress(OSError):
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.close()
        return False
    return True
