"""Trust on the wire: the operating system's certificate store, and what a refused one says."""

from __future__ import annotations

import base64
import socket
import ssl
import sys
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from jcwizard.net.proxies import Proxy

if TYPE_CHECKING:
    from cryptography import x509

# Where the distributions keep their store when OpenSSL was built elsewhere (as in a bundle).
_STORES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/pki/tls/cert.pem",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)
_HEAD_LIMIT = 16_384


def system_context() -> ssl.SSLContext:
    """Return a client context that trusts what the operating system trusts; call it in a thread.

    Neither of the two kinds sets `VERIFY_X509_STRICT`, which would refuse the roots of common TLS
    inspection (cpython#133564), nor writes session keys where `SSLKEYLOGFILE` says.
    """
    if sys.platform == "win32" or sys.platform == "darwin":
        import truststore

        return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    else:  # noqa: RET505
        # truststore would read the same files here, but anew for every connection and on the
        # calling thread: 25 ms each time that the window would stand still.
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_default_certs()
        if not context.cert_store_stats()["x509_ca"]:
            for store in _STORES:
                if Path(store).is_file():
                    context.load_verify_locations(cafile=store)
                    break
        return context


@dataclass(frozen=True)
class Certificate:
    """What a certificate says of itself: its issuer's names, shortened, and its time."""

    issuer: str
    starts: datetime
    ends: datetime


def look_at_certificate(
    host: str, port: int, proxy: Proxy | None, seconds: float
) -> Certificate | None:
    """Return the certificate that `host` shows, or None when that cannot be had.

    Blocks up to `seconds` for each step: call it in a thread. The certificate was refused already,
    so it is only looked at: nothing is sent over this connection but the TLS greeting.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        with (
            _connect(host, port, proxy, seconds) as plain,
            context.wrap_socket(plain, server_hostname=host) as wrapped,
        ):
            shown = wrapped.getpeercert(binary_form=True)
        return read_certificate(shown) if shown else None
    except (OSError, ValueError):
        return None


def _connect(host: str, port: int, proxy: Proxy | None, seconds: float) -> socket.socket:
    if proxy is None:
        return socket.create_connection((host, port), timeout=seconds)
    parts = urlsplit(proxy.address.reveal())
    if parts.scheme != "http" or parts.hostname is None:
        raise ValueError("only a plain proxy is asked for a certificate")
    plain = socket.create_connection((parts.hostname, parts.port or 80), timeout=seconds)
    try:
        ends = time.monotonic() + seconds
        _open_tunnel(plain, f"{host}:{port}", parts.username, parts.password, ends)
    except BaseException:
        plain.close()
        raise
    return plain


def _open_tunnel(
    plain: socket.socket, target: str, user: str | None, word: str | None, ends: float
) -> None:
    """Ask a proxy for a tunnel (RFC 9110 9.3.6); raises OSError when it refuses.

    `ends` (monotonic) bounds an answer that comes byte by byte.
    """
    login = ""
    if user:
        pair = f"{unquote(user)}:{unquote(word or '')}".encode()
        login = f"Proxy-Authorization: Basic {base64.b64encode(pair).decode()}\r\n"
    plain.sendall(f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n{login}\r\n".encode())
    head = b""
    while b"\r\n\r\n" not in head:
        part = plain.recv(1)
        if not part or len(head) > _HEAD_LIMIT or time.monotonic() > ends:
            raise ConnectionError("the proxy's answer did not end")
        head += part
    if head.split(b" ", 2)[1:2] != [b"200"]:
        raise ConnectionError("the proxy refused the tunnel")


def read_certificate(certificate: bytes) -> Certificate:
    """Read a certificate (DER); raises ValueError when it cannot be read. Slow at first: imports.

    The reader is stricter than TLS: what a company's inspection makes may connect, and not be read.
    """
    from cryptography import x509

    try:
        read = x509.load_der_x509_certificate(certificate)
        issuer = _issuer_names(read)
        return Certificate(issuer, read.not_valid_before_utc, read.not_valid_after_utc)
    except x509.InvalidVersion as error:
        raise ValueError("a version that there is not") from error


def _issuer_names(read: x509.Certificate) -> str:
    from cryptography.x509.oid import NameOID

    names: list[str] = []
    for kind in (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME):
        for attribute in read.issuer.get_attributes_for_oid(kind):
            said = str(attribute.value)
            text = "".join(char if char.isprintable() else " " for char in said)
            if text not in names:
                names.append(text)
    return ", ".join(names)[:120]
