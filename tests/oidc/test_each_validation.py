"""Every single validation of what comes back, each by the one input that only it refuses.

Written against `tools/break_validations.py`: leave one of them out, and a test here fails.
"""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from jcwizard.model.finding import Finding, Status
from jcwizard.model.secret import Secret
from jcwizard.oidc.answer_check import check_answer
from jcwizard.oidc.answers import (
    AuthorizationAnswer,
    Judged,
    Seen,
    read_authorization,
    read_error_page,
    read_token,
    same_address,
)
from jcwizard.oidc.authorization import new_attempt
from jcwizard.oidc.callback import Callback, Ignored, Problem, read_pasted, read_query
from jcwizard.oidc.discovery import Provider
from jcwizard.oidc.screening import Incoming, Kind, screen
from tests.oidc.hydra import NO_CLIENT, NO_REDIRECT, Hydra

STATE = "state-of-this-attempt"
REDIRECT = "http://127.0.0.1:14217/callback"
ENDPOINT = "https://oauth.example/auth"
ISSUER = "https://oauth.example/"


def asked(location: str, status: int = 302, uri: str | None = REDIRECT) -> AuthorizationAnswer:
    return read_authorization(
        status, location, endpoint=ENDPOINT, redirect_uri=uri, state="S-1234567"
    )


def back(**fields: str) -> str:
    return f"{REDIRECT}?{urlencode({'state': 'S-1234567', **fields})}"


# What the authorization endpoint answers.


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_each_kind_of_redirect_is_read(status: int) -> None:
    assert asked(back(error="login_required"), status).seen is Seen.NO_SESSION


@pytest.mark.parametrize("status", [200, 201, 300, 304, 305, 400, 404])
def test_nothing_but_a_redirect_is_read(status: int) -> None:
    assert asked(back(error="login_required"), status).seen is Seen.UNCLEAR


def test_no_place_to_go_is_not_the_place_that_was_asked() -> None:
    question = (
        f"{ENDPOINT}?{urlencode({'error': 'invalid_client', 'error_description': NO_CLIENT})}"
    )
    answer = read_authorization(302, "", endpoint=question, redirect_uri=REDIRECT, state="S")
    assert answer.seen is Seen.UNCLEAR


def test_a_location_is_read_up_to_16384_characters() -> None:
    start = back(error="login_required", pad="")
    longest = start + "x" * (16_384 - len(start))
    assert asked(longest).seen is Seen.NO_SESSION
    assert asked(longest + "x").seen is Seen.UNCLEAR


def test_a_location_is_read_up_to_a_hundred_fields() -> None:
    most = back(error="login_required") + "&x=1" * 98
    assert asked(most).seen is Seen.NO_SESSION
    assert asked(most + "&x=1").seen is Seen.UNCLEAR


@pytest.mark.parametrize(
    "name", ["error", "error_description", "error_hint", "state", "iss", "code"]
)
def test_a_field_of_the_answer_that_repeats_spoils_it(name: str) -> None:
    fields = {"error": "login_required", name: "S-1234567" if name == "state" else "login_required"}
    once = back(**fields)
    assert asked(once).seen is not Seen.UNCLEAR
    assert asked(f"{once}&{name}={fields[name]}").seen is Seen.UNCLEAR


def test_a_foreign_field_may_repeat() -> None:
    assert asked(f"{back(error='login_required')}&x=1&x=2").seen is Seen.NO_SESSION


def test_an_answer_in_the_fragment_is_read_too() -> None:
    location = f"{REDIRECT}#{urlencode({'state': 'S-1234567', 'error': 'login_required'})}"
    assert asked(location).seen is Seen.NO_SESSION


def test_the_answers_own_fields_are_no_part_of_the_registered_address() -> None:
    more = {"error_description": "d", "error_hint": "h", "iss": "i", "code": "c", "own": "1"}
    assert asked(back(error="login_required", **more), uri=None).redirect == f"{REDIRECT}?own=1"


def test_a_login_page_with_an_error_is_none() -> None:
    location = f"https://login.example/?{urlencode({'login_challenge': 'x', 'error': 'e'})}"
    assert asked(location).seen is Seen.UNCLEAR


