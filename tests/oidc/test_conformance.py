"""The rows of the OpenID certification plans that concern a code-flow client, one faulty OP each.

Basic RP (B), Config RP (C) and the FAPI client tests that fit any code flow (F); X rows are those
of the wider plans that apply here. As in the suite, a fault passes when no request follows it; on
top of that each one gives its own stable code.
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Callable
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, utils
from joserfc.jwk import ECKey

from jcwizard.model.secret import Secret
from jcwizard.oidc.login import LoginStatus, Outcome, Stage
from tests.oidc.browser import follow, visit
from tests.oidc.faulty import (
    AUTHORIZE,
    BY_ROW,
    FREE,
    JWKS,
    TOKEN,
    USERINFO,
    Change,
    Fault,
    add,
    judged,
    later,
    params,
    set_to,
    without,
)
from tests.oidc.hydra import CLIENT_ID, SECRET, Hydra, b64, nothing, signing_key
from tests.oidc.servers import Answer, Asked, as_json
from tests.oidc.test_login import Rig, codes, log_in, sign_in, start_finding


@pytest.mark.parametrize("fault", params(BY_ROW))
def test_a_fault_ends_the_login_with_its_code_and_no_further_request(fault: Fault) -> None:
    hydra = fault.hydra()
    if fault.check == "start":
        assert start_finding(hydra).code == fault.code
        assert judged(fault, hydra, believed=False)
        return
    outcome = log_in(hydra)
    assert judged(fault, hydra, believed=outcome.identity is not None)
    assert codes(outcome) == {fault.check: fault.code}
    assert outcome.status is LoginStatus.FAILED
    found = next(check for check in outcome.checks if check.finding)
    assert found.expected or found.actual


@pytest.mark.parametrize("fault", params(FREE))
def test_what_is_allowed_is_accepted(fault: Fault) -> None:
    hydra = fault.hydra()
    outcome = log_in(hydra)
    assert codes(outcome) == {}
    assert outcome.status is LoginStatus.PASSED
    assert judged(fault, hydra, believed=outcome.identity is not None)


def asked_at(hydra: Hydra, path: str) -> list[Asked]:
    return [asked for asked in hydra.server.asked if asked.path == path]


# Discovery


@pytest.mark.row("C1", "K39", "K41")
def test_the_document_is_asked_for_first_and_its_endpoints_are_used() -> None:
    hydra = Hydra(change_document=lambda d: d.update(token_endpoint=d["token_endpoint"] + "/v2"))
    hydra.server.routes[TOKEN + "/v2"] = hydra.server.routes.pop(TOKEN)
    assert log_in(hydra).status is LoginStatus.PASSED
    assert hydra.server.paths() == [
        "/.well-known/openid-configuration", JWKS, AUTHORIZE, TOKEN + "/v2", USERINFO,
    ]  # fmt: skip


@pytest.mark.row("C2", "K76")
def test_the_keys_come_from_the_documents_own_address_and_before_userinfo() -> None:
    hydra = Hydra(change_document=add("jwks_uri", "qwertzuiop"))
    hydra.server.routes[JWKS + "qwertzuiop"] = hydra.server.routes.pop(JWKS)
    assert log_in(hydra).status is LoginStatus.PASSED
    paths = hydra.server.paths()
    assert paths.index(JWKS + "qwertzuiop") < paths.index(USERINFO)
    assert JWKS not in paths


@pytest.mark.row("X9")
def test_endpoints_for_certificates_are_not_used() -> None:
    aliases = {"token_endpoint": "http://127.0.0.1:1/token", "userinfo_endpoint": 7}
    assert log_in(Hydra(change_document=set_to("mtls_endpoint_aliases", aliases))).identity


@pytest.mark.row("P16")
def test_members_of_the_document_that_nobody_knows_are_ignored() -> None:
    def odd(document: dict[str, Any]) -> None:
        document["response_types_supported"] = ["id_token", 7, "token code id_token", "code"]
        document.update(x_vendor={"a": [None, True]}, claims_supported="?", signed_metadata=7)

    assert log_in(Hydra(change_document=odd)).status is LoginStatus.PASSED


# Keys


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


@pytest.mark.parametrize(
    "count",
    [
        pytest.param(1, marks=pytest.mark.row("B6"), id="B6 kid-absent-single"),
        pytest.param(3, marks=pytest.mark.row("B7"), id="B7 kid-absent-multiple"),
    ],
)
def test_a_token_without_kid_is_checked_with_every_fitting_key(count: int) -> None:
    hydra = Hydra(change_header=without("kid"), published=keys_of_each_kind(count, False))
    hydra.key = signing_key(["one", "two", "three"][count - 1])
    assert log_in(hydra).status is LoginStatus.PASSED
    assert hydra.server.paths().count(JWKS) == 1


@pytest.mark.row("B8")
def test_a_key_set_of_many_kinds_is_no_obstacle() -> None:
    assert log_in(Hydra(published=keys_of_each_kind(3, True))).status is LoginStatus.PASSED


@pytest.mark.row("B10", "K55")
def test_a_spoilt_signature_is_refused() -> None:
    hydra = Hydra(spoil_signature=True)
    outcome = log_in(hydra)
    assert codes(outcome) == {"identity": "identity.signature_wrong"}
    assert USERINFO not in hydra.server.paths()


@pytest.mark.row("K55", "K68")
def test_a_token_of_another_key_is_refused_without_kid_too() -> None:
    hydra = Hydra(
        key=signing_key("two"),
        change_header=without("kid"),
        published=[dict(signing_key("one").as_dict(private=False))],
    )
    assert codes(log_in(hydra)) == {"identity": "identity.signature_wrong"}
    assert hydra.server.paths().count(JWKS) == 2


@pytest.mark.row("C5", "K68", "P6")
def test_a_key_made_while_the_token_is_signed_is_fetched_once_and_accepted() -> None:
    hydra = Hydra()

    def rotate(_: dict[str, Any]) -> None:
        hydra.key = signing_key("two")

    hydra.change_claims = rotate
    assert log_in(hydra).status is LoginStatus.PASSED
    assert hydra.server.paths().count(JWKS) == 2


@pytest.mark.row("C6", "K68", "P6")
def test_keys_replaced_at_the_second_login_are_fetched_and_accepted() -> None:
    hydra = Hydra()
    assert log_in(hydra).status is LoginStatus.PASSED
    hydra.server.asked.clear()

    async def rotate(url: str, rig: Rig) -> None:
        hydra.key = signing_key("two")
        await sign_in(url, rig)

    assert log_in(hydra, rotate).status is LoginStatus.PASSED
    assert hydra.server.paths().count(JWKS) == 2


@pytest.mark.row("C5", "K73")
def test_keys_that_cannot_be_fetched_again_are_no_verdict() -> None:
    hydra = Hydra()

    async def browse(url: str, rig: Rig) -> None:
        hydra.key = signing_key("two")
        hydra.server.routes[JWKS] = Answer(404)
        await sign_in(url, rig)

    outcome = log_in(hydra, browse)
    assert codes(outcome) == {"identity": "provider.unexpected_answer"}
    assert outcome.status is LoginStatus.UNKNOWN
    assert USERINFO not in hydra.server.paths()


# Algorithms


def other_algorithm(algorithm: str, *, spoilt: bool) -> Hydra:
    """Return a provider whose ID token is well signed by that algorithm, with a published key."""
    curve = ECKey.generate_key("P-256", {"kid": "curve", "use": "sig"}, private=True)
    hydra = Hydra()
    hydra.published = [*hydra.public_keys(), dict(curve.as_dict(private=False))]

    def made(text: bytes) -> bytes:
        if algorithm == "HS256":
            return hmac.new(SECRET.encode(), text, sha256).digest()
        if algorithm == "ES256":
            r, s = utils.decode_dss_signature(
                curve.private_key.sign(text, ec.ECDSA(hashes.SHA256()))
            )
            return r.to_bytes(32) + s.to_bytes(32)
        size: dict[str, hashes.HashAlgorithm] = {
            "PS256": hashes.SHA256(), "RS384": hashes.SHA384(), "RS512": hashes.SHA512(),
        }  # fmt: skip
        pss = padding.PSS(padding.MGF1(hashes.SHA256()), 32)
        way = pss if algorithm == "PS256" else padding.PKCS1v15()
        return bytes(hydra.key.private_key.sign(text, way, size[algorithm]))

    def with_other(members: dict[str, Any]) -> None:
        kid = "curve" if algorithm == "ES256" else hydra.key.kid
        header = json.dumps({"alg": algorithm, "kid": kid, "typ": "JWT"}).encode()
        text = f"{b64(header)}.{members['id_token'].split('.')[1]}"
        signature = made(text.encode())
        if spoilt:
            signature = bytes(byte ^ 0x5A for byte in signature)
        members["id_token"] = f"{text}.{b64(signature)}"

    hydra.change_token = with_other
    return hydra


@pytest.mark.parametrize("spoilt", [False, True], ids=["well signed", "spoilt"])
@pytest.mark.parametrize(
    "algorithm",
    [
        pytest.param("ES256", marks=pytest.mark.row("X2", "F11", "K56", "K72")),
        pytest.param("HS256", marks=pytest.mark.row("X3", "F11", "K57", "K72")),
        pytest.param("PS256", marks=pytest.mark.row("F11", "K56", "K72")),
        pytest.param("RS384", marks=pytest.mark.row("F11", "K56")),
        pytest.param("RS512", marks=pytest.mark.row("F11", "K56")),
    ],
)
def test_another_algorithm_than_the_agreed_one_is_refused(algorithm: str, spoilt: bool) -> None:
    hydra = other_algorithm(algorithm, spoilt=spoilt)
    lists = "id_token_signing_alg_values_supported"
    hydra.change_document = set_to(lists, ["RS256", algorithm])
    assert codes(log_in(hydra)) == {"identity": "identity.algorithm"}
    assert USERINFO not in hydra.server.paths()


@pytest.mark.parametrize(
    "listed",
    [
        pytest.param(["ES256"], marks=pytest.mark.row("X2")),
        pytest.param(["HS256"], marks=pytest.mark.row("X3")),
        pytest.param(["none"], marks=pytest.mark.row("B9", "C4", "K72")),
    ],
)
def test_a_provider_without_the_algorithm_is_not_signed_in_at(listed: list[str]) -> None:
    """OIDC Discovery 3: RS256 must be listed; what is listed beside it changes nothing."""
    hydra = Hydra(change_document=set_to("id_token_signing_alg_values_supported", listed))
    assert start_finding(hydra).code == "issuer.document_incomplete"
    assert AUTHORIZE not in hydra.server.paths()


@pytest.mark.row("B9", "C4", "F10", "K56")
@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "nOnE"])
@pytest.mark.parametrize("signature", ["", "AAAA"], ids=["no signature", "a signature"])
def test_an_unsigned_token_is_refused_though_none_is_listed(algorithm: str, signature: str) -> None:
    def unsigned(members: dict[str, Any]) -> None:
        header = b64(json.dumps({"alg": algorithm}).encode())
        members["id_token"] = f"{header}.{members['id_token'].split('.')[1]}.{signature}"

    listed = set_to("id_token_signing_alg_values_supported", ["none", "RS256"])
    hydra = Hydra(change_token=unsigned, change_document=listed)
    assert codes(log_in(hydra)) == {"identity": "identity.unsigned"}
    assert USERINFO not in hydra.server.paths()


# The requests themselves


@pytest.mark.row("B13", "K38", "K46")
def test_the_services_own_scopes_are_asked_for_and_what_userinfo_tells_is_used() -> None:
    def bare(claims: dict[str, Any]) -> None:
        for name in ("email", "name", "groups", "email_verified"):
            del claims[name]

    hydra = Hydra(change_claims=bare)
    outcome = log_in(hydra)
    assert outcome.identity is not None
    assert (outcome.identity.email, outcome.identity.name) == ("maya@acme.example", "Maya Okafor")
    assert asked_at(hydra, AUTHORIZE)[0].query["scope"] == "openid email profile"


@pytest.mark.row("B14", "K15", "P8")
@pytest.mark.parametrize("odd", ["a+b%20:/ é", "a:b:c", "100%", "ü&=?#", "\U0001f511 key"])
def test_basic_credentials_are_form_encoded(odd: str) -> None:
    hydra = Hydra(method="client_secret_basic", secret=odd)
    outcome = log_in(hydra, client_authentication="client_secret_basic", secret=Secret(odd))
    assert outcome.status is LoginStatus.PASSED
    sent = asked_at(hydra, TOKEN)[0]
    assert "client_secret" not in sent.form


@pytest.mark.row("X4", "K22", "K34")
def test_the_access_token_goes_into_the_header_alone() -> None:
    hydra = Hydra()
    assert log_in(hydra).status is LoginStatus.PASSED
    asked = asked_at(hydra, USERINFO)[0]
    kind, _, token = asked.headers["authorization"].partition(" ")
    assert (kind, asked.method, asked.query, asked.form) == ("Bearer", "GET", {}, {})
    assert token.startswith("ory_at_")
    assert asked.headers["accept"] == "application/json"
    sent = [(one.path, one.query, one.form) for one in hydra.server.asked]
    assert token not in repr(sent)


@pytest.mark.row("X13", "K29", "K47", "K48", "P11")
def test_every_login_sends_a_nonce_a_state_and_a_challenge() -> None:
    hydra = Hydra()
    log_in(hydra)
    query = asked_at(hydra, AUTHORIZE)[0].query
    assert query["code_challenge_method"] == "S256"
    for name in ("nonce", "state", "code_challenge"):
        assert re.fullmatch(r"[A-Za-z0-9_-]{43}", query[name]), "256 bits, safe in an address"


@pytest.mark.row("X8", "K70", "K78")
@pytest.mark.parametrize("part", ["change_userinfo", "change_claims"])
def test_distributed_claims_are_never_fetched(part: str) -> None:
    hydra = Hydra()

    def distributed(told: dict[str, Any]) -> None:
        source = {"endpoint": hydra.server.base + "/steal", "access_token": "a"}
        told.update(_claim_names={"email": "src"}, _claim_sources={"src": source})

    setattr(hydra, part, distributed)
    assert log_in(hydra).status is LoginStatus.PASSED
    assert "/steal" not in hydra.server.paths()


# The browser's return


@pytest.mark.row("F1", "K24")
def test_a_right_iss_is_accepted() -> None:
    hydra = Hydra(change_document=set_to("authorization_response_iss_parameter_supported", True))
    hydra.change_redirect = lambda fields: fields.update(iss=hydra.issuer)
    assert log_in(hydra).status is LoginStatus.PASSED


@pytest.mark.row("F1", "K24", "K27")
@pytest.mark.parametrize("change", [lambda i: i + "1", lambda i: i[:-1], str.upper, lambda _: ""])
def test_an_iss_is_compared_letter_by_letter(change: Callable[[str], str]) -> None:
    hydra = Hydra()
    hydra.change_redirect = lambda fields: fields.update(iss=change(hydra.issuer))
    assert codes(log_in(hydra)) == {"answer": "answer.issuer_differs"}
    assert TOKEN not in hydra.server.paths()


@pytest.mark.row("K25", "K28", "K32")
def test_an_error_of_another_issuer_is_not_used() -> None:
    async def browse(url: str, rig: Rig) -> None:
        state = dict(parse_qsl(urlsplit(url).query))["state"]
        fields = f"error=access_denied&error_description=The+words+of+somebody+else&state={state}"
        await follow(f"{rig.address}?{fields}&iss=https%3A%2F%2Fother.example%2F")

    outcome = log_in(Hydra(), browse)
    assert codes(outcome) == {"answer": "answer.issuer_differs"}
    assert "somebody else" not in repr(outcome)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(add("state", "1"), marks=pytest.mark.row("F3", "K8", "K31")),
        pytest.param(without("state"), marks=pytest.mark.row("F4", "K8", "K31")),
    ],
    ids=["F3", "F4"],
)
def test_an_answer_without_our_state_is_ignored_and_the_wait_goes_on(change: Change) -> None:
    hydra = Hydra(change_redirect=change)

    async def browse(url: str, rig: Rig) -> None:
        assert (await follow(url)).status == 400
        assert rig.stages == [Stage.WAITING]
        assert TOKEN not in hydra.server.paths()
        hydra.change_redirect = nothing
        await sign_in(url, rig)

    assert log_in(hydra, browse).status is LoginStatus.PASSED


@pytest.mark.row("X15")
def test_an_error_that_comes_by_post_is_not_taken_and_the_wait_goes_on() -> None:
    """A form_post answer was never asked for: the browser's own GET counts."""

    async def browse(url: str, rig: Rig) -> None:
        state = dict(parse_qsl(urlsplit(url).query))["state"]
        address = f"{rig.address}?error=access_denied&state={state}"
        assert (await visit(address, "POST")).status == 405
        await sign_in(url, rig)

    assert log_in(Hydra(), browse).status is LoginStatus.PASSED


