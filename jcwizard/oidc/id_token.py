"""Checks the claims of an ID token, one by one in the order of OIDC Core 3.1.3.7."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from jcwizard.model.finding import Finding
from jcwizard.model.secret import DOTS, Secret
from jcwizard.oidc.keys import ALGORITHM
from jcwizard.oidc.untrusted import json_type, shown, text_member

LEEWAY = 300
MAX_AGE = 600
CLOCK_TOLERANCE = 120
_LAST_TIME = 253_402_300_799  # the end of the year 9999

Claims = Mapping[str, object]


@dataclass(frozen=True)
class Expected:
    """What the claims must say.

    `now` is this computer's clock and `server_time` the provider's, in seconds since the epoch.
    `nonce` is None for a refreshed token, which need not repeat it.
    """

    issuer: str
    client_id: str
    nonce: Secret | None
    access_token: Secret | None
    now: float
    server_time: float | None = None

    @property
    def clock_off_by(self) -> float:
        """How many seconds this computer is ahead of the provider; 0 where that is not known."""
        return 0.0 if self.server_time is None else self.now - self.server_time


def check_claims(claims: Claims, expected: Expected) -> Finding | None:
    """Return the first thing that is wrong with the claims, None when nothing is."""
    rules: tuple[Callable[[Claims, Expected], Finding | None], ...] = (
        _issuer,
        _subject,
        _audience,
        _party,
        _times,
        _nonce,
        _access_token,
    )
    for rule in rules:
        finding = rule(claims, expected)
        if finding is not None:
            return finding
    return None


def check_signed_person(claims: Claims, expected: Expected) -> Finding | None:
    """Return what is wrong with a signed userinfo answer (OIDC Core 5.3.2), None when nothing is.

    Other audiences beside this client are allowed there, and times need not be told. Issuer and
    audience should be: what their absence means is the caller's business.
    """
    told = claims.get("aud", expected.client_id)
    meant = expected.client_id in (told if isinstance(told, list) else [told])
    if not meant:
        return _wrong("identity.audience", "aud", claims, expected.client_id)
    untold = {"iss": expected.issuer, "exp": expected.now + LEEWAY, **claims, "iat": expected.now}
    return _issuer(untold, expected) or _times(untold, expected)


def clock_warning(expected: Expected) -> Finding | None:
    """Return what to say of a clock that is off by little enough to be accepted.

    For a token whose times fit this clock: one that is told to be off by more was told wrongly.
    """
    if not CLOCK_TOLERANCE < abs(expected.clock_off_by) <= MAX_AGE + LEEWAY:
        return None
    fast = expected.clock_off_by > 0
    return _clock_finding(expected, "clock.a_little_fast" if fast else "clock.a_little_slow")


def _issuer(claims: Claims, expected: Expected) -> Finding | None:
    """OIDC Core 3.1.3.7 #2: exactly the issuer that was discovered."""
    if claims.get("iss") == expected.issuer:
        return None
    return _wrong("identity.issuer", "iss", claims, expected.issuer)


def _subject(claims: Claims, expected: Expected) -> Finding | None:
    """OIDC Core 2: at most 255 ASCII characters."""
    sub = text_member(claims, "sub")
    if sub and len(sub) <= 255 and sub.isascii() and sub.isprintable():
        return None
    return _wrong("identity.subject", "sub", claims, "1-255 ASCII")


def _audience(claims: Claims, expected: Expected) -> Finding | None:
    """OIDC Core 3.1.3.7 #3: this client is in it, and nobody else."""
    told = claims.get("aud")
    audience = [told] if isinstance(told, str) else told
    if not isinstance(audience, list) or expected.client_id not in audience:
        return _wrong("identity.audience", "aud", claims, expected.client_id)
    if any(entry != expected.client_id for entry in audience):
        return _wrong("identity.audience_extra", "aud", claims, expected.client_id)
    return None


def _party(claims: Claims, expected: Expected) -> Finding | None:
    """OIDC Core 3.1.3.7 #4 and #5."""
    if claims.get("azp", expected.client_id) == expected.client_id:
        return None
    return _wrong("identity.authorized_party", "azp", claims, expected.client_id)


