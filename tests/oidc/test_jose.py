"""What can be done with the parts of a signed token: it is read in one way, or refused."""

from __future__ import annotations

import base64
import gzip
import json
import time
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jcwizard.model.finding import Check
from jcwizard.model.secret import Secret
from jcwizard.oidc.base64url import decoded
from jcwizard.oidc.signature import read_signed
from tests.oidc.hydra import SECRET, b64, signing_key
from tests.oidc.made import (
    PAYLOAD,
    asked,
    judged,
    public,
    ring,
    signed,
    with_signature,
)
from tests.oidc.servers import run

KEY = signing_key("one")
HEADER = {"alg": "RS256", "kid": "one", "typ": "JWT"}


def test_a_token_of_the_usual_form_is_read() -> None:
    assert judged(signed()) == PAYLOAD


# The header


@pytest.mark.row("K78")
@pytest.mark.parametrize(
    "more",
    [
        {"x5c": ["A" * 2_000]},
        {"x5t": "AAAA", "x5t#S256": 7},
        {"x_vendor": {"a": [1, None]}},
        {"zip": "DEF"},
        {"p2c": 2_000_000_000, "p2s": "AAAA"},
        {"cty": "json"},
        {"nonce": "a", "ppid": "b"},
        {"jku": "https://evil.example/keys"},
        {"jku": 7, "x5u": ["a"], "jwk": "b"},
        {"b64": True},
        {"typ": "jwt"},
    ],
)
def test_a_header_member_without_a_meaning_here_changes_nothing(more: dict[str, object]) -> None:
    """RFC 7515 4: what is not understood, and not marked critical, is ignored."""
    keys = ring(public(KEY))
    assert judged(signed({**HEADER, **more}), keys) == PAYLOAD
    assert asked(keys) == [], "nothing is fetched"


@pytest.mark.row("K76", "K78")
@pytest.mark.parametrize("kid", ["evil", "one", None])
@pytest.mark.parametrize("member", ["jwk", "jku", "x5u", "x5c"])
def test_a_key_that_the_token_brings_along_is_not_used(member: str, kid: str | None) -> None:
    evil = signing_key("evil")
    where = "https://evil.example/keys"
    brought = {"jwk": public(evil), "jku": where, "x5u": where, "x5c": ["MIIB"]}[member]
    header = {"alg": "RS256", member: brought} | ({"kid": kid} if kid else {})
    keys = ring(public(KEY))
    code = "identity.key_unknown" if kid == "evil" else "identity.signature_wrong"
    assert judged(signed(header, key=evil), keys) == code
    assert set(asked(keys)) <= {keys.provider.jwks_uri}


@pytest.mark.row("K81")
@pytest.mark.parametrize("crit", [["b64"], ["exp"], ["x"], [], None, "b64", {}, [[]], 7, False])
def test_any_crit_is_refused(crit: object) -> None:
    assert judged(signed({**HEADER, "crit": crit})) == "identity.header"


@pytest.mark.row("K73", "K81")
@pytest.mark.parametrize("b64_member", [False, None, 0, "false"])
def test_a_payload_that_is_not_encoded_is_refused(b64_member: object) -> None:
    """RFC 7797 7: such a token could be read as two different texts."""
    assert judged(signed({**HEADER, "b64": b64_member})) == "identity.header"
    raw = b64(json.dumps({**HEADER, "b64": b64_member}).encode())
    assert judged(with_signature(raw + '.{"sub":"maya"}', KEY)) == "identity.malformed"


@pytest.mark.row("K79", "K80")
@pytest.mark.parametrize(
    "typ",
    ["at+jwt", "application/at+jwt", "logout+jwt", "secevent+jwt", "JOSE", "", None, 7, ["JWT"]],
)
def test_a_token_of_another_kind_is_refused(typ: object) -> None:
    assert judged(signed({**HEADER, "typ": typ})) == "identity.header"


@pytest.mark.row("K56", "K72", "K73")
@pytest.mark.parametrize(
    "alg",
    ["rs256", "RS256 ", " RS256", "RS256\u0000", "RS384", "", None, 7, ["RS256"], {"RS256": 1},
     True, "RS256,none", "\uff32\uff33256"],
)  # fmt: skip
def test_an_algorithm_is_the_agreed_one_letter_by_letter(alg: object) -> None:
    assert judged(signed({**HEADER, "alg": alg})) == "identity.algorithm"


def test_a_header_without_an_algorithm_is_refused() -> None:
    assert judged(signed({"kid": "one", "typ": "JWT"})) == "identity.algorithm"


@pytest.mark.row("K57", "K72")
def test_the_public_key_is_no_secret_to_make_a_mac_with() -> None:
    import hmac
    from hashlib import sha256

    pem = KEY.as_pem(private=False)
    for secret in (pem, pem.strip(), SECRET.encode(), b""):
        text = ".".join(b64(json.dumps(p).encode()) for p in ({"alg": "HS256"}, PAYLOAD))
        token = f"{text}.{b64(hmac.new(secret, text.encode(), sha256).digest())}"
        assert judged(token) == "identity.algorithm"


