"""JumpCloud's refusals are told apart by its own words, and nobody is blamed for unknown ones."""

from __future__ import annotations

import json

import pytest

from jcwizard.catalogue import load
from jcwizard.jumpcloud import paths
from jcwizard.jumpcloud.admin_api import Answer
from jcwizard.model.finding import Finding
from tests.jumpcloud.admin_server import (
    KEY,
    ONE,
    Answers,
    Heard,
    a_client,
    admin_server,
    gives,
    listing,
    page,
    says,
    service_account,
    text,
    token,
)
from tests.net.raw_server import response
from tests.oidc.servers import run

READ = f"GET {paths.USER_GROUPS}"
CHANGE = f"DELETE {paths.application(ONE)}"


def asked(
    answer: Answers, *, change: bool = False, organisation: str = "", worked: bool = False
) -> Answer | Finding:
    """Ask or change something and return what the answer means."""

    async def talk() -> Answer | Finding:
        answers: dict[str, Answers] = {"GET /applications": listing(), READ: answer, CHANGE: answer}
        async with admin_server(answers) as server, a_client() as client:
            api = server.api(client, organisation=organisation)
            if worked:
                assert isinstance(await api.get(paths.APPLICATIONS, [("limit", "1")]), Answer)
            if change:
                return await api.write("DELETE", paths.application(ONE), None)
            return await api.get(paths.USER_GROUPS, [("limit", "1")])

    return run(talk())


def refused(answer: Answers, **how: object) -> Finding:
    found = asked(answer, **how)  # type: ignore[arg-type]
    assert isinstance(found, Finding)
    assert load().explanations.get(found.code), found.code
    return found


@pytest.mark.parametrize(
    ("message", "status", "code"),
    [
        ("Unauthorized: api key user not found", 401, "admin.key_unknown"),
        ("UNAUTHORIZED: API KEY USER NOT FOUND", 401, "admin.key_unknown"),
        ("Unauthorized", 401, "admin.key_unknown"),
        ("Unauthorized: api key expired", 401, "admin.key_expired"),
        ("Forbidden: the API key has expired", 403, "admin.key_expired"),
        ("Unauthorized: no organization selected", 401, "admin.organisation_needed"),
        ("Forbidden: API access is not enabled for this organization", 403, "admin.api_disabled"),
        ("Unauthorized: API key access disabled", 401, "admin.api_disabled"),
        ("Forbidden: your IP has been blocked due to suspected abuse", 403,
         "admin.address_blocked"),
        ("Blocked IP address", 401, "admin.address_blocked"),
        ("Forbidden", 403, "admin.forbidden"),
        ("Feature is not part of your plan", 403, "admin.forbidden"),
        ("Payment Required", 402, "admin.refused"),
        ("Unprocessable", 422, "admin.refused"),
        ("no such thing", 400, "admin.refused"),
        ("Not Found", 404, "admin.not_found"),
        ("Already Exists", 409, "admin.conflict"),
        ("Unauthorized: the moon is full", 401, "admin.refused"),
    ],
)  # fmt: skip
def test_each_refusal_is_known_by_its_words(message: str, status: int, code: str) -> None:
    found = refused(says(message, status))
    assert (found.code, found.values["said"]) == (code, message)
    assert found.evidence[-1].status == status


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("Forbidden", "admin.read_only"),
        ("", "admin.read_only"),
        ("insufficient permissions", "admin.read_only"),
        ("your administrator role is read only", "admin.read_only"),
        ("Feature is not part of your plan", "admin.forbidden"),
        ("your IP has been blocked due to suspected abuse", "admin.address_blocked"),
    ],
)
def test_a_refused_change_is_that_of_a_read_only_key_only_where_the_words_allow_it(
    message: str, code: str
) -> None:
    assert refused(says(message, 403), change=True).code == code


@pytest.mark.parametrize("message", ["Unauthorized", "Unauthorized: api key user not found"])
def test_a_key_that_worked_and_is_refused_now_was_ended(message: str) -> None:
    assert refused(says(message, 401), worked=True).code == "admin.key_expired"
    assert refused(says("the moon is full", 401), worked=True).code == "admin.refused"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (says("Bad Request: invalid x-org-id", 400), "admin.organisation_unknown"),
        (says("organization not found", 404), "admin.organisation_unknown"),
        (says("Not Found", 404), "admin.organisation_unknown"),
        (says("invalid filter", 400), "admin.refused"),
    ],
)
def test_an_organisation_that_is_not_known_is_told_from_anything_else(
    answer: bytes, code: str
) -> None:
    assert refused(answer, organisation=ONE).code == code


def test_an_application_that_is_not_found_is_no_word_about_the_organisation() -> None:
    found = refused(says("Not Found", 404), organisation=ONE, change=True)
    assert found.code == "admin.not_found"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (gives({"message": "one", "error": "two"}, 400), "one"),
        (gives({"status": 400, "error": "two"}, 400), "two"),
        (gives({"message": "  ", "error": {"message": "three"}}, 400), "three"),
        (gives({"code": 400, "status": "nullName"}, 400), "HTTP 400"),
        (gives(["four"], 400), "HTTP 400"),
        (text("five", 400), "five"),
        (response(b"", status="400 X"), "HTTP 400"),
        (text("x" * 1_000, 400), "x" * 300 + "…"),
        (response(b'{"message": 1', status="400 X"), '{"message": 1'),
    ],
)
def test_the_words_are_the_message_then_the_error_then_the_text(answer: bytes, said: str) -> None:
    assert refused(answer).values["said"] == said


