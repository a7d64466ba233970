"""Reads what the authorization and token endpoints answered: what does it prove?

The texts are those of Ory Hydra, the engine behind JumpCloud; they are English in every version.
An answer that fits nothing known is UNCLEAR, and proves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urljoin, urlsplit, urlunsplit

from jcwizard.oidc.untrusted import text_member

# Compiled by `re` at first use: start-up does not pay for them.
CLIENT_UNKNOWN = r"requested OAuth 2\.0 Client does not exist"
REDIRECT_UNKNOWN = r"'redirect_uri' parameter does not match any"
REDIRECT_NEEDED = r"'redirect_uri' parameter is required"
SCOPE_REFUSED = r"not allowed to request scope '([^']*)'"
WEAK_STATE = r"'state' must be at least be (\d+) characters"
METHOD_WRONG = (
    r"supports client authentication method '([a-z_]+)', but method '([a-z_]+)' was requested"
)

# OIDC Core 3.1.2.6: what `prompt=none` may be answered with when nobody is signed in.
_NO_SESSION = frozenset(
    {"login_required", "interaction_required", "consent_required", "account_selection_required"}
)
# Hydra looks at these only after the redirect URI (hydra.md 1.1), so they say that it matched.
_AFTER_REDIRECT = frozenset({"login_required", "invalid_scope", "invalid_state"})
_CODE_FLOW = frozenset({"unsupported_response_type", "unauthorized_client"})
_ANSWER_FIELDS = frozenset({"error", "error_description", "error_hint", "state", "iss", "code"})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MAX_LOCATION = 16_384


class Seen(StrEnum):
    """What an answer of the authorization endpoint shows."""

    NO_SESSION = "no_session"
    LOGIN_PAGE = "login_page"
    SCOPE_REFUSED = "scope_refused"
    WEAK_STATE = "weak_state"
    CODE_FLOW_REFUSED = "code_flow_refused"
    OTHER_ERROR = "other_error"
    CODE = "code"
    CLIENT_UNKNOWN = "client_unknown"
    REDIRECT_UNKNOWN = "redirect_unknown"
    REDIRECT_NEEDED = "redirect_needed"
    ODDLY_WRITTEN = "oddly_written"
    UNCLEAR = "unclear"


_AT_REDIRECT = frozenset(
    {
        Seen.NO_SESSION,
        Seen.LOGIN_PAGE,
        Seen.SCOPE_REFUSED,
        Seen.WEAK_STATE,
        Seen.CODE_FLOW_REFUSED,
        Seen.OTHER_ERROR,
        Seen.CODE,
    }
)
_CLIENT_KNOWN = _AT_REDIRECT | {Seen.REDIRECT_UNKNOWN, Seen.REDIRECT_NEEDED, Seen.ODDLY_WRITTEN}


@dataclass(frozen=True)
class AuthorizationAnswer:
    """One answer; `redirect` is the address that it was sent to, without the answer's own fields.

    `scope` names the first refused scope. The texts come from the network.
    """

    seen: Seen
    error: str = ""
    description: str = ""
    scope: str = ""
    redirect: str = ""

    @property
    def proves_client(self) -> bool:
        """Whether the application exists at this issuer."""
        return self.seen in _CLIENT_KNOWN

    @property
    def proves_redirect(self) -> bool:
        """Whether the redirect URI asked for is registered (RFC 6749 4.1.2.1)."""
        return self.seen in _AT_REDIRECT


def read_authorization(
    status: int, location: str, *, endpoint: str, redirect_uri: str | None, state: str
) -> AuthorizationAnswer:
    """Read an answer of the authorization endpoint that was not followed (hydra.md 1.2).

    `redirect_uri` is the one that was asked for, None when none was (then any address that gives
    our state back counts as one). Only `Location` is read: a page proves nothing.
    """
    unclear = AuthorizationAnswer(Seen.UNCLEAR)
    if status not in _REDIRECTS or not location or len(location) > _MAX_LOCATION:
        return unclear
    place = split_url(absolute(endpoint, location))
    fields = _fields_of(place) if place is not None else None
    if place is None or fields is None:
        return unclear
    error, text = fields.get("error", ""), _text(fields)
    answer = AuthorizationAnswer(Seen.UNCLEAR, error, text, redirect=_without_answer(place))
    if "login_challenge" in fields and not error:
        return _as(answer, Seen.LOGIN_PAGE)
    if fields.get("state") == state and _is_asked(place, redirect_uri):
        return _at_redirect(answer, fields)
    if "state" not in fields and error:
        return _at_error_page(answer)
    return answer


def read_error_page(url: str) -> AuthorizationAnswer | None:
    """Read the address of the provider's own error page; None when it is none."""
    place = split_url(url)
    fields = _fields_of(place) if place is not None else None
    if place is None or fields is None or not fields.get("error"):
        return None
    answer = AuthorizationAnswer(Seen.UNCLEAR, fields["error"], _text(fields))
    return _at_error_page(answer)


def _at_redirect(answer: AuthorizationAnswer, fields: Mapping[str, str]) -> AuthorizationAnswer:
    error = answer.error
    if not error:
        return _as(answer, Seen.CODE if fields.get("code") else Seen.UNCLEAR)
    if error in _NO_SESSION:
        return _as(answer, Seen.NO_SESSION)
    if error == "invalid_scope":
        named = re.search(SCOPE_REFUSED, answer.description)
        return _as(answer, Seen.SCOPE_REFUSED, scope=named[1] if named else "")
    if error == "invalid_state" or re.search(WEAK_STATE, answer.description):
        return _as(answer, Seen.WEAK_STATE)
    return _as(answer, Seen.CODE_FLOW_REFUSED if error in _CODE_FLOW else Seen.OTHER_ERROR)


