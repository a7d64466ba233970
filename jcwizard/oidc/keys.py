"""Chooses the key that an ID token is checked with; each key of the set stands for itself.

The choice is ours because a library's key set fails over one bad key, or for a missing `kid`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from jcwizard.model.exchange import Exchange
from jcwizard.model.finding import Check, Finding, Status
from jcwizard.net.client import Client, Reply, Request
from jcwizard.oidc.base64url import decoded
from jcwizard.oidc.discovery import ISSUER, Provider
from jcwizard.oidc.replies import unjudged
from jcwizard.oidc.untrusted import shown

if TYPE_CHECKING:
    from joserfc.jwk import RSAKey

ALGORITHM = "RS256"
MAX_TRIED = 16
MIN_BITS, MAX_BITS = 2_048, 8_192
_MAX_EXPONENT = 8  # bytes; real ones have three
# What only the owner of a key may have; RFC 7518 6.3.2, and `k` of 6.4.
_PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})


@dataclass(frozen=True)
class SigningKey:
    """A public RSA key that may have signed an ID token; `kid` is "" where it has none."""

    kid: str
    key: RSAKey


@dataclass(frozen=True)
class Keys:
    """The usable keys of one issuer, in the order published."""

    usable: tuple[SigningKey, ...]
    evidence: tuple[Exchange, ...] = ()

    def candidates(self, kid: str | None) -> tuple[SigningKey, ...]:
        """Return the keys to try: those of that `kid`, or up to 16 where the token names none."""
        if kid is None:
            return self.usable[:MAX_TRIED]
        return tuple(key for key in self.usable if key.kid == kid)[:MAX_TRIED]


async def fetch_keys(provider: Provider, client: Client) -> Keys | Check:
    """Fetch the issuer's keys, or return the `issuer` check that says why none can be used."""
    request = Request("GET", provider.jwks_uri, headers=(("Accept", "application/json"),))
    # joserfc takes 60 ms to import, too long for the thread that paints.
    loading = asyncio.to_thread(import_module, "joserfc.jwk")
    reply, _ = await asyncio.gather(client.send(request), loading)
    # Nor is there time for a set as large as it may be, which takes 100 ms to read.
    return await asyncio.to_thread(read_keys, reply)


def read_keys(reply: Reply) -> Keys | Check:
    """Read a JWK Set (RFC 7517 5): one bad key does not spoil the others."""
    members = reply.json_object()
    listed = members.get("keys") if members is not None else None
    if reply.trouble is not None or reply.status != 200 or not isinstance(listed, list):
        return Check.of(ISSUER, Status.UNKNOWN, unjudged(reply, "200 application/json, keys"))
    usable = tuple(_usable(listed))
    if not usable:
        values = {"count": str(len(listed))}
        expected = f"RSA, {ALGORITHM}, >= {MIN_BITS} bit"
        kinds = ", ".join(_kind(item) for item in listed[:8]) or "0"
        finding = Finding("issuer.keys_unusable", expected, kinds, values, (reply.exchange,))
        return Check.of(ISSUER, Status.FAILED, finding)
    return Keys(usable, (reply.exchange,))


def _usable(listed: Iterable[object]) -> Iterable[SigningKey]:
    """Yield the keys that may be tried; the size of the answer bounds how many there can be."""
    for item in listed:
        if isinstance(item, dict) and _may_sign(item):
            key = _imported(item)
            if key is not None:
                kid = item.get("kid")
                yield SigningKey(kid if isinstance(kid, str) else "", key)


def _may_sign(jwk: Mapping[str, object]) -> bool:
    operations = jwk.get("key_ops")
    return (
        jwk.get("kty") == "RSA"
        and jwk.get("use", "sig") == "sig"
        and jwk.get("alg", ALGORITHM) == ALGORITHM
        and (operations is None or (isinstance(operations, list) and "verify" in operations))
        # OIDC Discovery 3: no private values. With a key that everybody has, everybody can sign.
        and not _PRIVATE & jwk.keys()
        and MIN_BITS <= _bits(jwk) <= MAX_BITS
    )


def _bits(jwk: Mapping[str, object]) -> int:
    """Return the size of the modulus in bits, 0 where it cannot be read."""
    return int.from_bytes(decoded(jwk.get("n")) or b"").bit_length()


def _imported(jwk: Mapping[str, object]) -> RSAKey | None:
    """Return the key itself, None where it is none that RFC 8017 3.1 knows: both numbers odd."""
    from joserfc.jwk import RSAKey

    modulus, exponent = decoded(jwk.get("n")), decoded(jwk.get("e"))
    if not modulus or not exponent or len(exponent) > _MAX_EXPONENT:
        return None
    if not modulus[-1] % 2 or not exponent[-1] % 2 or int.from_bytes(exponent) < 3:
        return None
    try:
        # Only what makes the key itself: x5u and x5c are none of our business.
        return RSAKey.import_key({name: str(jwk[name]) for name in ("kty", "n", "e")})
    except Exception:  # noqa: BLE001  joserfc raises KeyError, binascii.Error, ValueError and more
        return None


def _kind(item: object) -> str:
    if not isinstance(item, dict):
        return "?"
    parts = (item.get(name) for name in ("kty", "alg", "use", "crv"))
    kind = shown(" ".join(part[:20] for part in parts if isinstance(part, str))) or "?"
    if _PRIVATE & item.keys():
        kind += " private"
    bits = _bits(item)
    return f"{kind} {bits} bit" if bits else kind
