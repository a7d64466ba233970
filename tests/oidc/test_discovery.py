"""The issuer's document in every form that it may come in: read by the rules, or refused."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jcwizard.model.finding import Check, Status
from jcwizard.net.client import Trouble
from jcwizard.oidc.discovery import Provider, endpoint_problem, is_issuer, read_document
from tests.oidc.hydra import Hydra
from tests.oidc.made import ISSUER, reply
from tests.oidc.servers import Answer, Asked
from tests.oidc.test_preflight import checked

OTHERS = (("eu", "https://oauth.id.eu.jumpcloud.example/"),)
DOCUMENT: dict[str, object] = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}oauth2/auth",
    "token_endpoint": f"{ISSUER}oauth2/token",
    "jwks_uri": f"{ISSUER}.well-known/jwks.json",
    "userinfo_endpoint": f"{ISSUER}userinfo",
    "response_types_supported": ["code"],
    "subject_types_supported": ["public"],
    "id_token_signing_alg_values_supported": ["RS256"],
}
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint")
LISTS = ("response_types_supported", "subject_types_supported",
         "id_token_signing_alg_values_supported")  # fmt: skip
ODD = (7, True, 1.5, ["https://oauth.id.jumpcloud.example/"], {"url": ISSUER}, [])


def read(**changes: Any) -> Provider | str:
    """Return what is read of the document with these changes, or the code; `...` takes away."""
    document = {name: value for name, value in (DOCUMENT | changes).items() if value is not ...}
    found = read_document(reply(document), ISSUER, OTHERS)
    if isinstance(found, Provider):
        return found
    assert found.finding is not None
    assert found.status is Status.FAILED
    assert len(found.actual) <= 320
    return found.finding.code


@pytest.mark.row("K39", "K43")
def test_a_right_document_gives_its_endpoints() -> None:
    found = read()
    assert isinstance(found, Provider)
    endpoints = (found.authorization_endpoint, found.token_endpoint, found.jwks_uri)
    assert endpoints == tuple(DOCUMENT[name] for name in ENDPOINTS[:3])
    assert found.userinfo_endpoint == DOCUMENT["userinfo_endpoint"]
    assert found.announces_iss is False


@pytest.mark.row("K40")
@pytest.mark.parametrize(
    ("issuer", "code"),
    [
        (ISSUER[:-1], "issuer.slash_differs"),
        (ISSUER + "/", "issuer.differs"),
        (ISSUER + "1", "issuer.differs"),
        (ISSUER.upper(), "issuer.differs"),
        ("http" + ISSUER[5:], "issuer.differs"),
        ("https://oauth.id.jumpcloud.example:443/", "issuer.differs"),
        ("https://oauth.id.jumpcloud.example.evil.example/", "issuer.differs"),
        (OTHERS[0][1], "issuer.other_region"),
        ("", "issuer.differs"),
        ("x" * 100_000, "issuer.differs"),
        (..., "issuer.document_incomplete"),
        (None, "issuer.document_incomplete"),
        ([ISSUER], "issuer.document_incomplete"),
        ({"issuer": ISSUER}, "issuer.document_incomplete"),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_the_issuer_is_the_one_that_was_asked_letter_by_letter(issuer: object, code: str) -> None:
    assert read(issuer=issuer) == code


@pytest.mark.row("K43")
@pytest.mark.parametrize("name", ENDPOINTS)
@pytest.mark.parametrize("value", ODD, ids=repr)
def test_an_endpoint_is_a_text(name: str, value: object) -> None:
    assert read(**{name: value}) == "issuer.document_incomplete"


@pytest.mark.row("K43")
@pytest.mark.parametrize("name", ENDPOINTS[:3])
@pytest.mark.parametrize("value", [..., None, ""])
def test_a_required_endpoint_is_there(name: str, value: object) -> None:
    assert read(**{name: value}) == "issuer.document_incomplete"


@pytest.mark.parametrize("value", [..., None, ""])
def test_userinfo_may_be_left_out(value: object) -> None:
    found = read(userinfo_endpoint=value)
    assert isinstance(found, Provider)
    assert found.userinfo_endpoint == ""


@pytest.mark.row("K43")
@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(
    "value", [..., None, "code", "RS256", {"code": 1, "RS256": 1, "public": 1}, 7, True], ids=repr
)
def test_a_required_list_is_a_list(name: str, value: object) -> None:
    assert read(**{name: value}) == "issuer.document_incomplete"


@pytest.mark.row("K43", "K56")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("response_types_supported", []),
        ("response_types_supported", ["token", "code token"]),
        ("response_types_supported", [["code"]]),
        ("id_token_signing_alg_values_supported", []),
        ("id_token_signing_alg_values_supported", ["ES256", "rs256"]),
        ("id_token_signing_alg_values_supported", ["none"]),
        ("id_token_signing_alg_values_supported", [["RS256"], None]),
        ("id_token_signing_alg_values_supported", ["x" * 9_000] * 10),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_a_list_holds_what_is_needed(name: str, value: object) -> None:
    assert read(**{name: value}) == "issuer.document_incomplete"


@pytest.mark.row("K26")
@pytest.mark.parametrize(
    ("value", "announced"), [(True, True), (False, False), ("true", False), (1, False), ([], False)]
)
def test_only_true_announces_that_answers_name_their_issuer(value: object, announced: bool) -> None:
    found = read(authorization_response_iss_parameter_supported=value)
    assert isinstance(found, Provider)
    assert found.announces_iss is announced


@pytest.mark.row("K36")
@pytest.mark.parametrize("value", [..., None, [], ["plain"], "S256", 7])
def test_a_document_without_s256_changes_nothing(value: object) -> None:
    assert isinstance(read(code_challenge_methods_supported=value), Provider)


@pytest.mark.row("K43")
@pytest.mark.parametrize("name", list(DOCUMENT))
@pytest.mark.parametrize(("value", "said"), [(..., ""), (7, "number")])
def test_what_is_missing_is_told_from_what_is_of_another_type(
    name: str, value: object, said: str
) -> None:
    document = {key: told for key, told in (DOCUMENT | {name: value}).items() if told is not ...}
    found = read_document(reply(document), ISSUER, OTHERS)
    if name == "userinfo_endpoint" and value is ...:
        assert isinstance(found, Provider)
        return
    assert isinstance(found, Check)
    assert found.finding is not None
    assert found.finding.values == {"member": name}
    assert found.actual == said


# Endpoints


@pytest.mark.row("K44")
def test_the_longest_endpoint_has_2048_characters() -> None:
    longest = ISSUER + "x" * (2_048 - len(ISSUER))
    assert endpoint_problem(longest, ISSUER) == ""
    assert endpoint_problem(longest + "x", ISSUER) == "issuer.endpoint_invalid"


@pytest.mark.row("K23", "K44")
@pytest.mark.parametrize("name", ENDPOINTS)
@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("http://oauth.id.jumpcloud.example/x", "issuer.endpoint_insecure"),
        ("http://127.0.0.1/x", "issuer.endpoint_insecure"),
        ("ftp://oauth.id.jumpcloud.example/x", "issuer.endpoint_insecure"),
        ("https://evil.example/x", "issuer.endpoint_elsewhere"),
        ("https://jumpcloud.example.evil.example/", "issuer.endpoint_elsewhere"),
        ("https://notjumpcloud.example/", "issuer.endpoint_elsewhere"),
        ("https://127.0.0.1/", "issuer.endpoint_elsewhere"),
        ("https://localhost/", "issuer.endpoint_elsewhere"),
        ("https://[::1]/", "issuer.endpoint_elsewhere"),
        ("javascript:alert(1)", "issuer.endpoint_invalid"),
        ("javascript://oauth.id.jumpcloud.example/%0aalert(1)", "issuer.endpoint_insecure"),
        ("file:///etc/passwd", "issuer.endpoint_invalid"),
        ("data:text/html,x", "issuer.endpoint_invalid"),
        ("//oauth.id.jumpcloud.example/x", "issuer.endpoint_invalid"),
        ("/oauth2/token", "issuer.endpoint_invalid"),
        ("oauth.id.jumpcloud.example/x", "issuer.endpoint_invalid"),
        ("https:///x", "issuer.endpoint_invalid"),
        ("https://", "issuer.endpoint_invalid"),
        ("https://user:pass@oauth.id.jumpcloud.example/", "issuer.endpoint_invalid"),
        ("https://@oauth.id.jumpcloud.example/", "issuer.endpoint_invalid"),
        ("https://evil.example\\@oauth.id.jumpcloud.example/", "issuer.endpoint_invalid"),
        ("https://evil.example\\.jumpcloud.example/", "issuer.endpoint_invalid"),
        ("https://evil.example%2f.jumpcloud.example/", "issuer.endpoint_invalid"),
        ("https://evil.example%00.jumpcloud.example/", "issuer.endpoint_invalid"),
        ("https://oauth.id.jumpcloud.example/#x", "issuer.endpoint_invalid"),
        ("https://oauth.id.jumpcloud.example:99999/", "issuer.endpoint_invalid"),
        ("https://oauth.id.jumpcloud.example:x/", "issuer.endpoint_invalid"),
        ("https://[::1/", "issuer.endpoint_invalid"),
        ("https://oauth.id.jumpcloud.example./", "issuer.endpoint_invalid"),
        ("https://oauth.id.jumpcloud.ex\u0430mple/", "issuer.endpoint_invalid"),
        ("https://oauth.id.jumpcloud.example/\r\nX: y", "issuer.endpoint_invalid"),
        ("https://oauth.id.jumpcloud.example/\x00", "issuer.endpoint_invalid"),
        (" https://oauth.id.jumpcloud.example/", "issuer.endpoint_invalid"),
        ("https://oauth.id.jumpcloud.example/a b", "issuer.endpoint_invalid"),
        ("https://oauth.id.jumpcloud.example/" + "x" * 2_048, "issuer.endpoint_invalid"),
    ],
    ids=lambda value: repr(value)[:60],
)
def test_an_endpoint_is_as_safe_as_its_issuer_and_belongs_to_it(
    name: str, value: str, code: str
) -> None:
    assert read(**{name: value}) == code


@pytest.mark.row("K44")
@pytest.mark.parametrize(
    ("url", "issuer", "problem"),
    [
        ("https://keys.jumpcloud.example/", ISSUER, ""),
        ("https://JumpCloud.Example:8443/x?y=1", ISSUER, ""),
        ("https://b.co.uk/", "https://a.co.uk/", "issuer.endpoint_elsewhere"),
        ("https://id.a.co.uk/", "https://a.co.uk/", ""),
        ("https://b.com.au/", "https://login.a.com.au/", "issuer.endpoint_elsewhere"),
        ("https://9.9.0.1/", "https://10.0.0.1/", "issuer.endpoint_elsewhere"),
        ("https://10.0.0.1/x", "https://10.0.0.1/", ""),
        ("https://[fe80::1]/", "https://[fe80::2]/", "issuer.endpoint_elsewhere"),
        ("https://[fe80::2]/x", "https://[fe80::2]/", ""),
        ("http://127.0.0.1:5000/x", "http://127.0.0.1:4000/", ""),
        ("http://localhost:5000/x", "http://127.0.0.1:4000/", ""),
        ("http://[::1]:5000/x", "http://127.0.0.1:4000/", ""),
        ("http://10.0.0.1/x", "http://127.0.0.1:4000/", "issuer.endpoint_insecure"),
        ("ftp://127.0.0.1/x", "http://127.0.0.1:4000/", "issuer.endpoint_insecure"),
        ("https://b.co.example/", "https://a.co.example/", ""),
        ("https://b.acme.uk/", "https://a.acme.uk/", ""),
        ("https://b.example/é", "https://a.b.example/", "issuer.endpoint_invalid"),
        ("https://9.0.0.1/", "https://8.0.0.1/", "issuer.endpoint_elsewhere"),
        ("https://evil.example/x", "http://127.0.0.1:4000/", "issuer.endpoint_elsewhere"),
    ],
)
def test_the_same_domain_is_the_one_that_somebody_registered(
    url: str, issuer: str, problem: str
) -> None:
    assert endpoint_problem(url, issuer) == problem


@pytest.mark.row("K44")
@pytest.mark.parametrize(
    "second", ["ac", "co", "com", "edu", "gov", "go", "ne", "net", "or", "org"]
)
def test_a_second_level_that_nobody_owns_is_no_domain(second: str) -> None:
    mine, other = f"https://mine.{second}.uk/", f"https://other.{second}.uk/"
    assert endpoint_problem(other, mine) == "issuer.endpoint_elsewhere"
    assert endpoint_problem(f"https://id.mine.{second}.uk/", mine) == ""


@pytest.mark.row("K17")
@pytest.mark.parametrize(
    "field",
    ["response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "prompt",
     "code_challenge", "code_challenge_method"],
)  # fmt: skip
def test_an_endpoint_that_brings_what_we_add_is_refused(field: str) -> None:
    """RFC 6749 3.1: no parameter twice, and an endpoint's own query has to be kept."""
    for value in ("x", ""):
        own = f"{ISSUER}oauth2/auth?tenant=x&{field}={value}"
        assert read(authorization_endpoint=own) == "issuer.endpoint_invalid"
    assert isinstance(read(authorization_endpoint=f"{ISSUER}oauth2/auth?tenant=x"), Provider)


