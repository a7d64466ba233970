"""Certificates that TLS accepts and our reader does not: their answer counts all the same."""

from __future__ import annotations

import asyncio
import ssl
import time
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from jcwizard.model.secret import Secret
from jcwizard.net.client import Client, Reply, Request
from jcwizard.net.proxies import Proxy
from jcwizard.net.tls import look_at_certificate, read_certificate
from tests.net.certificates import DAY, NOW, Root, make_root
from tests.net.raw_server import listening, response, serving

# ecdsa-with-SHA256 (RFC 5758 3.2)
ALGORITHM = bytes.fromhex("300a06082a8648ce3d040302")


def der(tag: int, content: bytes) -> bytes:
    size = len(content)
    assert size < 128 or size > 255, "what lies between has another form"
    length = (size,) if size < 128 else (0x82, *size.to_bytes(2))
    return bytes((tag, *length)) + content


def changed(certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> str:
    """Return the certificate with a name as old tools wrote it, signed anew, as PEM.

    An umlaut went into a T61String then, in Latin-1; our reader wants UTF-8.
    """
    old, new = b"\x0c\x09Acme Root", b"\x14\x09Acme\xfcRoot"
    content = certificate.tbs_certificate_bytes.replace(old, new)
    assert content != certificate.tbs_certificate_bytes
    signature = key.sign(content, ec.ECDSA(hashes.SHA256()))
    return ssl.DER_cert_to_PEM_cert(der(0x30, content + ALGORITHM + der(0x03, b"\0" + signature)))


def odd_server(root: Root, folder: Path) -> ssl.SSLContext:
    """Return a server under a root with an odd name, and write that root where `root` was."""
    root.server()
    (made,) = folder.glob("root.*.pem")
    private = serialization.load_pem_private_key(made.read_bytes(), None)
    assert isinstance(private, ec.EllipticCurvePrivateKey)
    pem = changed(x509.load_pem_x509_certificate(made.read_bytes()), root.key)
    made.write_bytes(
        private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + pem.encode()
    )
    root.file.write_text(changed(root.certificate, root.key), "ascii")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made)
    return context


def test_an_inspection_with_an_odd_name_connects_and_its_issuer_is_left_open(
    with_client: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_root(tmp_path)
    tls = odd_server(root, tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(root.file))

    async def talk(client: Client) -> Reply:
        async with serving(response(b'{"a": 1}'), tls=tls) as server:
            return await client.send(Request("GET", server.secure_url))

    reply = with_client(talk)
    assert (reply.json_object(), reply.trouble) == ({"a": 1}, None)
    assert dict(reply.exchange.received)["(certificate issued by)"] == "?"


def test_a_certificate_of_an_unknown_version_cannot_be_read(tmp_path: Path) -> None:
    whole = make_root(tmp_path).certificate.public_bytes(serialization.Encoding.DER)
    with pytest.raises(ValueError, match="version"):
        read_certificate(whole.replace(b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x09", 1))


def test_the_names_in_a_certificate_cannot_move_what_stands_around_them() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "A\x1b[31m\n\u202eB")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW)
        .not_valid_after(NOW + DAY)
        .sign(key, hashes.SHA256())
    )
    read = read_certificate(certificate.public_bytes(serialization.Encoding.DER))
    assert read.issuer == "A [31m  B"


def test_a_proxy_that_drips_its_answer_does_not_hold_up_the_look_at_a_certificate() -> None:
    async def drip(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while not writer.is_closing():
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.02)

    async def look() -> None:
        async with listening(drip) as port:
            proxy = Proxy(Secret(f"http://127.0.0.1:{port}"), f"127.0.0.1:{port}")
            seen = asyncio.to_thread(look_at_certificate, "a.example", 443, proxy, 0.2)
            assert await seen is None

    begun = time.monotonic()
    asyncio.run(look())
    assert time.monotonic() - begun < 5, "16,384 bytes would take five minutes"
