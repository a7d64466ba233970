"""A service account's token: asked for once, shared, renewed, and kept from everybody."""

from __future__ import annotations

import asyncio
import base64

import pytest

from jcwizard.jumpcloud import paths, service_account
from jcwizard.jumpcloud.admin_api import Answer
from jcwizard.model.finding import Finding
from tests.jumpcloud.admin_server import (
    ACCOUNT_SECRET,
    TOKEN,
    AdminServer,
    Answers,
    Heard,
    a_client,
    admin_server,
    gives,
    listing,
    page,
    says,
    token,
)
from tests.jumpcloud.admin_server import service_account as account
from tests.oidc.servers import run

TOKENS = "POST /oauth2/token"
LIST = "GET /applications"
OTHER = "ory_at_AnotherCanary0123456789"


def asked(
    answers: dict[str, Answers], times: int = 1, *, at_once: bool = False
) -> tuple[list[Answer | Finding], AdminServer]:
    async def talk() -> tuple[list[Answer | Finding], AdminServer]:
        async with admin_server(answers) as server, a_client() as client:
            api = server.api(client, account())
            calls = [api.get(paths.APPLICATIONS, [("limit", "1")]) for _time in range(times)]
            if at_once:
                return list(await asyncio.gather(*calls)), server
            return [await call for call in calls], server

    return run(talk())


def test_the_account_goes_into_the_header_and_asks_for_the_api() -> None:
    (found,), server = asked({TOKENS: token(), LIST: listing()})
    assert isinstance(found, Answer)
    asking, listing_ = server.heard
    scheme, _, login = asking.headers["authorization"].partition(" ")
    assert scheme == "Basic"
    assert base64.b64decode(login).decode() == f"5f0c1de2-acme:{ACCOUNT_SECRET}"
    assert asking.body == b"grant_type=client_credentials&scope=api"
    assert listing_.headers["authorization"] == f"Bearer {TOKEN}"


@pytest.mark.parametrize("at_once", [False, True])
def test_one_token_serves_many_questions(at_once: bool) -> None:
    found, server = asked({TOKENS: token(), LIST: listing()}, 5, at_once=at_once)
    assert all(isinstance(one, Answer) for one in found)
    assert server.calls.count(TOKENS) == 1


@pytest.mark.parametrize(("expires_in", "tokens"), [(0, 3), (-5, 3), (3600, 1), ("soon", 1)])
def test_a_token_is_renewed_before_it_ends(expires_in: object, tokens: int) -> None:
    _found, server = asked({TOKENS: token(expires_in=expires_in), LIST: listing()}, 3)
    assert server.calls.count(TOKENS) == tokens


def test_a_token_is_not_used_to_its_last_second() -> None:
    assert service_account._seconds(3_600) == 3_540
    assert service_account._seconds(40) == 20
    assert service_account._seconds(True) == 3_540


def test_a_token_that_ended_early_is_asked_for_anew_once() -> None:
    def only_the_second(heard: Heard) -> bytes:
        good = heard.headers["authorization"] == f"Bearer {OTHER}"
        return listing() if good else says("Unauthorized", 401)

    (found,), server = asked({TOKENS: [token(), token(access_token=OTHER)], LIST: only_the_second})
    assert isinstance(found, Answer)
    assert server.calls == [TOKENS, LIST, TOKENS, LIST]


def test_a_token_that_is_never_taken_ends_after_the_second() -> None:
    (found,), server = asked({TOKENS: token(), LIST: says("Unauthorized", 401)})
    assert isinstance(found, Finding)
    assert found.code == "admin.service_account_refused"
    assert server.calls == [TOKENS, LIST, TOKENS, LIST]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (gives({"error": "invalid_client"}, 401), "admin.service_account_refused"),
        (gives({"error": "invalid_client"}, 400), "admin.service_account_refused"),
        (gives({"error": "unauthorized_client"}, 400), "admin.service_account_refused"),
        (gives({"error": "invalid_scope", "error_description": "api"}, 400), "admin.refused"),
        (says("Unauthorized", 401), "admin.service_account_refused"),
        (says("token endpoint moved", 404), "admin.not_found"),
        (page(), "admin.not_understood"),
        (gives({"token_type": "bearer"}), "admin.not_understood"),
        (gives({"access_token": "t", "token_type": "mac"}), "admin.not_understood"),
        (gives({"access_token": "tökén"}), "admin.not_understood"),
        (gives({"access_token": "t\r\nX-Other: 1"}), "admin.not_understood"),
        (gives({"access_token": ""}), "admin.not_understood"),
        (gives(["t"]), "admin.not_understood"),
        (says("oops", 500), "network.server_error"),
        (b"", "network.cut_off"),
    ],
)
def test_without_a_token_the_reason_is_told_and_the_api_is_not_asked(
    answer: bytes, code: str
) -> None:
    (found,), server = asked({TOKENS: answer, LIST: listing()})
    assert isinstance(found, Finding)
    assert found.code == code
    assert server.calls == [TOKENS]


def test_a_secret_that_the_token_host_repeats_is_in_no_record() -> None:
    def repeats(heard: Heard) -> bytes:
        login = base64.b64decode(heard.headers["authorization"].partition(" ")[2]).decode()
        return gives({"error": "invalid_client", "message": f"no {login}"}, 401)

    (found,), _server = asked({TOKENS: repeats})
    assert isinstance(found, Finding)
    assert ACCOUNT_SECRET not in repr(found)
    assert found.values["said"] == "no 5f0c1de2-acme:••••••••"
