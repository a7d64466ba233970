"""Puts the client's credentials into a token request, by exactly one method."""

from __future__ import annotations

import base64
from urllib.parse import quote_plus

from jcwizard.model.secret import Secret
from jcwizard.net.client import Request
from jcwizard.oidc.target import BASIC, PUBLIC

Fields = tuple[tuple[str, str | Secret], ...]
_JSON = ("Accept", "application/json")


def token_request(
    url: str, fields: Fields, client_id: str, secret: Secret | None, method: str
) -> Request:
    """Return the POST with the client authenticated by `method` (RFC 6749 2.3.1).

    Basic sends id and secret form-encoded before base64, and neither of them in the body; Post
    sends both in the body; `none` sends the id alone.
    """
    if method == BASIC and secret is not None:
        header = ("Authorization", basic(client_id, secret))
        return Request("POST", url, form=fields, headers=(_JSON, header))
    own: Fields = (("client_id", client_id),)
    if method != PUBLIC and secret is not None:
        own += (("client_secret", secret),)
    return Request("POST", url, form=(*fields, *own), headers=(_JSON,))


def basic(client_id: str, secret: Secret) -> Secret:
    """Return the value of the Authorization header (RFC 6749 2.3.1 and appendix B)."""
    pair = f"{_encoded(client_id)}:{_encoded(secret.reveal())}"
    return Secret("Basic " + base64.b64encode(pair.encode("ascii")).decode("ascii"))


def _encoded(text: str) -> str:
    return quote_plus(text, safe="", errors="replace")