@pytest.mark.row("K42")
@pytest.mark.parametrize(
    ("issuer", "right"),
    [
        (ISSUER, True),
        (ISSUER[:-1], True),
        ("https://jumpcloud.example/tenant/a", True),
        ("http://127.0.0.1:8000/", True),
        ("http://jumpcloud.example/", False),
        ("https://jumpcloud.example/?a=b", False),
        ("ftp://127.0.0.1/", False),
        ("https://jumpcloud.example/?", False),
        ("https://jumpcloud.example/#", False),
        ("https://jumpcloud.example/#x", False),
        ("https://a:b@jumpcloud.example/", False),
        ("jumpcloud.example", False),
        ("", False),
        ("https://", False),
        ("https://jumpcloud.example\\.evil.example/", False),
    ],
)
def test_an_issuer_is_a_secure_address_without_a_query(issuer: str, right: bool) -> None:
    assert is_issuer(issuer) is right


# The answer around the document


@pytest.mark.row("K45", "K75")
@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (reply(DOCUMENT, 201), "provider.unexpected_answer"),
        (reply(DOCUMENT, 302, location="https://evil.example/"), "network.sign_in_page"),
        (reply(DOCUMENT, 404), "provider.unexpected_answer"),
        (reply(DOCUMENT, 500), "network.server_error"),
        (reply([DOCUMENT]), "provider.unexpected_answer"),
        (reply(b""), "provider.unexpected_answer"),
        (reply(b"null"), "provider.unexpected_answer"),
        (reply(b"<html><title>Portal"), "network.sign_in_page"),
        (reply(b'{"issuer": 1, "issuer": 2}'), "provider.unexpected_answer"),
        (reply(b'\xef\xbb\xbf{"issuer": 1}'), "provider.unexpected_answer"),
        (reply(b'{"issuer": "\xff"}'), "provider.unexpected_answer"),
        (reply(b'{"issuer": NaN}'), "provider.unexpected_answer"),
    ],
)
def test_an_answer_that_is_no_document_is_no_verdict(answer: Any, code: str) -> None:
    found = read_document(answer, ISSUER, OTHERS)
    assert isinstance(found, Check)
    assert found.finding is not None
    assert (found.finding.code, found.status) == (code, Status.UNKNOWN)