def test_only_the_beginning_of_a_long_text_is_looked_through() -> None:
    assert refused(says("x" * 980 + " suspected abuse", 403)).code == "admin.address_blocked"
    assert refused(says("x" * 1_000 + " suspected abuse", 403)).code == "admin.forbidden"
    assert refused(says("ip address " * 100_000, 403)).code == "admin.forbidden"


@pytest.mark.parametrize("status", [200, 401, 404, 429])
def test_a_page_is_never_taken_for_jumpclouds_own_word(status: int) -> None:
    found = refused(page("Welcome to the hotel", status))
    expected = "admin.too_many" if status == 429 else "admin.not_understood"
    assert (found.code, found.values["said"]) == (expected, "Welcome to the hotel")


def test_a_page_that_forbids_comes_from_something_in_between() -> None:
    found = refused(page("Blocked by the company", 403), change=True)
    assert (found.code, found.values["status"]) == ("provider.blocked", "403")


@pytest.mark.parametrize("body", [b"fine", b'{"results": [', b'{"a": NaN}', b"\xff\xfe"])
def test_an_answer_that_is_no_json_is_not_understood(body: bytes) -> None:
    assert refused(response(body)).code == "admin.not_understood"


def test_whatever_comes_with_a_deletion_that_was_done_is_fine() -> None:
    for answer in (text("OK", 200), response(b"", status="204 X"), gives({"_id": ONE})):
        assert isinstance(asked(answer, change=True), Answer)


@pytest.mark.parametrize("status", [500, 503])
def test_a_server_in_trouble_says_nothing_about_the_key(status: int) -> None:
    assert refused(says("oops", status)).code == "network.server_error"


def test_a_status_that_is_asked_for_comes_back_with_its_words() -> None:
    async def talk(answer: bytes) -> Answer | Finding:
        async with admin_server({READ: answer}) as server, a_client() as client:
            return await server.api(client).get(paths.USER_GROUPS, also={404, 409})

    found = run(talk(says("Not Found", 404)))
    assert isinstance(found, Answer)
    assert (found.status, found.value) == (404, {"message": "Not Found"})
    plain = run(talk(text("Already Exists", 409)))
    assert isinstance(plain, Answer)
    assert (plain.status, plain.value) == (409, "Already Exists")
    foreign = run(talk(page(status=404)))
    assert isinstance(foreign, Finding)
    assert foreign.code == "admin.not_understood"


@pytest.mark.row("S24", "K86")
@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_with_the_key_is_not_followed(status: int) -> None:
    async def talk() -> tuple[Finding, list[str], list[str]]:
        async with admin_server({}) as second, admin_server({}) as first, a_client() as client:
            target = f"Location: {second.base}/api{paths.USER_GROUPS}"
            moved = response(b"", status=f"{status} X", headers=(target,))
            first.answers |= {READ: moved, CHANGE: moved}
            api = first.api(client)
            read = await api.get(paths.USER_GROUPS)
            await api.write("DELETE", paths.application(ONE), None)
            assert isinstance(read, Finding)
            return read, first.calls, second.calls

    found, first, second = run(talk())
    assert (found.code, found.values["target"]) == ("network.redirected", "127.0.0.1")
    assert (len(first), second) == (2, [])


@pytest.mark.row("K86")
def test_the_key_is_in_no_record_even_when_the_server_repeats_it() -> None:
    def repeats(heard: Heard) -> bytes:
        key = heard.headers["x-api-key"]
        return says(f"unknown api key {key}", 401, f"X-Echo: {key}", f"Server: {key}")

    found = refused(repeats)
    assert found.code == "admin.key_unknown"
    assert found.values["said"].startswith("unknown api key •")
    shown = repr(found) + json.dumps([vars(one) for one in found.evidence])
    assert KEY not in shown
    sent = [dict(one.sent) for one in found.evidence]
    assert all(one["x-api-key"] == "••••••••" for one in sent)


@pytest.mark.row("K86")
def test_a_token_and_the_secret_behind_it_are_in_no_record() -> None:
    def repeats(heard: Heard) -> bytes:
        return says(f"what is {heard.headers['authorization']}", 400)

    async def talk() -> Answer | Finding:
        answers: dict[str, Answers] = {"POST /oauth2/token": token(), READ: repeats}
        async with admin_server(answers) as server, a_client() as client:
            return await server.api(client, service_account()).get(paths.USER_GROUPS)

    found = run(talk())
    assert isinstance(found, Finding)
    assert found.values["said"] == "what is Bearer ••••••••"
    assert dict(found.evidence[0].sent)["Authorization"] == "Bearer ••••••••"
