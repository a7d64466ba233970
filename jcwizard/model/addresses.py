"""Takes typed web addresses apart, and says why one cannot be used."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})


def split(text: str) -> SplitResult | None:
    """Return the parts of an address, or None when it has none that can be told apart."""
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return None
    return parts


def authority(parts: SplitResult) -> str:
    """Return host and port in one spelling: lower case, brackets kept, a usual port left out."""
    host = (parts.hostname or "").lower()
    host = f"[{host}]" if ":" in host else host
    default = {"https": 443, "http": 80}.get(parts.scheme.lower())
    return host if parts.port in (None, default) else f"{host}:{parts.port}"


def url_refusal(value: str) -> str:
    """Return the word key of why this is no web address to be used, "" when it is one."""
    if any(c.isspace() for c in value):
        return "url_space"
    if "://" not in value:
        return "url_scheme_missing"
    parts = split(value)
    if parts is None or not _is_host(parts.hostname or "") or parts.port == 0:
        return "url_host"
    if parts.username is not None or parts.password is not None:
        return "url_credentials"
    scheme = parts.scheme.lower()
    if scheme == "http":
        return "" if parts.hostname in LOOPBACK_HOSTS else "url_http"
    return "" if scheme == "https" else "url_scheme"


def _is_host(host: str) -> bool:
    """Return whether this can be a host: a full stop at the end was copied along from a sentence.

    What stands in brackets was judged when the address was split.
    """
    if ":" in host:
        return True
    return all(label and all(c.isalnum() or c in "-_" for c in label) for label in host.split("."))
