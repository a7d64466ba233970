"""What a provider does wrong, row by row of the certification plans, and what it may do.

As in the suite, a party is judged by the requests that arrive: after a fault none may follow, and
nobody may be believed to have signed in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import time
from typing import Any

import pytest

from tests.oidc.hydra import Hydra

USERINFO = "/userinfo"
TOKEN = "/oauth2/token"
JWKS = "/.well-known/jwks.json"
AUTHORIZE = "/oauth2/auth"

Change = Callable[[dict[str, Any]], object]


def set_to(name: str, value: object) -> Change:
    return lambda members: members.update({name: value})


def without(name: str) -> Change:
    return lambda members: members.pop(name)


def add(name: str, end: str) -> Change:
    return lambda members: members.update({name: members[name] + end})


def later(name: str, seconds: float) -> Change:
    return lambda members: members.update({name: int(time() + seconds)})


def extra_audience(*, ours: bool = False) -> Change:
    def change(claims: dict[str, Any]) -> None:
        client = claims["aud"][0]
        claims.update(aud=[client, client + "1"], **({"azp": client} if ours else {}))

    return change


def other_audience_with_our_party(claims: dict[str, Any]) -> None:
    claims.update(azp=claims["aud"][0], aud=claims["aud"][0] + "1")


def single_audience(claims: dict[str, Any]) -> None:
    claims["aud"] = claims["aud"][0]


def no_nonce_supported(claims: dict[str, Any]) -> None:
    claims.pop("nonce")
    claims["nonce_supported"] = False


@dataclass(frozen=True)
class Fault:
    """One row: which answer of the provider is changed, the code, and what is never asked after.

    `code` is "" for what a party has to accept. `check` is the check that says it; "start" means
    that the browser is not even opened.
    """

    part: str
    change: Change
    code: str = ""
    check: str = "identity"
    never: str = USERINFO

    def hydra(self) -> Hydra:
        """Return a provider that does this."""
        return Hydra(**{self.part: self.change})  # type: ignore[arg-type]


def judged(fault: Fault, hydra: Hydra, *, believed: bool) -> bool:
    """Return whether a party passes this row: by what it asked, and whom it believed."""
    asked = hydra.server.paths()
    if fault.code:
        return fault.never not in asked and not believed
    return believed and USERINFO in asked


CLAIMS, HEADER, TOKENS, REDIRECT, PERSON, DOCUMENT = (
    "change_claims", "change_header", "change_token", "change_redirect", "change_userinfo",
    "change_document",
)  # fmt: skip
_AFTER_ALL = "/nothing"
_ANNOUNCED = set_to("authorization_response_iss_parameter_supported", True)

BY_ROW: dict[str, tuple[Fault, tuple[str, ...]]] = {
    "B2 invalid-iss": (Fault(CLAIMS, add("iss", "1"), "identity.issuer"), ("K52",)),
    "B3 missing-sub": (Fault(CLAIMS, without("sub"), "identity.subject"), ("K64",)),
    "B4 invalid-aud": (
        Fault(CLAIMS, lambda c: c.update(aud=c["aud"][0] + "1"), "identity.audience"),
        ("K53", "K77"),
    ),
    "B4 invalid-aud with our azp": (
        Fault(CLAIMS, other_audience_with_our_party, "identity.audience"),
        ("K53",),
    ),
    "B5 missing-iat": (Fault(CLAIMS, without("iat"), "identity.time_missing"), ("K59",)),
    "B9 sig-none": (
        Fault(HEADER, set_to("alg", "none"), "identity.unsigned"),
        ("C4", "F10", "K55", "K56", "K72"),
    ),
    "B11 userinfo-invalid-sub": (
        Fault(PERSON, add("sub", "invalid"), "person.another_person", "person", _AFTER_ALL),
        ("K65",),
    ),
    "B12 nonce-invalid": (Fault(CLAIMS, add("nonce", "1"), "identity.nonce"), ("K60",)),
    "C3 issuer-mismatch": (
        Fault(DOCUMENT, add("issuer", "INVALID"), "issuer.differs", "start", AUTHORIZE),
        ("F16", "K40"),
    ),
    "X1 missing-aud": (Fault(CLAIMS, without("aud"), "identity.audience"), ("F6", "K53")),
    "X14 invalid-athash": (
        Fault(CLAIMS, add("at_hash", "1"), "identity.access_token_differs"),
        ("K63",),
    ),
    "F1 invalid-authorization-response-iss": (
        Fault(REDIRECT, set_to("iss", "https://other.example/1"), "answer.issuer_differs",
              "answer", TOKEN),
        ("K24", "K27", "K32", "P5"),
    ),
    "F2 remove-authorization-response-iss": (
        Fault(DOCUMENT, _ANNOUNCED, "answer.issuer_missing", "answer", TOKEN),
        ("K26",),
    ),
    "F5 missing-nonce": (Fault(CLAIMS, without("nonce"), "identity.nonce"), ("K60",)),
    "F5 nonce_supported false": (Fault(CLAIMS, no_nonce_supported, "identity.nonce"), ("K60",)),
    "F6 missing-exp": (Fault(CLAIMS, without("exp"), "identity.time_missing"), ("K58",)),
    "F6 missing-iss": (Fault(CLAIMS, without("iss"), "identity.issuer"), ("K52",)),
    "F7 expired-exp": (Fault(CLAIMS, later("exp", -360), "identity.expired"), ("K58",)),
    "F8 secondary-aud": (Fault(CLAIMS, extra_audience(), "identity.audience_extra"), ("K53",)),
    "F8 secondary-aud with our azp": (
        Fault(CLAIMS, extra_audience(ours=True), "identity.audience_extra"),
        ("K53", "K54"),
    ),
    "F15 iat-is-week-in-past": (
        Fault(CLAIMS, later("iat", -7 * 86_400), "identity.too_old"),
        ("K59",),
    ),
}  # fmt: skip
"""What has to be refused, by the name of its row, and the other rows that it proves."""

FREE: dict[str, tuple[Fault, tuple[str, ...]]] = {
    "B1 everything right": (Fault(CLAIMS, lambda _: None), ()),
    "F9 aud as an array": (Fault(CLAIMS, lambda _: None), ()),
    "B1 aud as a text": (Fault(CLAIMS, single_audience), ()),
    "F12 token_type case": (Fault(TOKENS, set_to("token_type", "bEARER")), ("K21",)),
    "F13 no expires_in": (Fault(TOKENS, without("expires_in")), ()),
    "F14 no scope": (Fault(TOKENS, without("scope")), ()),
    "F17 no at_hash": (Fault(CLAIMS, without("at_hash")), ("K63",)),
    "B8 sig-rs256": (Fault(HEADER, set_to("alg", "RS256")), ("K56",)),
    "X7 aggregated claims": (
        Fault(PERSON, lambda told: told.update(
            _claim_names={"email": "a"}, _claim_sources={"a": {"JWT": "x.y.z"}})),
        (),
    ),
    "X7 aggregated claims of odd types": (
        Fault(PERSON, lambda told: told.update(_claim_names=7, _claim_sources=["a"])),
        (),
    ),
}  # fmt: skip
"""What has to be accepted."""


def params(rows: dict[str, tuple[Fault, tuple[str, ...]]]) -> list[Any]:
    """Return the rows as parameters of a test, each marked with the rows that it proves."""
    return [
        pytest.param(fault, marks=pytest.mark.row(name.split()[0], *others), id=name)
        for name, (fault, others) in rows.items()
    ]
