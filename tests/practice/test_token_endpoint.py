"""The token endpoint: order, client authentication, the code grant, refresh and revocation."""

from __future__ import annotations

import httpx
import pytest

from jcwizard.practice import tokens as tokens_module
from tests.practice.client import (
    CHALLENGE,
    NONCE,
    TEST_ADDRESS,
    VERIFIER,
    Service,
)
from tests.practice.conftest import registered
from tests.practice.running import RunningWorld

BARE_INVALID_CLIENT = (
    "Client authentication failed (e.g., unknown client, no client authentication included, or "
    "unsupported authentication method)."
)
BARE_INVALID_GRANT = (
    "The provided authorization grant (e.g., authorization code, resource owner credentials) or "
    "refresh token is invalid, expired, revoked, does not match the redirection URI used in the "
    "authorization request, or was issued to another client."
)
BOGUS = {"grant_type": "refresh_token", "refresh_token": "setup-check"}
WITH_CHALLENGE = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}


def told(reply: httpx.Response) -> tuple[int, str, str]:
    answer = reply.json()
    assert set(answer) == {"error", "error_description"}
    assert reply.headers["content-type"] == "application/json;charset=UTF-8"
    assert "www-authenticate" not in reply.headers
    return reply.status_code, answer["error"], answer["error_description"]


def refused(reply: httpx.Response, status: int, error: str, hint: str) -> bool:
    """Say whether the answer is this refusal; an empty hint means that there is none."""
    got = told(reply)
    bare = {"invalid_client": BARE_INVALID_CLIENT, "invalid_grant": BARE_INVALID_GRANT}
    assert got[:2] == (status, error), got
    assert got[2].endswith(hint) if hint else got[2] == bare[error], got
    return True


def method_hint(registered: str, requested: str) -> str:
    return (
        f"The OAuth 2.0 Client supports client authentication method '{registered}', but method "
        f"'{requested}' was requested. You must configure the OAuth 2.0 client's "
        f"'token_endpoint_auth_method' value to accept '{requested}'."
    )


# 3.1: the order.


@pytest.mark.parametrize("kind", ["application/json", "text/plain", None])
def test_anything_but_a_form_is_an_empty_body(service: Service, kind: str | None) -> None:
    address = f"{service.world.issuer}oauth2/token?grant_type=refresh_token"
    headers = {"Content-Type": kind} if kind else {}
    reply = service.web.post(address, content=b'{"grant_type": "x"}', headers=headers)
    assert refused(reply, 400, "invalid_request", "The POST body can not be empty.")


def test_a_body_that_cannot_be_read_says_so(service: Service) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    address = f"{service.world.issuer}oauth2/token"
    reply = service.web.post(address, content=b"grant_type=%zz", headers=headers)
    assert refused(reply, 400, "invalid_request", "a properly formatted form request body.")


def test_a_missing_grant_type_is_named_before_the_credentials(service: Service) -> None:
    reply = service.post("oauth2/token", client_id="nobody")
    hint = "Request parameter 'grant_type' is missing"
    assert refused(reply, 400, "invalid_request", hint)


def test_an_unknown_grant_type_says_nothing_about_wrong_credentials(service: Service) -> None:
    reply = service.token(grant_type="zz", client_secret="wrong")
    hint = "exactly whitelisted the redirect_uri you specified."
    assert refused(reply, 400, "invalid_request", hint)


@pytest.mark.parametrize("grant", ["refresh_token", "authorization_code", "client_credentials"])
def test_wrong_credentials_are_named_before_the_grant(service: Service, grant: str) -> None:
    reply = service.token(grant_type=grant, client_secret="wrong")
    assert refused(reply, 401, "invalid_client", "")


def test_a_grant_that_is_not_allowed_is_named_before_the_token(
    running: RunningWorld, web: httpx.Client
) -> None:
    service = registered(running, web, refresh_token=False)
    hint = "The OAuth 2.0 Client is not allowed to use authorization grant 'refresh_token'."
    assert refused(service.token(**BOGUS), 400, "unauthorized_client", hint)


