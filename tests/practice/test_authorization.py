"""The authorization endpoint: the order of its checks, where each refusal goes, and the login."""

from __future__ import annotations

import httpx
import pytest

from tests.practice.client import (
    CHALLENGE,
    NO_MATCH,
    NO_SESSION,
    SAM,
    SERVICE,
    STATE,
    TEST_ADDRESS,
    UNKNOWN_CLIENT,
    Service,
    challenge_in,
    landing,
)
from tests.practice.conftest import registered
from tests.practice.running import RunningWorld

Changes = dict[str, str | None]

SHORT_STATE = (
    "Request parameter 'state' must be at least be 8 characters long to ensure sufficient entropy."
)
TO_SERVICE, TO_ERROR_PAGE = True, False

# hydra.md 1.1: the check, what is wrong, `error`, the end of the text, where the refusal goes.
ROWS: list[tuple[str, dict[str, str], str, str, bool]] = [
    ("client", {"client_id": "nobody"}, "invalid_client", UNKNOWN_CLIENT, TO_ERROR_PAGE),
    (
        "request object",
        {"request": "x"},
        "invalid_request",
        "does not have any JSON Web Keys registered.",
        TO_ERROR_PAGE,
    ),
    (
        "response mode",
        {"response_mode": "telepathy"},
        "unsupported_response_mode",
        "Request with unsupported response_mode 'telepathy'.",
        TO_ERROR_PAGE,
    ),
    (
        "redirect URI",
        {"redirect_uri": "https://wiki.example/other"},
        "invalid_request",
        NO_MATCH,
        TO_ERROR_PAGE,
    ),
    (
        "scope",
        {"scope": "openid zz_first zz_second"},
        "invalid_scope",
        "The OAuth 2.0 Client is not allowed to request scope 'zz_first'.",
        TO_SERVICE,
    ),
    (
        "audience",
        {"audience": "somebody"},
        "invalid_request",
        "Requested audience 'somebody' has not been whitelisted by the OAuth 2.0 Client.",
        TO_SERVICE,
    ),
    (
        "registration",
        {"registration": "x"},
        "registration_not_supported",
        "The OP does not support use of the registration parameter.",
        TO_SERVICE,
    ),
    (
        "response type",
        {"response_type": "token"},
        "unsupported_response_type",
        "The client is not allowed to request response_type 'token'.",
        TO_SERVICE,
    ),
    ("state", {"state": "1234567"}, "invalid_state", SHORT_STATE, TO_SERVICE),
    ("session", {"prompt": "none"}, "login_required", NO_SESSION, TO_SERVICE),
]


@pytest.mark.parametrize("first", range(len(ROWS)), ids=[row[0] for row in ROWS])
def test_the_first_check_that_fails_is_the_one_that_is_named(service: Service, first: int) -> None:
    wrong: Changes = {}
    for row in ROWS[first:]:
        wrong |= row[1]
    _, _, error, text, to_service = ROWS[first]

    answer = service.asked(**wrong)

    assert answer.error == error
    assert answer.says.endswith(text)
    if to_service:
        assert (answer.status, answer.place) == (303, SERVICE)
        assert answer.fields["state"] == wrong.get("state", STATE)
    else:
        error_page = f"{service.world.console_url}/oidc/error"
        assert (answer.status, answer.place) == (302, error_page)
        assert "state" not in answer.fields


def test_the_fixed_text_comes_before_the_hint(service: Service) -> None:
    assert service.asked(redirect_uri="https://x.example").says == (
        "The request is missing a required parameter, includes an invalid parameter value, "
        f"includes a parameter more than once, or is otherwise malformed. {NO_MATCH}"
    )


def test_a_request_that_cannot_be_read_goes_to_the_error_page(service: Service) -> None:
    answer = landing(service.web.get(f"{service.world.issuer}oauth2/auth?client_id=%zz"))
    assert answer.place == f"{service.world.console_url}/oidc/error"
    assert answer.says.endswith("make sure to send a properly formatted form request body.")


def test_the_error_page_shows_the_error_in_words(service: Service) -> None:
    page = service.web.get(service.ask(client_id="nobody").headers["location"])
    assert page.status_code == 200
    assert "invalid_client" in page.text
    assert "does not exist" in page.text


@pytest.mark.parametrize("scope", ["openid email", "email"])
def test_both_request_objects_at_once_are_refused_only_with_openid(
    service: Service, scope: str
) -> None:
    answer = service.asked(scope=scope, request="x", request_uri="y", prompt="none")
    assert ("you can use at most one" in answer.says) == ("openid" in scope)


def test_a_missing_redirect_uri_is_named_when_openid_is_asked(service: Service) -> None:
    answer = service.asked(redirect_uri=None)
    assert answer.error == "invalid_request"
    assert answer.says.endswith(
        "The 'redirect_uri' parameter is required when using OpenID Connect 1.0."
    )


