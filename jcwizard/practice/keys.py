"""The pretend issuer's signing keys: made once in a process, RS256."""

from __future__ import annotations

import uuid
from functools import lru_cache

from joserfc import jwt
from joserfc.jwk import KeyParameters, RSAKey

# Hydra makes 4096 bits; 2048 sign as well for practice and are made ten times faster.
KEY_BITS = 2048


class SigningKeys:
    """The key that signs, and a second published one.

    Hydra's key set holds the access tokens' key too, and old keys after a rotation, so whoever
    verifies must choose by `kid` (hydra.md 4).
    """

    def __init__(self, signing: RSAKey, other: RSAKey) -> None:
        self._signing = signing
        self._published = (other, signing)

    def sign(self, claims: dict[str, object]) -> str:
        """Return the claims as a signed JWT with the key's id in its header."""
        header = {"alg": "RS256", "typ": "JWT", "kid": self._signing.kid}
        return jwt.encode(header, claims, self._signing)

    def published(self) -> dict[str, object]:
        """Return the public key set (RFC 7517 5)."""
        return {"keys": [key.as_dict(private=False) for key in self._published]}


@lru_cache(maxsize=1)
def signing_keys() -> SigningKeys:
    """Make the keys; takes some tenths of a second, so call it in a thread."""
    return SigningKeys(_new_key(), _new_key())


def _new_key() -> RSAKey:
    parameters: KeyParameters = {"use": "sig", "alg": "RS256", "kid": str(uuid.uuid4())}
    return RSAKey.generate_key(KEY_BITS, parameters)
