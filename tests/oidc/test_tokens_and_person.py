"""Why there are no tokens, what is said of the person, and whether a refresh token refreshes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from jcwizard.model.finding import Status
from jcwizard.oidc.login import LoginStatus
from jcwizard.oidc.person import check_email, identity_of
from tests.oidc.hydra import INVALID_GRANT, UNAUTHORIZED, Hydra
from tests.oidc.servers import Answer, Asked, as_json
from tests.oidc.test_login import codes, log_in


def refusing(error: str, text: str, status: int = 400) -> Hydra:
    hydra = Hydra()
    hydra.server.routes["/oauth2/token"] = as_json(
        {"error": error, "error_description": text}, status
    )
    return hydra


@pytest.mark.row("P9", "P10")
@pytest.mark.parametrize(
    ("error", "hint", "code"),
    [
        ("invalid_grant", "", "token.code_refused"),
        ("invalid_grant", "The authorization code has already been used.", "token.code_used"),
        (
            "invalid_grant",
            "The 'redirect_uri' from this request does not match the one from the authorize …",
            "token.redirect_differs",
        ),
        (
            "invalid_grant",
            "The PKCE code challenge did not match the code verifier.",
            "token.pkce_refused",
        ),
        (
            "invalid_grant",
            "The OAuth 2.0 Client ID from this request does not match the one from the authorize …",
            "token.other_client",
        ),
        ("unauthorized_client", "", "token.grant_refused"),
        ("unsupported_grant_type", "", "token.grant_refused"),
        ("invalid_request", "", "token.request_refused"),
        ("insufficient_entropy", "", "token.request_refused"),
        ("access_denied", "The token hook target responded with an error.", "token.person_refused"),
    ],
)
def test_a_refused_exchange_is_told_by_its_cause(error: str, hint: str, code: str) -> None:
    hydra = refusing(error, f"{INVALID_GRANT} {hint}", 403 if error == "access_denied" else 400)
    outcome = log_in(hydra)
    assert codes(outcome) == {"token": code}
    assert outcome.status is LoginStatus.FAILED
    assert error in outcome.checks[1].actual
    assert hydra.server.paths().count("/oauth2/token") == 1


def test_an_error_that_nobody_knows_is_could_not_tell() -> None:
    outcome = log_in(refusing("something_new", "…"))
    assert codes(outcome) == {"token": "provider.unexpected_answer"}
    assert outcome.status is LoginStatus.UNKNOWN


def test_a_code_that_a_server_repeats_is_not_shown() -> None:
    hydra = Hydra()
    hydra.server.routes["/oauth2/token"] = lambda asked: as_json(
        {"error": "invalid_grant", "error_description": f"No such code: {asked.form['code']}"}, 400
    )
    outcome = log_in(hydra)  # looks for every secret that was sent
    assert codes(outcome) == {"token": "token.code_refused"}
    assert "No such code" in outcome.checks[1].actual


# The person


@pytest.mark.row("P15")
@pytest.mark.parametrize(
    ("change", "code", "status"),
    [
        (lambda p: p.pop("email"), "email.missing", Status.FAILED),
        (lambda p: p.update(email=""), "email.missing", Status.FAILED),
        (lambda p: p.update(email=None), "email.missing", Status.FAILED),
        (lambda p: p.update(email=["a@b.example"]), "attributes.twice", Status.FAILED),
        (lambda p: p.update(email={"value": "a@b.example"}), "email.malformed", Status.FAILED),
        (lambda p: p.update(email="maya"), "email.malformed", Status.FAILED),
        (lambda p: p.update(email_verified=False), "email.not_verified", Status.WARNING),
        (lambda p: p.update(email_verified="false"), "email.not_verified", Status.WARNING),
        (lambda p: p.update(email_verified="true"), "email.verified_as_text", Status.WARNING),
        (lambda p: p.update(email_verified={}), "email.verified_as_text", Status.WARNING),
    ],
)
def test_what_is_wrong_with_the_email_is_named(
    change: Callable[[dict[str, Any]], object], code: str, status: Status
) -> None:
    hydra = Hydra()
    change(hydra.person)
    outcome = log_in(hydra)
    assert codes(outcome) == {"email": code}
    assert outcome.checks[4].status is status
    passed = LoginStatus.PASSED if status is Status.WARNING else LoginStatus.FAILED
    assert outcome.status is passed
    assert outcome.identity is not None


def test_a_service_that_needs_no_email_does_not_ask_for_one() -> None:
    hydra = Hydra()
    del hydra.person["email"]
    outcome = log_in(hydra, needs_email=False)
    assert codes(outcome) == {}
    assert outcome.checks[4].status is Status.NOT_RUN


def test_an_unread_userinfo_answer_does_not_blame_the_email() -> None:
    hydra = Hydra(change_claims=lambda claims: claims.pop("email"))
    hydra.server.routes["/userinfo"] = Answer(503)
    outcome = log_in(hydra)
    assert codes(outcome) == {"person": "network.server_error", "email": "email.not_judged"}
    assert outcome.status is LoginStatus.UNKNOWN


def test_an_access_token_that_userinfo_refuses_is_told() -> None:
    hydra = Hydra()
    hydra.server.routes["/userinfo"] = as_json({"error": "request_unauthorized"}, 401)
    outcome = log_in(hydra)
    assert codes(outcome) == {"person": "person.token_refused"}
    assert outcome.identity is None


def test_without_a_userinfo_endpoint_the_id_token_says_who_it_is() -> None:
    hydra = Hydra(change_document=lambda d: d.pop("userinfo_endpoint"))
    outcome = log_in(hydra)
    assert outcome.status is LoginStatus.PASSED
    assert outcome.checks[3].status is Status.NOT_RUN
    assert outcome.identity is not None
    assert outcome.identity.email == "maya@acme.example"


@pytest.mark.parametrize(
    ("claims", "groups"),
    [
        ({"groups": "Engineering"}, ("Engineering",)),
        ({"groups": ["A", "B"]}, ("A", "B")),
        ({"memberOf": ["A"]}, ("A",)),
        ({"member_of": "A"}, ("A",)),
        ({"https://app.hoop.dev/groups": ["A"]}, ("A",)),
        ({"groups": ["A", 7, None, {}, "B\u202e\n"]}, ("A", "B")),
        ({"groups": {"A": 1}}, ()),
        ({"groups": []}, ()),
        ({}, ()),
    ],
)
def test_groups_are_read_in_every_shape(claims: dict[str, object], groups: tuple[str, ...]) -> None:
    assert identity_of({"sub": "x", **claims}, {}).groups == groups


def test_a_name_is_put_together_where_none_is_told() -> None:
    claims: dict[str, object] = {"sub": "x", "given_name": "Maya", "family_name": "Okafor"}
    assert identity_of(claims, {}).name == "Maya Okafor"
    assert identity_of({"sub": "x", "name": 7, "given_name": ["a"]}, {}).name == ""


def test_the_signed_token_wins_over_userinfo() -> None:
    identity = identity_of({"sub": "x", "email": "a@x.example"}, {"email": "b@x.example"})
    assert identity.email == "a@x.example"
    check = check_email({"email": "a@x.example"}, {"email": "b@x.example"}, ())
    assert (check.expected, check.actual) == ("a@x.example", "b@x.example")


# Refresh


def test_no_refresh_token_is_told() -> None:
    outcome = log_in(Hydra(refresh_grant=False), needs_refresh=True)
    assert codes(outcome) == {"refresh": "refresh.not_given"}
    assert outcome.status is LoginStatus.FAILED


def after_the_code(hydra: Hydra, answer: Answer) -> Hydra:
    """Answer the first token request well, and the refresh with `answer`."""

    def token(asked: Asked) -> Answer:
        return answer if asked.form["grant_type"] == "refresh_token" else hydra.token(asked)

    hydra.server.routes["/oauth2/token"] = token
    return hydra


@pytest.mark.parametrize(
    ("answer", "code", "status"),
    [
        (as_json({"error": "invalid_grant"}, 400), "refresh.refused", LoginStatus.FAILED),
        (
            as_json({"error": "unauthorized_client", "error_description": UNAUTHORIZED}, 400),
            "refresh.grant_off",
            LoginStatus.FAILED,
        ),
        (as_json({"token_type": "bearer"}), "token.malformed", LoginStatus.FAILED),
        (Answer(503), "network.server_error", LoginStatus.UNKNOWN),
    ],
)
def test_a_refresh_that_does_not_refresh_is_told(
    answer: Answer, code: str, status: LoginStatus
) -> None:
    outcome = log_in(after_the_code(Hydra(), answer), needs_refresh=True)
    assert codes(outcome) == {"refresh": code}
    assert outcome.status is status


def test_a_refresh_without_a_new_id_token_is_enough() -> None:
    answer = as_json({"access_token": "ory_at_new", "token_type": "Bearer"})
    outcome = log_in(after_the_code(Hydra(), answer), needs_refresh=True)
    assert outcome.status is LoginStatus.PASSED
