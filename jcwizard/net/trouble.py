"""Names what went wrong on the way: from an exception to a stable code, never with a secret."""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

NAME_NOT_FOUND = "network.name_not_found"
REFUSED = "network.refused"
UNREACHABLE = "network.unreachable"
TIMEOUT = "network.timeout"
CUT_OFF = "network.cut_off"
NOT_HTTP = "network.not_http"
TOO_LARGE = "network.too_large"
UNREADABLE = "network.unreadable"
NOT_HTTPS = "network.not_https"
BAD_ADDRESS = "network.bad_address"
BAD_REQUEST = "network.request_not_sendable"
FAILED = "network.failed"
TLS_UNTRUSTED = "network.tls_untrusted"
TLS_EXPIRED = "network.tls_expired"
TLS_NOT_YET_VALID = "network.tls_not_yet_valid"
CLOCK_AHEAD = "network.clock_ahead"
TLS_WRONG_NAME = "network.tls_wrong_name"
TLS_NOT_SPOKEN = "network.tls_not_spoken"
TLS_FAILED = "network.tls_failed"
PROXY_UNREACHABLE = "network.proxy_unreachable"
PROXY_LOGIN = "network.proxy_login_needed"
PROXY_REFUSED = "network.proxy_refused"

CERTIFICATE_CODES = frozenset({TLS_UNTRUSTED, TLS_EXPIRED, TLS_NOT_YET_VALID, TLS_WRONG_NAME})
# Only a clock that is months or years off makes these of a right certificate.
CLOCK_CODES = frozenset({TLS_NOT_YET_VALID, CLOCK_AHEAD})

# OpenSSL's X509_V_ERR_*, then Windows' CERT_E_*, then macOS' errSec*: truststore passes on
# whichever the operating system's own verifier gave.
_VERIFY_CODES = {
    9: TLS_NOT_YET_VALID,
    10: TLS_EXPIRED,
    62: TLS_WRONG_NAME,
    64: TLS_WRONG_NAME,
    0x800B0101: TLS_EXPIRED,
    0x800B010F: TLS_WRONG_NAME,
    -67818: TLS_EXPIRED,
    -67819: TLS_NOT_YET_VALID,
    -67602: TLS_WRONG_NAME,
}
_UNREACHABLE_ERRORS = frozenset(
    {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL, errno.EACCES}
)


@dataclass(frozen=True)
class Trouble:
    """Why there is no answer to judge.

    `code` is a finding code; `detail` a few technical words for the evidence; `values` what the
    finding's sentences may name: `host`, and as known `detail`, `proxy`, `certificate_issuer`,
    `starts` and `ends` (the days of the certificate's time) and `today` (by this computer).
    """

    code: str
    detail: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


def trouble_of(error: BaseException, *, through_proxy: bool = False) -> Trouble | None:
    """Return the trouble that `error` (from httpx or the sockets below it) stands for.

    None means that `error` did not come from the wire: it is a bug and must not be hidden.

    Only texts of the operating system and of OpenSSL are passed on: an HTTP library's own message
    may quote a header, and a header may hold a secret.
    """
    causes = list(_causes(error))
    for read in (_certificate, _tls, _proxy_answer):
        for cause in causes:
            trouble = read(cause)
            if trouble is not None:
                return trouble
    if through_proxy and _never_connected(causes):
        return Trouble(PROXY_UNREACHABLE, _system_text(causes))
    for read in (_socket, _http):
        for cause in causes:
            trouble = read(cause)
            if trouble is not None:
                return trouble
    return Trouble(FAILED, type(error).__name__) if _from_the_wire(error) else None


def _from_the_wire(error: BaseException) -> bool:
    package = type(error).__module__.partition(".")[0]
    return isinstance(error, OSError) or package in {"httpx", "httpcore", "h11", "anyio"}


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield `error` and everything behind it, groups included, each once."""
    waiting: list[BaseException | None] = [error]
    seen: set[int] = set()
    while waiting:
        cause = waiting.pop(0)
        if cause is None or id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        waiting.extend((cause.__cause__, cause.__context__))
        waiting.extend(getattr(cause, "exceptions", ()))


def _certificate(error: BaseException) -> Trouble | None:
    if not isinstance(error, ssl.SSLCertVerificationError):
        return None
    said = str(getattr(error, "verify_message", "") or "")
    code = _VERIFY_CODES.get(int(getattr(error, "verify_code", 0) or 0))
    return Trouble(code or _by_words(said.lower()), said)


def _by_words(said: str) -> str:
    """Fall back to the verifier's words where its number is not known."""
    if "not yet valid" in said:
        return TLS_NOT_YET_VALID
    if "expired" in said:
        return TLS_EXPIRED
    if "mismatch" in said or "not match" in said or "not valid for" in said:
        return TLS_WRONG_NAME
    return TLS_UNTRUSTED


def _tls(error: BaseException) -> Trouble | None:
    if not isinstance(error, ssl.SSLError):
        return None
    reason = str(error.reason or "")
    if reason in {"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "HTTPS_PROXY_REQUEST"}:
        return Trouble(TLS_NOT_SPOKEN, reason)
    if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError) or "EOF" in reason:
        return Trouble(CUT_OFF, reason)
    return Trouble(TLS_FAILED, reason)


def _proxy_answer(error: BaseException) -> Trouble | None:
    # httpcore words it "407 Proxy Authentication Required": the number is the proxy's own answer.
    if type(error).__name__ != "ProxyError":
        return None
    status = str(error)[:3]
    if status == "407":
        return Trouble(PROXY_LOGIN, status)
    return Trouble(PROXY_REFUSED, status if status.isdigit() else "")


def _never_connected(causes: list[BaseException]) -> bool:
    return any(type(cause).__name__ in {"ConnectError", "ConnectTimeout"} for cause in causes)


def _socket(error: BaseException) -> Trouble | None:
    if isinstance(error, socket.gaierror):
        return Trouble(NAME_NOT_FOUND, error.strerror or "")
    if isinstance(error, ConnectionRefusedError):
        return Trouble(REFUSED, error.strerror or "")
    if isinstance(error, TimeoutError):
        return Trouble(TIMEOUT, "")
    if isinstance(error, ConnectionError):
        return Trouble(CUT_OFF, error.strerror or "")
    if isinstance(error, OSError) and error.errno in _UNREACHABLE_ERRORS:
        return Trouble(UNREACHABLE, error.strerror or "")
    return None


def _http(error: BaseException) -> Trouble | None:
    name = type(error).__name__
    if "Timeout" in name:
        return Trouble(TIMEOUT, "")
    if name in {"ReadError", "WriteError", "CloseError"}:
        return Trouble(CUT_OFF, "")
    if name == "RemoteProtocolError":
        words = str(error)
        cut = "without sending" in words or "incomplete" in words
        return Trouble(CUT_OFF if cut else NOT_HTTP, "")
    if name == "LocalProtocolError" or isinstance(error, UnicodeError):
        return Trouble(BAD_REQUEST, "")
    if name in {"InvalidURL", "UnsupportedProtocol"}:
        return Trouble(BAD_ADDRESS, "")
    return None


def _system_text(causes: list[BaseException]) -> str:
    texts = (cause.strerror for cause in causes if isinstance(cause, OSError))
    return next((text for text in texts if text), "")
