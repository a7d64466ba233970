"""Every single validation of who signed in, and of the words that a reply is given.

Written against `tools/break_validations.py`, like `test_each_validation`.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any, cast

import pytest

from jcwizard.model.exchange import Exchange
from jcwizard.model.finding import Check, Status
from jcwizard.model.secret import DOTS, Secret
from jcwizard.net.client import Client
from jcwizard.net.messages import Reply, Request
from jcwizard.net.trouble import Trouble
from jcwizard.oidc.credentials import token_request
from jcwizard.oidc.discovery import Provider
from jcwizard.oidc.id_token import Expected
from jcwizard.oidc.keys import Keys
from jcwizard.oidc.person import check_email, identity_of, remark_on_groups
from jcwizard.oidc.replies import stops_everything, unjudged
from jcwizard.oidc.signature import KeyRing
from jcwizard.oidc.untrusted import json_type, shown, text_member
from jcwizard.oidc.userinfo import UserInfo, ask_userinfo

ISSUER = "https://oauth.acme.example/"
MAYA = "maya@acme.example"


def email(claims: dict[str, Any], userinfo: dict[str, Any] | None, *copes: str) -> tuple[str, str]:
    check = check_email(claims, userinfo, (), copes)
    return (check.finding.code if check.finding else ""), check.status.value


@pytest.mark.parametrize(
    ("claims", "userinfo", "found"),
    [
        ({"email": MAYA}, {}, ("", "passed")),
        ({"email": MAYA}, None, ("", "passed")),
        ({}, {"email": MAYA}, ("", "passed")),
        ({}, None, ("email.not_judged", "unknown")),
        ({"email": ""}, None, ("email.not_judged", "unknown")),
        ({"email": None}, None, ("email.not_judged", "unknown")),
        ({}, {}, ("email.missing", "failed")),
        ({"email": ""}, {}, ("email.missing", "failed")),
        ({"email": None}, {"email": MAYA}, ("email.missing", "failed")),
        ({"email": [MAYA]}, {}, ("attributes.twice", "failed")),
        ({"email": 5}, {}, ("email.malformed", "failed")),
        ({"email": "maya"}, {}, ("email.malformed", "failed")),
        ({"email": "@acme.example"}, {}, ("email.malformed", "failed")),
        ({"email": "maya@"}, {}, ("email.malformed", "failed")),
        ({"email": "ma@ya@acme"}, {}, ("email.malformed", "failed")),
        ({"email": "m@" + "x" * 252}, {}, ("", "passed")),
        ({"email": "m@" + "x" * 253}, {}, ("email.malformed", "failed")),
        ({"email": MAYA}, {"email": "other@acme.example"}, ("email.two_addresses", "warning")),
        ({"email": MAYA}, {"email": MAYA.upper()}, ("", "passed")),
        ({"email": MAYA}, {"email": 5}, ("", "passed")),
        ({"email": MAYA, "email_verified": True}, {}, ("", "passed")),
        ({"email": MAYA, "email_verified": False}, {}, ("email.not_verified", "warning")),
        ({"email": MAYA, "email_verified": "False"}, {}, ("email.not_verified", "warning")),
        ({"email": MAYA, "email_verified": "true"}, {}, ("email.verified_as_text", "warning")),
        ({"email": MAYA, "email_verified": 1}, {}, ("email.verified_as_text", "warning")),
        ({"email": MAYA, "email_verified": ["true"]}, {}, ("attributes.twice", "warning")),
    ],
)
def test_each_thing_about_an_email_address_is_judged(
    claims: dict[str, Any], userinfo: dict[str, Any] | None, found: tuple[str, str]
) -> None:
    assert email(claims, userinfo) == found


def test_what_the_service_copes_with_is_not_remarked_on() -> None:
    text = {"email": MAYA, "email_verified": "true"}
    assert email(text, {}, "text_booleans") == ("", "passed")
    assert email(text, {}, "single_group")[0] == "email.verified_as_text"
    assert email({**text, "email_verified": 1}, {}, "text_booleans")[1] == "warning"


@pytest.mark.parametrize(
    ("claims", "copes", "remarked"),
    [
        ({"groups": "Admins"}, (), True),
        ({"groups": "Admins"}, ("single_group",), False),
        ({"groups": "Admins"}, ("text_booleans",), True),
        ({"groups": ["Admins"]}, (), False),
        ({"groups": ""}, (), False),
        ({}, (), False),
    ],
)
def test_a_single_group_is_remarked_on(
    claims: dict[str, Any], copes: tuple[str, ...], remarked: bool
) -> None:
    assert (remark_on_groups(claims, {}, (), copes) is not None) is remarked
    assert (remark_on_groups({}, claims, (), copes) is not None) is remarked


@pytest.mark.parametrize(
    "name", ["groups", "memberOf", "member_of", "memberof", "group", "https://acme.example/groups"]
)
def test_groups_are_found_under_each_usual_name(name: str) -> None:
    assert identity_of({name: ["a", 5, "", "b"]}, {}).groups == ("a", "b")
    assert identity_of({name: "a"}, {}).groups == ("a",)
    assert identity_of({name: {"a": 1}}, {}).groups == ()
    assert identity_of({name: [str(n) for n in range(300)]}, {}).groups[-1] == "199"


def test_the_name_is_the_whole_one_or_put_together() -> None:
    parts = {"given_name": "Maya", "family_name": "Okafor"}
    assert identity_of({"name": "M. O.", **parts}, {}).name == "M. O."
    assert identity_of(parts, {}).name == "Maya Okafor"
    assert identity_of({"given_name": "Maya"}, {}).name == "Maya"
    assert identity_of({"family_name": "Okafor"}, {}).name == "Okafor"
    assert identity_of({"sub": "1"}, {"sub": "2", "email": MAYA}).sub == "1"


# Text from the network.


@pytest.mark.parametrize(
    ("value", "kind"),
    [(None, "null"), (True, "boolean"), (1, "number"), (1.5, "number"), ("a", "string"),
     ({}, "object"), ([], "array")],
)  # fmt: skip
def test_each_json_value_is_named_as_json_names_it(value: object, kind: str) -> None:
    assert json_type(value) == kind
    assert shown(value) == (value if isinstance(value, str) else kind)
    assert text_member({"a": value}, "a") == (value if isinstance(value, str) else "")


def test_shown_text_is_one_line_of_300_characters_without_the_secrets() -> None:
    assert shown(" a\n\tb\x00c\u202ed ") == "a b c d"
    assert shown("x" * 300) == "x" * 300
    assert shown("x" * 301) == "x" * 300 + "…"
    assert shown("a s3cr b", (None, Secret("s3cr"))) == f"a {DOTS} b"
    assert shown("a s3c b", (Secret("s3c"), Secret(""))) == "a s3c b"


# The words for a reply that proves nothing.


def reply(
    body: object = b"", status: int = 200, trouble: Trouble | None = None, **headers: str
) -> Reply:
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    exchange = Exchange("GET", ISSUER, (), status, tuple(told.items()), "", 0.1, "")
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Reply(exchange, status, told, data, trouble)


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (reply({}), "provider.unexpected_answer"),
        (reply({}, 403), "provider.blocked"),
        (reply({}, 407), "provider.blocked"),
        (reply({}, 451), "provider.blocked"),
        (reply({}, 402), "provider.unexpected_answer"),
        (reply({}, 499), "provider.unexpected_answer"),
        (reply({}, 500), "network.server_error"),
        (reply({}, 511), "network.sign_in_page"),
        (reply({}, 429), "network.too_many_requests"),
        (reply({}, 429, retry_after="30"), "network.wait_asked"),
        (reply({}, 200, Trouble("network.timeout", "")), "network.timeout"),
        (reply(b"<html>"), "network.sign_in_page"),
        (reply({}, 299), "provider.unexpected_answer"),
        (reply({}, 302), "network.sign_in_page"),
        (reply({}, 399), "network.sign_in_page"),
        (reply({}, 400), "provider.unexpected_answer"),
    ],
)
def test_each_reply_that_proves_nothing_is_named(told: Reply, code: str) -> None:
    assert unjudged(told, "200").code == code


def test_a_page_is_no_surprise_where_no_data_was_asked_for() -> None:
    assert unjudged(reply(b"<html>"), "302", wants_data=False).code == "provider.unexpected_answer"


@pytest.mark.parametrize(
    ("told", "actual"),
    [
        (reply({"error": "e", "error_description": "d"}, 400), "400 e: d"),
        (reply({"error": "e"}, 400), "400 e"),
        (reply({"error_description": "d"}, 400, content_type="a/b; c"), "400 a/b"),
        (reply({}, 201, location="https://a.example/"), "201 https://a.example/"),
        (reply({}, 201), "201"),
    ],
)
def test_what_came_instead_is_told_in_short(told: Reply, actual: str) -> None:
    assert unjudged(told, "200").actual == actual


def test_a_secret_that_came_back_is_not_repeated() -> None:
    told = reply({"error": "s3cret-1", "error_description": "s3cret-1"}, 400)
    found = unjudged(told, "200", secrets=(Secret("s3cret-1"), None))
    assert "s3cret-1" not in f"{found.actual}{found.values}"


@pytest.mark.parametrize(
    ("told", "stops"),
    [
        (reply({}), False),
        (reply({}, 500), False),
        (reply({}, 429), True),
        (reply({}, 200, Trouble("network.timeout", "")), True),
    ],
)
def test_only_no_network_and_too_many_requests_stop_all_questions(told: Reply, stops: bool) -> None:
    assert stops_everything(told) is stops


# The userinfo answer.


class Asked:
    """Gives one answer to whatever is asked."""

    def __init__(self, told: Reply) -> None:
        self.told = told

    async def send(self, request: Request) -> Reply:
        return self.told


def person(told: Reply) -> tuple[str, Status] | UserInfo:
    provider = Provider(ISSUER, ISSUER, ISSUER, ISSUER, ISSUER)
    ring = KeyRing(provider, cast("Client", Asked(told)), Keys(()), refetched=True)
    expected = Expected(ISSUER, "c", None, None, 1.8e9)
    found = asyncio.run(ask_userinfo(ring, Secret("ory_at_1"), "1", expected))
    if not isinstance(found, Check):
        return found
    assert found.finding is not None
    return found.finding.code, found.status


FAILED, UNKNOWN = Status.FAILED, Status.UNKNOWN
REFUSED = ("person.token_refused", FAILED)
NARROW = 'Bearer realm="a", error="insufficient_scope"'


@pytest.mark.parametrize(
    ("told", "found"),
    [
        (reply({"sub": "2"}), ("person.another_person", FAILED)),
        (reply({"sub": 1}), ("person.another_person", FAILED)),
        (reply({}), ("person.another_person", FAILED)),
        (reply({"sub": ["1"]}), ("person.another_person", FAILED)),
        (reply({"error": "e", "sub": "2"}), ("person.another_person", FAILED)),
        (reply({"error": "e"}), ("provider.unexpected_answer", UNKNOWN)),
        (reply([1]), ("provider.unexpected_answer", UNKNOWN)),
        (reply({"sub": "1"}, 201), ("provider.unexpected_answer", UNKNOWN)),
        (reply({"sub": "1"}, 500), ("network.server_error", UNKNOWN)),
        (reply({}, 401), REFUSED),
        (reply({"sub": "1"}, 401), REFUSED),
        (reply({}, 403), ("provider.blocked", UNKNOWN)),
        (reply({"error": "insufficient_scope"}, 403), REFUSED),
        (reply({"error": "insufficient_scope"}, 400), ("provider.unexpected_answer", UNKNOWN)),
        (reply({}, 403, www_authenticate=NARROW), REFUSED),
        (reply({}, 403, www_authenticate=NARROW.upper()), REFUSED),
        (reply({}, 403, www_authenticate="Bearer"), ("provider.blocked", UNKNOWN)),
        (
            reply({}, 403, www_authenticate="Basic insufficient_scope"),
            ("provider.blocked", UNKNOWN),
        ),
        (reply({}, 401, Trouble("network.cut_off", "")), ("network.cut_off", UNKNOWN)),
        (reply({"sub": "1"}, 200, Trouble("network.cut_off", "")), ("network.cut_off", UNKNOWN)),
        (
            reply(b"a.b", content_type="application/jwt"),
            ("person.answer_distrusted", FAILED),
        ),
        (
            reply(b"a.b.c.d.e", content_type="Application/JWT; charset=utf-8"),
            ("person.signed_answer", UNKNOWN),
        ),
        (
            reply(b"a.b", 500, content_type="application/jwt"),
            ("network.server_error", UNKNOWN),
        ),
        (
            reply(b"a.b", 200, Trouble("network.cut_off", ""), content_type="application/jwt"),
            ("network.cut_off", UNKNOWN),
        ),
    ],
)
def test_each_userinfo_answer_that_cannot_be_used_is_told_apart(told: Reply, found: object) -> None:
    assert person(told) == found


def test_a_userinfo_answer_about_the_same_person_is_taken() -> None:
    found = person(reply({"sub": "1", "email": MAYA}))
    assert isinstance(found, UserInfo)
    assert found.claims["email"] == MAYA


# The credentials.


@pytest.mark.parametrize(
    ("method", "secret", "fields", "header"),
    [
        ("client_secret_basic", Secret("s"), (), True),
        ("client_secret_basic", None, ("client_id",), False),
        ("client_secret_post", Secret("s"), ("client_id", "client_secret"), False),
        ("client_secret_post", None, ("client_id",), False),
        ("none", Secret("s"), ("client_id",), False),
    ],
)
def test_the_secret_goes_by_one_way_only(
    method: str, secret: Secret | None, fields: tuple[str, ...], header: bool
) -> None:
    request = token_request(ISSUER, (("grant_type", "g"),), "c", secret, method)
    assert tuple(name for name, _value in request.form or ()) == ("grant_type", *fields)
    assert any(name == "Authorization" for name, _value in request.headers) is header
