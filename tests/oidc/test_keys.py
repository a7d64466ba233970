"""Key sets as a provider may publish them: a bad key is no key, and never spoils a good one."""

from __future__ import annotations

import time
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import ECKey, OctKey

from jcwizard.model.finding import Check, Status
from jcwizard.oidc.keys import Keys, read_keys
from tests.oidc.hydra import b64, signing_key
from tests.oidc.made import PAYLOAD, asked, judged, public, published, reply, ring, signed

GOOD = public(signing_key("one"))
OTHER = public(signing_key("two"))


WRONG = "identity.signature_wrong"
# RFC 8017 9.2: what stands before a SHA-256 digest that is signed.
_SHA256 = bytes.fromhex("3031300d060960864801650304020105000420")


def number(value: int) -> str:
    return b64(value.to_bytes((value.bit_length() + 7) // 8 or 1))


def modulus(bits: int) -> str:
    return number((1 << (bits - 1)) | 1)


def lacking(*names: str) -> dict[str, Any]:
    return {name: value for name, value in GOOD.items() if name not in names}


PRIVATE = dict(signing_key("one").as_dict(private=True))

BAD: dict[str, object] = {
    "none of it": {},
    "null": None,
    "a text": "key",
    "a list": [GOOD],
    "deep": {"kty": {"kty": {"kty": "RSA"}}},
    "another kind": {**GOOD, "kty": "EC"},
    "kind in lower case": {**GOOD, "kty": "rsa"},
    "kind of a list": {**GOOD, "kty": ["RSA"]},
    "no kind": lacking("kty"),
    "for encryption": {**GOOD, "use": "enc"},
    "use of a list": {**GOOD, "use": ["sig"]},
    "no use at all": {**GOOD, "use": None},
    "for signing, not for checking": {**GOOD, "key_ops": ["sign"]},
    "operations of a text": {**GOOD, "key_ops": "verify"},
    "operations that are objects": {**GOOD, "key_ops": [{"verify": 1}]},
    "no operations": {**GOOD, "key_ops": []},
    "another algorithm": {**GOOD, "alg": "RS512"},
    "an encryption algorithm": {**GOOD, "alg": "RSA-OAEP"},
    "algorithm of a list": {**GOOD, "alg": ["RS256"]},
    "algorithm null": {**GOOD, "alg": None},
    "no modulus": lacking("n"),
    "no exponent": lacking("e"),
    "only a certificate": {"kty": "RSA", "kid": "one", "x5c": ["MIIB"], "use": "sig"},
    "empty modulus": {**GOOD, "n": ""},
    "modulus of a number": {**GOOD, "n": 7},
    "modulus of a list": {**GOOD, "n": [GOOD["n"]]},
    "modulus with padding": {**GOOD, "n": GOOD["n"] + "=="},
    "modulus with a line end": {**GOOD, "n": GOOD["n"] + "\n"},
    "modulus in ordinary base64": {**GOOD, "n": "+/" + GOOD["n"][2:]},
    "modulus that is even": {**GOOD, "n": number(1 << 2_047)},
    "modulus of 512 bits": {**GOOD, "n": modulus(512)},
    "modulus of 1024 bits": {**GOOD, "n": modulus(1_024)},
    "modulus of 2047 bits": {**GOOD, "n": modulus(2_047)},
    "modulus of 1024 bits filled up": {**GOOD, "n": b64(bytes(128) + b"\xff" * 128)},
    "modulus of 8193 bits": {**GOOD, "n": modulus(8_193)},
    "modulus of 16384 bits": {**GOOD, "n": modulus(16_384)},
    "modulus of a megabit": {**GOOD, "n": modulus(1_000_000)},
    "exponent 0": {**GOOD, "e": "AA"},
    "exponent 1": {**GOOD, "e": "AQ"},
    "exponent 2": {**GOOD, "e": "Ag"},
    "exponent 65536": {**GOOD, "e": "AQAA"},
    "exponent of a number": {**GOOD, "e": 65_537},
    "exponent of a list": {**GOOD, "e": ["AQAB"]},
    "exponent as large as the modulus": {**GOOD, "e": GOOD["n"]},
    "exponent of 72 bits": {**GOOD, "e": number((1 << 71) | 1)},
    "a secret key": dict(OctKey.generate_key(256, {"kid": "one"}).as_dict()),
    "a curve": dict(ECKey.generate_key("P-256", {"kid": "one"}).as_dict(private=False)),
    "a private key": PRIVATE,
    **{f"a private {name}": {**GOOD, name: None}
       for name in ("d", "p", "q", "dp", "dq", "qi", "oth", "k")},
}  # fmt: skip


# The library warns of small keys, and a warning ends a test: the refusal has to be ours.
@pytest.mark.filterwarnings("ignore:Key size")
@pytest.mark.row("K74")
@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_a_bad_key_is_no_key(bad: object) -> None:
    found = published(bad)
    assert isinstance(found, Check)
    assert found.status is Status.FAILED
    assert found.finding is not None
    assert found.finding.code == "issuer.keys_unusable"
    assert found.actual
    assert PRIVATE["d"] not in repr(found)


@pytest.mark.row("K73")
@pytest.mark.parametrize("where", ["before", "after"])
def test_no_bad_key_spoils_a_good_one(where: str) -> None:
    bad = list(BAD.values())
    listed = [*bad, GOOD] if where == "before" else [GOOD, *bad]
    keys = published(*listed)
    assert isinstance(keys, Keys)
    assert [key.kid for key in keys.usable] == ["one"]
    assert judged(signed(), ring(*listed)) == PAYLOAD


@pytest.mark.row("K74", "K78")
@pytest.mark.parametrize(
    "good",
    [
        lacking("use"),
        lacking("kid"),
        {**GOOD, "alg": "RS256"},
        {**GOOD, "key_ops": ["verify"]},
        {**GOOD, "key_ops": ["sign", "verify", "verify", 7]},
        {**GOOD, "x5c": ["not a certificate"], "x5t": 7, "x5u": "https://evil.example/"},
        {**GOOD, "x_vendor": {}},
    ],
)
def test_what_the_rules_leave_open_is_no_fault_of_a_key(good: dict[str, Any]) -> None:
    keys = ring(good)
    assert judged(signed({"alg": "RS256"}), keys) == PAYLOAD
    assert asked(keys) == []


@pytest.mark.row("K74")
@pytest.mark.parametrize("names", [("one",), ("one", "two"), ("one", "two", "three", "evil")])
def test_every_allowed_size_checks_a_signature(names: tuple[str, ...]) -> None:
    """2048, 4096 (JumpCloud's engine) and 8192 bits: of many primes, because these are there."""
    n, order = 1, 1
    for name in names:
        numbers = signing_key(name).private_key.private_numbers()
        n, order = n * numbers.p * numbers.q, order * (numbers.p - 1) * (numbers.q - 1)
    key = {"kty": "RSA", "n": number(n), "e": number(65_537), "kid": "one"}
    text = signed().rpartition(".")[0]
    size = (n.bit_length() + 7) // 8
    digest = _SHA256 + sha256(text.encode()).digest()
    padded = b"\x00\x01" + b"\xff" * (size - 3 - len(digest)) + b"\x00" + digest
    made = pow(int.from_bytes(padded), pow(65_537, -1, order), n).to_bytes(size)
    assert n.bit_length() > len(names) * 2_048 - 8
    assert judged(f"{text}.{b64(made)}", ring(key)) == PAYLOAD
    assert judged(f"{text}.{b64(made[:-1] + bytes([made[-1] ^ 1]))}", ring(key)) == WRONG


def test_an_exponent_of_sixty_four_bits_is_the_largest() -> None:
    for bits, usable in ((64, True), (65, False)):
        found = published({**GOOD, "e": number((1 << (bits - 1)) | 1)})
        assert isinstance(found, Keys) is usable


@pytest.mark.row("B7")
@pytest.mark.parametrize("header", [{"alg": "RS256"}, None], ids=["no kid", "all of one kid"])
def test_the_sixteenth_key_is_the_last_that_is_tried(header: object) -> None:
    others = [{**OTHER, "kid": "one"}] * 16
    assert judged(signed(header), ring(*others[:15], GOOD)) == PAYLOAD
    assert judged(signed(header), ring(*others, GOOD)) == WRONG


def test_keys_of_the_same_name_are_all_tried() -> None:
    twins = [{**OTHER, "kid": "one"}, {**GOOD, "n": modulus(2_048)}, GOOD]
    assert judged(signed(), ring(*twins)) == PAYLOAD


def test_a_kid_that_is_no_text_is_no_name() -> None:
    for kid in (7, None, ["one"], {}):
        assert judged(signed(), ring({**GOOD, "kid": kid})) == "identity.key_unknown"


@pytest.mark.row("K68", "K73")
def test_an_unknown_kid_asks_for_the_keys_once_more_and_never_again() -> None:
    keys = ring(OTHER, later=reply({"keys": [OTHER]}))
    for _ in range(3):
        assert judged(signed(), keys) == "identity.key_unknown"
    assert len(asked(keys)) == 1


@pytest.mark.row("K68")
def test_a_known_kid_with_a_wrong_signature_asks_for_nothing() -> None:
    keys = ring({**OTHER, "kid": "one"})
    assert judged(signed(), keys) == "identity.signature_wrong"
    assert asked(keys) == []


@pytest.mark.row("K73", "K76")
@pytest.mark.parametrize(
    ("later", "code"),
    [
        (reply({"keys": [GOOD]}), ""),
        (reply({"keys": []}), "issuer.keys_unusable"),
        (reply({"keys": [PRIVATE]}), "issuer.keys_unusable"),
        (reply({"keys": "none"}), "provider.unexpected_answer"),
        (reply(b"<!doctype html><title>Portal</title>"), "network.sign_in_page"),
        (reply(b"", 503), "network.server_error"),
        (reply(b"", 302, location="https://evil.example/"), "network.sign_in_page"),
    ],
)
def test_keys_fetched_anew_are_read_by_the_same_rules(later: Any, code: str) -> None:
    assert judged(signed(), ring(OTHER, later=later)) == (code or PAYLOAD)


@pytest.mark.row("K73")
@pytest.mark.parametrize(
    ("body", "code", "status"),
    [
        ({"keys": []}, "issuer.keys_unusable", Status.FAILED),
        ({"keys": None}, "provider.unexpected_answer", Status.UNKNOWN),
        ({"keys": {"one": GOOD}}, "provider.unexpected_answer", Status.UNKNOWN),
        ({"keys": "AAAA"}, "provider.unexpected_answer", Status.UNKNOWN),
        ({}, "provider.unexpected_answer", Status.UNKNOWN),
        (GOOD, "provider.unexpected_answer", Status.UNKNOWN),
        ([GOOD], "provider.unexpected_answer", Status.UNKNOWN),
        (b'{"keys": [], "keys": []}', "provider.unexpected_answer", Status.UNKNOWN),
        (b'{"keys": [' + b"[" * 9_000, "provider.unexpected_answer", Status.UNKNOWN),
        (b"", "provider.unexpected_answer", Status.UNKNOWN),
    ],
    ids=["empty", "null", "by name", "a text", "none", "one key", "a list", "twice", "deep", "no"],
)
def test_a_set_that_is_none_is_no_verdict_and_an_empty_one_fails(
    body: object, code: str, status: Status
) -> None:
    found = read_keys(reply(body))
    assert isinstance(found, Check)
    assert found.finding is not None
    assert (found.finding.code, found.status) == (code, status)


@pytest.mark.row("K73")
def test_ten_thousand_keys_hide_the_good_one_from_nobody() -> None:
    junk = [{"kty": "RSA", "n": "!", "e": "AQAB", "kid": str(count)} for count in range(10_000)]
    began = time.process_time()
    keys = ring(*junk, GOOD)
    assert judged(signed(), keys) == PAYLOAD
    assert time.process_time() - began < 5


@pytest.mark.row("K73")
def test_as_many_keys_as_an_answer_can_hold_are_read_in_no_time() -> None:
    """262,144 bytes hold fewer than 700 keys of 2048 bits: none is left out."""
    many = [{**OTHER, "kid": str(count)} for count in range(700)]
    began = time.process_time()
    assert judged(signed(), ring(*many, GOOD)) == PAYLOAD
    assert judged(signed({"alg": "RS256"}), ring(*many)) == "identity.signature_wrong"
    assert time.process_time() - began < 5


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
members = st.sampled_from(["kty", "n", "e", "use", "alg", "kid", "key_ops", "d", "x5c", "crv"])


@pytest.mark.row("K73")
@given(st.lists(st.dictionaries(members, json_values) | json_values, max_size=5))
def test_no_set_of_keys_breaks_the_reading_or_the_good_key(listed: list[object]) -> None:
    keys = published(*listed, GOOD)
    assert isinstance(keys, Keys)
    assert keys.usable[-1].kid == "one"


@pytest.mark.row("K73", "K74")
@given(st.dictionaries(members, json_values))
def test_a_changed_key_is_the_same_key_or_none(changes: dict[str, object]) -> None:
    found = published({**GOOD, **changes})
    if isinstance(found, Keys):
        assert (changes.get("n", GOOD["n"]), changes.get("kty", "RSA")) == (GOOD["n"], "RSA")
        assert "d" not in changes
