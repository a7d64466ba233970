"""What the pretend engine says when it refuses: error names, fixed texts and statuses of Hydra."""

from __future__ import annotations

# fosite errors.go, in the wording of v2.3.
_FIXED_TEXTS = {
    "access_denied": "The resource owner or authorization server denied the request.",
    "insufficient_entropy": (
        "The request used a security parameter (e.g., anti-replay, anti-csrf) with insufficient "
        "entropy."
    ),
    "invalid_client": (
        "Client authentication failed (e.g., unknown client, no client authentication included, "
        "or unsupported authentication method)."
    ),
    "invalid_grant": (
        "The provided authorization grant (e.g., authorization code, resource owner credentials) "
        "or refresh token is invalid, expired, revoked, does not match the redirection URI used "
        "in the authorization request, or was issued to another client."
    ),
    "invalid_request": (
        "The request is missing a required parameter, includes an invalid parameter value, "
        "includes a parameter more than once, or is otherwise malformed."
    ),
    "invalid_scope": "The requested scope is invalid, unknown, or malformed.",
    "invalid_state": (
        "The state is missing or does not have enough characters and is therefore considered too "
        "weak."
    ),
    "invalid_token": "Invalid token format.",
    "login_required": "The Authorization Server requires End-User authentication.",
    "registration_not_supported": "The OP does not support use of the registration parameter.",
    "request_forbidden": "The request is not allowed.",
    "request_unauthorized": "The request could not be authorized.",
    "token_signature_mismatch": "Token signature mismatch.",
    "unauthorized_client": "The client is not authorized to request a token using this method.",
    "unsupported_response_mode": (
        "The authorization server does not support obtaining a response using this response mode."
    ),
    "unsupported_response_type": (
        "The authorization server does not support obtaining a token using this method."
    ),
}

# The statuses of JSON answers that are not 400.
_STATUSES = {"invalid_client": 401, "invalid_token": 401, "request_unauthorized": 401}

# fosite's own hint of `invalid_request`, used where a check gives none.
TRIM_YOUR_PARAMETERS = (
    "Make sure that the various parameters are correct, be aware of case sensitivity and trim your "
    "parameters. Make sure that the client you are using has exactly whitelisted the redirect_uri "
    "you specified."
)
UNREADABLE_FORM = (
    "Unable to parse HTTP body, make sure to send a properly formatted form request body."
)


class RefusedError(Exception):
    """One refusal: an OAuth `error` with its hint, raised at the check that fails.

    `fixed` replaces the text that belongs to the error.
    """

    def __init__(self, error: str, hint: str = "", *, fixed: str = "") -> None:
        super().__init__(error, hint)
        self.error = error
        self.hint = hint
        self._fixed = fixed or _FIXED_TEXTS[error]

    @property
    def status(self) -> int:
        """The HTTP status where the answer is JSON."""
        return _STATUSES.get(self.error, 400)

    @property
    def description(self) -> str:
        """The fixed text, then the hint; double quotes become single ones (fosite errors.go)."""
        return f"{self._fixed} {self.hint}".strip().replace('"', "'")

    def fields(self) -> dict[str, str]:
        """The two members that production shows; debug texts are never exposed."""
        return {"error": self.error, "error_description": self.description}
