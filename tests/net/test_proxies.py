"""Proxy settings: used, left out by name when malformed, and never for this computer."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from jcwizard.net.client import Client, Reply, Request
from jcwizard.net.proxies import is_loopback, read_proxies
from tests.net.raw_server import response, serving

MALFORMED = [
    "socks5://127.0.0.1:1080", "socks4://127.0.0.1:1080", "ftp://127.0.0.1:21", "http://",
    "http://host:port", "http://host:99999", "http://[::1", "http://a b:1", "://", "http://h:0",
    "http://exa mple", "[::1]:x", "http//proxy:8080",
]  # fmt: skip


@pytest.mark.row("N21")
@pytest.mark.parametrize("value", MALFORMED)
@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "HTTP_PROXY"])
def test_a_malformed_proxy_is_ignored_and_named(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    proxies = read_proxies()
    assert proxies.choose("https", "issuer.example") is None
    assert proxies.ignored == (variable,)


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "ALL_PROXY"])
@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("http://proxy.acme.example:8080", "proxy.acme.example:8080"),
        ("proxy.acme.example:8080", "proxy.acme.example:8080"),
        ("https://proxy", "proxy"),
        ("http://ann:secret@[2001:db8::1]:3128/", "[2001:db8::1]:3128"),
    ],
)
def test_a_proxy_is_used_and_shown_without_its_password(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, shown: str
) -> None:
    monkeypatch.setenv(variable, value)
    proxies = read_proxies()
    proxy = proxies.choose("https", "issuer.example")
    assert proxy is not None
    assert proxy.shown == shown
    assert "secret" not in repr(proxies)
    assert proxies.ignored == ()


@pytest.mark.row("N24")
@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.9.1", "::1", "[::1]"])
@pytest.mark.row("M32")
def test_this_computer_is_never_asked_through_a_proxy(
    monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.setenv("ALL_PROXY", "http://proxy:1")
    assert read_proxies().choose("https", host) is None
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["127.0.0.1.example", "localhost.example", "10.0.0.1", "a", ""])
def test_another_computer_is_not_this_one(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.row("N21")
@pytest.mark.parametrize("value", ["[::1]", "fe80::/10", "*.b,,;", "\\", "a:99999999"])
def test_a_malformed_list_of_exceptions_does_no_harm(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy:1")
    monkeypatch.setenv("NO_PROXY", value)
    assert read_proxies().choose("https", "issuer.example") is not None


@pytest.mark.parametrize("value", ["*", "issuer.example", ".example", "a, issuer.example"])
def test_an_exception_goes_direct(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy:1")
    monkeypatch.setenv("NO_PROXY", value)
    assert read_proxies().choose("https", "issuer.example") is None


@pytest.mark.row("N21", "N24")
@pytest.mark.parametrize("variable", ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"])
@pytest.mark.parametrize("value", ["[::1]", "socks5://x", "http://127.0.0.1:1"])
@pytest.mark.row("M32")
def test_the_client_reaches_this_computer_whatever_the_proxy_settings(
    with_client: Any, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)

    async def talk(client: Client) -> Reply:
        async with serving(response()) as server:
            return await client.send(Request("GET", server.url))

    assert with_client(talk).status == 200


def through(with_client: Any, monkeypatch: pytest.MonkeyPatch, answer: bytes) -> Reply:
    """Ask for an outside address through a proxy that gives `answer`."""

    async def talk(client: Client) -> Reply:
        async with serving(answer) as proxy:
            monkeypatch.setenv("HTTPS_PROXY", f"http://ann:hunter22@127.0.0.1:{proxy.port}")
            reply = await client.send(Request("GET", "https://issuer.example/"))
            assert proxy.heard[0].startswith(b"CONNECT issuer.example:443 HTTP/1.1\r\n")
            return reply

    reply: Reply = with_client(talk)
    assert reply.trouble is not None
    assert reply.trouble.values["proxy"].startswith("127.0.0.1:")
    assert "hunter22" not in repr(reply)
    return reply


@pytest.mark.row("N22", "N23")
@pytest.mark.parametrize(
    ("status", "code", "detail"),
    [
        ("407 Proxy Authentication Required", "network.proxy_login_needed", "407"),
        ("403 Forbidden", "network.proxy_refused", "403"),
        ("502 Bad Gateway", "network.proxy_refused", "502"),
        ("302 Found", "network.proxy_refused", "302"),
    ],
)
def test_what_a_proxy_answers_is_told(
    with_client: Any, monkeypatch: pytest.MonkeyPatch, status: str, code: str, detail: str
) -> None:
    reply = through(with_client, monkeypatch, response(status=status))
    assert reply.trouble is not None
    assert (reply.trouble.code, reply.trouble.detail) == (code, detail)


def test_a_proxy_that_is_not_there_is_told_from_a_server_that_is_not_there(
    with_client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://nosuch.invalid:8080")
    reply = with_client(lambda client: client.send(Request("GET", "https://issuer.example/")))
    assert reply.trouble.code == "network.proxy_unreachable"
    assert reply.trouble.values["proxy"] == "nosuch.invalid:8080"


def test_malformed_settings_are_named_by_the_client(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "socks5://127.0.0.1:1080")

    async def ignored() -> tuple[str, ...]:
        return Client().ignored_proxy_settings

    assert asyncio.run(ignored()) == ("HTTPS_PROXY",)