def test_without_openid_the_one_registered_redirect_uri_is_given_away(
    running: RunningWorld, web: httpx.Client
) -> None:
    service = registered(running, web, redirect_uris=(SERVICE,))
    answer = service.asked(redirect_uri=None, scope=None, prompt="none")
    assert (answer.place, answer.error) == (SERVICE, "login_required")


def test_with_two_registered_redirect_uris_none_is_given_away(service: Service) -> None:
    answer = service.asked(redirect_uri=None, scope=None, prompt="none")
    assert (answer.error, answer.says.endswith(NO_MATCH)) == ("invalid_request", True)


def test_a_missing_response_type_keeps_the_stray_backtick(service: Service) -> None:
    answer = service.asked(response_type=None)
    assert answer.error == "unsupported_response_type"
    assert answer.says.endswith("`The request is missing the 'response_type' parameter.")


def test_a_missing_state_comes_back_empty(service: Service) -> None:
    answer = service.asked(state=None)
    assert (answer.error, answer.fields["state"]) == ("invalid_state", "")


def test_the_length_of_the_state_is_counted_in_bytes(service: Service) -> None:
    assert service.asked(state="äöüä", prompt="none").error == "login_required"


def test_a_quiet_probe_leaves_no_cookie(service: Service) -> None:
    assert "set-cookie" not in service.ask(prompt="none").headers


def test_an_answer_to_the_service_is_never_stored(service: Service) -> None:
    headers = service.ask(prompt="none").headers
    assert (headers["cache-control"], headers["pragma"]) == ("no-store", "no-cache")


def test_the_service_may_ask_by_post(service: Service) -> None:
    reply = service.post("oauth2/auth", **service.request(prompt="none"))
    assert landing(reply).error == "login_required"


def test_an_oddly_written_redirect_uri_matches_but_its_errors_go_to_the_error_page(
    running: RunningWorld, web: httpx.Client
) -> None:
    odd = "HTTPS://wiki.example/cb"
    service = registered(running, web, redirect_uris=(odd,))
    answer = service.asked(redirect_uri=odd, prompt="none")
    assert answer.place == f"{service.world.console_url}/oidc/error"
    assert answer.error == "login_required"


def test_errors_are_merged_into_the_query_of_the_redirect_uri(
    running: RunningWorld, web: httpx.Client
) -> None:
    uri = f"{SERVICE}?b=2&z=1"
    service = registered(running, web, redirect_uris=(uri,))
    location = service.ask(redirect_uri=uri, prompt="none").headers["location"]
    names = [part.partition("=")[0] for part in location.partition("?")[2].split("&")]
    assert names == ["b", "error", "error_description", "state", "z"]


def test_a_fragment_answer_is_behind_the_hash(service: Service) -> None:
    location = service.ask(prompt="none", response_mode="fragment").headers["location"]
    assert location.startswith(f"{SERVICE}#error=login_required&")


def test_a_form_post_answer_is_a_form_to_the_service(service: Service) -> None:
    reply = service.ask(prompt="none", response_mode="form_post")
    assert reply.status_code == 200
    assert f'action="{SERVICE}"' in reply.text
    assert 'name="error" value="login_required"' in reply.text


def test_a_good_request_leads_to_the_login_page_with_a_cookie_of_its_application(
    service: Service,
) -> None:
    reply = service.ask()
    answer = landing(reply)
    assert (answer.status, answer.place) == (302, f"{service.world.console_url}/login")
    assert len(answer.fields["login_challenge"]) > 100
    cookie = reply.headers["set-cookie"]
    assert cookie.startswith("ory_hydra_login_csrf_")
    assert "HttpOnly" in cookie


def test_the_login_page_names_the_application_and_says_that_it_is_practice(
    service: Service,
) -> None:
    page = service.login_page()
    assert "<title>Practice: Sign in" in page.text
    assert "Sign in to Acme Wiki" in page.text


def test_a_sign_in_brings_code_scope_and_state_to_the_service(service: Service) -> None:
    answer = service.sign_in()
    assert (answer.status, answer.place) == (303, SERVICE)
    assert set(answer.fields) == {"code", "scope", "state"}
    assert answer.fields["code"].startswith("ory_ac_")
    assert answer.fields["scope"] == "openid email profile offline_access"
    assert answer.fields["state"] == STATE


def test_the_test_address_may_have_any_port(service: Service) -> None:
    other_port = TEST_ADDRESS.replace("14217", "5555")
    assert service.sign_in(redirect_uri=other_port).place == other_port


def test_cancel_brings_access_denied_to_the_service(service: Service) -> None:
    page = service.login_page()
    address = f"{service.world.console_url}/login/cancel"
    back = service.web.get(address, params={"login_challenge": challenge_in(page)})
    answer = landing(service.web.get(back.headers["location"]))
    assert (answer.place, answer.error) == (SERVICE, "access_denied")
    assert answer.says == "The resource owner denied the request."
    assert answer.fields["state"] == STATE


