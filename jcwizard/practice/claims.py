"""What the pretend issuer says about a person: in the ID token and at userinfo (hydra.md 4)."""

from __future__ import annotations

import base64
import hashlib
import uuid

from jcwizard.practice.applications import Registered
from jcwizard.practice.people import Person
from jcwizard.practice.settings import GROUP_NAMES
from jcwizard.practice.tokens import ACCESS_SECONDS, SignIn

# Hydra writes or deletes these itself, so an attribute of the same name has no effect.
_STANDARD = frozenset(
    {
        "sub", "iss", "jti", "aud", "iat", "exp", "rat", "nonce", "at_hash", "c_hash",
        "auth_time", "acr", "amr", "sid",
    }
)  # fmt: skip


def mapped_attributes(application: Registered, person: Person) -> dict[str, object]:
    """Return what the Attribute Mapping sends, whichever scopes are asked for.

    Only rows send anything (jumpcloud.md 1.6): the engine's scopes add nothing themselves, and the
    boxes Email and Profile only fill rows in. A constant is sent as the text that it is. One bound
    group is a bare text and several are a list; groups that are not bound are left out.
    """
    settings, known = application.settings, person.attributes()
    claims: dict[str, object] = dict(settings.constants)
    claims |= {name: known[attribute] for name, attribute in settings.claims if attribute in known}
    bound = [group for group in person.groups if group in settings.groups]
    if bound:
        names = bound if len(bound) > 1 else bound[0]
        claims |= {name: names for name, value in settings.claims if value == GROUP_NAMES}
    return {name: value for name, value in claims.items() if name not in _STANDARD}


def id_token(sign_in: SignIn, issuer: str, access_token: str, now: int) -> dict[str, object]:
    """Return the claims of the ID token that is given out with `access_token`."""
    nonce = {"nonce": sign_in.nonce} if sign_in.nonce else {}
    return {
        **userinfo(sign_in, issuer, now),
        **nonce,
        "at_hash": _half_hash(access_token),
        "exp": now + ACCESS_SECONDS,
        "jti": str(uuid.uuid4()),
        "sid": sign_in.sid,
    }


def userinfo(sign_in: SignIn, issuer: str, now: int) -> dict[str, object]:
    """Return the ID token's claims without `nonce`, `at_hash`, `exp`, `sid` and `jti`."""
    return {
        **sign_in.claims,
        "aud": [sign_in.client_id],
        "auth_time": sign_in.signed_in_at,
        "iat": now,
        "iss": issuer,
        "rat": sign_in.requested_at,
        "sub": sign_in.sub,
    }


def _half_hash(token: str) -> str:
    """The left half of the SHA-256, base64url without padding (OIDC Core 3.1.3.6)."""
    digest = hashlib.sha256(token.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest[:16]).decode("ascii").rstrip("=")
