"""Who asks at the token endpoint: fosite's client authentication, check by check (hydra.md 3.2)."""

from __future__ import annotations

import base64
import binascii

from jcwizard.practice.applications import Applications, Registered
from jcwizard.practice.form_data import FormData, unescape
from jcwizard.practice.messages import Request
from jcwizard.practice.refusals import RefusedError


def authenticate(request: Request, form: FormData, applications: Applications) -> Registered:
    """Return the application that asks, or raise the refusal.

    The method is judged before the secret is compared.
    """
    basic = basic_credentials(request.header("authorization"))
    client_id, secret = _credentials(basic, form)
    application = applications.known_to_issuer(client_id)
    if application is None:
        raise RefusedError("invalid_client")
    method = application.settings.authentication
    if form.get("client_id") and form.get("client_secret") and method != "client_secret_post":
        raise _wrong_method(method, "client_secret_post")
    if basic is not None and basic[1] and method != "client_secret_basic":
        raise _wrong_method(method, "client_secret_basic")
    if method != "none" and not application.accepts_secret(secret):
        raise RefusedError("invalid_client")
    return application


def _wrong_method(registered: str, requested: str) -> RefusedError:
    return RefusedError(
        "invalid_client",
        f"The OAuth 2.0 Client supports client authentication method '{registered}', but method "
        f"'{requested}' was requested. You must configure the OAuth 2.0 client's "
        f"'token_endpoint_auth_method' value to accept '{requested}'.",
    )


def _credentials(basic: tuple[str, str] | None, form: FormData) -> tuple[str, str]:
    """Return client id and secret, form-decoded; the Basic header comes before the body."""
    client_id, secret = basic or (form.get("client_id"), form.get("client_secret"))
    if basic is None and not client_id:
        raise RefusedError(
            "invalid_request",
            "Client credentials missing or malformed in both HTTP Authorization header and HTTP "
            "POST body.",
        )
    decoded = []
    for what, text in (("id", client_id), ("secret", secret)):
        plain = unescape(text)
        if plain is None:
            raise RefusedError(
                "invalid_request",
                f"The client {what} in the HTTP authorization header could not be decoded from "
                "'application/x-www-form-urlencoded'.",
            )
        decoded.append(plain)
    return decoded[0], decoded[1]


def basic_credentials(header: str) -> tuple[str, str] | None:
    """Read a Basic header as Go does: one that cannot be read counts as none."""
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, colon, password = base64.b64decode(token, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return (name, password) if colon else None
