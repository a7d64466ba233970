"""What the client tells of certificates: who issued the one it took, what a refused one says."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from jcwizard.model.exchange import Exchange
from jcwizard.net.proxies import Proxy

if TYPE_CHECKING:
    import httpcore
    import httpx

    from jcwizard.net.tls import Certificate

# Stands among an answer's headers in the evidence, in brackets because it is none.
_CERTIFIED_BY = "(certificate issued by)"


def certificate_of(response: httpx.Response) -> bytes:
    """Return the certificate of the server that answered, b"" where there was no TLS."""
    stream: httpcore.AsyncNetworkStream | None = response.extensions.get("network_stream")
    tls = stream.get_extra_info("ssl_object") if stream is not None else None
    return (tls.getpeercert(binary_form=True) or b"") if tls is not None else b""


@lru_cache(maxsize=16)
def issuer_of(certificate: bytes) -> str:
    """Return who issued the certificate, "?" where that cannot be read: the answer still counts.

    Slow at first, because of its imports: call it in a thread.
    """
    from jcwizard.net.tls import read_certificate

    try:
        return read_certificate(certificate).issuer
    except ValueError:
        return "?"


def certified(exchange: Exchange, issuer: str) -> Exchange:
    """Return the exchange with the issuer of the server's certificate in its evidence."""
    return replace(exchange, received=(*exchange.received, (_CERTIFIED_BY, issuer)))


def look_at(address: str, proxy: Proxy | None, seconds: float) -> Certificate | None:
    """Return the certificate that the server of an address shows; call it in a thread."""
    import httpx

    from jcwizard.net.tls import look_at_certificate

    url = httpx.URL(address)
    return look_at_certificate(url.host, url.port or 443, proxy, seconds)
