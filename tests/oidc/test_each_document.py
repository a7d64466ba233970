"""Every single validation of the issuer's document, of its keys and of base64url.

Written against `tools/break_validations.py`, like `test_each_validation`.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc.jwk import RSAKey

from jcwizard.model.exchange import Exchange
from jcwizard.model.finding import Check, Status
from jcwizard.net.messages import Reply
from jcwizard.net.trouble import Trouble
from jcwizard.oidc.base64url import decoded
from jcwizard.oidc.discovery import (
    Provider,
    endpoint_problem,
    is_issuer,
    is_loopback,
    read_document,
)
from jcwizard.oidc.keys import MAX_TRIED, Keys, SigningKey, read_keys
from tests.oidc.hydra import b64, signing_key

ISSUER = "https://oauth.acme.example/"
OTHERS = (("eu", "https://oauth.eu.acme.example/"),)


def reply(told: object, status: int = 200, trouble: Trouble | None = None) -> Reply:
    exchange = Exchange("GET", ISSUER, (), status, (), "", 0.1, "")
    return Reply(exchange, status, {}, json.dumps(told).encode(), trouble)


def document(**changes: Any) -> dict[str, Any]:
    whole = {
        "issuer": ISSUER,
        "authorization_endpoint": f"{ISSUER}auth",
        "token_endpoint": f"{ISSUER}token",
        "jwks_uri": f"{ISSUER}keys",
        "userinfo_endpoint": f"{ISSUER}userinfo",
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        **changes,
    }
    return {name: value for name, value in whole.items() if value != "gone"}


def refused(told: object, issuer: str = ISSUER) -> tuple[str, str, str, Status]:
    """Return code, member, actual and status of what is wrong with a document."""
    found = read_document(reply(told), issuer, OTHERS)
    assert isinstance(found, Check), found
    assert found.finding is not None
    values = found.finding.values
    return found.finding.code, values.get("member", ""), found.finding.actual, found.status


def read(told: object, issuer: str = ISSUER) -> Provider:
    found = read_document(reply(told), issuer, OTHERS)
    assert isinstance(found, Provider), found
    return found


def test_a_whole_document_gives_its_endpoints() -> None:
    provider = read(document())
    assert provider.userinfo_endpoint == f"{ISSUER}userinfo"
    assert provider.announces_iss is False


@pytest.mark.parametrize("told", ["gone", None, ""])
def test_userinfo_may_be_absent(told: object) -> None:
    assert read(document(userinfo_endpoint=told)).userinfo_endpoint == ""


@pytest.mark.parametrize(("told", "announced"), [(True, True), ("true", False), (1, False)])
def test_only_true_announces_the_issuer_in_the_answer(told: object, announced: bool) -> None:
    provider = read(document(authorization_response_iss_parameter_supported=told))
    assert provider.announces_iss is announced


@pytest.mark.parametrize(
    "name", ["authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"]
)
@pytest.mark.parametrize(("told", "actual"), [(5, "number"), (["https://a"], "array")])
def test_each_endpoint_has_to_be_a_text(name: str, told: object, actual: str) -> None:
    wanted = ("issuer.document_incomplete", name, actual, Status.FAILED)
    assert refused(document(**{name: told})) == wanted


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
@pytest.mark.parametrize(("told", "actual"), [("gone", ""), ("", "string"), (None, "null")])
def test_each_endpoint_that_is_used_has_to_be_there(name: str, told: object, actual: str) -> None:
    wanted = ("issuer.document_incomplete", name, actual, Status.FAILED)
    assert refused(document(**{name: told})) == wanted


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("response_types_supported", "token"),
        ("id_token_signing_alg_values_supported", "ES256"),
    ],
)
def test_each_list_has_to_hold_what_is_used(name: str, other: str) -> None:
    incomplete = "issuer.document_incomplete"
    assert refused(document(**{name: [other, 5]})) == (incomplete, name, other, Status.FAILED)
    assert refused(document(**{name: "gone"})) == (incomplete, name, "", Status.FAILED)
    assert refused(document(**{name: "code RS256"})) == (incomplete, name, "string", Status.FAILED)


def test_the_kinds_of_subject_have_to_be_listed_and_may_be_any() -> None:
    name = "subject_types_supported"
    assert read(document(subject_types_supported=["pairwise"]))
    assert refused(document(subject_types_supported="gone"))[1:3] == (name, "")
    assert refused(document(subject_types_supported=5))[1:3] == (name, "number")


@pytest.mark.parametrize(
    ("told", "code", "actual"),
    [
        ("gone", "issuer.document_incomplete", ""),
        (None, "issuer.document_incomplete", "null"),
        (OTHERS[0][1], "issuer.other_region", OTHERS[0][1]),
        (ISSUER[:-1], "issuer.slash_differs", ISSUER[:-1]),
        ("https://oauth.acme.example.evil/", "issuer.differs", "https://oauth.acme.example.evil/"),
    ],
)
def test_a_document_of_another_issuer_is_refused(told: object, code: str, actual: str) -> None:
    assert refused(document(issuer=told))[:3:2] == (code, actual)


@pytest.mark.parametrize(
    "unusable",
    [
        reply(document(), 500),
        reply(document(), 404),
        reply([1]),
        reply(document(), 200, Trouble("network.timeout", "")),
        reply({"keys": []}, 500),
        reply({"keys": []}, 200, Trouble("network.timeout", "")),
    ],
)
def test_a_reply_that_is_no_document_is_could_not_tell(unusable: Reply) -> None:
    for found in (read_document(unusable, ISSUER, OTHERS), read_keys(unusable)):
        assert isinstance(found, Check)
        assert found.status is Status.UNKNOWN


@pytest.mark.parametrize(
    "field",
    ["response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "prompt",
     "code_challenge", "code_challenge_method"],
)  # fmt: skip
@pytest.mark.parametrize("value", ["1", ""])
def test_the_sign_in_address_must_not_hold_what_is_added(field: str, value: str) -> None:
    endpoint = f"{ISSUER}auth?own=1&{field}={value}"
    found = refused(document(authorization_endpoint=endpoint))
    assert found[:2] == ("issuer.endpoint_invalid", "authorization_endpoint")


def test_the_sign_in_address_may_hold_a_query_of_its_own() -> None:
    assert read(document(authorization_endpoint=f"{ISSUER}auth?tenant=1"))


# Addresses.

BAD = "issuer.endpoint_invalid"
INSECURE = "issuer.endpoint_insecure"
AWAY = "issuer.endpoint_elsewhere"
LOCAL = "http://127.0.0.1:8080/"


@pytest.mark.parametrize(
    ("url", "issuer", "problem"),
    [
        (f"{ISSUER}a", ISSUER, ""),
        ("https://other.acme.example/a", ISSUER, ""),
        ("https://OTHER.ACME.example:8443/a", ISSUER, ""),
        (f"{ISSUER}a#f", ISSUER, BAD),
        ("/a", ISSUER, BAD),
        (f"{ISSUER}a", "no address", BAD),
        ("http://oauth.acme.example/a", ISSUER, INSECURE),
        ("http://127.0.0.1/a", ISSUER, INSECURE),
        ("ftp://127.0.0.1/a", LOCAL, INSECURE),
        ("http://oauth.acme.example/a", LOCAL, INSECURE),
        ("https://127.0.0.1/a", ISSUER, AWAY),
        ("https://oauth.acme.example/a", LOCAL, AWAY),
        ("https://acme.example.evil/a", ISSUER, AWAY),
        ("https://evilacme.example/a", ISSUER, AWAY),
        ("http://127.0.0.1:9/a", LOCAL, ""),
        ("http://localhost:9/a", LOCAL, ""),
        ("http://[::1]:9/a", LOCAL, ""),
        ("https://127.0.0.1/a", LOCAL, ""),
        # What is registered is longer below some countries' own second level.
        *(
            (f"https://evil.{second}.uk/a", f"https://oauth.acme.{second}.uk/", AWAY)
            for second in ("ac", "co", "com", "edu", "gov", "go", "ne", "net", "or", "org")
        ),
        ("https://b.acme.co.uk/a", "https://a.acme.co.uk/", ""),
        ("https://b.acme.uk/a", "https://a.acme.uk/", ""),
        ("https://b.co.uk/a", "https://co.uk/", AWAY),
        ("https://b.co.example/a", "https://a.co.example/", ""),
        ("https://b.io/a", "https://a.io/", AWAY),
        # A number is whole: its last two parts are nobody's domain.
        ("https://10.1.2.3/a", "https://10.1.2.3/", ""),
        ("https://10.9.2.3/a", "https://10.1.2.3/", AWAY),
        ("https://[2001:db8::2.3.4.5]/a", "https://[2001:db8::9.9.4.5]/", AWAY),
    ],
)
def test_an_endpoint_is_as_safe_as_the_issuer_and_of_its_domain(
    url: str, issuer: str, problem: str
) -> None:
    assert endpoint_problem(url, issuer) == problem


def test_an_endpoint_that_may_not_be_asked_is_refused_with_the_whole_document() -> None:
    assert refused(document(token_endpoint="http://oauth.acme.example/"))[0] == INSECURE


@pytest.mark.parametrize(
    ("issuer", "usable"),
    [
        (ISSUER, True),
        ("https://a.example", True),
        (LOCAL, True),
        ("http://a.example/", False),
        ("ftp://127.0.0.1/", False),
        (f"{ISSUER}?", False),
        (f"{ISSUER}?a=1", False),
        (f"{ISSUER}#", False),
        (f"{ISSUER}#a", False),
        ("", False),
        ("oauth.acme.example", False),
        ("https://", False),
        ("https:///path", False),
        ("https://user@a.example/", False),
        ("https://user:word@a.example/", False),
        ("https://@a.example/", False),
        ("https://a.example/ä", False),
        ("https://a.example/\x7f", False),
        ("https://a.example/\n", False),
        ("https://a.example/ b", False),
        ("https://a.example/\\b", False),
        ('https://a.example/"b', False),
        ("https://a.example/<b", False),
        ("https://a.example/>b", False),
        ("https://a_b.example/", False),
        ("https://a%2eb.example/", False),
        ("https://-a.example/", False),
        ("https://a.example:99999/", False),
        ("https://a.example/" + "x" * (2_048 - 18), True),
        ("https://a.example/" + "x" * (2_048 - 17), False),
    ],
)
def test_only_a_plain_address_may_be_asked(issuer: str, usable: bool) -> None:
    assert is_issuer(issuer) is usable


@pytest.mark.parametrize(
    ("url", "is_here"),
    [
        ("http://127.0.0.1/", True),
        ("http://localhost:1/", True),
        ("http://[::1]/", True),
        ("http://127.0.0.2/", False),
        ("https://a.example/", False),
        ("no address", False),
    ],
)
def test_loopback_is_told_from_the_rest_of_the_world(url: str, is_here: bool) -> None:
    assert is_loopback(url) is is_here


# Keys.


def jwk(**changes: Any) -> dict[str, Any]:
    whole = {**signing_key("one").as_dict(private=False), **changes}
    return {name: value for name, value in whole.items() if value != "gone"}


def number(value: int) -> str:
    return b64(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def usable(*listed: object) -> tuple[SigningKey, ...]:
    """Return the keys that may be tried, () when there are none."""
    found = read_keys(reply({"keys": list(listed)}))
    if isinstance(found, Check):
        assert found.status is Status.FAILED
        assert found.finding is not None
        assert found.finding.code == "issuer.keys_unusable"
        return ()
    return found.usable


@pytest.mark.parametrize(
    ("changes", "good"),
    [
        ({}, True),
        ({"use": "gone", "alg": "gone", "kid": "gone"}, True),
        ({"kid": 5}, True),
        ({"kty": "EC"}, False),
        ({"kty": "gone"}, False),
        ({"use": "enc"}, False),
        ({"alg": "PS256"}, False),
        ({"alg": "RS512"}, False),
        ({"key_ops": ["verify"]}, True),
        ({"key_ops": ["verify", "sign"]}, True),
        ({"key_ops": ["encrypt"]}, False),
        ({"key_ops": []}, False),
        ({"key_ops": "verify"}, False),
        ({"key_ops": 5}, False),
        ({"key_ops": None}, True),
        *(({name: "AQAB"}, False) for name in ("d", "p", "q", "dp", "dq", "qi", "k")),
        ({"oth": []}, False),
        ({"n": "gone"}, False),
        ({"n": 5}, False),
        ({"n": "!!!"}, False),
        ({"n": ""}, False),
        ({"e": "gone"}, False),
        ({"e": 65_537}, False),
        ({"e": ""}, False),
        ({"e": number(3)}, True),
        ({"e": number(1)}, False),
        ({"e": number(65_536)}, False),
        ({"e": number(2**63 + 1)}, True),
        ({"e": number(2**64 + 1)}, False),
    ],
)
def test_each_member_of_a_key_decides_whether_it_may_be_used(
    changes: dict[str, Any], good: bool
) -> None:
    assert len(usable(jwk(**changes))) == int(good)


@pytest.mark.parametrize(
    ("power", "more", "good"),
    [
        (2_047, 1, True),
        (2_047, 0, False),
        (2_047, -1, False),
        (1_023, 1, False),
        (8_191, 1, True),
        (8_192, -1, True),
        (8_192, 1, False),
        (16_383, 1, False),
        (40_000, 1, False),
    ],
)
@pytest.mark.filterwarnings("ignore:Key size")  # joserfc warns of a short one, which we refuse
def test_a_modulus_is_odd_and_has_2048_to_8192_bits(power: int, more: int, good: bool) -> None:
    assert len(usable(jwk(n=number(2**power + more)))) == int(good)


def test_the_bad_keys_of_a_set_do_not_spoil_the_good_one() -> None:
    found = usable(None, 5, "key", ["kty"], {}, jwk(kty="EC"), jwk(), jwk(kid=7))
    assert [key.kid for key in found] == ["one", ""]


@pytest.mark.parametrize("told", [{}, {"keys": {}}, {"keys": None}, {"keys": "x"}, []])
def test_what_is_no_key_set_is_could_not_tell(told: object) -> None:
    found = read_keys(reply(told))
    assert isinstance(found, Check)
    assert found.status is Status.UNKNOWN


def test_why_no_key_could_be_used_is_told_by_the_kinds() -> None:
    odd = [{"kty": "EC", "crv": "P-256"}, 5, {}, {"kty": "RSA", "alg": "RS512"}, jwk(use="enc")]
    found = read_keys(reply({"keys": odd}))
    assert isinstance(found, Check)
    assert found.finding is not None
    assert found.finding.actual == "EC P-256, ?, ?, RSA RS512, RSA enc 2048 bit"
    empty = read_keys(reply({"keys": []}))
    assert isinstance(empty, Check)
    assert empty.finding is not None
    assert (empty.finding.actual, empty.finding.values) == ("0", {"count": "0"})


def test_a_token_without_a_kid_is_tried_with_sixteen_keys_and_else_with_its_own() -> None:
    public = RSAKey.import_key(jwk())
    keys = Keys(tuple(SigningKey("same" if n % 2 else "other", public) for n in range(40)))
    assert MAX_TRIED == 16
    assert keys.candidates(None) == keys.usable[:16]
    assert {key.kid for key in keys.candidates("same")} == {"same"}
    assert len(keys.candidates("same")) == 16
    assert keys.candidates("none") == ()


def test_a_private_number_beside_a_good_key_is_named() -> None:
    private: rsa.RSAPrivateKey = signing_key("one").private_key  # type: ignore[assignment]
    found = read_keys(reply({"keys": [jwk(d=number(private.private_numbers().d))]}))
    assert isinstance(found, Check)
    assert found.finding is not None
    assert found.finding.actual == "RSA sig private 2048 bit"


# base64url.


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("AQAB", b"\x01\x00\x01"),
        ("-_8", b"\xfb\xff"),
        ("AA", b"\x00"),
        ("A", None),
        ("AB", None),
        ("AA==", None),
        ("+/8", None),
        ("AQ AB", None),
        ("AQAB\n", None),
        ("AQ.AB", None),
        ("AQÄB", None),
        ("", b""),
        (5, None),
        (None, None),
        (["AQAB"], None),
    ],
)
def test_base64url_is_read_only_as_jose_writes_it(text: object, data: bytes | None) -> None:
    assert decoded(text) == data
