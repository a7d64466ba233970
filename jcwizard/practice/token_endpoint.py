"""The token endpoint and revocation, check by check (hydra.md 3)."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable

from jcwizard.practice.applications import Applications, Registered
from jcwizard.practice.authorization import NO_STORE
from jcwizard.practice.authorization_checks import LEAST_CHARACTERS
from jcwizard.practice.claims import id_token
from jcwizard.practice.client_authentication import authenticate
from jcwizard.practice.form_data import FormData
from jcwizard.practice.keys import SigningKeys
from jcwizard.practice.messages import Request, Response
from jcwizard.practice.refusals import TRIM_YOUR_PARAMETERS, UNREADABLE_FORM, RefusedError
from jcwizard.practice.tokens import ACCESS_SECONDS, SignIn, Tokens, intact

# What Hydra has a handler for; an application is never allowed the last two.
_KNOWN_GRANTS = (
    "authorization_code",
    "refresh_token",
    "client_credentials",
    "urn:ietf:params:oauth:grant-type:jwt-bearer",
)


class TokenEndpoint:
    """`/oauth2/token` and `/oauth2/revoke`. `now` is the issuer's clock in Unix seconds."""

    def __init__(
        self,
        applications: Applications,
        tokens: Tokens,
        keys: SigningKeys,
        issuer: str,
        now: Callable[[], float],
    ) -> None:
        self._applications = applications
        self._tokens = tokens
        self._keys = keys
        self._issuer = issuer
        self._now = now

    def answer(self, request: Request) -> Response:
        """Exchange a code or a refresh token."""
        try:
            form = _body(request)
            grant = form.get("grant_type")
            if not grant:
                hint = "Request parameter 'grant_type' is missing"
                raise RefusedError("invalid_request", hint)
            if grant not in _KNOWN_GRANTS:
                # Judged before the credentials: an unknown grant type says nothing about them.
                raise RefusedError("invalid_request", TRIM_YOUR_PARAMETERS)
            application = authenticate(request, form, self._applications)
            if grant not in application.settings.grant_types:
                hint = f"The OAuth 2.0 Client is not allowed to use authorization grant '{grant}'."
                raise RefusedError("unauthorized_client", hint)
            if grant == "refresh_token":
                sign_in = self._by_refresh_token(form, application)
            else:
                sign_in = self._by_code(form, application)
        except RefusedError as refused:
            return _refusal(refused)
        return self._tokens_for(sign_in, application)

    def revoke(self, request: Request) -> Response:
        """End a sign-in's tokens; an unknown token is answered like a known one (RFC 7009 2.2)."""
        try:
            form = _body(request)
            application = authenticate(request, form, self._applications)
        except RefusedError as refused:
            # Here the engine writes its static error, so a hint never shows (hydra.md 3.5).
            bare = RefusedError("invalid_client") if refused.status == 401 else refused
            return _refusal(bare)
        issued = self._tokens.find(form.get("token"))
        if issued is not None and issued.sign_in.client_id == application.client_id:
            self._tokens.revoke_all(issued.sign_in)
        return Response(200, b"", NO_STORE)

    def _by_code(self, form: FormData, application: Registered) -> SignIn:
        code = form.get("code")
        issued = self._tokens.find(code)
        if issued is None or issued.kind != "ac" or not intact(issued, code):
            raise RefusedError("invalid_grant")
        sign_in = issued.sign_in
        if issued.state == "used":
            self._tokens.revoke_all(sign_in)
            hint = "The authorization code has already been used."
            raise RefusedError("invalid_grant", hint)
        if self._tokens.expired(issued):
            raise RefusedError("invalid_grant")
        if sign_in.client_id != application.client_id:
            hint = (
                "The OAuth 2.0 Client ID from this request does not match the one from the "
                "authorize request."
            )
            raise RefusedError("invalid_grant", hint)
        if sign_in.redirect_uri and sign_in.redirect_uri != form.get("redirect_uri"):
            hint = (
                "The 'redirect_uri' from this request does not match the one from the authorize "
                "request."
            )
            raise RefusedError("invalid_grant", hint)
        _check_verifier(sign_in, form.get("code_verifier"))
        issued.state = "used"
        if 0 < len(sign_in.nonce.encode()) < LEAST_CHARACTERS:
            hint = (
                "Parameter 'nonce' is set but does not satisfy the minimum entropy of 8 characters."
            )
            raise RefusedError("insufficient_entropy", hint)
        return sign_in

    def _by_refresh_token(self, form: FormData, application: Registered) -> SignIn:
        text = form.get("refresh_token")
        issued = self._tokens.find(text)
        if issued is None or issued.kind != "rt" or not intact(issued, text):
            raise RefusedError("invalid_grant", "The refresh token is malformed or not valid.")
        if issued.state != "good":
            self._tokens.revoke_all(issued.sign_in)
            raise RefusedError("invalid_grant", "The refresh token was already used.")
        if self._tokens.expired(issued):
            raise RefusedError("invalid_grant", "The refresh token expired.")
        if issued.sign_in.client_id != application.client_id:
            hint = (
                "The OAuth 2.0 Client ID from this request does not match the ID during the "
                "initial token issuance."
            )
            raise RefusedError("invalid_grant", hint)
        self._tokens.rotate(issued)
        return issued.sign_in

    def _tokens_for(self, sign_in: SignIn, application: Registered) -> Response:
        access = self._tokens.issue("at", sign_in)
        answer: dict[str, object] = {
            "access_token": access,
            "expires_in": ACCESS_SECONDS - 1,
            "scope": " ".join(sign_in.scopes),
            "token_type": "bearer",
        }
        if "openid" in sign_in.scopes:
            claims = id_token(sign_in, self._issuer, access, int(self._now()))
            answer["id_token"] = self._keys.sign(claims)
        if "offline_access" in sign_in.scopes and application.settings.refresh_token:
            answer["refresh_token"] = self._tokens.issue("rt", sign_in)
        return Response.of_json(answer, 200, NO_STORE)


def _body(request: Request) -> FormData:
    form = request.form()
    if form is None:
        raise RefusedError("invalid_request", UNREADABLE_FORM)
    if not form:
        raise RefusedError("invalid_request", "The POST body can not be empty.")
    return form


def _refusal(refused: RefusedError) -> Response:
    """The engine sends no `WWW-Authenticate` here, also with 401."""
    return Response.of_json(refused.fields(), refused.status, NO_STORE)


def _check_verifier(sign_in: SignIn, verifier: str) -> None:
    """Compare the code verifier with the challenge (RFC 7636 4.6); a failure spends the record."""
    if sign_in.challenge_spent or (verifier and not sign_in.challenge):
        hint = "Unable to find initial PKCE data tied to this request."
        raise RefusedError("invalid_grant", hint)
    if not sign_in.challenge:
        return
    sign_in.challenge_spent = True
    if trouble := _verifier_trouble(sign_in.challenge, verifier):
        raise RefusedError("invalid_grant", trouble)


def _verifier_trouble(challenge: str, verifier: str) -> str:
    if len(verifier) < 43:
        return "The PKCE code verifier must be at least 43 characters."
    if len(verifier) > 128:
        return "The PKCE code verifier can not be longer than 128 characters."
    if not re.fullmatch(r"[A-Za-z0-9\-._~]+", verifier):
        return "The PKCE code verifier must only contain [a-Z], [0-9], '-', '.', '_', '~'."
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    if base64.urlsafe_b64encode(digest).decode("ascii").rstrip("=") != challenge:
        return "The PKCE code challenge did not match the code verifier."
    return ""
