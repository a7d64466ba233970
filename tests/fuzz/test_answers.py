"""What servers answer: documents, key sets, tokens, people, redirects, waits and times."""

from __future__ import annotations

import json
import zlib
from collections.abc import AsyncIterator
from math import isfinite

from hypothesis import given
from hypothesis import strategies as st

from jcwizard.model.exchange import Exchange
from jcwizard.model.finding import Check, Status
from jcwizard.model.secret import Secret
from jcwizard.net.answers import no_answer, sign_in_page
from jcwizard.net.body import BodyRefusedError, read_body
from jcwizard.net.clock_skew import http_date, seconds_fast
from jcwizard.net.json_body import MAX_DEPTH, read_json
from jcwizard.net.messages import Reply
from jcwizard.net.repeats import asked_wait
from jcwizard.oidc.answers import Seen, read_authorization, read_error_page, read_token
from jcwizard.oidc.base64url import decoded
from jcwizard.oidc.discovery import Provider, read_document
from jcwizard.oidc.keys import Keys, read_keys
from jcwizard.oidc.person import check_email, identity_of
from jcwizard.oidc.replies import unjudged
from jcwizard.oidc.token_exchange import Tokens, read_tokens
from tests.fuzz.cases import (
    ISSUER,
    REDIRECT,
    TARGET,
    at_once,
    cases,
    headers,
    is_judged,
    is_told,
    json_values,
    members,
    near,
    replies,
    soon,
)


def in_a_reply(members: object) -> Reply:
    """Return a reply that is right but for what it says."""
    exchange = Exchange("GET", ISSUER, (), 200, (), "", 0.1, "")
    return Reply(exchange, 200, {}, json.dumps(members).encode())


DOCUMENT = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}oauth2/auth",
    "token_endpoint": f"{ISSUER}oauth2/token",
    "jwks_uri": f"{ISSUER}.well-known/jwks.json",
    "userinfo_endpoint": f"{ISSUER}userinfo",
    "response_types_supported": ["code"],
    "subject_types_supported": ["public"],
    "id_token_signing_alg_values_supported": ["RS256"],
}
endpoints = st.tuples(
    st.sampled_from(["authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"]),
    near("https://", "http://", "oauth.id.jumpcloud.example", ".example", "/", "@", ":", "[::1]"),
)
KEY = {
    "kty": "RSA", "kid": "one", "use": "sig", "alg": "RS256", "e": "AQAB",
    "n": "u1SU1LfVLPHCozMxH2Mo4lgOEePzNm0tRgeLezV6ffAt0gunVTLw7onLRnrq0_IzW7yWR7QkrmBL7jTKEn5u-q"
    "KhbwKfBstIs-bMY2Zkp18gnTxKLxoS2tFczGkPLPgizskuemMghRniWaoLcyehkd3qqGElvW_VDL5AaWTg0nLVkjRo9z"
    "-40RQzuVaE8AkAFmxZzow3x-VJYKdjykkJ0iT9wCS0DRTXu269V264Vf_3jvredZiKRkgwlL9xNAwxXFg0x_XFw005UW"
    "VRIkdgcKWTjpBP2dPwVZ4WWC-9aGVd-Gyn1o0CLelf4rEjGoXbAAEgAqeGUxrcIlbjXfbcmw",
}  # fmt: skip
key_sets = st.lists(members(KEY) | json_values, max_size=4).map(lambda listed: {"keys": listed})
TOKENS = {
    "access_token": "ory_at_1", "id_token": "e.y.J", "refresh_token": "ory_rt_1",
    "token_type": "bearer", "expires_in": 3599, "scope": "openid",
}  # fmt: skip
ERROR = {
    "error": "invalid_grant",
    "error_description": "The OAuth 2.0 Client supports client authentication method 'none', but "
    "method 'client_secret_post' was requested.",
    "error_hint": "grant",
}
PERSON = {
    "sub": "1", "email": "maya@acme.example", "email_verified": "true", "name": "Maya",
    "groups": ["a"], "given_name": "M", "https://x/groups": "b",
}  # fmt: skip


documents = st.lists(endpoints, max_size=2).map(lambda odd: {**DOCUMENT, **dict(odd)})


@cases
@given(replies(DOCUMENT) | documents.map(in_a_reply))
def test_a_document_gives_safe_endpoints_of_that_issuer_or_a_check(reply: Reply) -> None:
    with soon():
        found = read_document(reply, ISSUER, TARGET.other_issuers)
    if isinstance(found, Check):
        is_judged(found)
        return
    assert isinstance(found, Provider)
    assert json.loads(reply.body)["issuer"] == ISSUER
    for address in (found.authorization_endpoint, found.token_endpoint, found.jwks_uri):
        host = (
            address.removeprefix("https://").partition("/")[0].partition("?")[0].partition(":")[0]
        )
        assert address.startswith("https://")
        assert host.lower() == "jumpcloud.example" or host.lower().endswith(".jumpcloud.example")


@cases
@given(replies({"keys": [KEY]}) | key_sets.map(in_a_reply))
def test_a_key_set_gives_rsa_keys_of_a_good_size_or_a_check(reply: Reply) -> None:
    with soon():
        found = read_keys(reply)
    if isinstance(found, Check):
        is_judged(found)
        return
    assert isinstance(found, Keys)
    for one in found.usable:
        assert 2_048 <= one.key.raw_value.key_size <= 8_192
        assert not one.key.is_private