# Refreshed tokens


@pytest.mark.row("X17")
def test_a_refresh_token_is_used_once_and_what_it_gave_is_used_too() -> None:
    hydra = Hydra()
    assert log_in(hydra, needs_refresh=True).status is LoginStatus.PASSED
    assert hydra.server.paths()[-4:] == [TOKEN, USERINFO, TOKEN, USERINFO]
    first, second = (asked.headers["authorization"] for asked in asked_at(hydra, USERINFO))
    assert first != second


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (add("iss", "1"), "identity.issuer"),
        (set_to("sub", "another"), "refresh.another_person"),
        (set_to("aud", "another"), "identity.audience"),
        (set_to("aud", [CLIENT_ID, "another"]), "identity.audience_extra"),
        (set_to("azp", "another"), "identity.authorized_party"),
        (set_to("nonce", "another"), "identity.nonce"),
        (later("iat", -7 * 86_400), "identity.too_old"),
        (later("exp", -360), "identity.expired"),
        (set_to("at_hash", "AAAAAAAAAAAAAAAAAAAAAA"), "identity.access_token_differs"),
    ],
    ids=["invalid-issuer", "invalid-sub", "aud", "more aud", "azp", "nonce", "iat", "exp", "hash"],
)
@pytest.mark.row("X18", "K69")
def test_a_refreshed_token_stands_for_the_same_person(change: Change, code: str) -> None:
    hydra = Hydra(change_refreshed=change)
    outcome = log_in(hydra, needs_refresh=True)
    assert codes(outcome) == {"refresh": code}
    assert outcome.status is LoginStatus.FAILED
    assert hydra.server.paths()[-1] == TOKEN, "no userinfo after it"


