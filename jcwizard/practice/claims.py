"""What the pretend issuer says about a person: in the ID token and at userinfo (hydra.md 4)."""

from __future__ import annotations

import base64
import hashlib
import uuid

from jcwizard.practice.applications import Registered
from jcwizard.practice.people import Person
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

    The boxes Email and Profile only fill in mapping rows (jumpcloud.md 1.6): the engine's scopes
    add nothing themselves. Email brings the constant `email_verified` as the text "true". One
    bound group is a bare text and several are a list; groups that are not bound are left out.
    """
    settings = application.settings
    claims: dict[str, object] = {}
    if application.sends_email:
        claims |= {"email": person.email, "email_verified": "true"}
    if settings.profile:
        claims |= {"given_name": person.given_name, "family_name": person.family_name}
    bound = [group for group in person.groups if group in settings.groups]
    if settings.group_attribute and settings.group_attribute not in _STANDARD and bound:
        claims[settings.group_attribute] = bound if len(bound) > 1 else bound[0]
    return claims


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