@pytest.mark.row("K78")
@pytest.mark.parametrize(
    "kid",
    ["../../../../dev/null", "/etc/passwd", "' OR 1=1 --", "https://evil.example/", "", "ONE",
     "one\u0000", "x" * 5_000, "\u202eeno"],
)  # fmt: skip
def test_a_kid_is_only_looked_up(kid: str) -> None:
    keys = ring(public(KEY))
    assert judged(signed({**HEADER, "kid": kid}), keys) == "identity.key_unknown"
    assert asked(keys) == [keys.provider.jwks_uri]


@pytest.mark.parametrize("kid", [7, None, ["one"], {"one": 1}, True])
def test_a_kid_that_is_no_text_is_refused(kid: object) -> None:
    assert judged(signed({**HEADER, "kid": kid})) == "identity.header"


@pytest.mark.row("K73", "K75")
@pytest.mark.parametrize(
    "header",
    [
        b'{"alg":"none","alg":"RS256","kid":"one"}',
        b'{"alg":"RS256","kid":"two","kid":"one"}',
        b'{"alg":"RS256","kid":"one","al\\u0067":"none"}',
        b'\xef\xbb\xbf{"alg":"RS256","kid":"one"}',
        '{"alg":"RS256","kid":"one"}'.encode("utf-16"),
        b'{"alg":"RS256","kid":"one","x":"\\ud800"}',
        b'{"alg":"RS256","kid":"one","x":"\xff"}',
        b'{"alg":"RS256","kid":"one","x":NaN}',
        b'{"alg":"RS256","kid":"one","x":-Infinity}',
        b'{"alg":"RS256","kid":"one","x":1e999}',
        b'{"alg":"RS256","kid":"one","x":' + b"9" * 5_000 + b"}",
        b'{"alg":"RS256","kid":"one"}x',
        b'{"alg":"RS256","kid":"one"}{}',
        b'{"alg":"RS256","kid":"one",}',
        b"{'alg':'RS256','kid':'one'}",
        b'[{"alg":"RS256","kid":"one"}]',
        b'"RS256"',
        b"null",
        b"",
        b'{"alg":"RS256","kid":"one","x":' + b"[" * 40 + b"]" * 40 + b"}",
        b'{"alg":"RS256","kid":"one","x":' + b"[" * 30_000 + b"]" * 30_000 + b"}",
        b'{"alg":"RS256","kid":"one","x":"' + b"x" * 9_000 + b'"}',
        gzip.compress(b'{"alg":"RS256","kid":"one"}', mtime=0),
    ],
    ids=lambda header: repr(header[:40]),
)
def test_a_header_that_two_readers_could_read_differently_is_refused(header: bytes) -> None:
    assert judged(signed(header)) == "identity.malformed"


# The payload


@pytest.mark.row("K73", "K75")
@pytest.mark.parametrize(
    "payload",
    [
        b'{"sub":"maya","sub":"mallory"}',
        b'{"iss":"a","aud":"b","\\u0069ss":"c"}',
        b'\xef\xbb\xbf{"sub":"maya"}',
        b'{"sub":"\\udfff"}',
        b'{"sub":"\xc3\x28"}',
        b'{"exp":NaN}',
        b'{"exp":Infinity}',
        b'{"exp":1e400}',
        b'{"exp":' + b"9" * 5_000 + b"}",
        b'{"a":' * 50 + b"1" + b"}" * 50,
        b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
        b"[]",
        b'"maya"',
        b"null",
        b'{"sub":"maya"} ignored',
        zlib.compress(b'{"sub":"maya"}'),
        b"eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJtYXlhIn0.AAAA",
    ],
    ids=lambda payload: repr(payload[:40]),
)
def test_a_payload_that_is_no_strict_json_is_refused_though_well_signed(payload: bytes) -> None:
    assert judged(signed(payload=payload)) == "identity.malformed"


# The compact form


def changed(token: str, which: int, part: str) -> str:
    parts = token.split(".")
    parts[which] = part
    return ".".join(parts)


@pytest.mark.row("K51", "K73")
@pytest.mark.parametrize(
    ("token", "code"),
    [
        ("", "identity.malformed"),
        (".", "identity.malformed"),
        ("..", "identity.malformed"),
        ("a.b.c", "identity.malformed"),
        ("....", "identity.encrypted"),
        ("a.b.c.d.e", "identity.encrypted"),
        ("a" * 130_000, "identity.malformed"),
        ("." * 130_000, "identity.malformed"),
        ("\x00.\x00.\x00", "identity.malformed"),
        ("é.é.é", "identity.malformed"),
    ],
    ids=lambda value: value[:20],
)
def test_what_is_no_token_is_told_as_that(token: str, code: str) -> None:
    assert judged(token) == code


