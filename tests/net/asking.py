"""One request to a server that answers what a test tells it to."""

from __future__ import annotations

from typing import Any

from jcwizard.net.client import Client, Reply, Request
from tests.net.raw_server import RawServer, Serve, serving


def asked(with_client: Any, answer: bytes | Serve, **options: Any) -> tuple[Reply, RawServer]:
    """Send one request to a server that gives `answer`."""
    deadline = options.pop("deadline", 10.0)
    method = options.pop("method", "GET")

    async def talk(client: Client) -> tuple[Reply, RawServer]:
        async with serving(answer) as server:
            return await client.send(Request(method, server.url + "/x", **options)), server

    result: tuple[Reply, RawServer] = with_client(talk, deadline=deadline)
    return result


def code(reply: Reply) -> str:
    return reply.trouble.code if reply.trouble else ""