@pytest.mark.parametrize(
    ("error", "description", "seen"),
    [
        ("login_required", "", Seen.NO_SESSION),
        ("interaction_required", "", Seen.NO_SESSION),
        ("consent_required", "", Seen.NO_SESSION),
        ("account_selection_required", "", Seen.NO_SESSION),
        ("invalid_state", "", Seen.WEAK_STATE),
        ("anything", "'state' must be at least be 8 characters", Seen.WEAK_STATE),
        ("unsupported_response_type", "", Seen.CODE_FLOW_REFUSED),
        ("unauthorized_client", "", Seen.CODE_FLOW_REFUSED),
        ("invalid_scope", "", Seen.SCOPE_REFUSED),
        ("server_error", "", Seen.OTHER_ERROR),
    ],
)
def test_each_error_at_our_address_is_told_apart_and_proves_the_address(
    error: str, description: str, seen: Seen
) -> None:
    answer = asked(back(error=error, error_description=description))
    assert answer.seen is seen
    assert answer.proves_redirect
    assert answer.proves_client


@pytest.mark.parametrize(
    ("error", "description", "seen", "proves_client"),
    [
        ("invalid_client", NO_CLIENT, Seen.CLIENT_UNKNOWN, False),
        ("invalid_client", "", Seen.UNCLEAR, False),
        ("server_error", NO_CLIENT, Seen.UNCLEAR, False),
        ("invalid_request", NO_REDIRECT, Seen.REDIRECT_UNKNOWN, True),
        ("server_error", NO_REDIRECT, Seen.UNCLEAR, False),
        ("invalid_request", "'redirect_uri' parameter is required", Seen.REDIRECT_NEEDED, True),
        ("server_error", "'redirect_uri' parameter is required", Seen.UNCLEAR, False),
        ("login_required", "", Seen.ODDLY_WRITTEN, True),
        ("invalid_scope", "", Seen.ODDLY_WRITTEN, True),
        ("invalid_state", "", Seen.ODDLY_WRITTEN, True),
    ],
)
def test_each_error_page_is_told_apart_and_proves_no_address(
    error: str, description: str, seen: Seen, proves_client: bool
) -> None:
    query = urlencode({"error": error, "error_description": description})
    page = f"https://console.example/error?{query}"
    answer = asked(page)
    assert (answer.seen, answer.proves_client, answer.proves_redirect) == (
        seen,
        proves_client,
        False,
    )
    pasted = read_error_page(page)
    assert pasted is not None
    assert pasted.seen is seen


@pytest.mark.parametrize(
    "text", ["https://a.example/", "no address", "http://[", "https://a.example/?error=a&error=b"]
)
def test_what_is_no_error_page_is_none(text: str) -> None:
    assert read_error_page(text) is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("no address", REDIRECT, False),
        (REDIRECT, "no address", False),
        ("no address", "no address", False),
        ("app:/callback", "app:/callback", True),
        ("app:/callback", "app:/other", False),
    ],
)
def test_only_two_addresses_can_be_the_same(one: str, other: str, same: bool) -> None:
    assert same_address(one, other) is same


# What the token endpoint answers to a made-up grant.


@pytest.mark.parametrize(
    ("status", "judged"),
    [
        (399, Judged.UNCLEAR),
        (400, Judged.ACCEPTED),
        (401, Judged.ACCEPTED),
        (403, Judged.UNCLEAR),
        (407, Judged.UNCLEAR),
        (429, Judged.UNCLEAR),
        (499, Judged.ACCEPTED),
        (500, Judged.UNCLEAR),
        (503, Judged.UNCLEAR),
        (200, Judged.UNCLEAR),
    ],
)
def test_only_a_refusal_of_the_grant_proves_the_credentials(status: int, judged: Judged) -> None:
    assert read_token(status, {"error": "invalid_grant"}).judged is judged


@pytest.mark.parametrize(
    ("status", "members", "judged"),
    [
        (400, {"error": "token_inactive"}, Judged.ACCEPTED),
        (400, {"error": "unauthorized_client", "error_hint": "the grant"}, Judged.GRANT_REFUSED),
        (401, {"error": "unauthorized_client", "error_hint": "the grant"}, Judged.UNCLEAR),
        (400, {"error": "unauthorized_client", "error_hint": "no"}, Judged.UNCLEAR),
        (400, {"error": "invalid_request", "error_hint": "the grant"}, Judged.UNCLEAR),
        (401, {"error": "invalid_client"}, Judged.REFUSED),
        (400, {}, Judged.UNCLEAR),
        (400, None, Judged.UNCLEAR),
    ],
)
def test_each_refusal_of_the_token_endpoint_is_told_apart(
    status: int, members: dict[str, object] | None, judged: Judged
) -> None:
    assert read_token(status, members).judged is judged


