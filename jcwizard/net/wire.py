"""The only door to httpx: opens a connection route and sends bytes over it, nothing more."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from jcwizard.net.proxies import Proxy
from jcwizard.net.tls import system_context

if TYPE_CHECKING:
    import httpx

# httpx logs full addresses at INFO, httpcore headers with cookies at DEBUG.
_TALKATIVE = ("httpx", "httpcore")


def open_route(*, secure: bool, keep: bool, proxy: Proxy | None) -> httpx.AsyncBaseTransport:
    """Return a transport, direct or through `proxy`; slow at first (imports, certificate store).

    A transport is httpx below its client: it keeps no cookies, follows no redirect, adds no header
    and reads no environment. With `keep` a connection may serve a second request within 5 s. A name
    with several addresses is tried as RFC 8305 says, so that one which nobody answers costs 250 ms
    (anyio does that below httpcore). Call it in a thread.
    """
    import ssl

    import httpcore  # noqa: F401  httpx brings it in late, and its loggers must be there to be hushed
    import httpx

    _hush()
    # Loopback without TLS needs no certificate store; an empty one still fails closed.
    context = system_context() if secure else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    limits = httpx.Limits(
        max_connections=8, max_keepalive_connections=4 if keep else 0, keepalive_expiry=5.0
    )
    through = None
    if proxy is not None:
        address = httpx.URL(proxy.address.reveal())
        through = httpx.Proxy(address, ssl_context=context if address.scheme == "https" else None)
    return httpx.AsyncHTTPTransport(
        verify=context, trust_env=False, limits=limits, proxy=through, retries=0
    )


def _hush() -> None:
    """Let only warnings out of what is imported by now.

    A filter on each logger of its own: a level or `propagate` is undone by whoever turns on
    debugging, and neither a filter nor a level is inherited once a child has been given its own.
    """
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] in _TALKATIVE:
            logging.getLogger(name).addFilter(_is_warning)


def _is_warning(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING
