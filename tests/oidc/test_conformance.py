"""The rows of the OpenID certification plans that concern a code-flow client, one faulty OP each.

Basic RP (B), Config RP (C) and the FAPI client tests that fit any code flow (F); X rows are those
of the wider plans that apply here. As in the suite, a fault passes when no request follows it; on
top of that each one gives its own stable code.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from time import time
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from jcwizard.model.secret import Secret
from jcwizard.oidc.login import LoginStatus, Outcome
from tests.oidc.hydra import SECRET, Hydra, b64, signing_key
from tests.oidc.servers import Answer
from tests.oidc.test_login import Rig, codes, log_in, sign_in

USERINFO = "/userinfo"
TOKEN = "/oauth2/token"
JWKS = "/.well-known/jwks.json"


def set_to(name: str, value: object) -> Callable[[dict[str, Any]], object]:
    return lambda members: members.update({name: value})


def without(name: str) -> Callable[[dict[str, Any]], object]:
    return lambda members: members.pop(name)


def add(name: str, end: str) -> Callable[[dict[str, Any]], object]:
    return lambda members: members.update({name: members[name] + end})


def later(name: str, seconds: float) -> Callable[[dict[str, Any]], object]:
    return lambda members: members.update({name: int(time() + seconds)})


def extra_audience(**more: object) -> Callable[[dict[str, Any]], object]:
    def change(claims: dict[str, Any]) -> None:
        claims.update(aud=[*claims["aud"], claims["aud"][0] + "1"], **more)

    return change


def single_audience(claims: dict[str, Any]) -> None:
    claims["aud"] = claims["aud"][0]


@dataclass(frozen=True)
class Row:
    """One fault: how the provider is told to misbehave, the code, and what is never asked after."""

    name: str
    part: str
    change: Callable[[dict[str, Any]], object]
    code: str = ""
    check: str = "identity"
    never: str = USERINFO


CLAIMS, HEADER, TOKENS, REDIRECT, USER, DOCUMENT = (
    "change_claims", "change_header", "change_token", "change_redirect", "change_userinfo",
    "change_document",
)  # fmt: skip

REFUSED = [
    Row("B2 invalid-iss", CLAIMS, add("iss", "1"), "identity.issuer"),
    Row("B3 missing-sub", CLAIMS, without("sub"), "identity.subject"),
    Row("B4 invalid-aud", CLAIMS, set_to("aud", "x1"), "identity.audience"),
    Row("B4 invalid-aud with our azp", CLAIMS,
        lambda c: c.update(azp=c["aud"][0], aud=c["aud"][0] + "1"), "identity.audience"),
    Row("B5 missing-iat", CLAIMS, without("iat"), "identity.time_missing"),
    Row("B9/C4/F10 sig-none", HEADER, set_to("alg", "none"), "identity.unsigned"),
    Row("B11 userinfo-invalid-sub", USER, add("sub", "invalid"), "person.another_person", "person",
        "nothing"),
    Row("B12 nonce-invalid", CLAIMS, add("nonce", "1"), "identity.nonce"),
    Row("C3/F16 issuer-mismatch", DOCUMENT, add("issuer", "INVALID"), "issuer.differs", "start",
        "/oauth2/auth"),
    Row("X1/F6 missing-aud", CLAIMS, without("aud"), "identity.audience"),
    Row("X14 invalid-athash", CLAIMS, add("at_hash", "1"), "identity.access_token_differs"),
    Row("F1 invalid-authorization-response-iss", REDIRECT, set_to("iss", "https://other.example/1"),
        "answer.issuer_differs", "answer", TOKEN),
    Row("F5 missing-nonce", CLAIMS, without("nonce"), "identity.nonce"),
    Row("F5 nonce_supported false", CLAIMS,
        lambda c: (c.pop("nonce"), c.update(nonce_supported=False)), "identity.nonce"),
    Row("F6 missing-exp", CLAIMS, without("exp"), "identity.time_missing"),
    Row("F6 missing-iss", CLAIMS, without("iss"), "identity.issuer"),
    Row("F7 expired-exp", CLAIMS, later("exp", -360), "identity.expired"),
    Row("F8 secondary-aud", CLAIMS, extra_audience(), "identity.audience_extra"),
    Row("F8 secondary-aud with azp", CLAIMS,
        lambda c: extra_audience(azp=c["aud"][0])(c), "identity.audience_extra"),
    Row("F15 iat a week ago", CLAIMS, later("iat", -7 * 86_400), "identity.too_old"),
    # Not in the plans, but in the rules that they test.
    Row("azp of another", CLAIMS, set_to("azp", "another"), "identity.authorized_party"),
    Row("iat in the future", CLAIMS, later("iat", 3_600), "identity.from_the_future"),
    Row("nbf in the future", CLAIMS, later("nbf", 3_600), "identity.from_the_future"),
    Row("crit", HEADER, set_to("crit", ["b64"]), "identity.header"),
    Row("typ of an access token", HEADER, set_to("typ", "at+jwt"), "identity.header"),
    Row("typ of a logout token", HEADER, set_to("typ", "logout+jwt"), "identity.header"),
    Row("kid is a number", HEADER, set_to("kid", 7), "identity.header"),
    Row("kid unknown after a second look", HEADER, set_to("kid", "../../etc"),
        "identity.key_unknown"),
    Row("alg PS256", HEADER, set_to("alg", "PS256"), "identity.algorithm"),
    Row("alg in lower case", HEADER, set_to("alg", "rs256"), "identity.algorithm"),
    Row("alg is a list", HEADER, set_to("alg", ["RS256"]), "identity.algorithm"),
    Row("no alg", HEADER, without("alg"), "identity.algorithm"),
    Row("exp is a text", CLAIMS, set_to("exp", "9999999999"), "identity.time_missing"),
    Row("exp is true", CLAIMS, set_to("exp", True), "identity.time_missing"),
    Row("exp is huge", CLAIMS, set_to("exp", 10**300), "identity.time_missing"),
    Row("iat is huge and broken", CLAIMS, set_to("iat", 1e308), "identity.time_missing"),
    Row("iat is negative", CLAIMS, set_to("iat", -1), "identity.time_missing"),
    Row("nbf is an object", CLAIMS, set_to("nbf", {}), "identity.time_missing"),
    Row("sub is empty", CLAIMS, set_to("sub", ""), "identity.subject"),
    Row("sub is a number", CLAIMS, set_to("sub", 7), "identity.subject"),
    Row("sub is too long", CLAIMS, set_to("sub", "x" * 256), "identity.subject"),
    Row("sub is not ASCII", CLAIMS, set_to("sub", "é"), "identity.subject"),
    Row("aud holds objects", CLAIMS, set_to("aud", [{}, 7]), "identity.audience"),
    Row("aud is an object", CLAIMS, set_to("aud", {}), "identity.audience"),
    Row("nonce is a list", CLAIMS, set_to("nonce", ["a"]), "identity.nonce"),
    Row("at_hash is a number", CLAIMS, set_to("at_hash", 1), "identity.access_token_differs"),
    Row("encrypted", TOKENS, set_to("id_token", "a.b.c.d.e"), "identity.encrypted"),
    Row("not a token", TOKENS, set_to("id_token", "nonsense"), "identity.malformed"),
    Row("not base64", TOKENS, set_to("id_token", "a!.b.c"), "identity.malformed"),
    Row("far too long", TOKENS, set_to("id_token", "a" * 130_000), "identity.malformed"),
    Row("id_token missing", TOKENS, without("id_token"), "token.id_token_missing", "token"),
    Row("id_token is a list", TOKENS, set_to("id_token", ["a"]), "token.malformed", "token"),
    Row("access_token missing", TOKENS, without("access_token"), "token.malformed", "token"),
    Row("access_token with a line end", TOKENS, set_to("access_token", "a\r\nb"),
        "token.malformed", "token"),
    Row("token_type unknown", TOKENS, set_to("token_type", "mac"), "token.type_unknown", "token"),
    Row("token_type missing", TOKENS, without("token_type"), "token.type_unknown", "token"),
    Row("userinfo without sub", USER, without("sub"), "person.another_person", "person", "nothing"),
    Row("userinfo sub is a list", USER, set_to("sub", ["a"]), "person.another_person", "person",
        "nothing"),
]  # fmt: skip

ACCEPTED = [
    Row("B1 everything right", CLAIMS, lambda _: None),
    Row("F9 aud as an array", CLAIMS, lambda _: None),
    Row("aud as a text", CLAIMS, single_audience),
    Row("F12 token_type case", TOKENS, set_to("token_type", "bEARER")),
    Row("F13 no expires_in", TOKENS, without("expires_in")),
    Row("F14 no scope", TOKENS, without("scope")),
    Row("F17 no at_hash", CLAIMS, without("at_hash")),
    Row("our azp", CLAIMS, lambda c: c.update(azp=c["aud"][0])),
    Row("exp just within the leeway", CLAIMS, later("exp", -240)),
    Row("exp with a fraction", CLAIMS, set_to("exp", time() + 3_600.5)),
    Row("no typ", HEADER, without("typ")),
    Row("an unknown header member", HEADER, set_to("x_vendor", "a")),
    Row("a long x5c", HEADER, set_to("x5c", ["A" * 2_000])),
    Row("X7 aggregated claims", USER, set_to("_claim_sources", {"a": {"JWT": "x.y.z"}})),
    Row("X9 mtls aliases", DOCUMENT, set_to("mtls_endpoint_aliases", {"token_endpoint": "x"})),
    Row("metadata in odd order", DOCUMENT, set_to("response_types_supported",
        ["id_token", "token code id_token", "code"])),
]  # fmt: skip


def misbehaving(row: Row) -> tuple[Hydra, Outcome | str]:
    hydra = Hydra(**{row.part: row.change})  # type: ignore[arg-type]
    rig = Rig(hydra)
    if row.check != "start":
        return hydra, log_in(hydra, rig=rig)
    with pytest.raises(AssertionError) as refused:
        log_in(hydra, rig=rig)
    return hydra, str(refused.value)


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row.name)
def test_a_fault_ends_the_login_with_its_code_and_no_further_request(row: Row) -> None:
    hydra, outcome = misbehaving(row)
    assert row.never not in hydra.server.paths()
    if isinstance(outcome, str):
        assert row.code in outcome
        return
    assert codes(outcome) == {row.check: row.code}
    assert outcome.status is LoginStatus.FAILED
    assert outcome.identity is None
    found = next(check for check in outcome.checks if check.finding)
    assert found.expected or found.actual


@pytest.mark.parametrize("row", ACCEPTED, ids=lambda row: row.name)
def test_what_is_allowed_is_accepted(row: Row) -> None:
    hydra, outcome = misbehaving(row)
    assert isinstance(outcome, Outcome)
    assert codes(outcome) == {}
    assert outcome.status is LoginStatus.PASSED
    # C2: the keys come from the address of the document, before the userinfo answer is asked for.
    paths = hydra.server.paths()
    assert paths.index(JWKS) < paths.index(USERINFO)


def keys_of_each_kind(count: int, with_kid: bool) -> list[dict[str, Any]]:
    """The suite's key set: signing keys of four kinds without `alg`, and encryption keys."""
    published = []
    for name in ["one", "two", "three"][:count]:
        key = dict(signing_key(name).as_dict(private=False))
        published.append(key)
        point = ec.generate_private_key(ec.SECP256R1()).public_key().public_numbers()
        x, y = (b64(part.to_bytes(32)) for part in (point.x, point.y))
        published.append({"kty": "EC", "crv": "P-256", "x": x, "y": y, "use": "sig"})
        published.append({"kty": "EC", "crv": "secp256k1", "x": x, "y": y, "use": "sig"})
        published.append({"kty": "OKP", "crv": "Ed25519", "x": x, "use": "sig"})
    rsa = dict(signing_key("encryption").as_dict(private=False))
    published.append({**rsa, "use": "enc", "alg": "RSA-OAEP", "kid": "enc"})
    return [
        entry if with_kid or entry["use"] == "enc" else
        {name: value for name, value in entry.items() if name != "kid"}
        for entry in published
    ]  # fmt: skip


