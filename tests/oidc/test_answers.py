"""What an answer of the provider proves: Hydra's texts, other engines, and any text at all."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jcwizard.oidc.answers import (
    Judged,
    Seen,
    read_authorization,
    read_token,
    same_address,
)
from tests.oidc.hydra import (
    ERROR_PAGE,
    INVALID_CLIENT,
    INVALID_REQUEST,
    NO_CLIENT,
    NO_REDIRECT,
    SERVICE_REDIRECT,
)

ENDPOINT = "https://oauth.id.jumpcloud.example/oauth2/auth"
STATE = "0123456789abcdef"


def read(location: str, status: int = 303, redirect: str | None = SERVICE_REDIRECT) -> Seen:
    answer = read_authorization(
        status, location, endpoint=ENDPOINT, redirect_uri=redirect, state=STATE
    )
    return answer.seen


def back(error: str, text: str = "", state: str = STATE, to: str = SERVICE_REDIRECT) -> str:
    fields = {"error": error, "error_description": text, "state": state}
    return f"{to}?{urlencode(fields)}"


@pytest.mark.parametrize(
    ("location", "seen"),
    [
        (back("login_required"), Seen.NO_SESSION),
        (back("interaction_required"), Seen.NO_SESSION),
        (back("consent_required"), Seen.NO_SESSION),
        (back("invalid_scope", "… not allowed to request scope 'g'."), Seen.SCOPE_REFUSED),
        (back("invalid_state"), Seen.WEAK_STATE),
        (back("unsupported_response_type"), Seen.CODE_FLOW_REFUSED),
        (back("server_error"), Seen.OTHER_ERROR),
        (f"{SERVICE_REDIRECT}?code=abc&state={STATE}", Seen.CODE),
        (f"{SERVICE_REDIRECT}#error=login_required&state={STATE}", Seen.NO_SESSION),
        ("/login?login_challenge=abc", Seen.LOGIN_PAGE),
        (
            f"{ERROR_PAGE}?error=invalid_client&error_description={quote(NO_CLIENT)}",
            Seen.CLIENT_UNKNOWN,
        ),
        (
            f"{ERROR_PAGE}?error=invalid_client&error_hint={quote(NO_CLIENT)}",
            Seen.CLIENT_UNKNOWN,
        ),
        (
            f"{ERROR_PAGE}?error=invalid_request&error_description={quote(NO_REDIRECT)}",
            Seen.REDIRECT_UNKNOWN,
        ),
        (f"{ERROR_PAGE}?error=login_required", Seen.ODDLY_WRITTEN),
    ],
)
def test_a_known_answer_is_read(location: str, seen: Seen) -> None:
    assert read(location) is seen


@pytest.mark.parametrize(
    "location",
    [
        "",
        "https://portal.example/sign-in",
        back("login_required", state="another"),
        back("login_required", to="https://evil.example/callback"),
        f"{SERVICE_REDIRECT}?error=login_required",
        f"{SERVICE_REDIRECT}?error=login_required&error=x&state={STATE}",
        f"{SERVICE_REDIRECT}?state={STATE}",
        f"{ERROR_PAGE}?error=invalid_client&error_description={quote(INVALID_CLIENT)}",
        f"{ERROR_PAGE}?error=invalid_request&error_description={quote(INVALID_REQUEST)}",
        "https://[broken",
        "https://a.example:99999/?error=login_required",
        back("login_required", "x" * 20_000),
    ],
)
def test_an_unknown_answer_is_unclear(location: str) -> None:
    assert read(location) in (Seen.UNCLEAR, Seen.ODDLY_WRITTEN)
    assert not read_authorization(
        303, location, endpoint=ENDPOINT, redirect_uri=SERVICE_REDIRECT, state=STATE
    ).proves_redirect


@pytest.mark.parametrize("status", [0, 200, 304, 400, 500])
def test_only_a_redirect_is_an_answer(status: int) -> None:
    assert read(back("login_required"), status) is Seen.UNCLEAR


def test_the_registered_address_is_read_from_where_the_answer_went() -> None:
    other = "https://facets.acme.example/login?x=1"
    answer = read_authorization(
        303,
        f"{other}&error=login_required&state={STATE}",
        endpoint=ENDPOINT,
        redirect_uri=None,
        state=STATE,
    )
    assert answer.proves_redirect
    assert answer.redirect == other


def test_a_refused_scope_is_named() -> None:
    text = "The OAuth 2.0 Client is not allowed to request scope 'groups'."
    answer = read_authorization(
        303,
        back("invalid_scope", text),
        endpoint=ENDPOINT,
        redirect_uri=SERVICE_REDIRECT,
        state=STATE,
    )
    assert answer.scope == "groups"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://a.example/cb", "https://A.example:443/cb?x=1#f", True),
        ("http://127.0.0.1:14217/callback", "http://127.0.0.1:14217/callback", True),
        ("https://a.example", "https://a.example/", True),
        ("https://a.example/c%62", "https://a.example/cb", True),
        ("https://a.example/cb", "https://a.example/cb/", False),
        ("https://a.example/cb", "http://a.example/cb", False),
        ("https://a.example/cb", "https://a.example:8443/cb", False),
        ("https://a.example/cb", "https://a.example.evil/cb", False),
        ("nonsense", "nonsense", False),
    ],
)
def test_addresses_are_compared_by_scheme_host_port_and_path(
    one: str, other: str, same: bool
) -> None:
    assert same_address(one, other) is same


@pytest.mark.parametrize(
    ("status", "members", "judged"),
    [
        (401, {"error": "invalid_client"}, Judged.REFUSED),
        (400, {"error": "invalid_client"}, Judged.REFUSED),
        (400, {"error": "invalid_grant"}, Judged.ACCEPTED),
        (401, {"error": "token_inactive"}, Judged.ACCEPTED),
        (
            400,
            {
                "error": "unauthorized_client",
                "error_description": "not allowed to use authorization grant 'refresh_token'.",
            },
            Judged.GRANT_REFUSED,
        ),
        (
            401,
            {"error": "unauthorized_client", "error_description": "Invalid client"},
            Judged.UNCLEAR,
        ),
        (400, {"error": "invalid_request"}, Judged.UNCLEAR),
        (200, {"error": "invalid_grant"}, Judged.UNCLEAR),
        (403, {"error": "invalid_client"}, Judged.UNCLEAR),
        (400, {"error": {"a": 1}}, Judged.UNCLEAR),
        (400, None, Judged.UNCLEAR),
    ],
)
def test_a_token_answer_is_judged(
    status: int, members: dict[str, object] | None, judged: Judged
) -> None:
    assert read_token(status, members).judged is judged


def test_the_hint_names_the_method_wherever_it_stands() -> None:
    hint = (
        "The OAuth 2.0 Client supports client authentication method 'client_secret_basic', but "
        "method 'client_secret_post' was requested."
    )
    for member in ("error_description", "error_hint"):
        answer = read_token(401, {"error": "invalid_client", member: hint})
        assert (answer.judged, answer.method) == (Judged.METHOD_WRONG, "client_secret_basic")


@given(st.integers(), st.text(), st.one_of(st.none(), st.text()), st.text())
def test_no_location_can_break_the_reading(
    status: int, location: str, redirect: str | None, state: str
) -> None:
    answer = read_authorization(
        status, location, endpoint=ENDPOINT, redirect_uri=redirect, state=state
    )
    assert isinstance(answer.seen, Seen)


@given(st.text(alphabet=":/?#[]@!$&'()*+,;=%.-_~ab1\n\t\x00é", max_size=60))
def test_no_address_proves_a_redirect_without_our_state(text: str) -> None:
    for location in (text, f"https://{text}", f"{SERVICE_REDIRECT}?{text}"):
        answer = read_authorization(
            303, location, endpoint=ENDPOINT, redirect_uri=SERVICE_REDIRECT, state=STATE
        )
        assert not answer.proves_redirect


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.integers(),
    st.none() | st.dictionaries(st.sampled_from(["error", "error_description", "x"]), json_values),
)
def test_no_token_answer_can_break_the_reading(
    status: int, members: dict[str, object] | None
) -> None:
    answer = read_token(status, members)
    assert answer.authenticated <= (
        answer.error in {"invalid_grant", "token_inactive", "unauthorized_client"}
    )
