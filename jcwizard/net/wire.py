"""The only door to httpx: opens a connection route and sends bytes over it, nothing more."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from jcwizard.net.proxies import Proxy
from jcwizard.net.tls import system_context

if TYPE_CHECKING:
    import httpx

# httpx logs full addresses at INFO, httpcore response headers with cookies at DEBUG. Propagation
# is cut as well as the level, because a level can be turned on again by a parent's setting.
_TALKATIVE = ("httpx", "httpcore", "hpack", "h11")


def open_route(*, secure: bool, proxy: Proxy | None) -> httpx.AsyncBaseTransport:
    """Return a transport, direct or through `proxy`; slow at first (imports, certificate store).

    A transport is httpx below its client: it keeps no cookies, follows no redirect, adds no header
    and reads no environment. Call it in a thread.
    """
    import ssl

    import httpx

    _hush()
    # Loopback without TLS needs no certificate store; an empty one still fails closed.
    context = system_context() if secure else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    limits = httpx.Limits(max_connections=8, max_keepalive_connections=4, keepalive_expiry=5.0)
    through = None
    if proxy is not None:
        address = httpx.URL(proxy.address.reveal())
        through = httpx.Proxy(address, ssl_context=context if address.scheme == "https" else None)
    return httpx.AsyncHTTPTransport(
        verify=context, trust_env=False, limits=limits, proxy=through, retries=0
    )


def _hush() -> None:
    for name in _TALKATIVE:
        logger = logging.getLogger(name)
        logger.setLevel(logging.WARNING)
        logger.propagate = False