def _times(claims: Claims, expected: Expected) -> Finding | None:
    """OIDC Core 3.1.3.7 #9 and #10; what only this computer's clock makes wrong is told as that."""
    for name in ("exp", "iat"):
        if _time(claims, name) is None:
            return _wrong("identity.time_missing", name, claims, "number")
    if "nbf" in claims and _time(claims, "nbf") is None:
        return _wrong("identity.time_missing", "nbf", claims, "number")
    finding = _times_at(claims, expected.now)
    if finding is None or expected.server_time is None:
        return finding
    if abs(expected.clock_off_by) > CLOCK_TOLERANCE:
        by_their_clock = _times_at(claims, expected.server_time)
        if by_their_clock is None:
            fast = expected.clock_off_by > 0
            return _clock_finding(expected, "clock.fast" if fast else "clock.slow")
    return finding


def _times_at(claims: Claims, now: float) -> Finding | None:
    ends, begins = _time(claims, "exp") or 0.0, _time(claims, "iat") or 0.0
    valid_from = _time(claims, "nbf") or begins
    if ends <= now - LEEWAY:
        return Finding("identity.expired", _shown_time(now), _shown_time(ends), {"claim": "exp"})
    for name, moment in (("iat", begins), ("nbf", valid_from)):
        if moment > now + LEEWAY:
            values = {"claim": name}
            return Finding(
                "identity.from_the_future", _shown_time(now), _shown_time(moment), values
            )
    if begins < now - MAX_AGE:
        values = {"claim": "iat"}
        return Finding("identity.too_old", _shown_time(now), _shown_time(begins), values)
    return None


def _nonce(claims: Claims, expected: Expected) -> Finding | None:
    """OIDC Core 3.1.3.7 #11: the token belongs to this attempt. Compared in constant time."""
    told = claims.get("nonce")
    if expected.nonce is None:
        return None
    if isinstance(told, str) and Secret(told) == expected.nonce:
        return None
    # Never what is told: a list could hold the right one.
    actual = DOTS if isinstance(told, str) else json_type(told) if "nonce" in claims else ""
    return Finding("identity.nonce", DOTS, actual, {"claim": "nonce"})


def _access_token(claims: Claims, expected: Expected) -> Finding | None:
    """OIDC Core 3.1.3.8: the access token came with this ID token, where that is said."""
    from authlib.oidc.core.util import create_half_hash

    if "at_hash" not in claims or expected.access_token is None:
        return None
    told = claims["at_hash"]
    wanted = create_half_hash(expected.access_token.reveal(), ALGORITHM)
    made = wanted if isinstance(wanted, bytes) else str(wanted).encode()
    if isinstance(told, str) and hmac.compare_digest(told.encode(), made):
        return None
    actual = DOTS if isinstance(told, str) else json_type(told)
    return Finding("identity.access_token_differs", DOTS, actual, {"claim": "at_hash"})


def _time(claims: Claims, name: str) -> float | None:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 < value <= _LAST_TIME else None


def _wrong(code: str, claim: str, claims: Claims, expected: str) -> Finding:
    return Finding(code, expected, _told(claims, claim), {"claim": claim})


def _told(claims: Claims, name: str) -> str:
    """Return what a claim says, in short; "" when it is missing."""
    if name not in claims:
        return ""
    value = claims[name]
    if isinstance(value, list):
        return shown(", ".join(entry if isinstance(entry, str) else "?" for entry in value[:8]))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return shown(str(value) if abs(value) <= _LAST_TIME else "number")
    return shown(value)


def _shown_time(moment: float) -> str:
    return datetime.fromtimestamp(int(moment), UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _clock_finding(expected: Expected, code: str) -> Finding:
    minutes = str(max(1, round(abs(expected.clock_off_by) / 60)))
    theirs = expected.server_time or 0.0
    return Finding(code, _shown_time(theirs), _shown_time(expected.now), {"minutes": minutes})
