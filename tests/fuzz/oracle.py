"""A second opinion on ID tokens, written from the standards alone, without the wizard's code.

It may be stricter than the wizard nowhere: what the wizard passes, this must call valid.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

SLACK = 300
OLDEST = 600


@dataclass(frozen=True)
class Asked:
    """What the token has to be about."""

    issuer: str
    client_id: str
    nonce: str
    access_token: str
    now: float
    keys: Mapping[str, RSAPublicKey]


def is_valid(token: str, asked: Asked) -> bool:
    """Return whether the token proves who signed in (RFC 7515, OIDC Core 3.1.3.7)."""
    claims = _signed_claims(token, asked.keys)
    return claims is not None and _claims_are_right(claims, asked)


def _signed_claims(token: str, keys: Mapping[str, RSAPublicKey]) -> dict[str, Any] | None:
    parts = token.split(".")
    if len(parts) != 3 or not all(re.fullmatch(r"[A-Za-z0-9_-]*", part) for part in parts):
        return None
    header = _object(_bytes(parts[0]))
    if header is None or header.get("alg") != "RS256" or "crit" in header:
        return None
    tried = [keys[header["kid"]]] if header.get("kid") in keys else []
    tried = list(keys.values()) if "kid" not in header else tried
    signed = f"{parts[0]}.{parts[1]}".encode()
    if not any(_made(key, _bytes(parts[2]), signed) for key in tried):
        return None
    return _object(_bytes(parts[1]))


def _made(key: RSAPublicKey, signature: bytes, signed: bytes) -> bool:
    try:
        key.verify(signature, signed, PKCS1v15(), SHA256())
    except InvalidSignature:
        return False
    return True


def _bytes(part: str) -> bytes:
    try:
        return base64.b64decode(part.replace("-", "+").replace("_", "/") + "===", validate=False)
    except ValueError:
        return b""


def _object(data: bytes) -> dict[str, Any] | None:
    repeated: list[str] = []

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _value in pairs]
        repeated.extend(name for name in names if names.count(name) > 1)
        return dict(pairs)

    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=once)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) and not repeated else None


def _claims_are_right(claims: dict[str, Any], asked: Asked) -> bool:
    audience, person = claims.get("aud"), claims.get("sub")
    half = hashlib.sha256(asked.access_token.encode()).digest()[:16]
    own_hash = base64.urlsafe_b64encode(half).decode().rstrip("=")
    return (
        claims.get("iss") == asked.issuer
        and (audience == asked.client_id or _is_only(audience, asked.client_id))
        and claims.get("azp", asked.client_id) == asked.client_id
        and isinstance(person, str)
        and 1 <= len(person) <= 255
        and person.isascii()
        and claims.get("nonce") == asked.nonce
        and claims.get("at_hash", own_hash) == own_hash
        and _times_are_right(claims, asked.now)
    )


def _is_only(audience: object, client_id: str) -> bool:
    """Whether it is a list of this client alone, however often it is named."""
    return isinstance(audience, list) and bool(audience) and audience == [client_id] * len(audience)


def _times_are_right(claims: dict[str, Any], now: float) -> bool:
    times = {name: claims[name] for name in ("exp", "iat", "nbf") if name in claims}
    if not {"exp", "iat"} <= times.keys():
        return False
    if any(isinstance(one, bool) or not isinstance(one, int | float) for one in times.values()):
        return False
    return bool(
        times["exp"] > now - SLACK
        and now - OLDEST <= times["iat"] <= now + SLACK
        and times.get("nbf", now) <= now + SLACK
    )
