"""A little server in the Admin API's place: it answers each call exactly as a test tells it to."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from jcwizard.jumpcloud.access import ApiKey, Credential, Place, ServiceAccount
from jcwizard.jumpcloud.admin_api import AdminApi
from jcwizard.model.secret import Secret
from jcwizard.net.client import Client
from tests.net.raw_server import response, serving

KEY = "jca_CanaryKey0123456789abcdefgXYZ"
ACCOUNT_SECRET = "Canary-service-secret-0123456789"
TOKEN = "ory_at_CanaryToken0123456789abcdef"
ONE, TWO, THREE = (f"{number}" * 24 for number in "123")
"""Ids as JumpCloud makes them: 24 hexadecimal digits."""


@dataclass(frozen=True)
class Heard:
    """One call as it arrived; `path` lies below the v1 address, header names are lower-case."""

    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def json(self) -> Any:
        return json.loads(self.body)


Answerer = Callable[[Heard], bytes]
Answers = bytes | Answerer | list[bytes]


@dataclass
class AdminServer:
    """The running server: what it says to `METHOD /path`, and every call that it heard."""

    answers: dict[str, Answers]
    base: str = ""
    heard: list[Heard] = field(default_factory=list)

    @property
    def calls(self) -> list[str]:
        return [f"{one.method} {one.path}" for one in self.heard]

    def place(self, region: str = "us", *, own: bool = True, name: str = "US") -> Place:
        token_url = f"{self.base}/oauth2/token"
        return Place(region, f"{self.base}/api", token_url, own, name)

    def api(self, client: Client, credential: Credential | None = None, **options: Any) -> AdminApi:
        return AdminApi(client, self.place(), credential or api_key(), **options)

    def answer(self, heard: Heard) -> bytes:
        """Return the next of several answers, the last one for ever; an empty one hangs up."""
        self.heard.append(heard)
        found = self.answers.get(f"{heard.method} {heard.path}", says("Not Found", 404))
        if isinstance(found, list):
            return found.pop(0) if len(found) > 1 else found[0]
        return found if isinstance(found, bytes) else found(heard)


@asynccontextmanager
async def admin_server(answers: dict[str, Answers]) -> AsyncIterator[AdminServer]:
    """Serve on a free loopback port; `answers` may be changed while it runs."""
    running = AdminServer(answers)

    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(running.answer(_read(server.heard[-1])))
        await writer.drain()

    async with serving(answer) as server:
        running.base = server.url
        yield running


@asynccontextmanager
async def a_client() -> AsyncIterator[Client]:
    client = Client(deadline=10.0)
    try:
        yield client
    finally:
        await client.aclose()


def api_key(text: str = KEY) -> ApiKey:
    return ApiKey(Secret(text))


def service_account() -> ServiceAccount:
    return ServiceAccount("5f0c1de2-acme", Secret(ACCOUNT_SECRET))


def gives(value: object, status: int = 200, *headers: str) -> bytes:
    return response(json.dumps(value).encode(), status=f"{status} X", headers=headers)


def says(message: str, status: int, *headers: str) -> bytes:
    return gives({"message": message}, status, *headers)


def page(title: str = "Welcome to the hotel", status: int = 200) -> bytes:
    body = f"<!doctype html><title>{title}</title><h1>{title}</h1>".encode()
    return response(body, status=f"{status} X", kind="text/html")


def text(words: str, status: int) -> bytes:
    return response(words.encode(), status=f"{status} X", kind="text/plain")


def listing(*entries: object, total: int | None = None) -> bytes:
    count = len(entries) if total is None else total
    return gives({"results": list(entries), "totalCount": count})


def organisation(organisation_id: str = ONE, name: str = "Acme") -> dict[str, object]:
    return {"_id": organisation_id, "displayName": name, "logoUrl": None}


def token(**members: object) -> bytes:
    return gives({"access_token": TOKEN, "token_type": "bearer", "expires_in": 3599, **members})


def _read(request: bytes) -> Heard:
    head, _, body = request.partition(b"\r\n\r\n")
    line, *lines = head.decode().split("\r\n")
    method, target, _version = line.split(" ")
    path, _, query = target.partition("?")
    pairs = (one.partition(": ") for one in lines)
    headers = {name.lower(): value for name, _colon, value in pairs}
    return Heard(method, path.removeprefix("/api"), dict(parse_qsl(query)), headers, body)