def test_client_credentials_are_never_allowed(service: Service) -> None:
    reply = service.token(grant_type="client_credentials")
    assert refused(reply, 400, "unauthorized_client", "grant 'client_credentials'.")


def test_the_token_endpoint_answers_only_a_post(service: Service) -> None:
    assert service.web.get(f"{service.world.issuer}oauth2/token").status_code == 405


# 3.2: client authentication.


def test_no_credentials_at_all_are_a_bad_request(service: Service) -> None:
    hint = (
        "Client credentials missing or malformed in both HTTP Authorization header and HTTP POST "
        "body."
    )
    assert refused(service.post("oauth2/token", **BOGUS), 400, "invalid_request", hint)


def test_an_unknown_client_gets_no_hint(service: Service) -> None:
    reply = service.token(**BOGUS, client_id="nobody")
    assert refused(reply, 401, "invalid_client", "")


def test_a_confidential_application_without_a_secret_gets_no_hint(service: Service) -> None:
    reply = service.post("oauth2/token", **BOGUS, client_id=service.client_id)
    assert refused(reply, 401, "invalid_client", "")


@pytest.mark.parametrize("method", ["client_secret_basic", "none"])
def test_a_dummy_secret_by_post_names_the_real_method(
    running: RunningWorld, web: httpx.Client, method: str
) -> None:
    service = registered(running, web, authentication=method)
    reply = service.token(**BOGUS, client_secret="dummy")
    assert refused(reply, 401, "invalid_client", method_hint(method, "client_secret_post"))


@pytest.mark.parametrize("method", ["client_secret_post", "none"])
def test_a_dummy_secret_by_basic_names_the_real_method(
    running: RunningWorld, web: httpx.Client, method: str
) -> None:
    service = registered(running, web, authentication=method)
    reply = service.post("oauth2/token", auth=(service.client_id, "dummy"), **BOGUS)
    assert refused(reply, 401, "invalid_client", method_hint(method, "client_secret_basic"))


@pytest.mark.parametrize("method", ["client_secret_post", "client_secret_basic"])
def test_the_right_secret_by_the_right_method_reaches_the_refresh_token(
    running: RunningWorld, web: httpx.Client, method: str
) -> None:
    service = registered(running, web, authentication=method)
    if method == "client_secret_post":
        reply = service.token(**BOGUS)
    else:
        own = (service.client_id, service.secret)
        reply = service.post("oauth2/token", own, **BOGUS, client_id=service.client_id)
    hint = "The refresh token is malformed or not valid."
    assert refused(reply, 400, "invalid_grant", hint)


def test_a_public_application_needs_only_its_client_id(
    running: RunningWorld, web: httpx.Client
) -> None:
    service = registered(running, web, authentication="none")
    reply = service.post("oauth2/token", **BOGUS, client_id=service.client_id)
    assert refused(reply, 400, "invalid_grant", "The refresh token is malformed or not valid.")


@pytest.mark.parametrize("method", ["client_secret_post", "client_secret_basic"])
def test_both_methods_at_once_fail_for_every_application(
    running: RunningWorld, web: httpx.Client, method: str
) -> None:
    service = registered(running, web, authentication=method)
    own = {"client_id": service.client_id, "client_secret": service.secret}
    reply = service.post("oauth2/token", (service.client_id, service.secret), **BOGUS, **own)
    other = {"client_secret_post", "client_secret_basic"} - {method}
    assert refused(reply, 401, "invalid_client", method_hint(method, other.pop()))


def test_the_basic_secret_is_form_decoded(running: RunningWorld, web: httpx.Client) -> None:
    service = registered(running, web, authentication="client_secret_basic")
    encoded = "".join(f"%{ord(letter):02X}" for letter in service.secret)
    reply = service.post("oauth2/token", (service.client_id, encoded), **BOGUS)
    assert reply.json()["error"] == "invalid_grant"
    reply = service.post("oauth2/token", (service.client_id, "100%"), **BOGUS)
    hint = (
        "The client secret in the HTTP authorization header could not be decoded from "
        "'application/x-www-form-urlencoded'."
    )
    assert refused(reply, 400, "invalid_request", hint)


