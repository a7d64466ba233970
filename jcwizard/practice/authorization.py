"""The authorization endpoint: checks, the way to the login page and the way back with a code."""

from __future__ import annotations

from collections.abc import Callable

from jcwizard.practice.applications import Applications, Registered
from jcwizard.practice.authorization_checks import (
    identify,
    judge,
    judge_after_login,
    no_silent_login,
)
from jcwizard.practice.claims import mapped_attributes
from jcwizard.practice.form_data import FormData
from jcwizard.practice.messages import Request, Response, with_query
from jcwizard.practice.pages import Pages, Row
from jcwizard.practice.pending_logins import LOGIN_SECONDS, PendingLogins, cookie_name
from jcwizard.practice.redirects import survives_rewriting, with_fields
from jcwizard.practice.refusals import UNREADABLE_FORM, RefusedError
from jcwizard.practice.tokens import SignIn, Tokens

NO_STORE = (("Cache-Control", "no-store"), ("Pragma", "no-cache"))


class AuthorizationEndpoint:
    """`/oauth2/auth`, by GET or POST. `now` is the issuer's clock in Unix seconds."""

    def __init__(
        self,
        applications: Applications,
        logins: PendingLogins,
        tokens: Tokens,
        console_url: str,
        now: Callable[[], float],
        pages: Pages,
    ) -> None:
        self._applications = applications
        self._logins = logins
        self._tokens = tokens
        self._console_url = console_url
        self._now = now
        self._pages = pages

    def answer(self, request: Request) -> Response:
        """Answer in the engine's order of checks, each refusal to where the engine sends it."""
        query, body = request.query(), request.form()
        if query is None or body is None:
            return self._error_page(RefusedError("invalid_request", UNREADABLE_FORM))
        form = body.and_then(query)
        try:
            application, redirect_uri = identify(form, self._applications)
        except RefusedError as refused:
            return self._error_page(refused)
        try:
            judge(form, application)
            if verifier := form.get("login_verifier"):
                cookie = request.cookie(cookie_name(application.client_id))
                return self._grant(form, application, redirect_uri, verifier, cookie)
            no_silent_login(form)
        except RefusedError as refused:
            if not survives_rewriting(redirect_uri, application.settings.redirect_uris):
                return self._error_page(refused)
            fields = {**refused.fields(), "state": form.get("state")}
            return self._to_service(form, redirect_uri, fields)
        return self._to_login_page(form, application)

    def _error_page(self, refused: RefusedError) -> Response:
        """302 to the portal's error page, without `state`: two signs that tell it apart."""
        return Response.redirect(
            with_query(f"{self._console_url}/oidc/error", refused.fields()), 302
        )

    def _to_service(self, form: FormData, redirect_uri: str, fields: dict[str, str]) -> Response:
        mode = form.get("response_mode")
        if mode == "form_post":
            page = self._pages.fill("form_post", action=redirect_uri, fields=_rows(fields))
            # The browser sends the form on itself, which the pages' own policy would forbid.
            kind = (("Content-Type", "text/html; charset=utf-8"),)
            return Response(200, page.encode(), kind + NO_STORE)
        location = with_fields(redirect_uri, fields, fragment=mode == "fragment")
        return Response.redirect(location, 303, NO_STORE)

    def _to_login_page(self, form: FormData, application: Registered) -> Response:
        pending = self._logins.begin(form, application.client_id, int(self._now()))
        address = with_query(f"{self._console_url}/login", {"login_challenge": pending.challenge})
        cookie = (
            f"{cookie_name(application.client_id)}={pending.csrf}; Path=/; "
            f"Max-Age={LOGIN_SECONDS}; HttpOnly; SameSite=Lax"
        )
        return Response.redirect(address, 302, (*NO_STORE, ("Set-Cookie", cookie)))

    def _grant(
        self,
        form: FormData,
        application: Registered,
        redirect_uri: str,
        verifier: str,
        cookie: str,
    ) -> Response:
        pending, person = self._logins.redeem(verifier, cookie)
        judge_after_login(form, application, redirect_uri)
        sign_in = SignIn(
            client_id=application.client_id,
            sub=person.sub,
            scopes=tuple(form.words("scope")),
            claims=mapped_attributes(application, person),
            nonce=form.get("nonce"),
            redirect_uri=form.get("redirect_uri"),
            challenge=form.get("code_challenge"),
            requested_at=pending.requested_at,
            signed_in_at=int(self._now()),
        )
        code = self._tokens.issue("ac", sign_in)
        scope = " ".join(sign_in.scopes)
        fields = {"code": code, "scope": scope, "state": form.get("state")}
        return self._to_service(form, redirect_uri, fields)


def _rows(fields: dict[str, str]) -> list[Row]:
    return [{"name": name, "value": value} for name, value in sorted(fields.items())]
