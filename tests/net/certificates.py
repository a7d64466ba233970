"""Certificates made for one test: a root, and servers signed by it or by nobody trusted."""

from __future__ import annotations

import ipaddress
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

NOW = datetime.now(UTC)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Root:
    """A certificate authority whose certificate stands in `file`."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    file: Path

    def server(
        self,
        *,
        address: str = "127.0.0.1",
        name: str = "",
        starts: datetime = NOW - DAY,
        ends: datetime = NOW + DAY,
    ) -> ssl.SSLContext:
        """Return a server's TLS context for an IP address, or for a host's name."""
        place: x509.GeneralName = x509.IPAddress(ipaddress.ip_address(address))
        if name:
            place = x509.DNSName(name)
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = (
            _builder("server", self.certificate.subject, starts, ends)
            .public_key(key.public_key())
            .add_extension(
                x509.SubjectAlternativeName([place]),
                critical=False,
            )
            .sign(self.key, hashes.SHA256())
        )
        pair = self.file.with_suffix(f".{certificate.serial_number:x}.pem")
        pair.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pair)
        return context


def make_root(folder: Path, *, critical: bool = True) -> Root:
    """Return a new root; inspection products often leave its constraints not `critical`."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Acme Inspection"),
            x509.NameAttribute(NameOID.COMMON_NAME, "Acme Root"),
        ]
    )
    certificate = (
        _builder("", name, NOW - DAY, NOW + DAY)
        .subject_name(name)
        .public_key(key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=critical)
        .sign(key, hashes.SHA256())
    )
    file = folder / "root.pem"
    file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return Root(key, certificate, file)


def _builder(
    subject: str, issuer: x509.Name, starts: datetime, ends: datetime
) -> x509.CertificateBuilder:
    builder = (
        x509.CertificateBuilder()
        .issuer_name(issuer)
        .serial_number(x509.random_serial_number())
        .not_valid_before(starts)
        .not_valid_after(ends)
    )
    if subject:
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)])
        builder = builder.subject_name(name)
    return builder
