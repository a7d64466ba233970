"""What the pretend Admin API says when it refuses: known texts, and plausible ones in their place.

Known from public reports (jumpcloud.md 3.4 and 3.6): everything that is not marked as invented.
"""

from __future__ import annotations

from jcwizard.practice.messages import Response


class AdminRefusalError(Exception):
    """One refusal, raised where a call fails: a status and a JSON object."""

    def __init__(self, status: int, body: dict[str, object]) -> None:
        super().__init__(status)
        self.status = status
        self.body = body

    def response(self) -> Response:
        """Return the answer."""
        return Response.of_json(self.body, self.status)


def refusal(status: int, message: str) -> AdminRefusalError:
    """Return a refusal in the shape that both versions use most: `{"message": …}`."""
    return AdminRefusalError(status, {"message": message})


def key_unknown() -> AdminRefusalError:
    """Nobody has this key, at least not in this region."""
    return refusal(401, "Unauthorized: api key user not found")


def key_missing() -> AdminRefusalError:
    """No key at all, or a token that is not good (any more). Invented."""
    return refusal(401, "Unauthorized")


def key_expired() -> AdminRefusalError:
    """The key's time is over. Invented: only that keys can expire is known."""
    return refusal(401, "Unauthorized: api key expired")


def organisation_missing() -> AdminRefusalError:
    """An admin of several organisations must say which one is meant."""
    return refusal(401, "Unauthorized: no organization selected")


def blocked() -> AdminRefusalError:
    """The address is blocked; the text is the title of an old article."""
    return refusal(403, "Forbidden: your IP has been blocked due to suspected abuse")


def api_disabled() -> AdminRefusalError:
    """No Billing Admin has enabled API access. Invented: only the rule is known."""
    return refusal(403, "Forbidden: API access is not enabled for this organization")


def read_only() -> AdminRefusalError:
    """The key of a read-only admin, at a call that changes something."""
    return refusal(403, "Forbidden")


def organisation_malformed() -> AdminRefusalError:
    """The x-org-id is no id, or not of the key's own organisation. The text is invented."""
    return refusal(400, "Bad Request: invalid x-org-id")


def not_found(what: str = "") -> AdminRefusalError:
    """There is no such thing, or not in this organisation."""
    return refusal(404, f"Not Found: {what}" if what else "Not Found")


def not_oidc() -> AdminRefusalError:
    """The application signs people in by something else, or not yet at all."""
    return not_found("oidc config not found")


def already_exists() -> AdminRefusalError:
    """What is to be added is there."""
    return refusal(409, "Already Exists")


def login_url_not_allowed() -> AdminRefusalError:
    """JumpCloud's own description calls `ssoUrl` required, and yet OIDC applications refuse it."""
    error = "ssoUrl is not allowed for OIDC apps"
    return AdminRefusalError(400, {"status": 400, "error": error})


def unknown_group() -> AdminRefusalError:
    """A group that is not there; this shape was seen at another address of v2."""
    body: dict[str, object] = {"error": "INVALID_ARGUMENT", "message": "user_group not found"}
    return AdminRefusalError(400, body)


def unprocessable(message: str, status: str) -> AdminRefusalError:
    """A value that contradicts another, in v2's published shape of errors. The texts are
    invented."""
    return AdminRefusalError(422, {"code": 422, "message": message, "status": status})


def malformed(message: str) -> AdminRefusalError:
    """A body or query that cannot be taken. The texts are invented."""
    return refusal(400, f"Bad Request: {message}")
