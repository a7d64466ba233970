"""What the pretend Facets looks at in an ID token, as Spring Security does by default."""

from __future__ import annotations

import time
from typing import Any, cast

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

SKEW_SECONDS = 60


def trouble_with(
    token: str, key_set: dict[str, object], *, issuer: str, audience: str, nonce: str
) -> str:
    """Return what is wrong with the token, or an empty text (OIDC Core 3.1.3.7)."""
    try:
        keys = KeySet.import_key_set(cast(Any, key_set))
        claims = jwt.decode(token, keys, algorithms=["RS256"]).claims
        jwt.JWTClaimsRegistry(
            now=int(time.time()),
            leeway=SKEW_SECONDS,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": audience},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        ).validate(claims)
    except (JoseError, ValueError) as error:
        return str(error)
    return ""