# The callback, and what is pasted.


def returned(**fields: str) -> Callback | Ignored:
    return read_query(urlencode({"state": STATE, **fields}), Secret(STATE))


def problem(query: str) -> Problem:
    found = read_query(f"state={STATE}&{query}", Secret(STATE))
    assert isinstance(found, Callback)
    return found.problem


def test_a_query_is_read_up_to_8192_characters() -> None:
    start = f"state={STATE}&code=abc&x="
    longest = start + "x" * (8_192 - len(start))
    assert isinstance(read_query(longest, Secret(STATE)), Callback)
    assert read_query(longest + "x", Secret(STATE)) is Ignored.JUNK


def test_a_query_is_read_up_to_fifty_fields() -> None:
    most = f"state={STATE}&code=abc" + "&x=1" * 48
    assert isinstance(read_query(most, Secret(STATE)), Callback)
    assert read_query(most + "&x=1", Secret(STATE)) is Ignored.JUNK


def test_a_code_is_taken_up_to_4096_visible_characters() -> None:
    assert problem("code=" + "c" * 4_096) is Problem.NONE
    assert problem("code=" + "c" * 4_097) is Problem.CODE_ODD
    assert problem("code=a%20b") is Problem.CODE_ODD
    assert problem("code=a%0A") is Problem.CODE_ODD
    assert problem("code=%C3%A9") is Problem.CODE_ODD


@pytest.mark.parametrize("name", ["code", "error", "error_description", "iss"])
def test_each_field_that_counts_may_be_there_only_once(name: str) -> None:
    assert problem(f"code=abc&{name}=1&{name}=2") is Problem.REPEATED
    assert problem(f"code=abc&{name}=&{name}=2") is Problem.REPEATED


def test_other_fields_may_repeat() -> None:
    assert problem("code=abc&scope=1&scope=2") is Problem.NONE


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("code=abc", Problem.NONE),
        ("error=access_denied", Problem.NONE),
        ("code=abc&error=access_denied", Problem.BOTH),
        ("code=&error=", Problem.NEITHER),
        ("x=1", Problem.NEITHER),
    ],
)
def test_an_answer_is_a_code_or_an_error_and_never_both(query: str, expected: Problem) -> None:
    assert problem(query) is expected


def test_a_second_state_makes_the_query_junk_and_an_empty_one_is_another_attempts() -> None:
    assert read_query(f"state={STATE}&state={STATE}&code=a", Secret(STATE)) is Ignored.JUNK
    assert read_query("state=&code=a", Secret(STATE)) is Ignored.OTHER_STATE
    assert read_query("code=a", Secret(STATE)) is Ignored.NO_STATE


def test_an_error_has_no_code_and_takes_the_hint_for_its_text() -> None:
    found = returned(error="access_denied", error_hint="the hint")
    assert isinstance(found, Callback)
    assert found.code is None
    assert found.description == "the hint"


def pasted(text: str) -> Callback | Finding:
    return read_pasted(
        text, redirect_uri=REDIRECT, state=Secret(STATE), authorization_endpoint=ENDPOINT
    )


def test_a_pasted_address_may_be_as_long_as_the_longest_callback() -> None:
    start = f"{REDIRECT}?state={STATE}&code=abc&x="
    longest = start + "x" * (len(REDIRECT) + 8_192 - len(start))
    assert isinstance(pasted(longest), Callback)
    refused = pasted(longest + "x")
    assert isinstance(refused, Finding)
    assert refused.code == "paste.not_an_address"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("x" * 8_300, "paste.not_an_address"),
        ("12345678", "paste.code_only"),
        ("1234567", "paste.not_an_address"),
        ("two words, and more", "paste.not_an_address"),
        ("", "paste.empty"),
        ("http://[", "paste.not_an_address"),
        (f"{ENDPOINT}?client_id=1", "paste.sign_in_link"),
        ("https://elsewhere.example/", "paste.other_address"),
    ],
)
def test_what_is_pasted_and_no_answer_is_named(text: str, code: str) -> None:
    found = pasted(text)
    assert isinstance(found, Finding)
    assert found.code == code


