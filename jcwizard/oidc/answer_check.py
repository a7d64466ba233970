"""Judges what the callback said before anything of it is used: who answered, and what."""

from __future__ import annotations

import re

from jcwizard.model.finding import Check, Finding, Status
from jcwizard.model.secret import Secret
from jcwizard.oidc.answers import SCOPE_REFUSED
from jcwizard.oidc.callback import Callback, Problem
from jcwizard.oidc.discovery import Provider
from jcwizard.oidc.stages import ANSWER, CANCELLED
from jcwizard.oidc.untrusted import shown

# Hydra's own texts first (hydra.md 7): the login app's texts are not known, so they come last.
_KNOWN: tuple[tuple[str, str, str], ...] = (
    ("consent request denied", r"", "answer.consent_refused"),
    ("request_forbidden", r"CSRF", "answer.cookies_lost"),
    ("request_unauthorized", r"has expired", "answer.took_too_long"),
    ("access_denied", r"verifier has already been used", "answer.page_reused"),
    ("access_denied", r"resource owner denied|abort|cancel", CANCELLED),
    ("invalid_request", r"code_challenge", "answer.pkce_refused"),
    ("invalid_request", r"insecure protocol", "answer.insecure_redirect"),
    ("invalid_scope", r"", "scopes.refused"),
    ("unsupported_response_type", r"", "answer.code_flow_refused"),
    ("unauthorized_client", r"", "answer.code_flow_refused"),
    ("login_required", r"", "answer.silent_sign_in"),
    ("consent_required", r"", "answer.silent_sign_in"),
    ("interaction_required", r"", "answer.silent_sign_in"),
    ("account_selection_required", r"", "answer.silent_sign_in"),
    ("server_error", r"", "answer.provider_trouble"),
    ("temporarily_unavailable", r"", "answer.provider_trouble"),
    # RFC 6749 4.1.2.1: about the request that was sent, not about the person.
    ("invalid_request", r"", "answer.request_refused"),
    ("invalid_state", r"", "answer.request_refused"),
    ("request_forbidden", r"", "answer.request_refused"),
    ("unsupported_response_mode", r"", "answer.request_refused"),
    ("registration_not_supported", r"", "answer.request_refused"),
    ("invalid_client", r"", "answer.request_refused"),
    # RFC 8707 2, RFC 9470 5, RFC 9396 5 and OIDC Core 3.1.2.6, likewise.
    ("invalid_target", r"", "answer.request_refused"),
    ("unmet_authentication_requirements", r"", "answer.request_refused"),
    ("invalid_authorization_details", r"", "answer.request_refused"),
    ("invalid_request_uri", r"", "answer.request_refused"),
    ("invalid_request_object", r"", "answer.request_refused"),
    ("request_not_supported", r"", "answer.request_refused"),
    ("request_uri_not_supported", r"", "answer.request_refused"),
)
# What a sign-in page says when it does not let a person through; which word JumpCloud's own page
# chooses is not known.
_REFUSAL = (
    r"denied|deny|refus|reject|no access|unauthori[sz]ed|forbidden|blocked|suspended|locked"
    r"|disabled|policy|not (?:assigned|allowed|authori[sz]ed|permitted|entitled|a member)"
)
# JumpCloud's own words about an application that is not activated under whatever name of an error.
_NOT_ACTIVATED = r"could not connect to your application"
# These name something that is set wrongly; the others are trouble that another try may not meet.
_FAILURES = frozenset(
    {
        "answer.person_refused",
        "answer.consent_refused",
        "answer.not_activated",
        "answer.pkce_refused",
        "answer.insecure_redirect",
        "answer.code_flow_refused",
        "scopes.refused",
    }
)


def check_answer(
    callback: Callback, provider: Provider, scopes: tuple[str, ...], state: Secret
) -> Check:
    """Return the `answer` check of a callback whose state is right.

    An answer of another issuer is refused whole, its error unused (RFC 9207 2.4).
    """
    if callback.problem is not Problem.NONE:
        finding = Finding("answer.malformed", "code, state", callback.problem.value)
        return Check.of(ANSWER, Status.FAILED, finding)
    if callback.iss is None and provider.announces_iss:
        return Check.of(ANSWER, Status.FAILED, Finding("answer.issuer_missing", provider.issuer))
    if callback.iss is not None and callback.iss != provider.issuer:
        finding = Finding("answer.issuer_differs", provider.issuer, shown(callback.iss))
        return Check.of(ANSWER, Status.FAILED, finding)
    if not callback.error:
        return Check.passed(ANSWER, expected="code", actual="code")
    return _refused(callback, scopes, state)


def _refused(callback: Callback, scopes: tuple[str, ...], state: Secret) -> Check:
    error, text = shown(callback.error, (state,)), shown(callback.description, (state,))
    code = error_code(callback.error, callback.description)
    said = f"{error}: {text}" if text else error
    values = {"error": error, "said": text or error}
    expected = "code"
    if code == "scopes.refused":
        named = re.search(SCOPE_REFUSED, callback.description)
        expected = " ".join(scopes)
        values["refused"] = shown(named[1]) if named else expected
    status = Status.FAILED if code in _FAILURES else Status.UNKNOWN
    return Check.of(ANSWER, status, Finding(code, expected, said, values))


def error_code(error: str, description: str) -> str:
    """Return the finding code of an authorization error.

    An error that is not known came from JumpCloud's own sign-in page, after the person was there.
    When its words are those of a refusal, this person was refused: in no bound group, or held back
    by a policy. Other words say nothing for certain.
    """
    if re.search(_NOT_ACTIVATED, description, re.IGNORECASE):
        return "answer.not_activated"
    for known, pattern, code in _KNOWN:
        if error == known and re.search(pattern, description, re.IGNORECASE):
            return code
    refused = re.search(_REFUSAL, f"{error} {description}", re.IGNORECASE)
    return "answer.person_refused" if refused else "answer.not_understood"
