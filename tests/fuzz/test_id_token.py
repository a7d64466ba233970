"""ID tokens in every state of disrepair: none passes that a second opinion does not pass too."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import example, given
from hypothesis import strategies as st
from joserfc.jwk import RSAKey

from jcwizard.model.exchange import Exchange
from jcwizard.model.finding import Check, Finding, Status
from jcwizard.model.secret import Secret
from jcwizard.net.client import Client
from jcwizard.net.messages import Reply
from jcwizard.oidc.discovery import Provider
from jcwizard.oidc.id_token import Expected, check_claims, check_signed_person
from jcwizard.oidc.keys import Keys, read_keys
from jcwizard.oidc.signature import KeyRing, read_signed
from tests.fuzz.cases import (
    CLIENT_ID,
    ISSUER,
    at_once,
    cases,
    is_judged,
    is_told,
    json_values,
    members,
    near,
    soon,
)
from tests.fuzz.oracle import Asked, is_valid

NOW = 1_795_000_000.0
NONCE, ACCESS = "n-0S6_WzA2Mj-nonce-of-this-attempt", "ory_at_of-this-attempt"
HALF = base64.urlsafe_b64encode(hashlib.sha256(ACCESS.encode()).digest()[:16]).decode().rstrip("=")
HEADER = {"alg": "RS256", "kid": "one", "typ": "JWT"}
CLAIMS = {
    "iss": ISSUER,
    "sub": "66a38039458be7b3dbb27541",
    "aud": [CLIENT_ID],
    "exp": int(NOW) + 3600,
    "iat": int(NOW),
    "nonce": NONCE,
    "at_hash": HALF,
    "email": "maya@acme.example",
}


@cache
def key(name: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": name, "use": "sig"}, private=True)


@cache
def ring() -> KeyRing:
    """Two published keys, and nothing left to fetch."""
    listed = [dict(key(name).as_dict(private=False)) for name in ("one", "two")]
    exchange = Exchange("GET", ISSUER, (), 200, (), "", 0.1, "")
    keys = read_keys(Reply(exchange, 200, {}, json.dumps({"keys": listed}).encode()))
    assert isinstance(keys, Keys)
    provider = Provider(ISSUER, f"{ISSUER}auth", f"{ISSUER}token", f"{ISSUER}keys")
    return KeyRing(provider, Client(), keys, refetched=True)


@cache
def asked() -> Asked:
    public = {name: key(name).public_key for name in ("one", "two")}
    return Asked(ISSUER, CLIENT_ID, NONCE, ACCESS, NOW, public)  # type: ignore[arg-type]


def expected() -> Expected:
    return Expected(ISSUER, CLIENT_ID, Secret(NONCE), Secret(ACCESS), NOW)


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def signed(header: object, payload: bytes, by: str) -> str:
    text = f"{b64(json.dumps(header).encode())}.{b64(payload)}"
    return f"{text}.{b64(signature(text.encode(), by))}"


def signature(text: bytes, by: str) -> bytes:
    if by == "public key as a password":
        public: Any = key("one").public_key
        pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        return hmac.digest(pem, text, "sha256")
    if by == "nobody":
        return b""
    made: bytes = key(by).private_key.sign(text, PKCS1v15(), SHA256())  # type: ignore[union-attr]
    return made


@dataclass(frozen=True)
class Scratch:
    """One change of a finished token: `text` in place of `length` characters at `at` per mille."""

    at: int
    length: int
    text: str

    def on(self, token: str) -> str:
        start = len(token) * self.at // 1000
        return token[:start] + self.text + token[start + self.length :]


scratches = st.lists(
    st.builds(
        Scratch,
        st.integers(0, 1000),
        st.integers(0, 3),
        st.text("AZaz09-_.=+/ \n\té", max_size=3),
    ),
    max_size=2,
)
odd_claims = st.one_of(
    st.tuples(st.just("aud"), near(CLIENT_ID) | st.lists(near(CLIENT_ID), max_size=3)),
    st.tuples(
        st.sampled_from(["exp", "iat", "nbf"]),
        st.integers(-4000, 4000).map(lambda by: NOW + by)
        | st.sampled_from([NOW - 300, NOW - 301, NOW + 300, NOW + 301, NOW - 600, 1e308, -1, 0]),
    ),
    st.tuples(st.just("iss"), near(ISSUER, ISSUER[:-1], "/")),
    st.tuples(st.sampled_from(["nonce", "at_hash", "azp"]), near(NONCE, HALF, CLIENT_ID)),
)
claim_sets = st.builds(
    lambda made, more: {**made, **dict(more)}, members(CLAIMS), st.lists(odd_claims, max_size=2)
)
headers = members(HEADER) | st.builds(
    lambda algorithm, kid: {**HEADER, "alg": algorithm, "kid": kid},
    near("RS256", "none", "HS256", "PS256", "NONE"),
    near("one", "two"),
)
payloads = claim_sets.map(lambda claims: json.dumps(claims).encode()) | st.builds(
    lambda claims, name: b"{" + f'"{name}": 1, '.encode() + json.dumps(claims).encode()[1:],
    claim_sets,
    st.sampled_from(sorted(CLAIMS)),
)
signers = st.sampled_from(
    ["one", "one", "one", "two", "three", "nobody", "public key as a password"]
)
tokens = st.builds(
    lambda header, payload, by, damage: _scratched(signed(header, payload, by), damage),
    headers | st.just(HEADER),
    payloads | st.just(json.dumps(CLAIMS).encode()),
    signers,
    scratches,
)


def _scratched(token: str, damage: list[Scratch]) -> str:
    for scratch in damage:
        token = scratch.on(token)
    return token


def judged(token: str) -> Finding | None:
    """Return what the wizard has against a token, None when it takes it."""
    told = at_once(read_signed(Secret(token), ring(), "identity"))
    if isinstance(told, Check):
        is_judged(told)
        assert told.status is Status.FAILED
        return told.finding
    found = check_claims(told, expected())
    if found is not None:
        is_told(found)
    return found


def test_an_untouched_token_passes_and_the_second_opinion_agrees() -> None:
    token = signed(HEADER, json.dumps(CLAIMS).encode(), "one")
    assert judged(token) is None
    assert is_valid(token, asked())


@cases
@given(tokens)
@example(signed({"alg": "none"}, json.dumps(CLAIMS).encode(), "nobody"))
@example(
    signed({**HEADER, "alg": "HS256"}, json.dumps(CLAIMS).encode(), "public key as a password")
)
def test_no_token_passes_that_a_second_opinion_refuses(token: str) -> None:
    with soon():
        found = judged(token)
    assert found is not None or is_valid(token, asked())


@cases
@given(st.lists(odd_claims, max_size=3), members(CLAIMS))
def test_well_signed_claims_are_judged_as_the_second_opinion_judges_them(
    odd: list[tuple[str, object]], made: dict[str, object]
) -> None:
    token = signed(HEADER, json.dumps({**made, **dict(odd)}).encode(), "one")
    with soon():
        found = judged(token)
    assert found is not None or is_valid(token, asked())


@cases
@given(st.binary(max_size=400).map(lambda data: data.decode("latin-1")) | st.text(max_size=300))
def test_anything_at_all_in_the_place_of_a_token_is_refused(text: str) -> None:
    with soon():
        assert judged(text) is not None


@cases
@given(members(CLAIMS), st.none() | st.floats(0, 4e9))
def test_signed_claims_about_a_person_are_judged_whatever_they_hold(
    claims: dict[str, object], server_time: float | None
) -> None:
    about = Expected(ISSUER, CLIENT_ID, None, None, NOW, server_time)
    with soon():
        found = check_signed_person(claims, about)
    if found is None:
        audience = claims.get("aud", CLIENT_ID)
        assert claims.get("iss", ISSUER) == ISSUER
        assert CLIENT_ID in (audience, *_as_list(audience))
    else:
        is_told(found)


def _as_list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


@cases
@given(json_values, st.dictionaries(st.sampled_from(["kid", "typ", "b64", "x5c"]), json_values))
def test_a_header_with_anything_in_it_and_a_good_signature_raises_nothing(
    payload: object, more: dict[str, object]
) -> None:
    token = signed({**HEADER, **more}, json.dumps(payload).encode(), "one")
    with soon():
        found = judged(token)
    assert found is not None or is_valid(token, asked())
