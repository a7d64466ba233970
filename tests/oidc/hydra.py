"""A small provider that answers as Ory Hydra does, text by text, each part replaceable by a test.

The texts and the order are those of fosite: authorize_request_handler.go, client_authentication.go.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from time import time
from typing import Any
from urllib.parse import unquote_plus, urlencode

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from joserfc.jwk import RSAKey

from jcwizard.model.secret import Secret
from jcwizard.oidc.target import Target
from tests.canaries import hatch
from tests.oidc.servers import Answer, Asked, Server, as_json, to

CLIENT_ID = "4ff122de-428e-48c8-a4f7-d4f6b11c71a6"
SECRET = "HWcI.p6WmTqCv6.OHtG3Dp0~Ep"
SERVICE_REDIRECT = "https://facets.acme.example/login/oauth2/code/jumpcloud"
TEST_REDIRECT = "http://127.0.0.1:14217/callback"
ERROR_PAGE = "https://console.jumpcloud.example/oidc/error"

INVALID_CLIENT = (
    "Client authentication failed (e.g., unknown client, no client authentication included, or "
    "unsupported authentication method)."
)
INVALID_REQUEST = (
    "The request is missing a required parameter, includes an invalid parameter value, includes a "
    "parameter more than once, or is otherwise malformed."
)
INVALID_GRANT = (
    "The provided authorization grant (e.g., authorization code, resource owner credentials) or "
    "refresh token is invalid, expired, revoked, does not match the redirection URI used in the "
    "authorization request, or was issued to another client."
)
INVALID_SCOPE = "The requested scope is invalid, unknown, or malformed."
UNAUTHORIZED = "The client is not authorized to request a token using this method."
NO_CLIENT = "The requested OAuth 2.0 Client does not exist."
NO_REDIRECT = (
    "The 'redirect_uri' parameter does not match any of the OAuth 2.0 Client's pre-registered "
    "redirect urls."
)
NO_SESSION = (
    "The Authorization Server requires End-User authentication. "
    "Prompt 'none' was requested, but no existing login session was found."
)
WEAK_STATE = (
    "The state is missing or does not have enough characters and is therefore considered too weak. "
    "Request parameter 'state' must be at least be 8 characters long to ensure sufficient entropy."
)


@cache
def signing_key(name: str) -> RSAKey:
    """Return a key of that name; making one takes a moment, so tests share them."""
    return RSAKey.generate_key(2048, {"kid": name, "use": "sig"}, private=True)


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


Change = Callable[[dict[str, Any]], object]


def nothing(_: dict[str, Any]) -> None:
    """Change nothing."""


@dataclass
class Hydra:
    """One application at one issuer. Use `async with hydra.server`.

    The `change_*` functions edit an answer in place; `server.routes` has whole answers by path.
    """

    client_id: str = CLIENT_ID
    secret: str = SECRET
    method: str = "client_secret_post"
    redirects: list[str] = field(default_factory=lambda: [SERVICE_REDIRECT, TEST_REDIRECT])
    scopes: tuple[str, ...] = ("openid", "email", "profile", "offline_access")
    refresh_grant: bool = True
    hints: bool = True
    key: RSAKey = field(default_factory=lambda: signing_key("one"))
    published: list[dict[str, Any]] | None = None
    person: dict[str, Any] = field(
        default_factory=lambda: {
            "sub": "66a38039458be7b3dbb27541",
            "email": "maya@acme.example",
            "email_verified": True,
            "name": "Maya Okafor",
            "groups": ["Engineering", "Everyone"],
        }
    )
    change_document: Change = nothing
    change_redirect: Change = nothing
    change_header: Change = nothing
    change_claims: Change = nothing
    change_token: Change = nothing
    change_userinfo: Change = nothing
    change_refreshed: Change = nothing
    spoil_signature: bool = False
    date: str = ""

    def __post_init__(self) -> None:
        self.codes: dict[str, dict[str, str]] = {}
        self.refresh_tokens: set[str] = set()
        self.server = Server()
        self.server.routes = {
            "/.well-known/openid-configuration": lambda _: as_json(self.document()),
            "/.well-known/jwks.json": lambda _: as_json({"keys": self.public_keys()}),
            "/oauth2/auth": self.authorize,
            "/oauth2/token": self.token,
            "/userinfo": self.userinfo,
        }

    @property
    def issuer(self) -> str:
        return self.server.base + "/"

    def target(self, **changes: Any) -> Target:
        """Return a target that this provider answers well."""
        values: dict[str, Any] = {
            "issuer": self.issuer,
            "client_id": CLIENT_ID,
            "secret": Secret(SECRET),
            "client_authentication": "client_secret_post",
            "service_redirects": (SERVICE_REDIRECT,),
            "test_redirect": TEST_REDIRECT,
            "scopes": ("openid", "email", "profile"),
            "needs_refresh": False,
            "needs_email": True,
            "region": "us",
            "other_issuers": (("eu", "https://oauth.id.eu.jumpcloud.example/"),),
            "service_name": "Facets",
        }
        return Target(**(values | changes))

    def document(self) -> dict[str, Any]:
        base = self.server.base
        document = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{base}/oauth2/auth",
            "token_endpoint": f"{base}/oauth2/token",
            "jwks_uri": f"{base}/.well-known/jwks.json",
            "userinfo_endpoint": f"{base}/userinfo",
            "response_types_supported": ["code", "token code id_token", "id_token"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["plain", "S256"],
        }
        self.change_document(document)
        return document

    def public_keys(self) -> list[dict[str, Any]]:
        if self.published is not None:
            return self.published
        return [dict(self.key.as_dict(private=False))]

    # The authorization endpoint, in Hydra's order.
    def authorize(self, asked: Asked) -> Answer:
        query = asked.query
        if query.get("client_id") != self.client_id:
            return self.error_page("invalid_client", INVALID_CLIENT, NO_CLIENT)
        redirect = query.get("redirect_uri")
        if redirect is None and len(self.redirects) == 1:
            redirect = self.redirects[0]
        if redirect not in self.redirects:
            return self.error_page("invalid_request", INVALID_REQUEST, NO_REDIRECT)
        for scope in query.get("scope", "").split():
            if scope not in self.scopes:
                hint = f"The OAuth 2.0 Client is not allowed to request scope '{scope}'."
                return self.back(redirect, query, "invalid_scope", f"{INVALID_SCOPE} {hint}")
        if len(query.get("state", "")) < 8:
            return self.back(redirect, query, "invalid_state", WEAK_STATE)
        if query.get("prompt") == "none":
            return self.back(redirect, query, "login_required", NO_SESSION)
        code = hatch("ory_ac_" + secrets.token_urlsafe(24))
        self.codes[code] = query
        fields = {"code": code, "scope": query.get("scope", ""), "state": query["state"]}
        self.change_redirect(fields)
        return to(f"{redirect}?{urlencode(fields)}")

    def back(self, redirect: str, query: dict[str, str], error: str, text: str) -> Answer:
        fields = {"error": error, "error_description": text, "state": query.get("state", "")}
        return to(redirect + ("&" if "?" in redirect else "?") + urlencode(fields))

    def error_page(self, error: str, text: str, hint: str) -> Answer:
        fields = {"error": error, "error_description": f"{text} {hint}"}
        return to(f"{ERROR_PAGE}?{urlencode(fields)}", 302)

    # The token endpoint, in Hydra's order.
    def token(self, asked: Asked) -> Answer:
        refusal = self.refused_client(asked)
        if refusal:
            return self.refusal(401, "invalid_client", INVALID_CLIENT, refusal.strip("-"))
        if asked.form.get("grant_type") == "refresh_token":
            return self.refreshed(asked.form)
        query = self.codes.pop(asked.form.get("code", ""), None)
        if query is None or asked.form.get("redirect_uri") != query["redirect_uri"]:
            return self.refusal(400, "invalid_grant", INVALID_GRANT)
        challenge = b64(hashlib.sha256(asked.form.get("code_verifier", "").encode()).digest())
        if challenge != query.get("code_challenge"):
            hint = "The PKCE code challenge did not match the code verifier."
            return self.refusal(400, "invalid_grant", INVALID_GRANT, hint)
        return self.granted(query.get("scope", ""), query.get("nonce", ""), self.change_claims)

    def refused_client(self, asked: Asked) -> str:
        """Return why the client is refused ("-" without a hint), "" when it is authenticated."""
        client_id, given = asked.form.get("client_id", ""), asked.form.get("client_secret", "")
        method = "client_secret_post" if given else "none"
        if asked.headers.get("authorization", "").startswith("Basic "):
            pair = base64.b64decode(asked.headers["authorization"][6:]).decode()
            client_id, _, given = (unquote_plus(part) for part in pair.partition(":"))
            method = "client_secret_basic"
        if client_id != self.client_id:
            return "-"
        if given and method != self.method:
            return (
                f"The OAuth 2.0 Client supports client authentication method '{self.method}', but "
                f"method '{method}' was requested. You must configure the OAuth 2.0 client's "
                f"'token_endpoint_auth_method' value to accept '{method}'."
            )
        return "" if self.method == "none" or given == self.secret else "-"

    def refusal(self, status: int, error: str, text: str, hint: str = "") -> Answer:
        text = f"{text} {hint}".strip() if self.hints else text
        return as_json({"error": error, "error_description": text}, status)

    def refreshed(self, form: dict[str, str]) -> Answer:
        if not self.refresh_grant:
            hint = "The OAuth 2.0 Client is not allowed to use authorization grant 'refresh_token'."
            return self.refusal(400, "unauthorized_client", UNAUTHORIZED, hint)
        if form.get("refresh_token") not in self.refresh_tokens:
            hint = "The refresh token is malformed or not valid."
            return self.refusal(400, "invalid_grant", INVALID_GRANT, hint)
        self.refresh_tokens.discard(form["refresh_token"])
        return self.granted("openid email profile offline_access", "", self.change_refreshed)

    def granted(self, scope: str, nonce: str, change: Change) -> Answer:
        access = hatch("ory_at_" + secrets.token_urlsafe(24))
        claims = self.claims(access, nonce)
        change(claims)
        members: dict[str, Any] = {
            "access_token": access,
            "expires_in": 3599,
            "id_token": self.signed(claims),
            "scope": scope,
            "token_type": "bearer",
        }
        if "offline_access" in scope.split() and self.refresh_grant:
            members["refresh_token"] = hatch("ory_rt_" + secrets.token_urlsafe(24))
            self.refresh_tokens.add(members["refresh_token"])
        self.change_token(members)
        return as_json(members, **({"Date": self.date} if self.date else {}))

    def claims(self, access: str, nonce: str) -> dict[str, Any]:
        now = int(time())
        half = hashlib.sha256(access.encode()).digest()[:16]
        return {
            **self.person,
            "iss": self.issuer,
            "aud": [self.client_id],
            "exp": now + 3600,
            "iat": now,
            "auth_time": now,
            "rat": now,
            "jti": secrets.token_hex(8),
            "at_hash": b64(half),
            **({"nonce": nonce} if nonce else {}),
        }

    def signed(self, claims: dict[str, Any]) -> str:
        """Return the token in compact form; written by hand, because its faults are wanted."""
        header = {"alg": "RS256", "kid": self.key.kid, "typ": "JWT"}
        self.change_header(header)
        parts = (json.dumps(part).encode() for part in (header, claims))
        text = ".".join(b64(part) for part in parts)
        return hatch(f"{text}.{b64(self.signature(text))}")

    def signature(self, text: str) -> bytes:
        made: bytes = self.key.private_key.sign(text.encode(), PKCS1v15(), hashes.SHA256())
        return bytes(byte ^ 0x5A for byte in made) if self.spoil_signature else made

    def userinfo(self, asked: Asked) -> Answer:
        assert asked.headers["authorization"].startswith("Bearer ory_at_")
        told = {**self.person, "iss": self.issuer, "aud": [self.client_id]}
        self.change_userinfo(told)
        return as_json(told)
