"""Reads what the browser brought back: the query of the callback, or an address that was pasted.

Nothing counts that does not carry the state of this attempt (RFC 8252 8.9), so no page and no
program on this computer can end a sign-in that it did not start.
"""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qsl

from jcwizard.model.finding import Finding
from jcwizard.model.rules import clean
from jcwizard.model.secret import Secret
from jcwizard.oidc.answers import Seen, read_error_page, same_address, split_url
from jcwizard.oidc.untrusted import shown

MAX_QUERY = 8_192
_MAX_CODE = 4_096
_MAX_FIELDS = 50
# RFC 6749 appendix A.11: a code is made of visible ASCII characters.
_CODE = re.compile(r"[\x21-\x7e]+")
_ONCE = frozenset({"code", "state", "error", "error_description", "iss"})


class Ignored(StrEnum):
    """Why a query is no answer to this attempt."""

    NO_STATE = "no_state"
    OTHER_STATE = "other_state"
    JUNK = "junk"


class Problem(StrEnum):
    """What is wrong with an answer that did come from this attempt."""

    NONE = ""
    REPEATED = "repeated"
    NEITHER = "neither"
    BOTH = "both"
    CODE_ODD = "code_odd"


@dataclass(frozen=True)
class Callback:
    """The answer to this attempt: a code, or an error. `iss` is None where it was not sent.

    With a problem, neither of them is to be used.
    """

    code: Secret | None = None
    error: str = ""
    description: str = ""
    iss: str | None = None
    problem: Problem = Problem.NONE


def read_query(query: str, state: Secret) -> Callback | Ignored:
    """Read the query of the callback; the state is compared in constant time.

    Once the state is right, the rest comes from the provider and is judged, not ignored.
    """
    pairs = _pairs(query)
    if pairs is None:
        return Ignored.JUNK
    states = [value for name, value in pairs if name == "state"]
    if not states:
        return Ignored.NO_STATE
    if len(states) > 1:
        return Ignored.JUNK
    if not hmac.compare_digest(states[0].encode(errors="replace"), state.reveal().encode()):
        return Ignored.OTHER_STATE
    fields = dict(reversed(pairs))
    code, error = fields.get("code", ""), fields.get("error", "")
    return Callback(
        code=Secret(code) if code else None,
        error=error,
        description=fields.get("error_description", "") or fields.get("error_hint", ""),
        iss=fields.get("iss"),
        problem=_problem([name for name, _value in pairs], code, error),
    )


def _pairs(query: str) -> list[tuple[str, str]] | None:
    if len(query) > MAX_QUERY:
        return None
    try:
        return parse_qsl(query, keep_blank_values=True, max_num_fields=_MAX_FIELDS)
    except ValueError:
        return None


def _problem(names: list[str], code: str, error: str) -> Problem:
    # RFC 6749 3.1: no parameter more than once.
    if any(names.count(name) > 1 for name in _ONCE):
        return Problem.REPEATED
    if code and error:
        return Problem.BOTH
    if not code and not error:
        return Problem.NEITHER
    if code and (len(code) > _MAX_CODE or not _CODE.fullmatch(code)):
        return Problem.CODE_ODD
    return Problem.NONE


def read_pasted(
    text: str, *, redirect_uri: str, state: Secret, authorization_endpoint: str
) -> Callback | Finding:
    """Read what a person pasted from the browser's address bar; the finding says what it is.

    The same rules as for the callback itself. A bare code is refused, because it does not say
    which attempt it belongs to.
    """
    text, _removed = clean(text)
    text = text.strip()
    if not text:
        return _unusable("paste.empty", redirect_uri, "")
    if len(text) > MAX_QUERY + len(redirect_uri):
        return _unusable("paste.not_an_address", redirect_uri, f"{len(text)}")
    if "://" not in text:
        return _read_bare(text, redirect_uri, state)
    parts = split_url(text)
    if parts is None:
        return _unusable("paste.not_an_address", redirect_uri, "")
    place = shown(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}")
    if not same_address(text, redirect_uri):
        return _elsewhere(text, place, redirect_uri, authorization_endpoint)
    return _read_pasted_query(parts.query, place, redirect_uri, state)


def _read_bare(text: str, redirect_uri: str, state: Secret) -> Callback | Finding:
    """Read a text without a scheme: some browsers leave it out, some people copy only the end."""
    without_scheme = redirect_uri.partition("://")[2]
    if text.startswith(without_scheme):
        query = text.removeprefix(without_scheme).removeprefix("?")
        return _read_pasted_query(query, without_scheme, redirect_uri, state)
    if "state=" in text:
        return _read_pasted_query(text.lstrip("?&"), "", redirect_uri, state)
    like_a_code = bool(_CODE.fullmatch(text)) and len(text) >= 8 and "@" not in text
    code = "paste.code_only" if like_a_code else "paste.not_an_address"
    return _unusable(code, redirect_uri, "")


def _read_pasted_query(
    query: str, place: str, redirect_uri: str, state: Secret
) -> Callback | Finding:
    found = read_query(query, state)
    if isinstance(found, Callback):
        return found
    other = found is Ignored.OTHER_STATE
    return _unusable("paste.other_attempt" if other else "paste.no_answer", redirect_uri, place)


def _elsewhere(text: str, place: str, redirect_uri: str, authorization_endpoint: str) -> Finding:
    """Say what another address is; the provider's error page says what is wrong by itself."""
    if same_address(text, authorization_endpoint):
        return _unusable("paste.sign_in_link", redirect_uri, place)
    answer = read_error_page(text)
    if answer is None:
        return _unusable("paste.other_address", redirect_uri, place)
    said = shown(f"{answer.error}: {answer.description}")
    if answer.seen is Seen.CLIENT_UNKNOWN:
        return Finding("client_id.unknown", "", said)
    if answer.seen is Seen.REDIRECT_UNKNOWN:
        values = {"missing": redirect_uri, "registered": ""}
        return Finding("redirect.test_missing", redirect_uri, said, values)
    return Finding("paste.error_page", redirect_uri, said, {"said": said})


def _unusable(code: str, expected: str, actual: str) -> Finding:
    return Finding(code, f"{expected}?code=…&state=…", actual)