@pytest.mark.row("X18", "K69")
def test_a_refreshed_token_is_signed_as_the_first_one_was() -> None:
    hydra = Hydra()

    def spoil(_: dict[str, Any]) -> None:
        hydra.spoil_signature = True

    hydra.change_refreshed = spoil
    assert codes(log_in(hydra, needs_refresh=True)) == {"refresh": "identity.signature_wrong"}
    assert hydra.server.paths()[-1] == TOKEN


def test_without_userinfo_a_refresh_ends_with_its_tokens() -> None:
    hydra = Hydra(change_document=without("userinfo_endpoint"))
    assert log_in(hydra, needs_refresh=True).status is LoginStatus.PASSED
    assert hydra.server.paths()[-2:] == [TOKEN, TOKEN]


@pytest.mark.row("X17", "X18")
@pytest.mark.parametrize(
    ("answer", "code", "status"),
    [
        (Answer(401), "refresh.token_refused", LoginStatus.FAILED),
        (as_json({"sub": "another"}), "refresh.another_person", LoginStatus.FAILED),
        (Answer(404), "provider.unexpected_answer", LoginStatus.UNKNOWN),
    ],
)
def test_a_refreshed_access_token_has_to_work(
    answer: Answer, code: str, status: LoginStatus
) -> None:
    hydra = Hydra()

    def userinfo(asked: Asked) -> Answer:
        return answer if len(asked_at(hydra, USERINFO)) > 1 else hydra.userinfo(asked)

    hydra.server.routes[USERINFO] = userinfo
    outcome: Outcome = log_in(hydra, needs_refresh=True)
    assert codes(outcome) == {"refresh": code}
    assert outcome.status is status