@pytest.mark.parametrize("count", [1, 3], ids=["B6 kid-absent-single", "B7 kid-absent-multiple"])
def test_a_token_without_kid_is_checked_with_every_fitting_key(count: int) -> None:
    hydra = Hydra(change_header=without("kid"), published=keys_of_each_kind(count, False))
    assert log_in(hydra).status is LoginStatus.PASSED


def test_b8_a_key_set_of_many_kinds_is_no_obstacle() -> None:
    assert log_in(Hydra(published=keys_of_each_kind(3, True))).status is LoginStatus.PASSED


def test_b10_a_spoilt_signature_is_refused() -> None:
    hydra = Hydra(spoil_signature=True)
    outcome = log_in(hydra)
    assert codes(outcome) == {"identity": "identity.signature_wrong"}
    assert USERINFO not in hydra.server.paths()


def test_b10_a_token_of_another_key_is_refused_without_kid_too() -> None:
    hydra = Hydra(
        key=signing_key("two"),
        change_header=without("kid"),
        published=[dict(signing_key("one").as_dict(private=False))],
    )
    assert codes(log_in(hydra)) == {"identity": "identity.signature_wrong"}
    assert hydra.server.paths().count(JWKS) == 2


def test_b13_claims_that_only_userinfo_tells_are_used() -> None:
    def bare(claims: dict[str, Any]) -> None:
        for name in ("email", "name", "groups", "email_verified"):
            del claims[name]

    outcome = log_in(Hydra(change_claims=bare))
    assert outcome.identity is not None
    assert (outcome.identity.email, outcome.identity.name) == ("maya@acme.example", "Maya Okafor")