# What the callback says, before any of it is used.


def judged(callback: Callback, announces: bool = False) -> tuple[str, Status]:
    provider = Provider(ISSUER, ENDPOINT, ENDPOINT, ENDPOINT, announces_iss=announces)
    check = check_answer(callback, provider, ("openid", "email"), Secret(STATE))
    return (check.finding.code if check.finding else ""), check.status


CODE = Secret("ory_ac_1")


@pytest.mark.parametrize(
    ("callback", "announces", "code"),
    [
        (Callback(CODE), False, ""),
        (Callback(CODE, iss=ISSUER), False, ""),
        (Callback(CODE, iss=ISSUER), True, ""),
        (Callback(CODE), True, "answer.issuer_missing"),
        (Callback(CODE, iss="https://other.example/"), False, "answer.issuer_differs"),
        (Callback(CODE, iss="https://other.example/"), True, "answer.issuer_differs"),
        (Callback(CODE, iss=""), False, "answer.issuer_differs"),
        (Callback(CODE, problem=Problem.REPEATED), False, "answer.malformed"),
        (Callback(error="access_denied", iss="https://o.example/"), False, "answer.issuer_differs"),
    ],
)
def test_who_answered_is_judged_before_what_was_said(
    callback: Callback, announces: bool, code: str
) -> None:
    status = Status.FAILED if code else Status.PASSED
    assert judged(callback, announces) == (code, status)


@pytest.mark.parametrize(
    ("error", "description", "code", "status"),
    [
        ("request_forbidden", "No CSRF value", "answer.cookies_lost", Status.UNKNOWN),
        ("request_unauthorized", "it has expired", "answer.took_too_long", Status.UNKNOWN),
        ("access_denied", "verifier has already been used", "answer.page_reused", Status.UNKNOWN),
        ("access_denied", "aborted", "answer.cancelled_at_provider", Status.UNKNOWN),
        ("access_denied", "no", "answer.person_refused", Status.FAILED),
        ("invalid_request", "code_challenge", "answer.pkce_refused", Status.FAILED),
        ("invalid_request", "insecure protocol", "answer.insecure_redirect", Status.FAILED),
        ("invalid_request", "", "answer.request_refused", Status.UNKNOWN),
        ("invalid_scope", "", "scopes.refused", Status.FAILED),
        ("unsupported_response_type", "", "answer.code_flow_refused", Status.FAILED),
        ("unauthorized_client", "", "answer.code_flow_refused", Status.FAILED),
        ("login_required", "", "answer.silent_sign_in", Status.UNKNOWN),
        ("consent_required", "", "answer.silent_sign_in", Status.UNKNOWN),
        ("interaction_required", "", "answer.silent_sign_in", Status.UNKNOWN),
        ("account_selection_required", "", "answer.silent_sign_in", Status.UNKNOWN),
        ("server_error", "", "answer.provider_trouble", Status.UNKNOWN),
        ("temporarily_unavailable", "", "answer.provider_trouble", Status.UNKNOWN),
        ("invalid_state", "", "answer.request_refused", Status.UNKNOWN),
        ("request_forbidden", "", "answer.request_refused", Status.UNKNOWN),
        ("unsupported_response_mode", "", "answer.request_refused", Status.UNKNOWN),
        ("registration_not_supported", "", "answer.request_refused", Status.UNKNOWN),
        ("invalid_client", "", "answer.request_refused", Status.UNKNOWN),
        ("consent request denied", "", "answer.consent_refused", Status.FAILED),
        ("odd", "some words", "answer.not_understood", Status.UNKNOWN),
        ("odd", "Access denied", "answer.person_refused", Status.FAILED),
        ("invalid_target", "", "answer.request_refused", Status.UNKNOWN),
        ("unmet_authentication_requirements", "", "answer.request_refused", Status.UNKNOWN),
        ("invalid_authorization_details", "", "answer.request_refused", Status.UNKNOWN),
        ("invalid_request_uri", "", "answer.request_refused", Status.UNKNOWN),
        ("invalid_request_object", "", "answer.request_refused", Status.UNKNOWN),
        ("request_not_supported", "", "answer.request_refused", Status.UNKNOWN),
        ("request_uri_not_supported", "", "answer.request_refused", Status.UNKNOWN),
        ("e", "we could not connect to your application", "answer.not_activated", Status.FAILED),
    ],
)
def test_each_authorization_error_has_its_finding_and_its_weight(
    error: str, description: str, code: str, status: Status
) -> None:
    assert judged(Callback(error=error, description=description)) == (code, status)