@cases
@given(replies(TOKENS) | replies(ERROR), st.booleans())
def test_a_token_answer_gives_bearer_tokens_or_a_check(reply: Reply, required: bool) -> None:
    with soon():
        found = read_tokens(reply, TARGET, "token", (TARGET.secret,), id_token_required=required)
    if isinstance(found, Check):
        is_judged(found)
        assert found.status in (Status.FAILED, Status.UNKNOWN)
        return
    assert isinstance(found, Tokens)
    assert reply.status == 200
    assert reply.trouble is None
    assert found.access_token.reveal().isascii()
    assert found.access_token
    assert found.id_token or not required


@cases
@given(st.integers(100, 599), members(ERROR) | st.none())
def test_only_the_known_refusals_say_that_a_secret_is_right(
    status: int, told: dict[str, object] | None
) -> None:
    with soon():
        answer = read_token(status, told)
    if answer.authenticated:
        assert told is not None
        assert 400 <= status < 500
        assert told["error"] in ("invalid_grant", "token_inactive", "unauthorized_client")


@cases
@given(members(PERSON), members(PERSON) | st.none())
def test_a_person_is_described_whatever_the_claims_hold(
    claims: dict[str, object], userinfo: dict[str, object] | None
) -> None:
    with soon():
        person = identity_of(claims, userinfo or {})
        check = check_email(claims, userinfo, ())
    assert all(isinstance(text, str) for text in (person.sub, person.email, person.name))
    assert all(isinstance(group, str) and len(group) <= 301 for group in person.groups)
    if check.status is Status.PASSED:
        assert "@" in str({**(userinfo or {}), **claims}["email"])
    else:
        is_judged(check)


locations = near(
    f"{REDIRECT}?", "error=login_required", "&state=", "STATE", "&", "#", "code=1", "//", "http://[",
    "https://console.jumpcloud.example/error?error=invalid_client",
    "error_description=The+requested+OAuth+2.0+Client+does+not+exist", "login_challenge=1", "\x00",
)  # fmt: skip


@cases
@given(st.sampled_from([302, 303, 200, 307]), locations, st.none() | st.just(REDIRECT))
def test_a_redirect_proves_only_with_our_state_at_our_address(
    status: int, location: str, uri: str | None
) -> None:
    endpoint = f"{ISSUER}oauth2/auth"
    with soon():
        answer = read_authorization(
            status, location, endpoint=endpoint, redirect_uri=uri, state="STATE"
        )
        read_error_page(location)
    if answer.proves_redirect and answer.seen is not Seen.LOGIN_PAGE:
        assert status != 200
        assert "STATE" in location
        assert uri is None or "127.0.0.1:14217" in location


@cases
@given(replies(ERROR), st.booleans())
def test_every_reply_has_its_words_when_it_proves_nothing(reply: Reply, data: bool) -> None:
    with soon():
        is_told(unjudged(reply, "200", wants_data=data, secrets=(Secret("ory_at_1"),)))
        for found in (no_answer(reply), sign_in_page(reply)):
            if found is not None:
                is_told(found)


@cases
@given(headers, st.text(max_size=60) | near("Sun, 22 Nov 2026 01:00:00 GMT", "99999", "-", "+0000"))
def test_waits_and_dates_are_within_bounds_or_none(told: dict[str, str], text: str) -> None:
    with soon():
        date = http_date(text)
        wait = asked_wait({**told, "retry-after": text})
        fast = seconds_fast({"date": text, "age": told.get("age", "")}, 1.8e9)
    assert date is None or date.tzinfo is not None
    assert wait is None or 0 <= wait <= 3_600
    assert fast is None or isfinite(fast)


def depth(value: object) -> int:
    below = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max((depth(one) for one in below), default=0)


@cases
@given(
    st.binary(max_size=300)
    | json_values.map(lambda told: json.dumps(told, ensure_ascii=False).encode("utf-8", "replace"))
    | near('{"a":', "[", "]", "}", "NaN", "1e999", '"\\ud800"', '"a":1,', "\ufeff").map(str.encode)
    | st.integers(1, 5_000).map(lambda n: b"[" * n + b"]" * n)
)  # fmt: skip
def test_json_is_read_strictly_or_not_at_all(data: bytes) -> None:
    with soon():
        value = read_json(data)
    if value is None:
        return
    assert json.loads(data.decode("utf-8")) == value
    assert depth(value) <= MAX_DEPTH + 1
    json.dumps(value, allow_nan=False, ensure_ascii=False).encode()


async def pieces(data: bytes, size: int) -> AsyncIterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


compressed = st.builds(
    lambda size, more: zlib.compress(b"a" * size) + more,
    st.integers(0, 2**18),
    st.binary(max_size=9),
)


@cases
@given(
    st.binary(max_size=300) | compressed,
    st.sampled_from(["", "identity", "gzip", "deflate", "br"]),
    st.integers(1, 400),
)
def test_a_body_never_grows_beyond_its_bound(data: bytes, encoding: str, size: int) -> None:
    with soon():
        try:
            body = at_once(read_body(pieces(data, size), encoding, 4_096))
        except BodyRefusedError:
            return
    assert len(body) <= 4_096


@cases
@given(st.text("AZaz09-_=+/ .\n", max_size=60) | st.text(max_size=40) | json_values)
def test_base64url_has_one_spelling(text: object) -> None:
    data = decoded(text)
    if data is not None:
        assert isinstance(text, str)
        assert not {*text} & {*"=+/ .\n"}