def test_b14_basic_credentials_are_form_encoded() -> None:
    odd = "a+b%20:/ é"
    hydra = Hydra(method="client_secret_basic", secret=odd)
    outcome = log_in(hydra, client_authentication="client_secret_basic", secret=Secret(odd))
    assert outcome.status is LoginStatus.PASSED


def test_c6_a_key_replaced_between_two_logins_is_found() -> None:
    for name in ("one", "two"):
        assert log_in(Hydra(key=signing_key(name))).status is LoginStatus.PASSED


def test_c5_keys_that_cannot_be_fetched_again_are_no_verdict() -> None:
    hydra = Hydra()

    async def browse(url: str, rig: Rig) -> None:
        hydra.key = signing_key("two")
        hydra.server.routes[JWKS] = Answer(503)
        await sign_in(url, rig)

    outcome = log_in(hydra, browse)
    assert codes(outcome) == {"identity": "network.server_error"}
    assert outcome.status is LoginStatus.UNKNOWN


@pytest.mark.parametrize("name", ["X3 invalid HS256", "a valid HS256 with the secret as its key"])
def test_a_mac_is_never_taken_for_a_signature(name: str) -> None:
    def with_mac(members: dict[str, Any]) -> None:
        _, payload, _ = members["id_token"].split(".")
        text = f"{b64(json.dumps({'alg': 'HS256', 'typ': 'JWT'}).encode())}.{payload}"
        mac = hmac.new(SECRET.encode(), text.encode(), sha256).digest()
        if "invalid" in name:
            mac = bytes(byte ^ 0x5A for byte in mac)
        members["id_token"] = f"{text}.{b64(mac)}"

    hydra = Hydra(change_token=with_mac)
    assert codes(log_in(hydra)) == {"identity": "identity.algorithm"}
    assert USERINFO not in hydra.server.paths()


