"""What the claims of an ID token may say, and where each rule begins and ends."""

from __future__ import annotations

import base64
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jcwizard.model.secret import DOTS, Secret
from jcwizard.oidc.id_token import (
    LEEWAY,
    MAX_AGE,
    Expected,
    check_claims,
    check_signed_person,
    clock_warning,
)

NOW = 1_790_000_000.0
ISSUER = "https://oauth.id.jumpcloud.example/"
CLIENT = "4ff122de-428e-48c8-a4f7-d4f6b11c71a6"
NONCE = Secret("n" * 43)
ACCESS = Secret("ory_at_abc")
HALF = base64.urlsafe_b64encode(sha256(b"ory_at_abc").digest()[:16]).rstrip(b"=").decode()
EXPECTED = Expected(ISSUER, CLIENT, NONCE, ACCESS, NOW)
RIGHT: dict[str, object] = {
    "iss": ISSUER,
    "sub": "66a38039458be7b3dbb27541",
    "aud": [CLIENT],
    "exp": NOW + 3_600,
    "iat": NOW,
    "nonce": NONCE.reveal(),
    "at_hash": HALF,
}


def code(expected: Expected = EXPECTED, **changes: Any) -> str:
    """Return the code for the right claims with these changes; `...` takes one away."""
    claims = {name: value for name, value in (RIGHT | changes).items() if value is not ...}
    found = check_claims(claims, expected)
    if found is None:
        return ""
    assert found.values.get("claim") or found.code.startswith("clock.")
    assert max(len(found.expected), len(found.actual)) <= 320
    assert NONCE.reveal() not in repr(found)
    return found.code


def test_right_claims_are_right() -> None:
    assert code() == ""


@pytest.mark.row("K52")
@pytest.mark.parametrize(
    "iss",
    [..., None, "", ISSUER[:-1], ISSUER + "/", ISSUER.upper(), "http" + ISSUER[5:], [ISSUER], 7,
     {"iss": ISSUER}, ISSUER + "\u0000", " " + ISSUER],
)  # fmt: skip
def test_the_issuer_is_the_same_letter_by_letter(iss: object) -> None:
    assert code(iss=iss) == "identity.issuer"


@pytest.mark.row("K64")
@pytest.mark.parametrize(
    ("sub", "right"),
    [
        ("x", True),
        ("x" * 255, True),
        ("auth0|a b", True),
        ("x" * 256, False),
        ("", False),
        (..., False),
        (None, False),
        (7, False),
        (True, False),
        (["x"], False),
        ({"x": 1}, False),
        ("é", False),
        ("a\nb", False),
        ("\u202ex", False),
    ],
)
def test_the_subject_is_a_short_text_of_ascii(sub: object, right: bool) -> None:
    assert code(sub=sub) == ("" if right else "identity.subject")


