"""The one HTTP client: bounded in time and size, and a failed network is a value, not an exception.

Importing this module is cheap; httpx and the certificate store come in a thread at first use.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import TYPE_CHECKING, Any

import jcwizard
from jcwizard.net import trouble as codes
from jcwizard.net.body import BodyRefusedError, read_body
from jcwizard.net.certified import certificate_of, certified, issuer_of, look_at
from jcwizard.net.json_body import read_json
from jcwizard.net.messages import Reply, Request, Upload, plain
from jcwizard.net.proxies import Proxies, Proxy, is_loopback, read_proxies
from jcwizard.net.redaction import record
from jcwizard.net.repeats import Repeats
from jcwizard.net.request_body import content_of
from jcwizard.net.trouble import Trouble, trouble_of

if TYPE_CHECKING:
    import httpcore
    import httpx

__all__ = ["Client", "Reply", "Request", "Trouble", "Upload"]

_CONNECT_SECONDS = 10.0
_LOOK_SECONDS = 3.0
# No public certificate is valid for longer, so one that ended so long ago is no server's oversight.
_NOBODY_SHOWS_IT_ANY_MORE = timedelta(days=398)
# A megabyte made to be slow takes 200 ms to read, too long for the thread that paints.
_READ_IN_PLACE = 16_384
_OWN_HEADERS = (
    ("User-Agent", f"jcwizard/{jcwizard.__version__}"),
    ("Accept", "application/json, text/html;q=0.5"),
    # Compression would only make the size of an answer harder to bound.
    ("Accept-Encoding", "identity"),
)


@dataclass
class _Answer:
    """What has been received so far, so that a broken answer still shows how far it came."""

    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    host: str = ""
    proxy: Proxy | None = None
    certificate: bytes = b""
    issuer: str = ""


class _Connections:
    """The connections that one request opened.

    httpcore lets go of a connection without closing it when a TLS greeting is cancelled or times
    out; its trace is the public way to get hold of it.
    """

    def __init__(self) -> None:
        self._streams: list[httpcore.AsyncNetworkStream] = []

    async def remember(self, event: str, details: Mapping[str, Any]) -> None:
        if event == "connection.connect_tcp.complete":
            self._streams.append(details["return_value"])

    async def aclose(self) -> None:
        await _close_all(self._streams)


class Client:
    """Sends requests one by one; use it from one event loop, and close it there.

    A GET that a server in trouble did not answer is repeated (see `Repeats`). Anything else goes
    out once, over a connection of its own: one kept from before may be dead since, and then nobody
    could say whether it arrived.

    `deadline` is in seconds and covers one whole `send`: the name, the connection, TLS, every
    byte, and the first use's imports. `proxies` is read from the system unless given.
    """

    def __init__(self, *, deadline: float = 20.0, proxies: Proxies | None = None) -> None:
        self._deadline = deadline
        self._proxies = proxies
        self._routes: dict[tuple[bool, bool, str], httpx.AsyncBaseTransport] = {}
        self._opening = asyncio.Lock()
        self._repeats = Repeats()

    @property
    def ignored_proxy_settings(self) -> tuple[str, ...]:
        """Return the names of the proxy settings that are malformed and not used."""
        return self._system_proxies().ignored

    async def send(self, request: Request) -> Reply:
        """Send `request` and return the reply; never raises for what the network does."""
        started = time.monotonic()
        answer, trouble = await self._attempts(request, started + self._deadline)
        if trouble is not None:
            left = started + self._deadline - time.monotonic()
            trouble = await _explained(request, answer, trouble, left)
        seconds = time.monotonic() - started
        if answer.certificate:
            answer.issuer = await asyncio.to_thread(issuer_of, answer.certificate)
        if _weight(request, answer) < _READ_IN_PLACE:
            # Not even a thread is needed then: they may all wait for a name server that is silent.
            return _read(request, answer, seconds, trouble)
        return await asyncio.to_thread(_read, request, answer, seconds, trouble)

    async def aclose(self) -> None:
        """Close every connection; the client may be used again afterwards."""
        routes, self._routes = self._routes, {}
        await _close_all(routes.values())

    async def _attempts(self, request: Request, ends: float) -> tuple[_Answer, Trouble | None]:
        """Ask, and ask again where that is safe and there is time until `ends` (monotonic)."""
        earlier = 0
        while True:
            left = max(0.0, ends - time.monotonic())
            answer, trouble = await self._attempt(request, left)
            pause = self._repeats.pause(
                request.method, answer.host, answer.status, answer.headers, trouble, earlier
            )
            if pause is None or time.monotonic() + pause >= ends:
                return answer, trouble
            await asyncio.sleep(pause)
            earlier += 1

    async def _attempt(self, request: Request, seconds: float) -> tuple[_Answer, Trouble | None]:
        answer = _Answer()
        try:
            async with asyncio.timeout(seconds):
                return answer, await self._exchange(request, answer)
        except BodyRefusedError as refused:
            return answer, refused.trouble
        except TimeoutError:
            return answer, Trouble(codes.TIMEOUT, f"> {self._deadline:.0f} s")
        except Exception as error:
            trouble = trouble_of(error, through_proxy=answer.proxy is not None)
            if trouble is None:
                raise
            return answer, trouble

    async def _exchange(self, request: Request, answer: _Answer) -> Trouble | None:
        httpx = await asyncio.to_thread(_httpx)
        url = httpx.URL(request.url)
        answer.host = url.host
        if url.scheme not in {"http", "https"} or not _is_place(url) or url.userinfo:
            return Trouble(codes.BAD_ADDRESS)
        if url.scheme == "http" and not is_loopback(url.host):
            return Trouble(codes.NOT_HTTPS)
        answer.proxy = await asyncio.to_thread(self._choose_proxy, url.scheme, url.host)
        keep = request.method == "GET"
        route = await self._route(url.scheme == "https", keep, answer.proxy)
        opened = _Connections()
        content = content_of(request)
        outgoing = httpx.Request(
            request.method,
            url.copy_with(fragment=None),
            headers=_headers(request, content[0] if content else ""),
            content=content[1] if content else None,
            extensions={"timeout": {"connect": _CONNECT_SECONDS}, "trace": opened.remember},
        )
        try:
            response = await route.handle_async_request(outgoing)
        except BaseException:
            await opened.aclose()
            raise
        try:
            answer.status = response.status_code
            answer.headers = _joined(response.headers)
            answer.certificate = certificate_of(response)
            encoding = answer.headers.get("content-encoding", "")
            answer.body = await read_body(response.aiter_raw(), encoding, request.max_bytes)
        finally:
            await response.aclose()
        return None

    async def _route(
        self, secure: bool, keep: bool, proxy: Proxy | None
    ) -> httpx.AsyncBaseTransport:
        key = (secure, keep, proxy.address.reveal() if proxy else "")
        async with self._opening:
            if key not in self._routes:
                from jcwizard.net.wire import open_route

                self._routes[key] = await asyncio.to_thread(
                    open_route, secure=secure, keep=keep, proxy=proxy
                )
            return self._routes[key]

    def _choose_proxy(self, scheme: str, host: str) -> Proxy | None:
        """Choose in a thread: Windows may look names up for its list of exceptions."""
        return self._system_proxies().choose(scheme, host)

    def _system_proxies(self) -> Proxies:
        if self._proxies is None:
            self._proxies = read_proxies()
        return self._proxies


def _weight(request: Request, answer: _Answer) -> int:
    """Return how much there is to read, and to look for in it, in bytes and characters."""
    return len(answer.body) + sum(len(secret.reveal()) for secret in request.secrets())


def _read(request: Request, answer: _Answer, seconds: float, trouble: Trouble | None) -> Reply:
    """Read the body, once, for the record and for whoever judges the reply."""
    value = read_json(answer.body)
    exchange = record(
        request,
        status=answer.status or None,
        headers=answer.headers,
        body=answer.body,
        seconds=seconds,
        trouble=trouble,
        value=value,
    )
    if answer.certificate:
        exchange = certified(exchange, answer.issuer)
    return Reply(exchange, answer.status, answer.headers, answer.body, trouble, value)


async def _explained(
    request: Request, answer: _Answer, trouble: Trouble, seconds: float
) -> Trouble:
    """Add what the person can act on: the host, the proxy, the certificate and the clock."""
    values = {"host": answer.host or "?", "detail": trouble.detail}
    if answer.proxy is not None:
        values["proxy"] = answer.proxy.shown
    code = trouble.code
    if code in codes.CERTIFICATE_CODES:
        allowed = max(0.1, min(seconds, _LOOK_SECONDS))
        shown = await asyncio.to_thread(look_at, request.url, answer.proxy, allowed)
        now = datetime.now(UTC)
        values |= {
            "certificate_issuer": shown.issuer if shown else "",
            "starts": f"{shown.starts:%Y-%m-%d}" if shown else "?",
            "ends": f"{shown.ends:%Y-%m-%d}" if shown else "?",
            "today": f"{now:%Y-%m-%d}",
        }
        if code == codes.TLS_EXPIRED and shown and now - shown.ends > _NOBODY_SHOWS_IT_ANY_MORE:
            code = codes.CLOCK_AHEAD
    return Trouble(code, trouble.detail, values)


async def _close_all(
    opened: Iterable[httpx.AsyncBaseTransport | httpcore.AsyncNetworkStream],
) -> None:
    """Close each of them, whatever becomes of another; raises what went wrong afterwards."""
    async with AsyncExitStack() as closing:
        for one in opened:
            closing.push_async_callback(one.aclose)


def _is_place(url: httpx.URL) -> bool:
    port = 443 if url.port is None else url.port
    return bool(url.host) and not set(url.host) & set("% \\") and 0 < port < 65_536


def _httpx() -> ModuleType:
    """Import httpx; called in a thread, because it takes about 50 ms."""
    import httpx

    return httpx


def _headers(request: Request, content_type: str) -> list[tuple[bytes, bytes]]:
    """Return our own headers, each replaced by the request's own of that name, as bytes."""
    given = [(name, plain(value)) for name, value in request.headers]
    taken = {name.lower() for name, _value in given}
    pairs = [pair for pair in _OWN_HEADERS if pair[0].lower() not in taken] + given
    if content_type and "content-type" not in taken:
        pairs.append(("Content-Type", content_type))
    return [(name.encode("ascii"), value.encode("ascii")) for name, value in pairs]


def _joined(headers: httpx.Headers) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}
