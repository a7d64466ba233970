"""TLS over real sockets: each kind of bad certificate has its own name, and its issuer is named."""

from __future__ import annotations

import asyncio
import base64
import ssl
from pathlib import Path
from typing import Any

import pytest

from jcwizard.model.secret import Secret
from jcwizard.net.client import Client, Reply, Request
from jcwizard.net.proxies import Proxies, Proxy
from jcwizard.net.trouble import Trouble, trouble_of
from tests.net.certificates import DAY, NOW, Root, make_root
from tests.net.raw_server import listening, passed_on, response, serving


@pytest.fixture
def root(tmp_path: Path) -> Root:
    return make_root(tmp_path)


@pytest.fixture
def trusted(root: Root, monkeypatch: pytest.MonkeyPatch) -> Root:
    """A root that the operating system trusts, as IT installs it."""
    monkeypatch.setenv("SSL_CERT_FILE", str(root.file))
    return root


def trouble_with(with_client: Any, tls: ssl.SSLContext | None) -> Trouble:
    async def talk(client: Client) -> Reply:
        async with serving(response(), tls=tls) as server:
            reply = await client.send(Request("GET", server.secure_url))
            assert server.heard == []
            return reply

    trouble = with_client(talk).trouble
    assert isinstance(trouble, Trouble)
    return trouble


@pytest.mark.row("N6", "N7")
@pytest.mark.parametrize("critical", [True, False])
@pytest.mark.row("M33")
def test_a_root_that_the_system_trusts_is_trusted(
    with_client: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, critical: bool
) -> None:
    root = make_root(tmp_path, critical=critical)
    monkeypatch.setenv("SSL_CERT_FILE", str(root.file))

    async def talk(client: Client) -> Reply:
        async with serving(response(), tls=root.server()) as server:
            return await client.send(Request("GET", server.secure_url))

    reply = with_client(talk)
    assert (reply.status, reply.trouble) == (200, None)


@pytest.mark.row("N5")
def test_an_unknown_root_is_untrusted_and_its_owner_named(with_client: Any, root: Root) -> None:
    trouble = trouble_with(with_client, root.server())
    assert trouble.code == "network.tls_untrusted"
    assert trouble.values["certificate_issuer"] == "Acme Inspection, Acme Root"


@pytest.mark.row("N8")
def test_an_expired_certificate_is_expired(with_client: Any, trusted: Root) -> None:
    tls = trusted.server(starts=NOW - 3 * DAY, ends=NOW - DAY)
    trouble = trouble_with(with_client, tls)
    assert trouble.code == "network.tls_expired"
    assert trouble.values["certificate_issuer"] == "Acme Inspection, Acme Root"


@pytest.mark.row("N8", "P3")
def test_a_certificate_of_tomorrow_is_not_yet_valid(with_client: Any, trusted: Root) -> None:
    tls = trusted.server(starts=NOW + DAY, ends=NOW + 3 * DAY)
    assert trouble_with(with_client, tls).code == "network.tls_not_yet_valid"


@pytest.mark.row("N8")
def test_a_certificate_of_another_host_has_the_wrong_name(with_client: Any, trusted: Root) -> None:
    assert trouble_with(with_client, trusted.server(address="127.0.0.2")).code == (
        "network.tls_wrong_name"
    )


@pytest.mark.row("N11")
@pytest.mark.parametrize(
    ("first_bytes", "code"),
    [
        (b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", "network.tls_not_spoken"),
        # The alert handshake_failure (RFC 5246 7.2): no version or cipher in common.
        (b"\x15\x03\x03\x00\x02\x02\x28", "network.tls_failed"),
        (b"", "network.cut_off"),
    ],
)
def test_an_answer_to_the_tls_greeting_that_is_none_is_named(
    with_client: Any, first_bytes: bytes, code: str
) -> None:
    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(first_bytes)
        writer.close()

    async def talk(client: Client) -> Reply:
        async with listening(greet) as port:
            return await client.send(Request("GET", f"https://127.0.0.1:{port}/"))

    assert with_client(talk).trouble.code == code


@pytest.mark.row("N23", "N5")
@pytest.mark.row("M33")
def test_the_inspecting_proxys_root_is_named_through_the_proxy(root: Root) -> None:
    asked: list[bytes] = []

    async def talk() -> Reply:
        async with serving(response(), tls=root.server()) as target:

            async def tunnel(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
                asked.append(await reader.readuntil(b"\r\n\r\n"))
                writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
                await passed_on(reader, writer, target.port)

            async with listening(tunnel) as port:
                proxy = Proxy(Secret(f"http://ann:pa%40ss@127.0.0.1:{port}"), f"127.0.0.1:{port}")
                client = Client(deadline=5, proxies=Proxies((("https", proxy),)))
                reply = await client.send(Request("GET", "https://issuer.example/x"))
                await client.aclose()
                return reply

    reply = asyncio.run(talk())
    assert reply.trouble is not None
    assert reply.trouble.code == "network.tls_untrusted"
    assert reply.trouble.values["certificate_issuer"] == "Acme Inspection, Acme Root"
    # Once for the request, once to look at the certificate; the login is decoded and sent to both.
    login = b"Proxy-Authorization: Basic " + base64.b64encode(b"ann:pa@ss")
    assert len(asked) == 2
    assert all(head.startswith(b"CONNECT issuer.example:443 ") and login in head for head in asked)
    assert "pa@ss" not in repr(reply)
    assert "pa%40ss" not in repr(reply)


@pytest.mark.row("S14")
def test_session_keys_are_not_written_where_the_environment_says(
    with_client: Any, trusted: Root, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = tmp_path / "keys.log"
    monkeypatch.setenv("SSLKEYLOGFILE", str(keys))

    async def talk(client: Client) -> Reply:
        async with serving(response(), tls=trusted.server()) as server:
            return await client.send(Request("GET", server.secure_url))

    assert with_client(talk).status == 200
    assert not keys.exists()


@pytest.mark.parametrize("content", [None, b"no certificate"])
def test_a_broken_certificate_file_in_the_environment_is_a_refusal_and_no_crash(
    with_client: Any, root: Root, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    file = root.file.with_name("broken.pem")
    if content is not None:
        file.write_bytes(content)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    assert trouble_with(with_client, root.server()).code == "network.tls_untrusted"


@pytest.mark.parametrize(
    ("number", "words", "expected"),
    [
        (0x800B0101, "certificate chain", "network.tls_expired"),
        (0x800B010F, "", "network.tls_wrong_name"),
        (0x800B0109, "root not trusted", "network.tls_untrusted"),
        (-67818, "“Acme” certificate is expired", "network.tls_expired"),
        (-67602, "", "network.tls_wrong_name"),
        (-67843, "“Acme” certificate is not trusted", "network.tls_untrusted"),
        (0, "certificate is not yet valid", "network.tls_not_yet_valid"),
        (0, "certificate has expired", "network.tls_expired"),
        (0, "Hostname mismatch", "network.tls_wrong_name"),
    ],
)
def test_what_windows_and_macos_call_a_bad_certificate_is_understood(
    number: int, words: str, expected: str
) -> None:
    error = ssl.SSLCertVerificationError(words)
    error.verify_code = number
    error.verify_message = words
    trouble = trouble_of(error)
    assert trouble == Trouble(expected, words)