def test_a_document_may_have_a_mebibyte_and_no_more() -> None:
    """The preflight tells; the keys and all other answers have a quarter of that."""
    for size, status in ((1_048_576, Status.PASSED), (1_048_577, Status.UNKNOWN)):
        hydra = Hydra()

        def document(_: Asked, hydra: Hydra = hydra, size: int = size) -> Answer:
            body = json.dumps(hydra.document()).encode()
            return Answer(200, (("Content-Type", "application/json"),), body.ljust(size))

        hydra.server.routes["/.well-known/openid-configuration"] = document
        assert checked(hydra)["issuer"].status is status


def test_a_document_that_came_with_trouble_is_not_judged() -> None:
    answer = replace(reply(DOCUMENT), trouble=Trouble("network.cut_off"))
    found = read_document(answer, ISSUER, OTHERS)
    assert isinstance(found, Check)
    assert found.status is Status.UNKNOWN


@pytest.mark.row("K45")
@pytest.mark.parametrize("kind", ["application/json", "text/plain", ""])
def test_a_label_alone_refuses_no_document(kind: str) -> None:
    assert isinstance(read_document(reply(DOCUMENT, content_type=kind), ISSUER, OTHERS), Provider)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
addresses = st.text(alphabet=":/?#[]@\\%.-_ab1 \n\x00é", max_size=30).map(lambda t: "https://" + t)


@pytest.mark.row("K43", "K73")
@given(st.dictionaries(st.sampled_from(list(DOCUMENT)), json_values | addresses))
def test_no_document_breaks_the_reading_or_leads_elsewhere(changes: dict[str, object]) -> None:
    found = read_document(reply(DOCUMENT | changes), ISSUER, OTHERS)
    if isinstance(found, Provider):
        assert changes.get("issuer", ISSUER) == ISSUER
        for endpoint in (found.authorization_endpoint, found.token_endpoint, found.jwks_uri):
            assert endpoint.startswith("https://")
            assert ".example" in endpoint


@given(addresses)
def test_no_address_is_at_home_that_is_not(address: str) -> None:
    if not endpoint_problem(address, ISSUER):
        assert "jumpcloud.example" in address