@pytest.mark.row("K53", "K77")
@pytest.mark.parametrize(
    ("aud", "expected"),
    [
        (CLIENT, ""),
        ([CLIENT, CLIENT], ""),
        (..., "identity.audience"),
        (None, "identity.audience"),
        ("", "identity.audience"),
        ([], "identity.audience"),
        (CLIENT.upper(), "identity.audience"),
        (CLIENT + " ", "identity.audience"),
        ([CLIENT[:-1]], "identity.audience"),
        ([[CLIENT]], "identity.audience"),
        ({CLIENT: 1}, "identity.audience"),
        ([{}, 7], "identity.audience"),
        (7, "identity.audience"),
        ([CLIENT, "another"], "identity.audience_extra"),
        ([None, CLIENT], "identity.audience_extra"),
        ([CLIENT, [CLIENT]], "identity.audience_extra"),
        ([CLIENT, ""], "identity.audience_extra"),
        ([CLIENT] + ["x" * 100] * 10_000, "identity.audience_extra"),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_the_audience_is_this_client_alone(aud: object, expected: str) -> None:
    assert code(aud=aud) == expected


@pytest.mark.row("K54")
@pytest.mark.parametrize(
    ("azp", "right"),
    [(CLIENT, True), (..., True), (None, False), ("", False), ("another", False),
     ([CLIENT], False), (7, False), (CLIENT.upper(), False)],
)  # fmt: skip
def test_the_authorized_party_is_this_client_where_it_is_told(azp: object, right: bool) -> None:
    assert code(azp=azp) == ("" if right else "identity.authorized_party")


@pytest.mark.row("K58")
@pytest.mark.parametrize(
    ("ago", "expected"),
    [
        (0, ""),
        (LEEWAY - 1, ""),
        (LEEWAY, "identity.expired"),
        (LEEWAY + 60, "identity.expired"),
        (10_000_000, "identity.expired"),
    ],
)
def test_an_expired_token_is_accepted_for_five_minutes(ago: float, expected: str) -> None:
    assert code(exp=NOW - ago, iat=NOW - MAX_AGE) == expected
    assert LEEWAY == 300


@pytest.mark.row("K59")
@pytest.mark.parametrize(
    ("off", "expected"),
    [
        (LEEWAY, ""),
        (LEEWAY + 1, "identity.from_the_future"),
        (3_600, "identity.from_the_future"),
        (-MAX_AGE, ""),
        (-MAX_AGE - 1, "identity.too_old"),
        (-7 * 86_400, "identity.too_old"),
    ],
)
def test_a_token_is_issued_now_give_or_take(off: float, expected: str) -> None:
    assert code(iat=NOW + off, exp=NOW + 86_400) == expected
    assert MAX_AGE == 600


@pytest.mark.parametrize(("off", "right"), [(LEEWAY, True), (LEEWAY + 1, False), (-1e6, True)])
def test_a_token_that_is_not_valid_yet_is_refused(off: float, right: bool) -> None:
    assert code(nbf=NOW + off) == ("" if right else "identity.from_the_future")


@pytest.mark.row("K58", "K59", "K73")
@pytest.mark.parametrize("name", ["exp", "iat", "nbf"])
@pytest.mark.parametrize(
    "value",
    ["1790000000", True, None, [], {}, 0, -1, 1e308, 10**300, -(10**300), float("nan"),
     float("inf"), "", 253_402_300_800],
    ids=repr,
)  # fmt: skip
def test_a_time_is_a_number_of_seconds_in_our_calendar(name: str, value: object) -> None:
    assert code(**{name: value}) == "identity.time_missing"


@pytest.mark.row("K58", "K59")
@pytest.mark.parametrize("name", ["exp", "iat"])
def test_a_time_must_be_there(name: str) -> None:
    assert code(**{name: ...}) == "identity.time_missing"


def test_a_time_may_have_a_fraction() -> None:
    assert code(exp=NOW + 0.5, iat=NOW - 0.25) == ""


@pytest.mark.row("K60")
@pytest.mark.parametrize(
    "nonce",
    [..., None, "", "n" * 42, "n" * 44, "N" * 43, ["n" * 43], 7, {}, "é" * 43, "n" * 42 + "\u0000"],
    ids=repr,
)
def test_the_nonce_is_that_of_this_login(nonce: object) -> None:
    assert code(nonce=nonce) == "identity.nonce"


@pytest.mark.row("K60")
def test_the_nonce_is_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []

    def compare(one: Any, other: Any) -> bool:
        compared.append((one, other))
        return bool(one == other)

    monkeypatch.setattr("hmac.compare_digest", compare)
    assert code() == ""
    assert any(NONCE.reveal() in (one, other) or NONCE.reveal().encode() in (one, other)
               for one, other in compared)  # fmt: skip


def test_a_shown_nonce_is_dots() -> None:
    found = check_claims(RIGHT | {"nonce": "that of another login"}, EXPECTED)
    assert found is not None
    assert (found.expected, found.actual) == (DOTS, DOTS)


@pytest.mark.row("K63")
@pytest.mark.parametrize(
    "value",
    ["", HALF[:-1], HALF + "=", HALF.lower(), HALF + "A", None, 7, True, [HALF], {}, "é"],
    ids=repr,
)
def test_the_hash_of_the_access_token_is_right_where_it_is_told(value: object) -> None:
    assert code(at_hash=value) == "identity.access_token_differs"
    assert code(at_hash=...) == ""


@pytest.mark.row("K61", "K62")
@pytest.mark.parametrize(
    "more",
    [
        {"acr": "urn:mace:incommon:iap:bronze"},
        {"acr": 7},
        {"auth_time": NOW - 86_400 * 30},
        {"auth_time": "yesterday"},
        {"amr": "pwd"},
        {"c_hash": "AAAA", "s_hash": 7},
        {"sid": None, "ext": {"a": [{}]}},
    ],
    ids=repr,
)
def test_what_was_not_asked_for_is_not_judged(more: dict[str, object]) -> None:
    assert code(**more) == ""


# The clock


def at(now: float, server: float) -> Expected:
    return Expected(ISSUER, CLIENT, NONCE, ACCESS, now, server)


@pytest.mark.row("P2")
@pytest.mark.parametrize(
    ("off", "expected", "minutes"),
    [(3_960, "clock.fast", "66"), (-360, "clock.slow", "6"), (31_536_000, "clock.fast", "525600")],
)
def test_times_that_only_this_clock_makes_wrong_are_told_as_the_clock(
    off: float, expected: str, minutes: str
) -> None:
    found = check_claims(RIGHT, at(NOW + off, NOW))
    assert found is not None
    assert (found.code, found.values) == (expected, {"minutes": minutes})


@pytest.mark.row("P2", "K58")
def test_a_token_that_is_old_by_its_own_issuers_clock_stays_old() -> None:
    expired = at(NOW + 7_200, NOW + 7_200)
    assert code(expired) == "identity.expired"
    assert code(at(NOW + 7_200, NOW + 7_100)) == "identity.expired"
    assert code(at(NOW, NOW - 9_000), exp=NOW - 400) == "identity.expired"


@pytest.mark.row("P1")
@pytest.mark.parametrize(
    ("off", "expected"),
    [
        (0, ""),
        (120, ""),
        (121, "clock.a_little_fast"),
        (-121, "clock.a_little_slow"),
        (600, "clock.a_little_fast"),
        (86_400, ""),
        (-1_790_000_000, ""),
    ],
)
def test_a_clock_is_said_to_be_off_only_by_as_much_as_the_token_allows(
    off: float, expected: str
) -> None:
    """A `Date` that is years away beside a token of this minute is not this computer's fault."""
    found = clock_warning(at(NOW, NOW - off))
    assert (found.code if found else "") == expected


def test_no_date_says_nothing_of_the_clock() -> None:
    assert clock_warning(EXPECTED) is None


# Whatever is sent


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
names = st.sampled_from([*RIGHT, "azp", "nbf", "acr", "auth_time", "nonce_supported"])


@pytest.mark.row("K73")
@given(st.dictionaries(names, json_values), st.sets(names))
def test_no_claims_break_the_rules_or_pass_against_them(
    changes: dict[str, object], gone: set[str]
) -> None:
    claims = {name: value for name, value in (RIGHT | changes).items() if name not in gone}
    for name in ("iss", "sub", "aud", "exp", "iat", "nonce"):
        if name in gone:
            assert check_claims(claims, EXPECTED) is not None
    if check_claims(claims, EXPECTED) is None:
        assert claims["iss"] == ISSUER
        assert claims["nonce"] == NONCE.reveal()
        assert claims["aud"] in (CLIENT, [CLIENT])
        assert claims.get("azp", CLIENT) == CLIENT
        assert claims.get("at_hash", HALF) == HALF


@pytest.mark.row("K73", "K66")
@given(st.dictionaries(names, json_values), st.sets(names))
def test_no_signed_answer_about_a_person_breaks_the_rules(
    changes: dict[str, object], gone: set[str]
) -> None:
    claims = {name: value for name, value in (RIGHT | changes).items() if name not in gone}
    if check_signed_person(claims, EXPECTED) is None:
        assert claims.get("iss", ISSUER) == ISSUER
        audience = claims.get("aud", CLIENT)
        assert audience == CLIENT or (isinstance(audience, list) and CLIENT in audience)