def test_x8_distributed_claims_are_never_fetched() -> None:
    hydra = Hydra()
    hydra.change_userinfo = lambda told: told.update(
        _claim_names={"email": "src"},
        _claim_sources={"src": {"endpoint": hydra.server.base + "/steal", "access_token": "a"}},
    )
    assert log_in(hydra).status is LoginStatus.PASSED
    assert "/steal" not in hydra.server.paths()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (add("iss", "1"), "identity.issuer"),
        (set_to("sub", "another"), "refresh.another_person"),
        (set_to("aud", "another"), "identity.audience"),
        (set_to("nonce", "another"), "identity.nonce"),
        (later("iat", -7 * 86_400), "identity.too_old"),
    ],
    ids=["X18 invalid-issuer", "X18 invalid-sub", "other aud", "other nonce", "old iat"],
)
def test_a_refreshed_token_stands_for_the_same_person(
    change: Callable[[dict[str, Any]], object], code: str
) -> None:
    outcome = log_in(Hydra(change_refreshed=change), needs_refresh=True)
    assert codes(outcome) == {"refresh": code}
    assert outcome.status is LoginStatus.FAILED


def test_f2_an_announced_iss_that_is_missing_is_refused() -> None:
    announced = set_to("authorization_response_iss_parameter_supported", True)
    hydra = Hydra(change_document=announced)
    assert codes(log_in(hydra)) == {"answer": "answer.issuer_missing"}
    assert TOKEN not in hydra.server.paths()


def test_a_right_iss_is_accepted() -> None:
    hydra = Hydra()
    hydra.change_redirect = lambda fields: fields.update(iss=hydra.issuer)
    assert log_in(hydra).status is LoginStatus.PASSED


@pytest.mark.parametrize("change", [add("state", "1"), without("state")], ids=["F3", "F4"])
def test_an_answer_without_our_state_is_ignored_and_the_wait_goes_on(
    change: Callable[[dict[str, Any]], object],
) -> None:
    hydra = Hydra(change_redirect=change)
    outcome = log_in(hydra, seconds=0.2)
    assert outcome.status is LoginStatus.TIMED_OUT
    assert TOKEN not in hydra.server.paths()
