"""The pretend issuer: which address answers what, discovery, keys and userinfo."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from jcwizard.practice.addresses import Addresses
from jcwizard.practice.authorization import NO_STORE, AuthorizationEndpoint
from jcwizard.practice.claims import userinfo
from jcwizard.practice.form_data import FormData
from jcwizard.practice.keys import SigningKeys
from jcwizard.practice.messages import Request, Response
from jcwizard.practice.refusals import RefusedError
from jcwizard.practice.token_endpoint import TokenEndpoint
from jcwizard.practice.tokens import Tokens, intact

_BEARER_HINT = "Check that you provided valid credentials in the right format."


class Provider:
    """Answers at the issuer's address as Hydra v2.3 does; `now` is its clock."""

    def __init__(
        self,
        authorization: AuthorizationEndpoint,
        token_endpoint: TokenEndpoint,
        tokens: Tokens,
        keys: SigningKeys,
        at: Addresses,
        now: Callable[[], float],
    ) -> None:
        self._tokens = tokens
        self._keys = keys
        self._issuer = at.issuer
        self._console_url = at.console_url
        self._now = now
        self._ways: dict[tuple[str, str], Callable[[Request], Response]] = {
            ("GET", "/.well-known/openid-configuration"): self._discovery,
            ("GET", "/.well-known/jwks.json"): self._key_set,
            ("GET", "/oauth2/auth"): authorization.answer,
            ("POST", "/oauth2/auth"): authorization.answer,
            ("POST", "/oauth2/token"): token_endpoint.answer,
            ("POST", "/oauth2/revoke"): token_endpoint.revoke,
            ("GET", "/userinfo"): self._userinfo,
            ("POST", "/userinfo"): self._userinfo,
            ("GET", "/oauth2/sessions/logout"): self._logout,
        }

    async def answer(self, request: Request) -> Response:
        """Answer one request; an unknown path is a plain 404, a wrong method a 405."""
        if way := self._ways.get((request.method, request.path)):
            return way(request)
        if any(path == request.path for _, path in self._ways):
            return Response.text("Method Not Allowed", 405)
        return Response.text("404 page not found", 404)

    def _discovery(self, request: Request) -> Response:
        return Response.of_json(discovery(self._issuer))

    def _key_set(self, request: Request) -> Response:
        return Response.of_json(self._keys.published())

    def _logout(self, request: Request) -> Response:
        # Nobody stays signed in here, so there is nothing to end but the visit.
        return Response.redirect(f"{self._console_url}/", 302)

    def _userinfo(self, request: Request) -> Response:
        scheme, _, token = request.header("authorization").partition(" ")
        if scheme.lower() != "bearer":
            token = (request.form() or FormData()).get("access_token")
        try:
            claims = self._claims_for(token)
        except RefusedError as refused:
            challenge = 'Bearer error="{error}",error_description="{error_description}"'
            header = ("WWW-Authenticate", challenge.format(**refused.fields()))
            return Response.of_json(refused.fields(), refused.status, (header,))
        return Response.of_json(claims, 200, NO_STORE)

    def _claims_for(self, token: str) -> dict[str, object]:
        issued = self._tokens.find(token)
        if issued is None or issued.state == "revoked" or issued.kind == "ac":
            raise RefusedError("request_unauthorized", _BEARER_HINT)
        if not intact(issued, token):
            hint = "Check that you provided a valid token in the right format."
            raise RefusedError("token_signature_mismatch", hint)
        if issued.kind != "at":
            fixed = "Only access tokens are allowed in the authorization header."
            raise RefusedError("invalid_token", fixed=fixed)
        if self._tokens.expired(issued):
            ended = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
            hint = f"Access token expired at '{ended}'."
            raise RefusedError("invalid_token", hint, fixed="Token expired.")
        return userinfo(issued.sign_in, self._issuer, int(self._now()))


def discovery(issuer: str) -> dict[str, object]:
    """Return the discovery document: server-wide lists, true for no one application."""
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}oauth2/auth",
        "token_endpoint": f"{issuer}oauth2/token",
        "jwks_uri": f"{issuer}.well-known/jwks.json",
        "userinfo_endpoint": f"{issuer}userinfo",
        "revocation_endpoint": f"{issuer}oauth2/revoke",
        "end_session_endpoint": f"{issuer}oauth2/sessions/logout",
        "subject_types_supported": ["public"],
        "response_types_supported": [
            "code", "code id_token", "id_token", "token id_token", "token", "token id_token code",
        ],
        "response_modes_supported": ["query", "fragment", "form_post"],
        "grant_types_supported": [
            "authorization_code", "implicit", "client_credentials", "refresh_token",
        ],
        "scopes_supported": ["offline_access", "offline", "openid", "email", "profile"],
        "claims_supported": ["sub"],
        "token_endpoint_auth_methods_supported": [
            "client_secret_post", "client_secret_basic", "private_key_jwt", "none",
        ],
        "id_token_signing_alg_values_supported": ["RS256"],
        "id_token_signed_response_alg": ["RS256"],
        "userinfo_signing_alg_values_supported": ["none", "RS256"],
        "userinfo_signed_response_alg": ["RS256"],
        "request_object_signing_alg_values_supported": ["none", "RS256", "ES256"],
        "code_challenge_methods_supported": ["plain", "S256"],
        "request_parameter_supported": True,
        "request_uri_parameter_supported": True,
        "require_request_uri_registration": True,
        "claims_parameter_supported": False,
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
        "frontchannel_logout_supported": True,
        "frontchannel_logout_session_supported": True,
        "credentials_endpoint_draft_00": f"{issuer}credentials",
        "credentials_supported_draft_00": [],
    }  # fmt: skip