def test_someone_in_no_bound_group_is_sent_back_with_the_reason(
    running: RunningWorld, web: httpx.Client
) -> None:
    service = registered(running, web, groups=("Engineering",))
    answer = service.sign_in(SAM)
    assert (answer.place, answer.error) == (SERVICE, "access_denied")
    assert answer.says.endswith("The user is not assigned to this application.")
    assert "code" in service.sign_in().fields


def test_nobody_chosen_shows_the_login_page_again(service: Service) -> None:
    fields = {"login_challenge": challenge_in(service.login_page())}
    page = service.web.post(f"{service.world.console_url}/login", data=fields)
    assert "Choose a person first." in page.text


def test_a_login_page_that_is_over_says_so(service: Service) -> None:
    page = service.web.get(f"{service.world.console_url}/login?login_challenge=old")
    assert page.status_code == 410
    assert "Start again" in page.text


def way_back(service: Service) -> str:
    fields = {"login_challenge": challenge_in(service.login_page()), "user": SAM.sub}
    reply = service.web.post(f"{service.world.console_url}/login", data=fields)
    location: str = reply.headers["location"]
    return location


def test_a_login_without_its_cookie_is_forbidden(service: Service) -> None:
    location = way_back(service)
    service.web.cookies.clear()
    answer = landing(service.web.get(location))
    assert (answer.place, answer.error) == (SERVICE, "request_forbidden")
    assert answer.says.endswith("No CSRF value available in the session cookie.")


def test_a_second_sign_in_at_once_makes_the_first_one_forbidden(service: Service) -> None:
    location = way_back(service)
    second = service.ask()
    service.web.cookies.update(second.cookies)
    answer = landing(service.web.get(location))
    assert answer.error == "request_forbidden"
    assert "does not match the CSRF value from the data store." in answer.says


def test_the_back_button_after_a_login_is_refused(service: Service) -> None:
    location = way_back(service)
    service.web.get(location)
    answer = landing(service.web.get(location))
    assert (answer.place, answer.error) == (SERVICE, "access_denied")
    assert "The login verifier has already been used" in answer.says


AFTER_LOGIN: list[tuple[str, Changes, str]] = [
    ("prompt", {"prompt": "select_account"}, "Used unknown value '[select_account]' for prompt"),
    ("plain", {"code_challenge": "x" * 43}, "must use code_challenge_method=S256, plain is not"),
    (
        "method",
        {"code_challenge": "x" * 43, "code_challenge_method": "S512"},
        "The code_challenge_method is not supported, use S256 instead.",
    ),
]


@pytest.mark.parametrize(
    ("changes", "text"), [row[1:] for row in AFTER_LOGIN], ids=[row[0] for row in AFTER_LOGIN]
)
def test_what_is_looked_at_only_after_the_login(
    service: Service, changes: Changes, text: str
) -> None:
    assert service.asked(**changes).place.endswith("/login")
    answer = service.sign_in(**changes)
    assert (answer.place, answer.error) == (SERVICE, "invalid_request")
    assert text in answer.says


def test_plain_http_outside_this_computer_is_refused_only_after_the_login(
    running: RunningWorld, web: httpx.Client
) -> None:
    plain = "http://wiki.example/cb"
    service = registered(running, web, redirect_uris=(plain,))
    assert service.asked(redirect_uri=plain, prompt="none").error == "login_required"
    answer = service.sign_in(redirect_uri=plain)
    assert answer.error == "invalid_request"
    assert "Redirect URL is using an insecure protocol" in answer.says


def test_a_public_application_must_bring_a_code_challenge(
    running: RunningWorld, web: httpx.Client
) -> None:
    service = registered(running, web, authentication="none")
    assert "This client must include a code_challenge" in service.sign_in().says
    with_challenge = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}
    assert "code" in service.sign_in(**with_challenge).fields


@pytest.mark.parametrize(
    ("settings", "refused"),
    [
        ({"email": False}, "email"),
        ({"profile": False}, "profile"),
        ({"refresh_token": False}, "offline_access"),
        ({}, "groups"),
        ({"group_attribute": "memberOf"}, None),
    ],
)
def test_a_scope_is_allowed_when_its_box_is_ticked(
    running: RunningWorld, web: httpx.Client, settings: dict[str, object], refused: str | None
) -> None:
    service = registered(running, web, **settings)
    scope = "openid email profile offline_access groups"
    answer = service.asked(scope=scope, prompt="none")
    if refused is None:
        assert answer.error == "login_required"
    else:
        assert answer.error == "invalid_scope"
        assert f"scope '{refused}'." in answer.says
