"""A signed userinfo answer is believed by the same rules as the ID token, or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable
from time import time
from typing import Any

import pytest

from jcwizard.oidc.login import LoginStatus
from tests.oidc.hydra import CLIENT_ID, Hydra, b64, signing_key
from tests.oidc.servers import Answer, Asked
from tests.oidc.test_login import Rig, codes, log_in, sign_in

USERINFO = "/userinfo"
JWKS = "/.well-known/jwks.json"
Change = Callable[[dict[str, Any]], object]


def nothing(_: dict[str, Any]) -> None:
    """Leave it as it is."""


def signing(
    hydra: Hydra, claims: Change = nothing, header: Change = nothing, spoilt: bool = False
) -> Hydra:
    """Let this provider answer at userinfo with a signed token."""

    def userinfo(_: Asked) -> Answer:
        told = {**hydra.person, "iss": hydra.issuer, "aud": [CLIENT_ID], "iat": int(time())}
        claims(told)
        label = {"alg": "RS256", "kid": hydra.key.kid, "typ": "JWT"}
        header(label)
        text = ".".join(b64(json.dumps(part).encode()) for part in (label, told))
        made = hydra.signature(text)
        signature = bytes(byte ^ 0x5A for byte in made) if spoilt else made
        body = f"{text}.{b64(signature)}".encode()
        return Answer(200, (("Content-Type", "application/jwt; charset=UTF-8"),), body)

    hydra.server.routes[USERINFO] = userinfo
    return hydra


@pytest.mark.row("X6", "K66")
def test_a_signed_answer_is_verified_and_believed() -> None:
    def bare(claims: dict[str, Any]) -> None:
        del claims["email"]

    hydra = signing(Hydra(change_claims=bare))
    outcome = log_in(hydra)
    assert codes(outcome) == {}
    assert outcome.status is LoginStatus.PASSED
    assert outcome.identity is not None
    assert outcome.identity.email == "maya@acme.example"
    assert hydra.server.paths().count(JWKS) == 1


@pytest.mark.row("K66")
@pytest.mark.parametrize(
    "claims",
    [
        lambda told: told.update(aud=CLIENT_ID),
        lambda told: told.update(aud=[CLIENT_ID, "another"]),
        lambda told: told.pop("iat"),
        lambda told: told.update(exp=int(time()) + 60),
    ],
    ids=["aud as a text", "other audiences too", "no iat", "still valid"],
)
def test_what_the_rules_allow_in_a_signed_answer_is_accepted(claims: Change) -> None:
    assert log_in(signing(Hydra(), claims)).status is LoginStatus.PASSED


@pytest.mark.row("X6", "K66")
@pytest.mark.parametrize(
    ("claims", "member"),
    [
        (lambda told: told.update(iss=told["iss"] + "1"), "iss"),
        (lambda told: told.update(iss=[told["iss"]]), "iss"),
        (lambda told: told.update(aud="another"), "aud"),
        (lambda told: told.update(iss=None), "iss"),
        (lambda told: (told.pop("iss"), told.update(aud="another")), "aud"),
        (lambda told: (told.pop("aud"), told.update(iss="https://other.example/")), "iss"),
        (lambda told: (told.pop("aud"), told.update(exp=int(time()) - 360)), "exp"),
        (lambda told: told.update(aud={CLIENT_ID: 1}), "aud"),
        (lambda told: told.update(exp=int(time()) - 360), "exp"),
        (lambda told: told.update(exp=None), "exp"),
        (lambda told: told.update(exp=[1]), "exp"),
        (lambda told: told.update(nbf=int(time()) + 3_600), "nbf"),
        (lambda told: told.update(nbf="now"), "nbf"),
    ],
)
def test_a_signed_answer_of_or_for_somebody_else_is_refused(claims: Change, member: str) -> None:
    outcome = log_in(signing(Hydra(), claims))
    assert codes(outcome) == {"person": "person.answer_distrusted"}
    found = outcome.checks[3].finding
    assert found is not None
    assert found.values["member"] == member
    assert (outcome.status, outcome.identity) == (LoginStatus.FAILED, None)


@pytest.mark.row("X6", "K66")
@pytest.mark.parametrize("gone", [("iss",), ("aud",), ("iss", "aud")])
def test_a_signed_answer_that_does_not_say_for_whom_it_is_is_could_not_tell(
    gone: tuple[str, ...],
) -> None:
    outcome = log_in(signing(Hydra(), lambda told: [told.pop(name) for name in gone]))
    assert codes(outcome) == {"person": "person.answer_unaddressed"}
    found = outcome.checks[3].finding
    assert found is not None
    assert found.values["member"] == gone[0]
    assert outcome.status is LoginStatus.UNKNOWN
    assert outcome.identity is not None, "who it is was proven before"


@pytest.mark.row("B11", "X6", "K65")
@pytest.mark.parametrize(
    "claims",
    [
        lambda told: told.update(sub=told["sub"] + "invalid"),
        lambda told: told.pop("sub"),
        lambda told: (told.update(sub="another"), told.pop("iss"), told.pop("aud")),
    ],
)
def test_a_signed_answer_about_another_person_is_refused(claims: Change) -> None:
    outcome = log_in(signing(Hydra(), claims))
    assert codes(outcome) == {"person": "person.another_person"}
    assert outcome.identity is None


@pytest.mark.row("X6", "K66")
@pytest.mark.parametrize(
    "header",
    [
        lambda label: label.update(alg="none"),
        lambda label: label.update(kid="another"),
        lambda label: label.update(crit=["exp"]),
        lambda label: label.update(typ="at+jwt"),
    ],
    ids=["alg none", "unknown kid", "crit", "an access token"],
)
def test_a_signed_answer_with_a_forbidden_header_is_refused(header: Change) -> None:
    outcome = log_in(signing(Hydra(), header=header))
    assert codes(outcome) == {"person": "person.answer_distrusted"}
    assert outcome.identity is None


@pytest.mark.row("X6", "K66")
def test_a_spoilt_signature_of_a_signed_answer_is_refused() -> None:
    outcome = log_in(signing(Hydra(), spoilt=True))
    assert codes(outcome) == {"person": "person.answer_distrusted"}
    assert outcome.identity is None


@pytest.mark.row("X6", "K66", "K72")
@pytest.mark.parametrize("algorithm", ["ES256", "PS256", "HS256"])
def test_an_agreement_that_is_not_ours_to_judge_is_could_not_tell(algorithm: str) -> None:
    outcome = log_in(signing(Hydra(), header=lambda label: label.update(alg=algorithm)))
    assert codes(outcome) == {"person": "person.signed_answer"}
    assert outcome.status is LoginStatus.UNKNOWN


@pytest.mark.row("X6")
@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"a.b.c.d.e", "person.signed_answer"),
        (b"a.b.c", "person.answer_distrusted"),
        (b"", "person.answer_distrusted"),
        (b"\xff\xfe.\x00.\n", "person.answer_distrusted"),
        (b'{"sub": "66a38039458be7b3dbb27541"}', "person.answer_distrusted"),
        (b"." * 200_000, "person.answer_distrusted"),
    ],
    ids=["encrypted", "no base64", "empty", "no text", "JSON under a false name", "dots"],
)
def test_a_signed_answer_that_is_none_ends_in_a_finding(body: bytes, code: str) -> None:
    hydra = Hydra()
    hydra.server.routes[USERINFO] = Answer(200, (("Content-Type", "application/jwt"),), body)
    assert codes(log_in(hydra)) == {"person": code}


@pytest.mark.row("K68")
@pytest.mark.parametrize(("second", "fetches"), [("two", 2), ("three", 2)])
def test_the_keys_are_fetched_anew_once_in_a_login_and_not_once_for_each_token(
    second: str, fetches: int
) -> None:
    """Rotated before the ID token ("two"), and again before userinfo ("three": no third fetch)."""
    hydra = Hydra()

    def userinfo_key(_: dict[str, Any]) -> None:
        hydra.key = signing_key(second)

    signing(hydra, claims=userinfo_key)

    async def browse(url: str, rig: Rig) -> None:
        hydra.key = signing_key("two")
        await sign_in(url, rig)

    outcome = log_in(hydra, browse)
    expected = {} if second == "two" else {"person": "person.answer_distrusted"}
    assert codes(outcome) == expected
    assert hydra.server.paths().count(JWKS) == fetches


@pytest.mark.row("K66", "K68")
def test_keys_that_cannot_be_had_for_it_are_no_verdict() -> None:
    def lost(_: dict[str, Any]) -> None:
        hydra.key = signing_key("two")
        hydra.server.routes[JWKS] = Answer(404)

    hydra = Hydra()
    outcome = log_in(signing(hydra, claims=lost))
    assert codes(outcome) == {"person": "provider.unexpected_answer"}
    assert outcome.status is LoginStatus.UNKNOWN
    assert outcome.identity is not None, "who it is was proven before"
