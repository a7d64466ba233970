"""The judge can fail a party: one written the obvious way passes the easy rows and not the others.

Were this to pass where it must fail, the same rows would prove nothing about the wizard.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import pytest

from tests.oidc.faulty import BY_ROW, CLAIMS, FREE, HEADER, Fault, judged, without
from tests.oidc.hydra import SECRET, Hydra
from tests.oidc.naive_party import sign_in_naively
from tests.oidc.servers import run
from tests.oidc.test_conformance import keys_of_each_kind


@pytest.fixture(autouse=True)
def _its_own_warnings() -> Iterator[None]:
    """Authlib announces another HTTP library at every import."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def passes(fault: Fault, hydra: Hydra | None = None, secret: str = SECRET) -> bool:
    """Let the naive party sign in, and judge it as the wizard is judged."""
    hydra = hydra or fault.hydra()

    async def whole() -> str:
        async with hydra.server:
            return await sign_in_naively(hydra, secret)

    try:
        believed = run(whole())
    except Exception:  # noqa: BLE001  whatever it stumbles over, it believes nobody
        believed = ""
    return judged(fault, hydra, believed=bool(believed))


@pytest.mark.parametrize("name", [
    "B1 everything right", "F9 aud as an array", "F12 token_type case", "F17 no at_hash",
])  # fmt: skip
def test_it_passes_what_the_library_gets_right(name: str) -> None:
    assert passes(FREE[name][0])


@pytest.mark.parametrize("name", [
    "B2 invalid-iss", "B3 missing-sub", "B5 missing-iat", "B9 sig-none", "B12 nonce-invalid",
    "F5 missing-nonce", "F6 missing-exp", "F7 expired-exp",
    "F8 secondary-aud",
])  # fmt: skip
def test_it_refuses_what_the_library_refuses(name: str) -> None:
    assert passes(BY_ROW[name][0])


@pytest.mark.parametrize("name", [
    "B4 invalid-aud with our azp",
    "B11 userinfo-invalid-sub",
    "C3 issuer-mismatch",
    "F1 invalid-authorization-response-iss",
    "F2 remove-authorization-response-iss",
    "F8 secondary-aud with our azp",
    "F15 iat-is-week-in-past",
])  # fmt: skip
def test_the_judge_fails_it_where_it_believes_too_much(name: str) -> None:
    assert not passes(BY_ROW[name][0])


def test_the_judge_fails_it_for_a_key_that_it_does_not_find() -> None:
    """B6: the library gives up without a `kid`."""
    hydra = Hydra(change_header=without("kid"), published=keys_of_each_kind(1, False))
    assert not passes(Fault(HEADER, without("kid")), hydra)


@pytest.mark.parametrize("secret", ["a+b%20:/", "é\U0001f511"])
def test_the_judge_fails_it_for_a_secret_that_it_does_not_encode(secret: str) -> None:
    """B14: the library puts both into the header as they are."""
    hydra = Hydra(method="client_secret_basic", secret=secret)
    assert not passes(Fault(CLAIMS, lambda _: None), hydra, secret)


def test_it_signs_in_by_basic_where_nothing_needs_encoding() -> None:
    """So it is the encoding that fails it, and not the method."""
    hydra = Hydra(method="client_secret_basic")
    assert passes(Fault(CLAIMS, lambda _: None), hydra)
