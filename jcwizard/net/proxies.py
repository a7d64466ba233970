"""Picks the proxy for an address from the system's settings; a malformed one is left out by name.

`httpx` reads the same settings but fails to start over a bad one (encode/httpx#3221), and would
send loopback addresses to a proxy.
"""

from __future__ import annotations

import ipaddress
import os
import urllib.request
from dataclasses import dataclass
from urllib.parse import urlsplit

from jcwizard.model.secret import Secret

_SCHEMES = frozenset({"http", "https"})


@dataclass(frozen=True)
class Proxy:
    """A usable proxy: its address (which may hold a password) and what may be shown of it."""

    address: Secret
    shown: str


@dataclass(frozen=True)
class Proxies:
    """The proxies by scheme of the address asked for, and the settings that were not usable."""

    by_scheme: tuple[tuple[str, Proxy], ...] = ()
    ignored: tuple[str, ...] = ()

    def choose(self, scheme: str, host: str) -> Proxy | None:
        """Return the proxy for `scheme://host`, or None to go direct (always for loopback)."""
        if is_loopback(host) or urllib.request.proxy_bypass(host):
            return None
        by_scheme = dict(self.by_scheme)
        return by_scheme.get(scheme) or by_scheme.get("all")


def is_loopback(host: str) -> bool:
    """Return whether `host` (a name or an IP address, brackets allowed) is this computer.

    `localhost` counts (RFC 6761 6.3), other names never do, whatever they resolve to.
    """
    bare = host.strip("[]").lower()
    if bare == "localhost":
        return True
    try:
        return ipaddress.ip_address(bare).is_loopback
    except ValueError:
        return False


def read_proxies() -> Proxies:
    """Return the system's proxies; never fails, whatever the settings hold."""
    usable: list[tuple[str, Proxy]] = []
    ignored: list[str] = []
    for scheme, address in urllib.request.getproxies().items():
        if scheme not in {"http", "https", "all"}:
            continue
        proxy = _usable(address)
        if proxy is None:
            ignored.append(_variable(scheme))
        else:
            usable.append((scheme, proxy))
    return Proxies(tuple(usable), tuple(ignored))


def _usable(address: str) -> Proxy | None:
    text = address.strip()
    full = text if "://" in text else f"http://{text}"
    try:
        parts = urlsplit(full)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in _SCHEMES or not host or not _is_host(host) or port == 0:
        return None
    if parts.path not in {"", "/"} or parts.query:
        return None  # `http//proxy:8080`, its colon forgotten, is no proxy called "http"
    shown = f"[{host}]" if ":" in host else host
    return Proxy(Secret(full), f"{shown}:{port}" if port else shown)


def _is_host(host: str) -> bool:
    if ":" in host:
        try:
            ipaddress.IPv6Address(host)
        except ValueError:
            return False
        return True
    return all(part.replace("-", "").replace("_", "").isalnum() for part in host.split("."))


def _variable(scheme: str) -> str:
    """Return the name of the environment variable, or "system" for the desktop's own setting."""
    for name in (f"{scheme}_proxy", f"{scheme}_proxy".upper()):
        if name in os.environ:
            return name
    return "system"
