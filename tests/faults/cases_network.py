"""Faults of the way to JumpCloud: names, connections, certificates, proxies, odd servers."""

from __future__ import annotations

import asyncio
import gzip
import ssl
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tests.faults.case import UNSURE, Case
from tests.faults.cases_machine import all_else_right
from tests.faults.scene import Scene
from tests.net.certificates import DAY, NOW, Root, make_root
from tests.net.raw_server import response
from tests.oidc.browser import free_port

HERE = "credentials"
ISSUER = "https://oauth.id.jumpcloud.example/"
YEAR = timedelta(days=365)


def _case(name: str, fault: str, plant: Any, *right: str, step: str = HERE, **more: Any) -> Case:
    walk = "start" if step == "service" else "sign_in"
    codes = frozenset(right)
    return Case(name, "network", fault, plant, codes, step, walk, kinds=UNSURE, **more)


def bytes_of(answer: bytes) -> Callable[[Scene], None]:
    """Let these bytes be the answer to everything."""

    def plant(scene: Scene) -> None:
        scene.issuer = f"http://127.0.0.1:{scene.raw(answer)}/"

    return plant


def talking(handle: Any, *, deadline: float = 15.0) -> Callable[[Scene], None]:
    """Let a function handle each connection."""

    def plant(scene: Scene) -> None:
        scene.deadline = deadline
        scene.issuer = f"http://127.0.0.1:{scene.talk(handle)}/"

    return plant


def secure(make: Callable[[Root], ssl.SSLContext], *, trusted: bool = True) -> Any:
    """Speak TLS with a certificate; `trusted` says that the system knows its root."""

    def plant(scene: Scene) -> None:
        scene.folder.mkdir()
        root = make_root(scene.folder)
        if trusted:
            scene.patch.setenv("SSL_CERT_FILE", str(root.file))
        port = scene.raw(response(), tls=make(root))
        scene.issuer = f"https://127.0.0.1:{port}/"

    return plant


def proxied(answer: bytes) -> Callable[[Scene], None]:
    """Put a company's proxy in the way, which answers every request for a tunnel with this."""

    def plant(scene: Scene) -> None:
        scene.issuer = ISSUER
        scene.patch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{scene.raw(answer)}")

    return plant


def proxy_gone(scene: Scene) -> None:
    scene.issuer = ISSUER
    scene.patch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{free_port()}")


def proxy_malformed(scene: Scene) -> None:
    all_else_right(scene)
    scene.patch.setenv("HTTPS_PROXY", "http//proxy.acme.example:8080:80")


def issuer(url: str) -> Callable[[Scene], None]:
    return lambda scene: setattr(scene, "issuer", url)


def refusing(scene: Scene) -> None:
    scene.issuer = f"http://127.0.0.1:{free_port()}/"


def plain_on_tls_port(scene: Scene) -> None:
    scene.issuer = f"https://127.0.0.1:{scene.talk(bad_request)}/"


async def bad_request(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer the greeting of TLS as a server without TLS does."""
    await reader.read(1)
    writer.write(response(b"", status="400 Bad Request"))
    await writer.drain()


async def silent(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    await reader.read()


async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{")
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.05)


def bomb() -> bytes:
    packed = gzip.compress(b" " * 40_000_000, mtime=0)
    return response(packed, headers=("Content-Encoding: gzip",))


def truncated() -> bytes:
    return response(b'{"issuer": "http://127.0.0.1/", "padding": "' + b"x" * 500)[:-200]


PORTAL = response(b"<html><title>Hotel Alpenblick</title>", kind="text/html")
TO_PORTAL = response(b"", status="302 Found", headers=("Location: http://192.168.1.1/login",))
NEEDS_LOGIN = response(
    b"", status="407 Proxy Authentication Required", headers=("Proxy-Authenticate: NTLM",)
)

WAYS = (
    _case("no-name", "The name of JumpCloud is not found.",
          issuer("https://oauth.id.jumpcloud.invalid/"), "network.name_not_found"),
    _case("refused", "Nothing listens there.", refusing, "network.refused"),
    _case("black-hole", "A firewall swallows everything.", talking(silent, deadline=1.0),
          "network.timeout"),
    _case("drip", "An answer comes letter by letter, for ever.", talking(drip, deadline=1.0),
          "network.timeout"),
    _case("truncated", "The answer ends before its announced length.",
          bytes_of(truncated()), "network.cut_off"),
    _case("hung-up", "The connection is closed without an answer.", bytes_of(b""),
          "network.cut_off"),
    _case("bomb", "Forty megabytes packed into forty kilobytes.", bytes_of(bomb()),
          "network.too_large", "network.unreadable"),
    _case("not-http", "A mail server answers.", bytes_of(b"220 mail.acme.example ESMTP\r\n"),
          "network.not_http", falls_short="what came before the end is not looked at"),
    _case("portal", "A hotel's page answers in JumpCloud's place.", bytes_of(PORTAL),
          "network.sign_in_page"),
    _case("portal-redirect", "A hotel's network redirects everything to its page.",
          bytes_of(TO_PORTAL), "network.sign_in_page"),
    _case("plain-on-tls", "The secure port answers without encryption.", plain_on_tls_port,
          "network.tls_not_spoken"),
    _case("start-no-name", "The first page: no internet.",
          issuer("https://oauth.id.jumpcloud.invalid/"), "network.name_not_found", step="service"),
    _case("start-portal", "The first page: a hotel's network.", bytes_of(PORTAL),
          "network.sign_in_page", step="service"),
    _case("start-odd", "The first page: something else answers at the issuer.",
          bytes_of(response(b'["not", "a", "document"]')), "self.issuer_odd_answer",
          step="service"),
)  # fmt: skip

CERTIFICATES = (
    _case("inspected", "A company's inspection signs with a root that is not installed.",
          secure(lambda root: root.server(), trusted=False), "network.tls_untrusted"),
    _case("expired", "The certificate has run out.",
          secure(lambda root: root.server(starts=NOW - 3 * DAY, ends=NOW - DAY)),
          "network.tls_expired"),
    _case("clock-years-ahead", "This computer's clock is two years ahead of the certificate.",
          secure(lambda root: root.server(starts=NOW - 3 * YEAR, ends=NOW - 2 * YEAR)),
          "network.tls_expired", "network.clock_ahead"),
    _case("not-yet-valid", "The certificate is of tomorrow.",
          secure(lambda root: root.server(starts=NOW + DAY, ends=NOW + 3 * DAY)),
          "network.tls_not_yet_valid"),
    _case("clock-years-behind", "This computer's clock is two years behind the certificate.",
          secure(lambda root: root.server(starts=NOW + 2 * YEAR, ends=NOW + 3 * YEAR)),
          "network.tls_not_yet_valid"),
    _case("wrong-name", "The certificate belongs to another address.",
          secure(lambda root: root.server(address="127.0.0.2")), "network.tls_wrong_name"),
)  # fmt: skip

PROXIES = (
    _case("proxy-407", "The company's proxy wants a password.", proxied(NEEDS_LOGIN),
          "network.proxy_login_needed"),
    _case("proxy-403", "The company's proxy does not allow the address.",
          proxied(response(b"", status="403 Forbidden")), "network.proxy_refused"),
    _case("proxy-gone", "The company's proxy cannot be reached from here.", proxy_gone,
          "network.proxy_unreachable"),
    _case("proxy-malformed", "A proxy setting has a typing mistake.", proxy_malformed,
          "self.proxy_ignored", step="service"),
)  # fmt: skip

CASES = (*WAYS, *CERTIFICATES, *PROXIES)
