"""Facets checked from outside, against a control plane that answers as the test says."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jcwizard.facets.login_options import read_login_options
from jcwizard.facets.outside import Expected, check_outside, taken_ids
from jcwizard.facets.sign_in import read_sign_in
from jcwizard.model.finding import Check, Status, Verdict, verdict
from jcwizard.net.client import Client
from tests.net.raw_server import listening, response

IDS = [
    "login_option", "provider_entry", "sign_in_client_id", "sign_in_redirect", "sign_in_scopes"
]  # fmt: skip
CLIENT_ID = "4ff122de-428e-48c8-a4f7-d4f6b11c71a6"
REDIRECT = "https://acme.console.facets.cloud/login/oauth2/code/jumpcloud"
ISSUER = "https://oauth.id.eu.jumpcloud.com/"
ENTRY = {
    "registrationId": "jumpcloud",
    "provider": "JUMP_CLOUD",
    "clientId": CLIENT_ID,
    "loginButtonText": "Acme",
    "scope": "openid",
}
QUERY = {
    "response_type": "code",
    "client_id": CLIENT_ID,
    "scope": "openid email profile",
    "state": "s",
    "redirect_uri": REDIRECT,
}
START_PAGE = response(b"<!doctype html><title>Facets</title>", kind="text/html")


def listed(*entries: object) -> bytes:
    return response(json.dumps(entries).encode())


def sent_to(
    target: str = ISSUER + "oauth2/auth", *, query: Mapping[str, str] = QUERY, **changed: str | None
) -> bytes:
    values = {name: value for name, value in {**query, **changed}.items() if value is not None}
    location = target + ("?" + urlencode(values) if values else "")
    return response(b"", status="302 Found", headers=(f"Location: {location}",))


@dataclass
class ControlPlane:
    """What the pretend control plane answers; any other path gives its start page."""

    options: bytes = field(default_factory=lambda: listed(ENTRY))
    sign_in: bytes = field(default_factory=sent_to)
    registration_id: str = "jumpcloud"
    asked: list[str] = field(default_factory=list)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        method, path, _version = head.split("\r\n")[0].split(" ")
        assert "cookie" not in head.lower()
        assert "authorization:" not in head.lower()
        self.asked.append(f"{method} {path}")
        if path == "/public/v1/loginOptions":
            writer.write(self.options)
        elif path == f"/oauth2/authorization/{quote(self.registration_id, '')}":
            writer.write(self.sign_in)
        else:
            writer.write(START_PAGE)
        await writer.drain()


def checked(plane: ControlPlane, **changed: Any) -> dict[str, Check]:
    async def whole() -> tuple[Check, ...]:
        async with listening(plane.answer) as port:
            expected = Expected(
                control_plane_url=f"http://127.0.0.1:{port}/capc/home?x=1",
                registration_id="jumpcloud",
                client_id=CLIENT_ID,
                redirect_url=REDIRECT,
                scopes_wanted=("openid", "email", "profile"),
                login_button_text="Acme",
                issuer=ISSUER,
                other_issuers=(("us", "https://oauth.id.jumpcloud.com/"),),
            )
            client = Client(deadline=5)
            try:
                return await check_outside(replace(expected, **changed), client)
            finally:
                await client.aclose()

    checks = asyncio.run(whole())
    assert [check.id for check in checks] == IDS
    for check in checks:
        assert (check.finding is None) == (check.status in {Status.PASSED, Status.NOT_RUN})
        assert bool(check.evidence) != (check.status is Status.NOT_RUN)
    return {check.id: check for check in checks}


def code(check: Check) -> str:
    return check.finding.code if check.finding else ""


def values(check: Check) -> Mapping[str, str]:
    assert check.finding is not None
    return check.finding.values


def test_a_control_plane_that_was_told_everything_right_passes() -> None:
    plane = ControlPlane()
    checks = checked(plane)
    assert {check.status for check in checks.values()} == {Status.PASSED}
    assert plane.asked == ["GET /public/v1/loginOptions", "GET /oauth2/authorization/jumpcloud"]
    assert checks["sign_in_redirect"].actual == REDIRECT


@pytest.mark.parametrize(
    "answer",
    [
        START_PAGE,
        response(b"[]", status="404 Not Found"),
        response(b"[]", status="401 Unauthorized"),
        response(b"", status="302 Found", headers=("Location: /login",)),
        response(b"[{"),
        response(b""),
    ],
)
def test_an_answer_that_is_no_list_proves_nothing(answer: bytes) -> None:
    checks = checked(ControlPlane(options=answer))
    assert checks["login_option"].status is Status.UNKNOWN
    assert code(checks["login_option"]) == "facets.no_public_list"
    assert checks["provider_entry"].status is Status.NOT_RUN
    assert checks["sign_in_client_id"].status is Status.PASSED
    assert verdict(checks.values()) is Verdict.UNKNOWN


def test_a_page_instead_of_the_list_is_told_by_its_title() -> None:
    finding = checked(ControlPlane(options=START_PAGE))["login_option"].finding
    assert finding is not None
    assert finding.actual == "200 Facets"
    assert finding.values == {"host": "127.0.0.1", "status": "200", "title": "Facets", "target": ""}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (b"", "network.cut_off"),
        (response(status="503 Busy"), "network.server_error"),
        (response(status="429 Slow down"), "network.too_many_requests"),
    ],
)
def test_a_control_plane_in_trouble_is_could_not_tell(answer: bytes, expected: str) -> None:
    checks = checked(ControlPlane(options=answer, sign_in=answer))
    assert code(checks["login_option"]) == code(checks["sign_in_client_id"]) == expected
    assert [check.status for check in checks.values()] == [
        Status.UNKNOWN, Status.NOT_RUN, Status.UNKNOWN, Status.NOT_RUN, Status.NOT_RUN
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("entries", "found"),
    [
        ([], ""),
        ([{**ENTRY, "registrationId": "JumpCloud"}], "JumpCloud"),
        ([{"registrationId": "google"}, {"registrationId": "azure"}], "azure, google"),
    ],
)
def test_a_list_without_our_entry_fails_and_says_what_is_there(
    entries: list[object], found: str
) -> None:
    checks = checked(ControlPlane(options=listed(*entries)))
    assert checks["login_option"].status is Status.FAILED
    assert code(checks["login_option"]) == "facets.entry_missing"
    assert values(checks["login_option"])["found"] == found
    assert checks["provider_entry"].status is Status.NOT_RUN


@pytest.mark.parametrize(
    "answer",
    [
        response(b'{"content": []}'),
        listed("jumpcloud"),
        listed({"registrationId": 7}, {"registrationId": "google"}),
        listed({"id": "jumpcloud"}),
        listed([ENTRY]),
        listed(None, True),
    ],
)
def test_a_list_in_another_form_is_could_not_tell(answer: bytes) -> None:
    checks = checked(ControlPlane(options=answer))
    assert checks["login_option"].status is Status.UNKNOWN
    assert code(checks["login_option"]) == "facets.list_not_understood"


def test_odd_neighbours_do_not_hide_our_entry() -> None:
    checks = checked(ControlPlane(options=listed(None, 7, {"registrationId": []}, ENTRY)))
    assert checks["login_option"].status is Status.PASSED


@pytest.mark.parametrize(
    ("changed", "status", "expected", "actual"),
    [
        ({"provider": "OKTA"}, Status.FAILED, "facets.provider_differs", "OKTA"),
        ({"provider": "OPEN_ID"}, Status.WARNING, "facets.provider_generic", "OPEN_ID"),
        ({"provider": None}, Status.UNKNOWN, "facets.entry_incomplete", ""),
        ({"provider": 7}, Status.UNKNOWN, "facets.entry_incomplete", ""),
        ({"clientId": "other"}, Status.FAILED, "facets.client_id_differs", "other"),
        ({"clientId": CLIENT_ID + " "}, Status.FAILED, "facets.client_id_differs", CLIENT_ID + " "),
        ({"clientId": {}}, Status.UNKNOWN, "facets.entry_incomplete", ""),
        ({"loginButtonText": "Other"}, Status.WARNING, "facets.button_text_differs", "Other"),
        ({"loginButtonText": None}, Status.UNKNOWN, "facets.entry_incomplete", ""),
        (
            {"loginButtonText": "Other", "provider": None, "clientId": "other"},
            Status.FAILED,
            "facets.client_id_differs",
            "other",
        ),
        (
            {"loginButtonText": "\u202e" + "x" * 500},
            Status.WARNING,
            "facets.button_text_differs",
            "�" + "x" * 199 + "…",
        ),
    ],
)
def test_each_field_of_the_entry_is_compared_and_the_worst_told(
    changed: dict[str, object], status: Status, expected: str, actual: str
) -> None:
    check = checked(ControlPlane(options=listed({**ENTRY, **changed})))["provider_entry"]
    assert (check.status, code(check), check.actual) == (status, expected, actual)
    assert values(check)["registration_id"] == "jumpcloud"


@pytest.mark.parametrize("member", ["provider", "clientId", "loginButtonText"])
def test_a_missing_field_is_named(member: str) -> None:
    entry = {name: value for name, value in ENTRY.items() if name != member}
    check = checked(ControlPlane(options=listed(entry)))["provider_entry"]
    assert values(check)["member"] == member


def test_a_button_text_that_is_not_known_is_not_compared() -> None:
    checks = checked(ControlPlane(), login_button_text="")
    assert checks["provider_entry"].status is Status.PASSED


@pytest.mark.parametrize(
    "answer",
    [
        START_PAGE,
        response(b"{}"),
        response(b"", status="302 Found"),
        response(b"", status="401 Unauthorized"),
        response(b"", status="404 Not Found"),
    ],
)
def test_a_sign_in_that_sends_nobody_on_proves_nothing(answer: bytes) -> None:
    checks = checked(ControlPlane(sign_in=answer))
    assert checks["sign_in_client_id"].status is Status.UNKNOWN
    assert code(checks["sign_in_client_id"]) == "facets.sign_in_no_redirect"
    assert checks["sign_in_redirect"].status is Status.NOT_RUN
    assert checks["sign_in_scopes"].status is Status.NOT_RUN


@pytest.mark.parametrize(
    "target",
    ["/login?error", "login", "https://elsewhere.example/", "https://elsewhere.example/?a=b",
     "https://[", "https://host:port/?client_id=x", "javascript:x?client_id=a",
     "/oauth2/auth?client_id=x", ISSUER],
)  # fmt: skip
def test_a_redirect_that_is_no_sign_in_request_proves_nothing(target: str) -> None:
    checks = checked(ControlPlane(sign_in=sent_to(target, query={})))
    assert checks["sign_in_client_id"].status is Status.UNKNOWN
    assert code(checks["sign_in_client_id"]) == "facets.sign_in_elsewhere"
    assert checks["sign_in_redirect"].status is Status.NOT_RUN


@pytest.mark.parametrize(
    "target",
    [
        "https://accounts.google.com/o/auth",
        "http://oauth.id.eu.jumpcloud.com/oauth2/auth",
        "https://oauth.id.eu.jumpcloud.com:8443/x",
        "https://jumpcloud.com.evil.example/x",
    ],
)
def test_a_control_plane_that_sends_people_to_another_provider_fails(target: str) -> None:
    check = checked(ControlPlane(sign_in=sent_to(target)))["sign_in_client_id"]
    assert (check.status, code(check)) == (Status.FAILED, "facets.other_provider")
    assert values(check)["target_host"] == target.split("/")[2].split(":")[0]


def test_what_goes_to_another_provider_is_not_compared_further() -> None:
    checks = checked(ControlPlane(sign_in=sent_to("https://accounts.google.com/o/auth")))
    assert checks["sign_in_redirect"].status is Status.NOT_RUN
    assert checks["sign_in_scopes"].status is Status.NOT_RUN


@pytest.mark.parametrize(
    ("check_id", "parameter", "value"),
    [
        ("sign_in_client_id", "client_id", "other"),
        ("sign_in_redirect", "redirect_uri", REDIRECT.replace("https", "http")),
        ("sign_in_redirect", "redirect_uri", REDIRECT + "/"),
        ("sign_in_redirect", "redirect_uri", ""),
    ],
)
def test_a_sign_in_with_another_value_fails_and_shows_both(
    check_id: str, parameter: str, value: str
) -> None:
    check = checked(ControlPlane(sign_in=sent_to(**{parameter: value})))[check_id]
    assert (check.status, code(check)) == (Status.FAILED, f"facets.{check_id}_differs")
    assert (check.expected, check.actual) == ({**QUERY}[parameter], value)
    assert values(check)["actual"] == value


@pytest.mark.parametrize(
    ("check_id", "parameter"),
    [("sign_in_client_id", "client_id"), ("sign_in_redirect", "redirect_uri")],
)
def test_a_sign_in_without_a_value_or_with_two_is_could_not_tell(
    check_id: str, parameter: str
) -> None:
    twice = sent_to(f"{ISSUER}oauth2/auth?{parameter}=x&a=b", query={})
    twice = twice.replace(b"&a=b", b"&" + urlencode(QUERY).encode())
    for answer in (sent_to(**{parameter: None}), twice):
        check = checked(ControlPlane(sign_in=answer))[check_id]
        assert (check.status, code(check)) == (Status.UNKNOWN, "facets.sign_in_incomplete")
        assert values(check)["parameter"] == parameter


@pytest.mark.parametrize(
    ("scope", "expected", "missing"),
    [
        ("profile openid  email groups", "", ""),
        ("openid profile", "facets.sign_in_no_email", "email"),
        ("openid email", "facets.sign_in_scopes_missing", "profile"),
        ("emails", "facets.sign_in_no_email", "openid email profile"),
        ("", "facets.sign_in_no_email", "openid email profile"),
        (None, "facets.sign_in_no_email", "openid email profile"),
    ],
)
def test_a_sign_in_that_asks_for_too_little_is_a_warning(
    scope: str | None, expected: str, missing: str
) -> None:
    check = checked(ControlPlane(sign_in=sent_to(scope=scope)))["sign_in_scopes"]
    assert check.status is (Status.WARNING if expected else Status.PASSED)
    assert code(check) == expected
    assert not missing or values(check)["missing"] == missing


def test_a_practice_issuer_on_this_computer_is_compared_with_its_port() -> None:
    target = "http://127.0.0.1:4444/oauth2/auth"
    right = checked(ControlPlane(sign_in=sent_to(target)), issuer="http://127.0.0.1:4444/")
    wrong = checked(
        ControlPlane(sign_in=sent_to(target)),
        issuer="http://127.0.0.1:5555/",
        other_issuers=(("in", ""), ("us", "http://127.0.0.1:4444/")),
    )
    assert right["sign_in_client_id"].status is Status.PASSED
    assert code(wrong["sign_in_client_id"]) == "facets.other_region"


def test_an_odd_registration_id_stays_one_part_of_the_path() -> None:
    plane = ControlPlane(registration_id="a/b?c")
    checked(plane, registration_id="a/b?c")
    assert plane.asked[1] == "GET /oauth2/authorization/a%2Fb%3Fc"


@pytest.mark.parametrize("url", ["", "acme", "http://acme.example", "https://[", "https://"])
def test_a_control_plane_address_that_is_none_is_could_not_tell(url: str) -> None:
    checks = checked(ControlPlane(), control_plane_url=url)
    assert checks["login_option"].status is Status.UNKNOWN
    assert code(checks["login_option"]) in {"network.bad_address", "network.not_https"}


def taken(options: bytes) -> frozenset[str] | None:
    async def whole() -> frozenset[str] | None:
        async with listening(ControlPlane(options=options).answer) as port:
            client = Client(deadline=5)
            try:
                return await taken_ids(f"http://127.0.0.1:{port}", client)
            finally:
                await client.aclose()

    return asyncio.run(whole())


def test_the_ids_in_use_are_those_of_the_list() -> None:
    assert taken(listed()) == frozenset()
    assert taken(listed(ENTRY, {"registrationId": "google"}, 7)) == {"jumpcloud", "google"}


@pytest.mark.parametrize(
    "options", [START_PAGE, b"", response(b"{}"), listed({}), response(status="500 Oh")]
)
def test_without_a_list_the_ids_in_use_are_not_known(options: bytes) -> None:
    assert taken(options) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(
        st.sampled_from([*ENTRY, "x"]), inner
    ),
    max_leaves=6,
)  # fmt: skip


@given(st.lists(JSON, max_size=5))
def test_no_list_is_a_fault(items: list[object]) -> None:
    options = read_login_options(items)
    assert len(options.entries) + options.unreadable == len(items)


@given(st.text(max_size=80))
def test_no_redirect_is_a_fault(target: str) -> None:
    read_sign_in("https://acme.example/oauth2/authorization/x", target)
    read_sign_in("https://acme.example/oauth2/authorization/x", "https://" + target)