@pytest.mark.row("K73")
@pytest.mark.parametrize(
    "change",
    [
        lambda t: t + ".",
        lambda t: "." + t,
        lambda t: t.replace(".", "..", 1),
        lambda t: t + ".e30",
        lambda t: t + "\n",
        lambda t: " " + t,
        lambda t: t + "=",
        lambda t: t + "==",
        lambda t: t[:20] + "\n" + t[20:],
        lambda t: t[:20] + "!" + t[20:],
        lambda t: t + "\u200b",
        lambda t: changed(t, 2, ""),
        lambda t: changed(t, 2, t.split(".")[2] + "A"),
        lambda t: changed(t, 2, t.split(".")[2] + "AAAA"),
        lambda t: changed(t, 2, "AAAA"),
        lambda t: changed(t, 2, t.split(".")[2][:-4]),
        lambda t: changed(t, 2, "A" * 60_000),
        lambda t: changed(t, 0, ""),
        lambda t: changed(t, 1, ""),
        lambda t: changed(t, 1, b64(b'{"sub":"mallory"}')),
        lambda t: changed(t, 0, b64(json.dumps({**HEADER, "x": 1}).encode())),
    ],
)  # fmt: skip
def test_a_changed_token_is_refused(change: object) -> None:
    token = signed()
    assert callable(change)
    assert judged(change(token)) in {"identity.malformed", "identity.signature_wrong"}


@pytest.mark.row("K73")
def test_a_token_has_one_spelling() -> None:
    """Stray bits at the end of a part name the same bytes (RFC 4648 3.5): refused all the same."""
    token = signed()
    for which in range(3):
        part = token.split(".")[which]
        twin = next(
            (part[:-1] + last for last in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
             if last != part[-1] and _lenient(part[:-1] + last) == _lenient(part)),
            None,
        )  # fmt: skip
        if twin is not None:
            assert judged(changed(token, which, twin)) == "identity.malformed"
    assert len(_lenient(token.split(".")[2])) % 3, "a signature of 2048 bits has stray bits"


def _lenient(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def test_the_longest_token_has_120000_characters() -> None:
    made = (
        signed({**HEADER, "x": "x" * wide}, {"x": "x" * long})
        for wide in range(4)
        for long in range(89_600, 89_780)
    )
    longest = next(token for token in made if len(token) == 120_000)
    assert isinstance(judged(longest), dict)
    assert judged(signed(payload={"x": "x" * 89_800})) == "identity.malformed"


def test_the_keys_that_were_tried_are_named() -> None:
    other = public(signing_key("two"))
    nameless = {name: value for name, value in other.items() if name != "kid"}
    keys = ring(public(signing_key("evil"), kid="one"), nameless)
    for header, kid in ((None, "one"), ({"alg": "RS256"}, "-")):
        found = run(read_signed(Secret(signed(header)), keys, "identity"))
        assert isinstance(found, Check)
        assert (found.expected, found.actual) == ("one, -", kid)


@given(st.text(alphabet="AB-_z9=+/ \n.é", max_size=12))
def test_base64url_has_one_spelling(text: str) -> None:
    data = decoded(text)
    if data is not None:
        assert base64.urlsafe_b64encode(data).rstrip(b"=").decode() == text


@given(st.binary(min_size=1, max_size=40))
def test_what_is_written_in_base64url_is_read_back(data: bytes) -> None:
    assert decoded(b64(data)) == data


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=40))
def test_no_text_is_taken_for_a_token(one: str, two: str, three: str) -> None:
    assert isinstance(judged(f"{one}.{two}.{three}"), str)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
names = st.sampled_from(
    ["alg", "kid", "typ", "crit", "b64", "jwk", "jku", "x5c", "zip", "cty", "enc", "p2c", "epk"]
)


@pytest.mark.row("K73")
@given(st.dictionaries(names, json_values), st.binary(max_size=60))
def test_no_header_makes_an_unsigned_token_pass(header: dict[str, object], made: bytes) -> None:
    header_text = b64(json.dumps({"alg": "RS256", "kid": "one"} | header).encode())
    token = f"{header_text}.{b64(json.dumps(PAYLOAD).encode())}.{b64(made)}"
    assert isinstance(judged(token), str)


@pytest.mark.row("K73")
@given(st.dictionaries(names, json_values))
def test_a_signed_token_passes_only_with_a_header_that_the_rules_allow(
    header: dict[str, object],
) -> None:
    told = {**HEADER, **header}
    if judged(signed(told)) == PAYLOAD:
        assert (told["alg"], told["kid"], str(told["typ"]).upper()) == ("RS256", "one", "JWT")
        assert "crit" not in told
        assert told.get("b64", True) is True


@pytest.mark.row("K73")
def test_sixteen_large_keys_are_tried_in_no_time() -> None:
    """A token without `kid` costs at most sixteen checks, whatever the set holds."""
    modulus = b64(b"\xff" * 1_024)
    large = [{"kty": "RSA", "n": modulus, "e": "AQAB"} for _ in range(100)]
    keys = ring(*large)
    began = time.process_time()
    header = {"alg": "RS256", "typ": "JWT"}
    assert judged(signed(header), keys) == "identity.signature_wrong"
    assert time.process_time() - began < 2
