"""What an authorization request must pass, in the engine's order (hydra.md 1.1)."""

from __future__ import annotations

from jcwizard.practice.applications import Applications, Registered
from jcwizard.practice.form_data import FormData
from jcwizard.practice.redirects import is_secure, matching
from jcwizard.practice.refusals import RefusedError

LEAST_CHARACTERS = 8
_RESPONSE_MODES = ("", "query", "fragment", "form_post")
_PROMPTS = ("login", "none", "consent", "registration")


def identify(form: FormData, applications: Applications) -> tuple[Registered, str]:
    """Rows 2 to 5: who asks and where the answer goes. A refusal goes to the error page."""
    application = applications.known_to_issuer(form.get("client_id"))
    if application is None:
        hint = "The requested OAuth 2.0 Client does not exist."
        raise RefusedError("invalid_client", hint)
    openid = "openid" in form.words("scope")
    if openid:
        _no_request_object(form)
    mode = form.get("response_mode")
    if mode not in _RESPONSE_MODES:
        hint = f"Request with unsupported response_mode '{mode}'."
        raise RefusedError("unsupported_response_mode", hint)
    requested = form.get("redirect_uri")
    if openid and not requested:
        hint = "The 'redirect_uri' parameter is required when using OpenID Connect 1.0."
        raise RefusedError("invalid_request", hint)
    return application, matching(requested, application.settings.redirect_uris)


def _no_request_object(form: FormData) -> None:
    given = [name for name in ("request", "request_uri") if form.get(name)]
    if len(given) > 1:
        hint = (
            "OpenID Connect parameters 'request' and 'request_uri' were both given, but you can "
            "use at most one."
        )
        raise RefusedError("invalid_request", hint)
    if given:
        hint = (
            "OpenID Connect 'request' or 'request_uri' context was given, but the OAuth 2.0 Client "
            "does not have any JSON Web Keys registered."
        )
        raise RefusedError("invalid_request", hint)


def judge(form: FormData, application: Registered) -> None:
    """Rows 6 to 11: what is asked for. A refusal goes to the redirect URI."""
    for scope in form.words("scope"):
        if scope not in application.settings.scopes:
            hint = f"The OAuth 2.0 Client is not allowed to request scope '{scope}'."
            raise RefusedError("invalid_scope", hint)
    for audience in form.words("audience"):
        hint = f"Requested audience '{audience}' has not been whitelisted by the OAuth 2.0 Client."
        raise RefusedError("invalid_request", hint)
    if form.get("registration"):
        raise RefusedError("registration_not_supported")
    kind = form.get("response_type")
    if not kind.strip():
        hint = "`The request is missing the 'response_type' parameter."
        raise RefusedError("unsupported_response_type", hint)
    if kind.strip() != "code":
        hint = f"The client is not allowed to request response_type '{kind}'."
        raise RefusedError("unsupported_response_type", hint)
    if len(form.get("state").encode()) < LEAST_CHARACTERS:
        hint = (
            "Request parameter 'state' must be at least be 8 characters long to ensure sufficient "
            "entropy."
        )
        raise RefusedError("invalid_state", hint)


def no_silent_login(form: FormData) -> None:
    """Row 12: nobody is ever signed in already here, so `prompt=none` is always refused."""
    if "none" in form.words("prompt"):
        hint = "Prompt 'none' was requested, but no existing login session was found."
        raise RefusedError("login_required", hint)


def judge_after_login(form: FormData, application: Registered, redirect_uri: str) -> None:
    """What is looked at only once a person has signed in: prompt, http, code challenge."""
    prompts = form.words("prompt")
    if any(prompt not in _PROMPTS for prompt in prompts):
        hint = f"Used unknown value '[{' '.join(prompts)}]' for prompt parameter"
        raise RefusedError("invalid_request", hint)
    if not is_secure(redirect_uri):
        hint = (
            "Redirect URL is using an insecure protocol, http is only allowed for hosts with "
            "suffix 'localhost', for example: http://myapp.localhost/."
        )
        raise RefusedError("invalid_request", hint)
    challenge, method = form.get("code_challenge"), form.get("code_challenge_method")
    if not challenge:
        if application.settings.authentication == "none":
            hint = (
                "This client must include a code_challenge when performing the authorize code "
                "flow, but it is missing."
            )
            raise RefusedError("invalid_request", hint)
        return
    if method in ("", "plain"):
        hint = "Clients must use code_challenge_method=S256, plain is not allowed."
        raise RefusedError("invalid_request", hint)
    if method != "S256":
        hint = "The code_challenge_method is not supported, use S256 instead."
        raise RefusedError("invalid_request", hint)