def test_a_basic_header_that_cannot_be_read_counts_as_none(service: Service) -> None:
    address = f"{service.world.issuer}oauth2/token"
    own = {"client_id": service.client_id, "client_secret": service.secret}
    headers = {"Authorization": "Basic !!!"}
    reply = service.web.post(address, data={**BOGUS, **own}, headers=headers)
    assert reply.json()["error"] == "invalid_grant"


# 3.3: the code grant.


@pytest.mark.parametrize("code", ["", "setup-check", "ory_ac_x.y"])
def test_a_bogus_code_gets_no_hint(service: Service, code: str) -> None:
    assert refused(service.exchange(code), 400, "invalid_grant", "")


def test_a_code_with_another_first_half_gets_no_hint(service: Service) -> None:
    code = service.code()
    assert refused(service.exchange(f"x{code}"), 400, "invalid_grant", "")


def test_an_expired_code_gets_no_hint(
    running: RunningWorld, web: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(tokens_module.LIFETIMES, "ac", 0)
    service = registered(running, web)
    assert refused(service.exchange(service.code()), 400, "invalid_grant", "")


def test_a_code_used_twice_ends_the_tokens_of_its_login(service: Service) -> None:
    code = service.code()
    given = service.exchange(code).json()
    assert service.userinfo(given["access_token"]).status_code == 200
    hint = "The authorization code has already been used."
    assert refused(service.exchange(code), 400, "invalid_grant", hint)
    assert service.userinfo(given["access_token"]).status_code == 401
    assert service.refresh(given["refresh_token"]).status_code == 400


def test_another_applications_code_is_named(running: RunningWorld, web: httpx.Client) -> None:
    one, other = registered(running, web), registered(running, web)
    hint = (
        "The OAuth 2.0 Client ID from this request does not match the one from the authorize "
        "request."
    )
    assert refused(other.exchange(one.code()), 400, "invalid_grant", hint)


def test_another_redirect_uri_is_named_and_does_not_burn_the_code(service: Service) -> None:
    code = service.code()
    reply = service.exchange(code, redirect_uri=TEST_ADDRESS)
    hint = "The 'redirect_uri' from this request does not match the one from the authorize request."
    assert refused(reply, 400, "invalid_grant", hint)
    assert service.exchange(code).status_code == 200


PKCE_CASES = [
    ("missing", "", "The PKCE code verifier must be at least 43 characters."),
    ("short", "v" * 42, "The PKCE code verifier must be at least 43 characters."),
    ("long", "v" * 129, "The PKCE code verifier can not be longer than 128 characters."),
    ("signs", "ü" * 43, "must only contain [a-Z], [0-9], '-', '.', '_', '~'."),
    ("wrong", "w" * 43, "The PKCE code challenge did not match the code verifier."),
]


@pytest.mark.parametrize(
    ("verifier", "hint"), [row[1:] for row in PKCE_CASES], ids=[row[0] for row in PKCE_CASES]
)
def test_a_bad_verifier_is_named_and_spends_the_challenge(
    service: Service, verifier: str, hint: str
) -> None:
    code = service.code(**WITH_CHALLENGE)
    reply = service.exchange(code, code_verifier=verifier)
    assert refused(reply, 400, "invalid_grant", hint)
    spent = "Unable to find initial PKCE data tied to this request."
    again = service.exchange(code, code_verifier=VERIFIER)
    assert refused(again, 400, "invalid_grant", spent)


def test_a_verifier_without_a_challenge_is_named(service: Service) -> None:
    reply = service.exchange(service.code(), code_verifier=VERIFIER)
    hint = "Unable to find initial PKCE data tied to this request."
    assert refused(reply, 400, "invalid_grant", hint)


def test_the_right_verifier_is_accepted(service: Service) -> None:
    reply = service.exchange(service.code(**WITH_CHALLENGE), code_verifier=VERIFIER)
    assert reply.status_code == 200


def test_a_short_nonce_is_named_only_here(service: Service) -> None:
    reply = service.exchange(service.code(nonce="1234567"))
    hint = "Parameter 'nonce' is set but does not satisfy the minimum entropy of 8 characters."
    assert refused(reply, 400, "insufficient_entropy", hint)


def test_an_exchange_gives_tokens_that_are_never_stored(service: Service) -> None:
    reply = service.exchange(service.code())
    given = reply.json()
    assert given["token_type"] == "bearer"
    assert given["scope"] == "openid email profile offline_access"
    assert given["access_token"].startswith("ory_at_")
    assert given["refresh_token"].startswith("ory_rt_")
    assert reply.headers["cache-control"] == "no-store"


def test_without_openid_there_is_no_id_token(service: Service) -> None:
    assert "id_token" not in service.exchange(service.code(scope="email")).json()


# 3.4 and 6: refresh.


def test_without_offline_access_there_is_no_refresh_token(service: Service) -> None:
    assert "refresh_token" not in service.exchange(service.code(scope="openid")).json()


def test_a_refresh_gives_new_tokens_and_ends_the_old_ones(service: Service) -> None:
    old = service.exchange(service.code()).json()
    reply = service.refresh(old["refresh_token"])
    new = reply.json()
    assert reply.status_code == 200
    assert new["refresh_token"] != old["refresh_token"]
    assert new["id_token"] != old["id_token"]
    assert service.userinfo(old["access_token"]).status_code == 401
    assert service.userinfo(new["access_token"]).status_code == 200


def test_a_refresh_token_used_twice_ends_the_whole_chain(service: Service) -> None:
    old = service.exchange(service.code()).json()
    new = service.refresh(old["refresh_token"]).json()
    hint = "The refresh token was already used."
    assert refused(service.refresh(old["refresh_token"]), 400, "invalid_grant", hint)
    assert refused(service.refresh(new["refresh_token"]), 400, "invalid_grant", hint)
    assert service.userinfo(new["access_token"]).status_code == 401


def test_an_expired_refresh_token_is_named(
    running: RunningWorld, web: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(tokens_module.LIFETIMES, "rt", 0)
    service = registered(running, web)
    given = service.exchange(service.code()).json()
    reply = service.refresh(given["refresh_token"])
    assert refused(reply, 400, "invalid_grant", "The refresh token expired.")


def test_another_applications_refresh_token_is_named(
    running: RunningWorld, web: httpx.Client
) -> None:
    one, other = registered(running, web), registered(running, web)
    given = one.exchange(one.code()).json()
    reply = other.refresh(given["refresh_token"])
    assert refused(reply, 400, "invalid_grant", "the ID during the initial token issuance.")


def test_an_access_token_does_not_refresh(service: Service) -> None:
    given = service.exchange(service.code()).json()
    reply = service.refresh(given["access_token"])
    assert refused(reply, 400, "invalid_grant", "The refresh token is malformed or not valid.")


# 3.5: revocation.


def test_revoking_an_unknown_token_is_an_empty_success(service: Service) -> None:
    own = {"client_id": service.client_id, "client_secret": service.secret}
    reply = service.post("oauth2/revoke", token="setup-check", **own)
    assert (reply.status_code, reply.content) == (200, b"")


def test_revoking_ends_every_token_of_the_login(service: Service) -> None:
    given = service.exchange(service.code()).json()
    own = {"client_id": service.client_id, "client_secret": service.secret}
    service.post("oauth2/revoke", token=given["refresh_token"], **own)
    assert service.userinfo(given["access_token"]).status_code == 401
    assert service.refresh(given["refresh_token"]).status_code == 400


def test_another_application_cannot_revoke(running: RunningWorld, web: httpx.Client) -> None:
    one, other = registered(running, web), registered(running, web)
    given = one.exchange(one.code()).json()
    own = {"client_id": other.client_id, "client_secret": other.secret}
    assert other.post("oauth2/revoke", token=given["access_token"], **own).status_code == 200
    assert one.userinfo(given["access_token"]).status_code == 200


def test_revoking_with_a_wrong_method_gets_no_hint(service: Service) -> None:
    reply = service.post("oauth2/revoke", (service.client_id, service.secret), token="x")
    assert refused(reply, 401, "invalid_client", "")


def test_revoking_without_credentials_is_a_bad_request(service: Service) -> None:
    assert told(service.post("oauth2/revoke", token=NONCE))[:2] == (400, "invalid_request")
