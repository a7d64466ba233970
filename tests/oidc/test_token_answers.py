"""Token and userinfo answers of every shape: used by the rules, refused by name, or no verdict."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jcwizard.model.finding import Check, Status
from jcwizard.model.secret import Secret
from jcwizard.net.client import Reply, Trouble
from jcwizard.oidc.login import LoginStatus
from jcwizard.oidc.token_exchange import Tokens, read_tokens
from tests.oidc.faulty import TOKEN, USERINFO
from tests.oidc.hydra import SECRET, Hydra
from tests.oidc.made import ISSUER, reply
from tests.oidc.servers import Answer, as_json, page, to
from tests.oidc.test_login import codes, log_in

GIVEN: dict[str, object] = {
    "access_token": "ory_at_abc.def",
    "id_token": "a.b.c",
    "token_type": "bearer",
    "expires_in": 3599,
    "scope": "openid email",
}
TARGET = Hydra().target(issuer=ISSUER)


def read(answer: Reply) -> Tokens | tuple[str, Status]:
    """Return the tokens, or the code and status of why there are none."""
    found = read_tokens(answer, TARGET, "token", (Secret(SECRET),), id_token_required=True)
    if isinstance(found, Tokens):
        return found
    assert found.finding is not None
    assert max(len(found.expected), len(found.actual)) <= 320
    assert all(len(value) <= 320 for value in found.finding.values.values())
    assert SECRET not in repr(found)
    return found.finding.code, found.status


def given_with(status: int = 200, **changes: Any) -> Reply:
    """Return a good answer with these changes; `...` takes one away."""
    members = {name: value for name, value in (GIVEN | changes).items() if value is not ...}
    return reply(members, status)


@pytest.mark.row("K50")
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"id_token": ...}, "token.id_token_missing"),
        ({"id_token": None}, "token.id_token_missing"),
        ({"id_token": ""}, "token.id_token_missing"),
        ({"id_token": ["a.b.c"]}, "token.malformed"),
        ({"id_token": {"jwt": "a.b.c"}}, "token.malformed"),
        ({"id_token": 7}, "token.malformed"),
        ({"access_token": ...}, "token.malformed"),
        ({"access_token": None}, "token.malformed"),
        ({"access_token": ""}, "token.malformed"),
        ({"access_token": 7}, "token.malformed"),
        ({"access_token": True}, "token.malformed"),
        ({"access_token": ["a"]}, "token.malformed"),
        ({"access_token": "a\r\nX-Evil: b"}, "token.malformed"),
        ({"access_token": "a b"}, "token.malformed"),
        ({"access_token": " a"}, "token.malformed"),
        ({"access_token": "é"}, "token.malformed"),
        ({"access_token": "a\u0000"}, "token.malformed"),
        ({"access_token": "a\n"}, "token.malformed"),
        ({"refresh_token": 7}, "token.malformed"),
        ({"refresh_token": {}}, "token.malformed"),
    ],
    ids=repr,
)
def test_tokens_are_texts_and_both_are_there(changes: dict[str, object], code: str) -> None:
    assert read(given_with(**changes)) == (code, Status.FAILED)


@pytest.mark.row("K21")
@pytest.mark.parametrize("kind", ["Bearer", "bearer", "BEARER", "bEaReR"])
def test_the_type_of_a_token_has_no_case(kind: str) -> None:
    assert isinstance(read(given_with(token_type=kind)), Tokens)


@pytest.mark.row("K21")
@pytest.mark.parametrize(
    "kind", ["mac", "DPoP", "", "bearer ", "Bearer, mac", "N_A", None, ..., 7, ["bearer"], {}]
)
def test_a_type_of_token_that_is_not_known_is_refused(kind: object) -> None:
    assert read(given_with(token_type=kind)) == ("token.type_unknown", Status.FAILED)


@pytest.mark.row("F13", "F14")
@pytest.mark.parametrize(
    "more",
    [
        {"expires_in": ...},
        {"expires_in": "3599"},
        {"expires_in": -1},
        {"expires_in": None},
        {"scope": ...},
        {"scope": ["openid"]},
        {"scope": 7},
        {"scope": ""},
        {"refresh_token": None},
        {"refresh_token": ""},
        {"x_vendor": {"a": []}},
    ],
    ids=repr,
)
def test_what_nothing_depends_on_may_be_odd(more: dict[str, object]) -> None:
    found = read(given_with(**more))
    assert isinstance(found, Tokens)
    assert found.refresh_token is None


@pytest.mark.row("K73")
@pytest.mark.parametrize(
    ("answer", "code", "status"),
    [
        (given_with(error="invalid_grant"), "token.code_refused", Status.FAILED),
        (given_with(400, error="invalid_grant"), "token.code_refused", Status.FAILED),
        (given_with(error=None), "provider.unexpected_answer", Status.UNKNOWN),
        (given_with(error=""), "provider.unexpected_answer", Status.UNKNOWN),
        (given_with(error={"code": 1}), "provider.unexpected_answer", Status.UNKNOWN),
        (given_with(error=["invalid_client"]), "provider.unexpected_answer", Status.UNKNOWN),
        (given_with(error=True), "provider.unexpected_answer", Status.UNKNOWN),
        (given_with(401), "provider.unexpected_answer", Status.UNKNOWN),
        (given_with(400), "provider.unexpected_answer", Status.UNKNOWN),
        (given_with(201), "provider.unexpected_answer", Status.UNKNOWN),
        (given_with(302), "network.sign_in_page", Status.UNKNOWN),
        (given_with(302, error="invalid_client"), "network.sign_in_page", Status.UNKNOWN),
        (given_with(429, error="invalid_client"), "network.too_many_requests", Status.UNKNOWN),
        (given_with(500, error="invalid_client"), "network.server_error", Status.UNKNOWN),
        (given_with(503), "network.server_error", Status.UNKNOWN),
    ],
)
def test_an_answer_that_says_two_things_gives_no_tokens(
    answer: Reply, code: str, status: Status
) -> None:
    assert read(answer) == (code, status)


@pytest.mark.row("K75")
@pytest.mark.parametrize(
    "body",
    [
        b'{"access_token":"a","access_token":"b","id_token":"a.b.c","token_type":"bearer"}',
        b'{"access_token":"a","id_token":"a.b.c","id_token":"x.y.z","token_type":"bearer"}',
        b'\xef\xbb\xbf{"access_token":"a","id_token":"a.b.c","token_type":"bearer"}',
        b'{"access_token":"a","id_token":"a.b.c","token_type":"bearer","x":"\\ud800"}',
        b'{"access_token":"a","id_token":"a.b.c","token_type":"bearer","x":NaN}',
        b'{"access_token":"a","id_token":"a.b.c","token_type":"bearer","x":' + b"9" * 9_000 + b"}",
        b'[{"access_token":"a"}]',
        b"access_token=a&id_token=a.b.c&token_type=bearer",
        b'{"access_token":' + b'{"a":' * 20_000,
        b"",
    ],
    ids=lambda body: repr(body[:30]),
)
def test_an_answer_that_two_readers_could_read_differently_is_no_verdict(body: bytes) -> None:
    assert read(reply(body)) == ("provider.unexpected_answer", Status.UNKNOWN)


# Errors are somebody else's words


@pytest.mark.row("K20")
@pytest.mark.parametrize(
    "text",
    [
        "x" * 200_000,
        "<script>alert(1)</script>" * 1_000,
        "line\r\nline\u2028line\u202e\x00\x1b[31m",
        f"the secret was {SECRET}",
        {"html": "<b>"},
        ["a"] * 10_000,
        None,
        7,
    ],
    ids=lambda text: repr(text)[:30],
)
def test_an_error_text_is_shown_on_one_short_line(text: object) -> None:
    told = {"error": "invalid_grant", "error_description": text, "error_uri": "https://evil.x/"}
    found = read_tokens(reply(told, 400), TARGET, "token", (Secret(SECRET),),
                        id_token_required=True)  # fmt: skip
    assert isinstance(found, Check)
    assert read(reply(told, 400)) == ("token.code_refused", Status.FAILED)
    assert found.actual.isprintable()
    assert "evil.x" not in found.actual, "an address that nobody should open"


@pytest.mark.row("K20")
def test_the_name_of_a_method_is_somebody_elses_word_too() -> None:
    hint = (
        f"The OAuth 2.0 Client supports client authentication method '{'a' * 100_000}', but method "
        "'client_secret_post' was requested."
    )
    told = {"error": "invalid_client", "error_description": hint}
    assert read(reply(told, 401)) == ("client_authentication.wrong", Status.FAILED)


@pytest.mark.row("P7")
def test_an_engine_that_names_the_method_that_was_used_blames_no_method() -> None:
    hint = (
        "The OAuth 2.0 Client supports client authentication method 'client_secret_post', but "
        "method 'client_secret_post' was requested."
    )
    told = {"error": "invalid_client", "error_description": hint}
    assert read(reply(told, 401)) == ("token.client_refused", Status.FAILED)


@pytest.mark.row("P9", "P10")
@pytest.mark.parametrize(
    ("error", "code"),
    [
        ("invalid_client", "token.client_refused"),
        ("invalid_grant", "token.code_refused"),
        ("unauthorized_client", "token.grant_refused"),
        ("unsupported_grant_type", "token.grant_refused"),
        ("invalid_request", "token.request_refused"),
        ("invalid_scope", "token.request_refused"),
        ("insufficient_entropy", "token.request_refused"),
        ("access_denied", "token.person_refused"),
    ],
)
def test_every_error_of_the_token_endpoint_has_its_own_cause(error: str, code: str) -> None:
    answer = reply({"error": error}, 400)
    assert read(answer) == (code, Status.FAILED)
    found = read_tokens(answer, TARGET, "token", (), id_token_required=True)
    assert isinstance(found, Check)
    assert found.finding is not None
    assert found.finding.values == {"error": error, "said": error}


@pytest.mark.row("P7")
@pytest.mark.parametrize(
    ("error", "member", "code"),
    [
        ("invalid_client", "error_description", "client_authentication.wrong"),
        ("invalid_client", "error_hint", "client_authentication.wrong"),
        ("invalid_request", "error_description", "token.request_refused"),
    ],
)
@pytest.mark.parametrize("needed", ["client_secret_post", ""])
def test_the_method_is_read_from_a_refused_client_alone(
    error: str, member: str, code: str, needed: str
) -> None:
    hint = (
        "The OAuth 2.0 Client supports client authentication method 'client_secret_basic', but "
        "method 'client_secret_post' was requested."
    )
    target = Hydra().target(issuer=ISSUER, client_authentication=needed)
    answer = reply({"error": error, member: hint}, 401)
    found = read_tokens(answer, target, "token", (), id_token_required=True)
    assert isinstance(found, Check)
    assert found.finding is not None
    assert found.finding.code == code
    if code == "client_authentication.wrong":
        needs = {"needed": "Client Secret Post", "found": "Client Secret Basic"}
        assert found.finding.values == needs


@pytest.mark.row("K73")
def test_tokens_that_came_with_trouble_are_not_used() -> None:
    answer = replace(given_with(), trouble=Trouble("network.cut_off"))
    assert read(answer) == ("network.cut_off", Status.UNKNOWN)


# Userinfo

SUB = "66a38039458be7b3dbb27541"


def cut_off(status: int, kind: str) -> Answer:
    """Return an answer whose second half never comes."""
    body = f'{{"sub": "{SUB}"}}'.encode() * 2
    return Answer(status, (("Content-Type", kind),), body, cut=True)


@pytest.mark.row("K65", "K67", "K73")
@pytest.mark.parametrize(
    ("answer", "code", "status"),
    [
        (as_json({"sub": None}), "person.another_person", Status.FAILED),
        (as_json({"sub": ["66a38039458be7b3dbb27541"]}), "person.another_person", Status.FAILED),
        (as_json({"sub": "66A38039458BE7B3DBB27541"}), "person.another_person", Status.FAILED),
        (as_json({"sub": "66a38039458be7b3dbb27541 "}), "person.another_person", Status.FAILED),
        (as_json({"sub": 7}), "person.another_person", Status.FAILED),
        (as_json({"sub": "mallory", "error": "x"}), "person.another_person", Status.FAILED),
        (as_json({"sub": SUB}, 201), "provider.unexpected_answer", Status.UNKNOWN),
        (as_json({"sub": SUB}, 400), "provider.unexpected_answer", Status.UNKNOWN),
        (cut_off(200, "application/json"), "network.cut_off", Status.UNKNOWN),
        (cut_off(401, "application/json"), "network.cut_off", Status.UNKNOWN),
        (cut_off(200, "application/jwt"), "network.cut_off", Status.UNKNOWN),
        (
            Answer(401, (("Content-Type", "application/jwt"),)),
            "person.token_refused",
            Status.FAILED,
        ),
        (
            as_json({"error": "insufficient_scope"}, 400),
            "provider.unexpected_answer",
            Status.UNKNOWN,
        ),
        (
            Answer(403, (("WWW-Authenticate", 'Bearer error="invalid_request"'),)),
            "provider.blocked",
            Status.UNKNOWN,
        ),
        (
            Answer(403, (("WWW-Authenticate", 'Basic realm="insufficient_scope"'),)),
            "provider.blocked",
            Status.UNKNOWN,
        ),
        (as_json({}), "person.another_person", Status.FAILED),
        (as_json({"error": "invalid_token"}, 401), "person.token_refused", Status.FAILED),
        (Answer(401, (("WWW-Authenticate", "Bearer"),)), "person.token_refused", Status.FAILED),
        (
            Answer(403, (("WWW-Authenticate", 'Bearer error="insufficient_scope"'),)),
            "person.token_refused",
            Status.FAILED,
        ),
        (as_json({"error": "insufficient_scope"}, 403), "person.token_refused", Status.FAILED),
        (page(status=403), "provider.blocked", Status.UNKNOWN),
        (as_json({"error": "invalid_request"}, 400), "provider.unexpected_answer", Status.UNKNOWN),
        (as_json({"error": "invalid_token"}), "provider.unexpected_answer", Status.UNKNOWN),
        (as_json(["sub"]), "provider.unexpected_answer", Status.UNKNOWN),
        (Answer(200, (), b'{"sub":"a","sub":"b"}'), "provider.unexpected_answer", Status.UNKNOWN),
        (Answer(200, (), b""), "provider.unexpected_answer", Status.UNKNOWN),
        (page(), "network.sign_in_page", Status.UNKNOWN),
        (to("https://evil.example/"), "network.redirected", Status.UNKNOWN),
    ],
)
def test_a_userinfo_answer_speaks_of_the_same_person_or_is_not_used(
    answer: Answer, code: str, status: Status
) -> None:
    hydra = Hydra()
    hydra.server.routes[USERINFO] = answer
    outcome = log_in(hydra)
    assert codes(outcome) == {"person": code}
    assert outcome.checks[3].status is status
    assert (outcome.identity is None) is (status is Status.FAILED)
    assert outcome.status is LoginStatus(status.value)


@pytest.mark.row("K65")
@pytest.mark.parametrize(("told", "shown"), [({}, ""), ({"sub": []}, "array"), ({"sub": "x"}, "x")])
def test_whom_userinfo_speaks_of_instead_is_said(told: dict[str, object], shown: str) -> None:
    hydra = Hydra()
    hydra.server.routes[USERINFO] = as_json(told)
    check = log_in(hydra).checks[3]
    assert (check.expected, check.actual) == (SUB, shown)


def test_a_person_may_have_an_attribute_called_error() -> None:
    hydra = Hydra(change_userinfo=lambda told: told.update(error="x"))
    assert log_in(hydra).status is LoginStatus.PASSED


@pytest.mark.row("K65")
def test_what_another_persons_userinfo_says_is_in_nothing_that_is_kept() -> None:
    hydra = Hydra(change_userinfo=lambda told: told.update(sub="x", email="mallory@evil.example"))
    assert "mallory" not in repr(log_in(hydra))


# Requests that were made


@pytest.mark.row("K19")
@pytest.mark.parametrize("answer", [Answer(400), Answer(500), Answer(raw=b""), Answer(cut=True)])
def test_a_code_is_sent_once_whatever_is_answered(answer: Answer) -> None:
    hydra = Hydra()
    hydra.server.routes[TOKEN] = answer
    assert log_in(hydra).identity is None
    assert hydra.server.paths().count(TOKEN) == 1


@pytest.mark.row("K37")
def test_a_refresh_token_that_nobody_asked_for_is_not_used() -> None:
    hydra = Hydra(change_token=lambda members: members.update(refresh_token="ory_rt_unasked"))
    assert log_in(hydra).status is LoginStatus.PASSED
    assert hydra.server.paths().count(TOKEN) == 1
    assert "ory_rt_unasked" not in repr([asked.form for asked in hydra.server.asked])


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
names = st.sampled_from([*GIVEN, "refresh_token", "error", "error_description", "error_hint"])


@pytest.mark.row("K73")
@given(st.sampled_from([200, 400, 401, 403, 302, 500]), st.dictionaries(names, json_values))
def test_no_token_answer_breaks_the_reading(status: int, changes: dict[str, object]) -> None:
    found = read(given_with(status, **changes))
    if isinstance(found, Tokens):
        assert status == 200
        assert "error" not in changes
        assert str(changes.get("token_type", "bearer")).lower() == "bearer"
        assert found.id_token is not None
