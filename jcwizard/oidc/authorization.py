"""Makes one sign-in attempt: its random values, and the address that the browser is sent to."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from jcwizard.model.secret import Secret
from jcwizard.oidc.discovery import Provider
from jcwizard.oidc.probes import with_query
from jcwizard.oidc.target import Target

# 32 random bytes are 43 characters: RFC 7636 4.1 asks for 43 to 128, Hydra for 8 in a state, and
# a nonce of more than 43 is a warning in the certification suite.
_BYTES = 32


@dataclass(frozen=True)
class Attempt:
    """The values of one attempt; a second one gets its own (RFC 7636 4.1, OIDC Core 3.1.2.1)."""

    redirect_uri: str
    scopes: tuple[str, ...]
    state: Secret
    nonce: Secret
    verifier: Secret


def new_attempt(target: Target) -> Attempt:
    """Return a fresh attempt from the system's random source."""
    state, nonce, verifier = (Secret(secrets.token_urlsafe(_BYTES)) for _ in range(3))
    return Attempt(target.test_redirect, target.asked_scopes, state, nonce, verifier)


def authorization_url(provider: Provider, client_id: str, attempt: Attempt) -> str:
    """Return the address to open: PKCE with S256, state and nonce, and no secret.

    Imports authlib, about 35 ms the first time: `login` does it in a thread before.
    """
    from authlib.oauth2.rfc7636 import create_s256_code_challenge

    challenge = create_s256_code_challenge(attempt.verifier.reveal())  # type: ignore[no-untyped-call]
    fields = [
        ("response_type", "code"),
        ("client_id", client_id),
        ("redirect_uri", attempt.redirect_uri),
        ("scope", " ".join(attempt.scopes)),
        ("state", attempt.state.reveal()),
        ("nonce", attempt.nonce.reveal()),
        ("code_challenge", challenge),
        ("code_challenge_method", "S256"),
    ]
    return with_query(provider.authorization_endpoint, fields)