def _at_error_page(answer: AuthorizationAnswer) -> AuthorizationAnswer:
    error, text = answer.error, answer.description
    if error == "invalid_client" and re.search(CLIENT_UNKNOWN, text):
        return _as(answer, Seen.CLIENT_UNKNOWN)
    if error == "invalid_request" and re.search(REDIRECT_UNKNOWN, text):
        return _as(answer, Seen.REDIRECT_UNKNOWN)
    if error == "invalid_request" and re.search(REDIRECT_NEEDED, text):
        return _as(answer, Seen.REDIRECT_NEEDED)
    return _as(answer, Seen.ODDLY_WRITTEN if error in _AFTER_REDIRECT else Seen.UNCLEAR)


def _as(answer: AuthorizationAnswer, seen: Seen, *, scope: str = "") -> AuthorizationAnswer:
    return AuthorizationAnswer(seen, answer.error, answer.description, scope, answer.redirect)


def _text(fields: Mapping[str, str]) -> str:
    # Hydra 1.x can be told to give the hint apart (hydra.md 1.3).
    return " ".join(
        text for text in (fields.get("error_description"), fields.get("error_hint")) if text
    )


def _fields_of(place: SplitResult) -> dict[str, str] | None:
    """Return the fields of the query, then of the fragment; None when one of ours repeats."""
    found: dict[str, str] = {}
    for part in (place.query, place.fragment):
        try:
            pairs = parse_qsl(part, keep_blank_values=True, max_num_fields=100)
        except ValueError:
            return None
        for name, value in pairs:
            if name in found and name in _ANSWER_FIELDS:
                return None
            found.setdefault(name, value)
    return found


def _without_answer(place: SplitResult) -> str:
    pairs = parse_qsl(place.query, keep_blank_values=True, max_num_fields=100)
    own = [(name, value) for name, value in pairs if name not in _ANSWER_FIELDS]
    return urlunsplit(place._replace(query=urlencode(own), fragment=""))


def _is_asked(place: SplitResult, redirect_uri: str | None) -> bool:
    return redirect_uri is None or same_address(urlunsplit(place), redirect_uri)


def same_address(one: str, other: str) -> bool:
    """Return whether two URLs have the same scheme, host, port and path; the rest is not looked at.

    Go writes a redirect URI anew before it answers there, so the writing may differ.
    """
    first, second = split_url(one), split_url(other)
    if first is None or second is None:
        return False
    return _address(first) == _address(second)


def _address(parts: SplitResult) -> tuple[str, str, int | None, str]:
    scheme = parts.scheme.lower()
    port = parts.port or {"http": 80, "https": 443}.get(scheme)
    return scheme, (parts.hostname or "").lower(), port, unquote(parts.path) or "/"


def absolute(base: str, location: str) -> str:
    """Return where a `Location` leads (RFC 9110 10.2.2), "" when it is no address."""
    try:
        return urljoin(base, location)
    except ValueError:
        return ""


def split_url(url: str) -> SplitResult | None:
    """Return the parts of an absolute URL, or None when it is none."""
    try:
        parts = urlsplit(url)
        _ = parts.port, parts.hostname  # raise where they are malformed
    except ValueError:
        return None
    return parts if parts.scheme else None


class Judged(StrEnum):
    """What an answer of the token endpoint to a made-up grant shows."""

    ACCEPTED = "accepted"
    GRANT_REFUSED = "grant_refused"
    METHOD_WRONG = "method_wrong"
    REFUSED = "refused"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class TokenAnswer:
    """One answer; `method` is the app's own authentication method where the text names it.

    ACCEPTED and GRANT_REFUSED both say that id, secret and method are right (hydra.md 3.1).
    """

    judged: Judged
    error: str = ""
    description: str = ""
    method: str = ""
    status: int = 0

    @property
    def authenticated(self) -> bool:
        """Whether the client authentication went through."""
        return self.judged in (Judged.ACCEPTED, Judged.GRANT_REFUSED)


def read_token(status: int, members: Mapping[str, object] | None) -> TokenAnswer:
    """Read an answer of the token endpoint to a made-up code or refresh token.

    `members` is the JSON object of the answer, None when it is none.
    """
    if members is None or not 400 <= status < 500 or status in (403, 407, 429):
        return TokenAnswer(Judged.UNCLEAR, status=status)
    error = text_member(members, "error")
    texts = {name: text_member(members, name) for name in ("error_description", "error_hint")}
    text = _text(texts)
    answer = TokenAnswer(_judge(status, error, text), error, text, status=status)
    named = re.search(METHOD_WRONG, text)
    if answer.judged is Judged.METHOD_WRONG and named:
        return TokenAnswer(answer.judged, error, text, named[1], status)
    return answer


def _judge(status: int, error: str, text: str) -> Judged:
    if error == "invalid_client":
        return Judged.METHOD_WRONG if re.search(METHOD_WRONG, text) else Judged.REFUSED
    if error in ("invalid_grant", "token_inactive"):
        return Judged.ACCEPTED
    # Some engines say `unauthorized_client` for a wrong secret, so the error alone proves nothing.
    of_the_grant = status == 400 and "grant" in text.lower()
    return (
        Judged.GRANT_REFUSED if error == "unauthorized_client" and of_the_grant else Judged.UNCLEAR
    )