@pytest.mark.parametrize(
    ("description", "refused"),
    [("not allowed to request scope 'groups'.", "groups"), ("", "openid email")],
)
def test_a_refused_scope_is_named_and_else_all_that_were_asked(
    description: str, refused: str
) -> None:
    provider = Provider(ISSUER, ENDPOINT, ENDPOINT, ENDPOINT)
    callback = Callback(error="invalid_scope", description=description)
    finding = check_answer(callback, provider, ("openid", "email"), Secret(STATE)).finding
    assert finding is not None
    assert finding.values["refused"] == refused
    assert finding.values["said"] == (description or "invalid_scope")
    assert finding.actual == ("invalid_scope: " + description if description else "invalid_scope")


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ((), Kind.CALLBACK),
        ((("content-length", "0"),), Kind.CALLBACK),
        ((("content-length", "1"),), Kind.NOTHING),
        ((("content-length", "0"), ("content-length", "0")), Kind.NOTHING),
        ((("transfer-encoding", "chunked"),), Kind.NOTHING),
    ],
)
def test_a_visit_has_no_body(more: tuple[tuple[str, str], ...], kind: Kind) -> None:
    visit = Incoming("GET", "/callback?code=1", (("host", "127.0.0.1:1"), *more))
    assert screen(visit, frozenset({"127.0.0.1:1"}), "/callback").kind is kind


def test_each_random_value_has_256_bits_and_is_another_one() -> None:
    attempt = new_attempt(Hydra().target())
    values = {attempt.state.reveal(), attempt.nonce.reveal(), attempt.verifier.reveal()}
    assert len(values) == 3
    assert {len(value) for value in values} == {43}


HOST = ("host", "127.0.0.1:1")


def screened(method: str, target: str, *headers: tuple[str, str]) -> tuple[Kind, int]:
    found = screen(Incoming(method, target, headers), frozenset({"127.0.0.1:1"}), "/callback")
    return found.kind, found.status


@pytest.mark.parametrize(
    ("method", "target", "headers", "status"),
    [
        ("GET", "/other", (HOST,), 404),
        ("GET", "/callback/", (HOST,), 404),
        ("GET", "http://127.0.0.1:1/callback", (HOST,), 400),
        ("GET", "/callback", (), 421),
        ("GET", "/callback", (HOST, HOST), 421),
        ("GET", "/callback", (("host", "evil.example"),), 421),
        ("POST", "/callback", (HOST,), 405),
        ("POST", "/callback", (HOST, ("content-length", "5")), 405),
        ("GET", "/callback", (HOST, ("content-length", "5")), 400),
        *(
            ("GET", "/callback", (HOST, (name, value)), 503)
            for name in ("purpose", "sec-purpose", "x-moz")
            for value in ("prefetch", "Prerender", "prefetch;anonymous-client-ip")
        ),
        ("GET", "/callback", (HOST, ("sec-fetch-mode", "no-cors")), 403),
        ("GET", "/callback", (HOST, ("sec-fetch-dest", "image")), 403),
        ("GET", "/done", (HOST, ("sec-fetch-dest", "iframe")), 403),
    ],
)
def test_each_request_that_is_no_visit_is_nothing(
    method: str, target: str, headers: tuple[tuple[str, str], ...], status: int
) -> None:
    assert screened(method, target, *headers) == (Kind.NOTHING, status)


@pytest.mark.parametrize(
    "headers",
    [
        (HOST,),
        (("host", "127.0.0.1:1".upper()),),
        (HOST, ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")),
        (HOST, ("purpose", "something else")),
    ],
)
def test_a_visit_of_a_browser_counts(headers: tuple[tuple[str, str], ...]) -> None:
    assert screened("GET", "/callback?code=1", *headers) == (Kind.CALLBACK, 0)
    assert screened("GET", "/done", *headers) == (Kind.DONE, 0)
