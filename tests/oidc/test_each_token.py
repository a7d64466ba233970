"""Every single validation of a token answer, of an ID token and of what is read out of them.

Written against `tools/break_validations.py`, like `test_each_validation`.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from dataclasses import replace
from typing import Any, cast

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15

from jcwizard.model.exchange import Exchange
from jcwizard.model.finding import Check, Status
from jcwizard.model.secret import DOTS, Secret
from jcwizard.net.client import Client
from jcwizard.net.messages import Reply, Request
from jcwizard.net.trouble import Trouble
from jcwizard.oidc.authorization import new_attempt
from jcwizard.oidc.discovery import Provider
from jcwizard.oidc.id_token import Expected, check_claims, check_signed_person, clock_warning
from jcwizard.oidc.keys import Keys, SigningKey
from jcwizard.oidc.signature import KeyRing, read_signed
from jcwizard.oidc.target import method_label
from jcwizard.oidc.token_exchange import Tokens, exchange_code, read_tokens
from tests.oidc.hydra import CLIENT_ID, Hydra, b64, signing_key

ISSUER = "https://oauth.acme.example/"
NOW = 1_795_000_000
NONCE, ACCESS = "nonce-of-this-attempt", "ory_at_1"
HALF = b64(hashlib.sha256(ACCESS.encode()).digest()[:16])
GONE = object()


# The signature and the header.


def ring(*names: str) -> KeyRing:
    keys = Keys(tuple(SigningKey(name, signing_key(name)) for name in names or ("one",)))
    provider = Provider(ISSUER, ISSUER, ISSUER, ISSUER)
    return KeyRing(provider, cast("Client", None), keys, refetched=True)


def part(value: object) -> str:
    return b64(value if isinstance(value, bytes) else json.dumps(value).encode())


def token(payload: object, by: str = "one", **header: Any) -> str:
    whole = {"alg": "RS256", "kid": "one", "typ": "JWT", **header}
    whole = {name: value for name, value in whole.items() if value is not GONE}
    text = f"{part(whole)}.{part(payload)}"
    made = signing_key(by).private_key.sign(text.encode(), PKCS1v15(), hashes.SHA256())
    return f"{text}.{b64(made)}"


def read(text: str, known: KeyRing | None = None) -> str:
    """Return the code of what is wrong with a token, "" when its claims are given."""
    told = asyncio.run(read_signed(Secret(text), known or ring(), "identity"))
    if not isinstance(told, Check):
        return ""
    assert told.status is Status.FAILED
    assert told.finding is not None
    return told.finding.code


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ({}, ""),
        ({"typ": GONE}, ""),
        ({"typ": "jwt"}, ""),
        ({"typ": "at+jwt"}, "identity.header"),
        ({"typ": 5}, "identity.header"),
        ({"typ": None}, "identity.header"),
        ({"alg": GONE}, "identity.algorithm"),
        ({"alg": 5}, "identity.algorithm"),
        ({"alg": "RS512"}, "identity.algorithm"),
        ({"alg": "rs256"}, "identity.algorithm"),
        ({"alg": "none"}, "identity.unsigned"),
        ({"alg": "NoNe"}, "identity.unsigned"),
        ({"crit": ["b64"]}, "identity.header"),
        ({"crit": []}, "identity.header"),
        ({"b64": True}, ""),
        ({"b64": False}, "identity.header"),
        ({"b64": 1}, "identity.header"),
        ({"kid": 5}, "identity.header"),
        ({"kid": None}, "identity.header"),
        ({"kid": "nobody's"}, "identity.key_unknown"),
        ({"kid": GONE}, ""),
        ({"jwk": {"kty": "RSA"}, "x5c": ["x" * 2_000], "jku": "https://evil.example"}, ""),
    ],
)
def test_each_member_of_the_header_is_judged(header: dict[str, Any], code: str) -> None:
    assert read(token({"sub": "1"}, **header)) == code


def test_another_keys_signature_is_refused_whether_or_not_the_key_is_named() -> None:
    assert read(token({}, by="two")) == "identity.signature_wrong"
    assert read(token({}, by="two", kid=GONE)) == "identity.signature_wrong"
    assert read(token({}, by="two"), ring("one", "two")) == "identity.signature_wrong"
    assert read(token({}, by="two", kid="two"), ring("one", "two")) == ""
    assert read(token({}, by="two", kid=GONE), ring("one", "two")) == ""


@pytest.mark.parametrize("payload", [[1], 5, None, b"", b"{", b'{"a":1,"a":2}', b"\xff"])
def test_well_signed_claims_that_are_no_object_are_refused(payload: object) -> None:
    assert read(token(payload)) == "identity.malformed"


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text + ".",
        lambda text: text + ".a",
        lambda text: text.rpartition(".")[0],
        lambda text: text + "=",
        lambda text: " " + text,
        lambda text: text + "\n",
        lambda text: text.replace(".", ".\n", 1),
        lambda text: "." + text.partition(".")[2],
        lambda text: part([1]) + "." + text.partition(".")[2],
        lambda text: part(b"{") + "." + text.partition(".")[2],
        lambda text: "",
    ],
)
def test_a_token_in_any_other_shape_is_malformed(change: Any) -> None:
    assert read(change(token({"sub": "1"}))) == "identity.malformed"


def test_an_empty_signature_signs_nothing() -> None:
    assert read(token({"sub": "1"}).rpartition(".")[0] + ".") == "identity.signature_wrong"


def test_five_parts_are_an_encrypted_token() -> None:
    assert read("a.b.c.d.e") == "identity.encrypted"


def of_length(characters: int) -> str:
    """Return a good token of exactly that many characters."""
    for more in range(4):
        short = len(token({"x": ""}, more="m" * more))
        for size in range(3):
            made = token({"x": "x" * ((characters - short) * 3 // 4 - size)}, more="m" * more)
            if len(made) == characters:
                return made
    raise AssertionError(characters)


def test_a_token_is_read_up_to_120000_characters_and_its_header_up_to_8192_bytes() -> None:
    assert read(of_length(120_000)) == ""
    assert read(of_length(120_001)) == "identity.malformed"
    bare = len(json.dumps({"alg": "RS256", "kid": "one", "typ": "JWT", "x": ""}))
    assert read(token({}, x="x" * (8_192 - bare))) == ""
    assert read(token({}, x="x" * (8_193 - bare))) == "identity.malformed"


# The claims.

CLAIMS: dict[str, Any] = {
    "iss": ISSUER,
    "sub": "66a38039458be7b3dbb27541",
    "aud": [CLIENT_ID],
    "exp": NOW + 3_600,
    "iat": NOW,
    "nonce": NONCE,
    "at_hash": HALF,
}
EXPECTED = Expected(ISSUER, CLIENT_ID, Secret(NONCE), Secret(ACCESS), NOW)


def claims(**changes: Any) -> dict[str, Any]:
    return {k: v for k, v in {**CLAIMS, **changes}.items() if v is not GONE}


def wrong(expected: Expected = EXPECTED, /, **changes: Any) -> tuple[str, str]:
    """Return the code of what is wrong and the claim that it is about."""
    found = check_claims(claims(**changes), expected)
    return (found.code, found.values.get("claim", "")) if found else ("", "")


RIGHT = ("", "")
ISS, SUB, AUD = (
    ("identity.issuer", "iss"),
    ("identity.subject", "sub"),
    ("identity.audience", "aud"),
)
EXTRA, AZP = ("identity.audience_extra", "aud"), ("identity.authorized_party", "azp")
NONCE_WRONG = ("identity.nonce", "nonce")
HASH = ("identity.access_token_differs", "at_hash")


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, RIGHT),
        ({"iss": GONE}, ISS),
        ({"iss": None}, ISS),
        ({"iss": [ISSUER]}, ISS),
        ({"iss": ISSUER[:-1]}, ISS),
        ({"iss": ISSUER.upper()}, ISS),
        ({"sub": GONE}, SUB),
        ({"sub": ""}, SUB),
        ({"sub": 5}, SUB),
        ({"sub": "x" * 255}, RIGHT),
        ({"sub": "x" * 256}, SUB),
        ({"sub": "é"}, SUB),
        ({"sub": "a\tb"}, SUB),
        ({"aud": GONE}, AUD),
        ({"aud": None}, AUD),
        ({"aud": []}, AUD),
        ({"aud": 5}, AUD),
        ({"aud": {CLIENT_ID: 1}}, AUD),
        ({"aud": f"{CLIENT_ID} other"}, AUD),
        ({"aud": "other"}, AUD),
        ({"aud": ["other"]}, AUD),
        ({"aud": CLIENT_ID}, RIGHT),
        ({"aud": [CLIENT_ID, "other"]}, EXTRA),
        ({"aud": ["other", CLIENT_ID]}, EXTRA),
        ({"aud": [CLIENT_ID, None]}, EXTRA),
        ({"azp": CLIENT_ID}, RIGHT),
        ({"azp": "other"}, AZP),
        ({"azp": None}, AZP),
        ({"nonce": GONE}, NONCE_WRONG),
        ({"nonce": None}, NONCE_WRONG),
        ({"nonce": 5}, NONCE_WRONG),
        ({"nonce": ""}, NONCE_WRONG),
        ({"nonce": NONCE + "x"}, NONCE_WRONG),
        ({"at_hash": GONE}, RIGHT),
        ({"at_hash": None}, HASH),
        ({"at_hash": 5}, HASH),
        ({"at_hash": ""}, HASH),
        ({"at_hash": HALF[:-1]}, HASH),
        ({"at_hash": HALF + "="}, HASH),
    ],
)
def test_each_claim_is_judged(changes: dict[str, Any], found: tuple[str, str]) -> None:
    assert wrong(**changes) == found


def test_neither_nonce_nor_access_token_is_asked_of_a_refreshed_token_that_has_none() -> None:
    assert wrong(replace(EXPECTED, nonce=None), nonce=GONE) == RIGHT
    assert wrong(replace(EXPECTED, access_token=None), at_hash="x") == RIGHT


@pytest.mark.parametrize("name", ["nonce", "at_hash"])
def test_what_a_secret_claim_said_is_not_repeated(name: str) -> None:
    found = check_claims(claims(**{name: "quite another"}), EXPECTED)
    assert found is not None
    assert (found.expected, found.actual) == (DOTS, DOTS)
    other = check_claims(claims(**{name: ["x"]}), EXPECTED)
    assert other is not None
    assert other.actual == "array"
    missing = check_claims(claims(nonce=GONE), EXPECTED)
    assert missing is not None
    assert missing.actual == ""


MISSING = "identity.time_missing"


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        *(({name: GONE}, (MISSING, name)) for name in ("exp", "iat")),
        *(
            ({name: odd}, (MISSING, name))
            for name in ("exp", "iat", "nbf")
            for odd in (None, "1795000000", True, [NOW], 0, -1, 253_402_300_800)
        ),
        ({"exp": 253_402_300_799}, RIGHT),
        ({"exp": NOW - 299}, RIGHT),
        ({"exp": NOW - 300}, ("identity.expired", "exp")),
        ({"iat": NOW + 300}, RIGHT),
        ({"iat": NOW + 301}, ("identity.from_the_future", "iat")),
        ({"nbf": NOW + 300}, RIGHT),
        ({"nbf": NOW + 301}, ("identity.from_the_future", "nbf")),
        ({"iat": 1}, ("identity.too_old", "iat")),
        ({"iat": NOW - 600}, RIGHT),
        ({"iat": NOW - 601}, ("identity.too_old", "iat")),
        ({"iat": NOW - 600.5}, ("identity.too_old", "iat")),
    ],
)
def test_each_time_is_judged_to_the_second(changes: dict[str, Any], found: tuple[str, str]) -> None:
    assert wrong(**changes) == found


@pytest.mark.parametrize(
    ("ahead", "made", "found"),
    [
        (None, -601, "identity.too_old"),
        (0, -601, "identity.too_old"),
        (120, -601, "identity.too_old"),
        (121, -601, "clock.fast"),
        (1_200, -1_000, "clock.fast"),
        (2_000, -601, "identity.too_old"),
        (-120, 301, "identity.from_the_future"),
        (-121, 301, "clock.slow"),
        (-2_000, 301, "identity.from_the_future"),
        (5_000, 0, ""),
        (200, 0, ""),
        (-200, 0, ""),
    ],
)
def test_a_clock_is_blamed_only_when_the_servers_own_makes_the_token_right(
    ahead: float | None, made: float, found: str
) -> None:
    expected = replace(EXPECTED, server_time=None if ahead is None else NOW - ahead)
    assert wrong(expected, iat=NOW + made)[0] == found


def test_how_far_a_clock_is_off_is_told_in_minutes_with_both_times() -> None:
    found = check_claims(claims(iat=NOW - 700), replace(EXPECTED, server_time=NOW - 300.0))
    assert found is not None
    assert found.values == {"minutes": "5"}
    assert (found.expected, found.actual) == ("2026-11-18 11:01:40 UTC", "2026-11-18 11:06:40 UTC")


@pytest.mark.parametrize(
    ("ahead", "code"),
    [
        (None, ""),
        (0, ""),
        (120, ""),
        (121, "clock.a_little_fast"),
        (-120, ""),
        (-121, "clock.a_little_slow"),
        (900, "clock.a_little_fast"),
        (901, ""),
        (-900, "clock.a_little_slow"),
        (-901, ""),
    ],
)
def test_a_clock_that_is_off_by_little_is_remarked_on(ahead: float | None, code: str) -> None:
    expected = replace(EXPECTED, server_time=None if ahead is None else NOW - ahead)
    found = clock_warning(expected)
    assert (found.code if found else "") == code


@pytest.mark.parametrize(
    ("claim", "told", "actual"),
    [
        ("iss", GONE, ""),
        ("iss", "https://other.example/", "https://other.example/"),
        ("iss", 5, "5"),
        ("iss", 253_402_300_799, "253402300799"),
        ("iss", -253_402_300_799, "-253402300799"),
        ("iss", 253_402_300_800, "number"),
        ("iss", True, "boolean"),
        ("iss", {"a": 1}, "object"),
        ("aud", ["a", 5, "b"], "a, ?, b"),
    ],
)
def test_what_a_wrong_claim_said_is_told_in_short(claim: str, told: object, actual: str) -> None:
    found = check_claims(claims(**{claim: told}), EXPECTED)
    assert found is not None
    assert found.actual == actual


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, ""),
        ({"aud": CLIENT_ID}, ""),
        ({"aud": [CLIENT_ID, "other"]}, ""),
        ({"aud": GONE}, ""),
        ({"aud": None}, "identity.audience"),
        ({"aud": []}, "identity.audience"),
        ({"aud": "other"}, "identity.audience"),
        ({"aud": f"{CLIENT_ID}x"}, "identity.audience"),
        ({"aud": {CLIENT_ID: 1}}, "identity.audience"),
        ({"iss": "https://other.example/"}, "identity.issuer"),
        ({"iss": GONE}, ""),
        ({"iss": None}, "identity.issuer"),
        ({"iss": GONE, "aud": "other"}, "identity.audience"),
        ({"exp": GONE, "iat": GONE}, ""),
        ({"exp": NOW - 299}, ""),
        ({"exp": NOW - 300}, "identity.expired"),
        ({"exp": "x"}, MISSING),
        ({"iat": 5}, ""),
        ({"nbf": NOW + 301}, "identity.from_the_future"),
    ],
)
def test_each_claim_of_a_signed_person_is_judged(changes: dict[str, Any], found: str) -> None:
    judged = check_signed_person(claims(**changes), EXPECTED)
    assert (judged.code if judged else "") == found


# The token answer.


def answer(
    told: object, status: int = 200, trouble: Trouble | None = None, date: str = ""
) -> Reply:
    exchange = Exchange("POST", ISSUER, (), status, (), "", 0.1, "")
    headers = {"date": date} if date else {}
    return Reply(exchange, status, headers, json.dumps(told).encode(), trouble)


def given(
    told: object, status: int = 200, *, required: bool = True, **more: Any
) -> Tokens | tuple[str, Status, str]:
    """Return the tokens, or the code, status and member of what is wrong."""
    changes = more.pop("target", {})
    found = read_tokens(
        answer(told, status, **more),
        Hydra().target(**changes),
        "token",
        (Secret("s3cret-verifier"),),
        id_token_required=required,
    )
    if not isinstance(found, Check):
        return found
    assert found.finding is not None
    assert "s3cret" not in f"{found.finding.actual} {found.finding.values}"
    return found.finding.code, found.status, found.finding.values.get("member", "")


def tokens(**changes: Any) -> dict[str, Any]:
    whole = {"access_token": ACCESS, "id_token": "a.b.c", "token_type": "bearer", **changes}
    return {name: value for name, value in whole.items() if value is not GONE}


BROKEN = "token.malformed", Status.FAILED


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"access_token": GONE}, (*BROKEN, "access_token")),
        ({"access_token": ""}, (*BROKEN, "access_token")),
        ({"access_token": 5}, (*BROKEN, "access_token")),
        ({"access_token": "a b"}, (*BROKEN, "access_token")),
        ({"access_token": "a\n"}, (*BROKEN, "access_token")),
        ({"access_token": "é"}, (*BROKEN, "access_token")),
        ({"id_token": ["a.b.c"]}, (*BROKEN, "id_token")),
        ({"refresh_token": 5}, (*BROKEN, "refresh_token")),
        ({"refresh_token": False}, (*BROKEN, "refresh_token")),
        ({"token_type": GONE}, ("token.type_unknown", Status.FAILED, "token_type")),
        ({"token_type": 5}, ("token.type_unknown", Status.FAILED, "token_type")),
        ({"token_type": "mac"}, ("token.type_unknown", Status.FAILED, "token_type")),
        ({"id_token": GONE}, ("token.id_token_missing", Status.FAILED, "id_token")),
        ({"id_token": None}, ("token.id_token_missing", Status.FAILED, "id_token")),
        ({"id_token": ""}, ("token.id_token_missing", Status.FAILED, "id_token")),
    ],
)
def test_each_member_of_a_token_answer_is_judged(changes: dict[str, Any], found: object) -> None:
    assert given(tokens(**changes)) == found


def test_a_whole_token_answer_gives_its_tokens_and_the_servers_clock() -> None:
    whole = given(
        tokens(token_type="BeArEr", refresh_token="r"), date="Sun, 22 Nov 2026 01:00:00 GMT"
    )
    assert isinstance(whole, Tokens)
    assert whole.refresh_token == Secret("r")
    assert whole.id_token == Secret("a.b.c")
    assert whole.server_time == 1_795_309_200.0
    bare = given(tokens(id_token=GONE, refresh_token=""), required=False)
    assert isinstance(bare, Tokens)
    assert (bare.id_token, bare.refresh_token, bare.server_time) == (None, None, None)


@pytest.mark.parametrize(
    ("told", "status", "trouble"),
    [
        (tokens(), 201, None),
        (tokens(), 400, None),
        (tokens(), 429, None),
        (tokens(), 500, None),
        (tokens(), 200, Trouble("network.timeout", "")),
        ([tokens()], 200, None),
        ({"error": "invalid_grant"}, 429, None),
        ({"error": "invalid_grant"}, 399, None),
        ({"error": "invalid_grant"}, 500, None),
        ({"error": "something_else"}, 400, None),
        ({"error": 5}, 400, None),
    ],
)
def test_what_is_no_token_answer_is_could_not_tell(
    told: object, status: int, trouble: Trouble | None
) -> None:
    found = given(told, status, trouble=trouble)
    assert isinstance(found, tuple)
    assert found[1] is Status.UNKNOWN


METHOD = (
    "The OAuth 2.0 Client supports client authentication method '{}', but method "
    "'client_secret_post' was requested."
)


@pytest.mark.parametrize(
    ("error", "text", "code"),
    [
        ("invalid_grant", "", "token.code_refused"),
        ("invalid_grant", "The code has already been used.", "token.code_used"),
        ("invalid_grant", "The 'redirect_uri' from this request", "token.redirect_differs"),
        ("invalid_grant", "The PKCE code challenge", "token.pkce_refused"),
        ("invalid_grant", "The OAuth 2.0 Client ID from this request", "token.other_client"),
        ("invalid_client", "", "token.client_refused"),
        ("invalid_client", METHOD.format("client_secret_basic"), "client_authentication.wrong"),
        ("invalid_client", METHOD.format("client_secret_post"), "token.client_refused"),
        ("unauthorized_client", "", "token.grant_refused"),
        ("unsupported_grant_type", "", "token.grant_refused"),
        ("invalid_request", METHOD.format("client_secret_basic"), "token.request_refused"),
        ("invalid_scope", "", "token.request_refused"),
        ("insufficient_entropy", "", "token.request_refused"),
        ("access_denied", "", "token.person_refused"),
    ],
)
@pytest.mark.parametrize("member", ["error_description", "error_hint"])
def test_each_refusal_of_a_code_is_told_apart(
    error: str, text: str, code: str, member: str
) -> None:
    told = {"error": error, member: text and f"{text} s3cret-verifier"}
    for status in (400, 401, 499, 200):
        found = given({**tokens(), **told}, status)
        assert isinstance(found, tuple)
        assert found[:2] == (code, Status.FAILED)


def test_the_method_that_the_service_uses_unsaid_is_the_body() -> None:
    unsaid = {"client_authentication": ""}
    told = {"error": "invalid_client", "error_description": METHOD.format("client_secret_post")}
    assert given(told, 401, target=unsaid)[0] == "token.client_refused"  # type: ignore[index]


def test_what_was_refused_is_quoted_with_its_status() -> None:
    target, told = Hydra().target(), {"error": "invalid_grant", "error_hint": "no"}
    found = read_tokens(answer(told, 400), target, "token", (), id_token_required=True)
    assert isinstance(found, Check)
    assert found.finding is not None
    assert found.finding.actual == "400 invalid_grant: no"
    assert found.finding.values == {"error": "invalid_grant", "said": "no"}
    bare = read_tokens(
        answer({"error": "invalid_grant"}, 400), target, "token", (), id_token_required=True
    )
    assert isinstance(bare, Check)
    assert bare.finding is not None
    assert bare.finding.values["said"] == "invalid_grant"


# Keys that have changed since.


class KeyServer:
    """Answers one question for the keys with each of the replies in turn."""

    def __init__(self, *replies: Reply) -> None:
        self.replies = list(replies)

    async def send(self, request: Request) -> Reply:
        return self.replies.pop(0)


def published(*names: str) -> Reply:
    return answer({"keys": [signing_key(name).as_dict(private=False) for name in names]})


def changing(*replies: Reply) -> tuple[KeyRing, KeyServer]:
    server = KeyServer(*replies)
    known = replace(ring("one"), client=cast("Client", server), refetched=False)
    return known, server


def test_a_new_key_is_fetched_once_and_then_believed() -> None:
    known, server = changing(published("one", "two"), published("three"))
    assert read(token({}, by="two", kid="two"), known) == ""
    assert read(token({}, by="three", kid="three"), known) == "identity.key_unknown"
    assert len(server.replies) == 1


def test_a_token_without_a_kid_is_tried_with_the_new_keys_too() -> None:
    known, server = changing(published("two"))
    assert read(token({}, by="two", kid=GONE), known) == ""
    assert not server.replies


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (lambda: token({}), ""),
        (lambda: token({}, kid=GONE), ""),
        (lambda: token({}, by="two"), "identity.signature_wrong"),
    ],
)
def test_the_keys_are_not_fetched_anew_without_need(text: Any, code: str) -> None:
    known, server = changing(published("two"))
    assert read(text(), known) == code
    assert len(server.replies) == 1


def test_keys_that_cannot_be_fetched_anew_leave_the_token_unjudged() -> None:
    known, server = changing(answer({}, 500))
    told = asyncio.run(read_signed(Secret(token({}, by="two", kid="two")), known, "identity"))
    assert isinstance(told, Check)
    assert told.status is Status.UNKNOWN
    assert told.finding is not None
    assert told.finding.code == "network.server_error"
    assert known.keys.usable[0].kid == "one"
    again = asyncio.run(read_signed(Secret(token({}, by="two", kid="two")), known, "identity"))
    assert isinstance(again, Check)
    assert again.status is Status.UNKNOWN
    assert not server.replies


@pytest.mark.parametrize(
    ("kid", "code", "actual"),
    [("other", "identity.key_unknown", "other"), (GONE, "identity.signature_wrong", "-")],
)
def test_the_known_keys_are_named_beside_the_tokens(kid: object, code: str, actual: str) -> None:
    nameless = SigningKey("", signing_key("three"))
    known = ring("one")
    known.keys = Keys((*known.keys.usable, nameless))
    told = asyncio.run(read_signed(Secret(token({}, by="two", kid=kid)), known, "identity"))
    assert isinstance(told, Check)
    assert told.finding is not None
    assert (told.finding.code, told.finding.expected) == (code, "one, -")
    assert told.finding.actual == actual


class Keeper(KeyServer):
    """Keeps what it was asked."""

    async def send(self, request: Request) -> Reply:
        self.asked = request
        return await super().send(request)


@pytest.mark.parametrize(
    ("method", "own", "header"),
    [
        ("client_secret_post", ["client_id", "client_secret"], False),
        ("client_secret_basic", [], True),
        ("", ["client_id", "client_secret"], False),
    ],
)
def test_a_code_is_exchanged_with_all_that_proves_the_attempt(
    method: str, own: list[str], header: bool
) -> None:
    target = Hydra().target(client_authentication=method)
    attempt = new_attempt(target)
    provider = Provider(ISSUER, ISSUER, ISSUER, ISSUER)
    server = Keeper(answer(tokens(id_token=GONE)))
    told = asyncio.run(
        exchange_code(target, provider, cast("Client", server), attempt, Secret("the code"))
    )
    sent = {name: v.reveal() if isinstance(v, Secret) else v for name, v in server.asked.form or ()}
    wanted = ["grant_type", "code", "redirect_uri", "code_verifier"]
    assert list(sent) == wanted + own
    assert [sent[name] for name in wanted] == [
        "authorization_code", "the code", target.test_redirect, attempt.verifier.reveal(),
    ]  # fmt: skip
    assert any(name == "Authorization" for name, _value in server.asked.headers) is header
    # A sign-in without an ID token is none.
    assert isinstance(told, Check)
    assert told.finding is not None
    assert told.finding.code == "token.id_token_missing"


def test_a_secret_that_worked_before_was_made_anew() -> None:
    told = {"error": "invalid_client"}
    worked, unknown = (given(told, 401, target={"secret_worked": one}) for one in (True, False))
    assert unknown[0] == "token.client_refused"  # type: ignore[index]
    assert worked[0] != unknown[0]  # type: ignore[index]


@pytest.mark.parametrize(
    ("named", "code"),
    [
        ("client_secret_basic", "token.client_refused"),
        ("client_secret_post", "client_authentication.wrong"),
    ],
)
def test_the_named_method_is_compared_with_the_services_own(named: str, code: str) -> None:
    told = {"error": "invalid_client", "error_description": METHOD.format(named)}
    target = Hydra().target(client_authentication="client_secret_basic")
    found = read_tokens(answer(told, 401), target, "token", (), id_token_required=True)
    assert isinstance(found, Check)
    assert found.finding is not None
    assert found.finding.code == code
    if code == "client_authentication.wrong":
        assert found.finding.expected == method_label("client_secret_basic")


def test_a_token_of_another_kind_is_named_by_its_kind() -> None:
    target = Hydra().target()
    reply = answer(tokens(access_token=5))
    found = read_tokens(reply, target, "token", (), id_token_required=True)
    assert isinstance(found, Check)
    assert found.finding is not None
    assert found.finding.actual == "number"
