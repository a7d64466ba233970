"""Where the Admin API is, and which pasted texts are surely no key for it."""

from __future__ import annotations

import pytest

from jcwizard.catalogue import load
from jcwizard.jumpcloud.access import (
    ApiKey,
    Place,
    ServiceAccount,
    judge_key,
    other_places,
    place_of,
)
from jcwizard.jumpcloud.around import around_jumpcloud
from jcwizard.model.secret import Secret
from jcwizard.model.setup import Setup

AROUND = around_jumpcloud()
GOOD = "jca_" + "a1B2c3D4" * 4


def setup(**values: str) -> Setup:
    return Setup("facets", {"region": "eu", **values})


def test_the_chosen_region_has_its_published_addresses() -> None:
    assert place_of(setup(), AROUND) == Place(
        "eu",
        "https://console.eu.jumpcloud.com/api",
        "https://admin-oauth.id.eu.jumpcloud.com/oauth2/token",
        own=True,
        name="EU",
    )
    assert place_of(setup(), AROUND).host == "console.eu.jumpcloud.com"


def test_the_other_regions_are_those_that_were_not_chosen() -> None:
    assert [place.region for place in other_places(setup(), AROUND)] == ["us", "in"]
    assert all(place.own for place in other_places(setup(), AROUND))


@pytest.mark.parametrize(
    ("given", "api", "token_url"),
    [
        ("https://jc.acme.example", "https://jc.acme.example/api",
         "https://jc.acme.example/oauth2/token"),
        ("https://jc.acme.example/", "https://jc.acme.example/api",
         "https://jc.acme.example/oauth2/token"),
        (" https://jc.acme.example:8443/v9/api/ ", "https://jc.acme.example:8443/v9/api",
         "https://jc.acme.example:8443/oauth2/token"),
        ("http://127.0.0.1:9999/api", "http://127.0.0.1:9999/api",
         "http://127.0.0.1:9999/oauth2/token"),
    ],
)  # fmt: skip
def test_an_address_of_the_setups_own_wins_and_is_known_as_such(
    given: str, api: str, token_url: str
) -> None:
    own = setup(admin_api=given)
    place = place_of(own, AROUND)
    assert (place.admin_api, place.token_url, place.own) == (api, token_url, False)
    assert other_places(own, AROUND) == ()


@pytest.mark.parametrize("given", ["nonsense", "https://[::1", "jc.acme.example/api"])
def test_an_address_that_is_none_is_kept_for_the_client_to_refuse(given: str) -> None:
    place = place_of(setup(admin_api=given), AROUND)
    assert (place.admin_api, place.token_url, place.own) == (given, "", False)
    assert place.host == ""


def test_a_setup_without_a_known_region_has_no_address() -> None:
    assert place_of(Setup("facets"), AROUND).admin_api == ""


@pytest.mark.parametrize("text", [GOOD, "0123456789abcdef0123456789abcdef01234567"])
def test_a_key_of_either_usual_shape_is_taken_without_a_word(text: str) -> None:
    ruling = judge_key(text)
    assert ruling.ok
    assert (ruling.value, ruling.notices) == (text, ())


def test_spaces_around_a_key_are_removed_and_that_is_said() -> None:
    ruling = judge_key(f"\u200b {GOOD}\n")
    assert (ruling.value, ruling.notices) == (GOOD, ("invisible_removed", "spaces_removed"))


def test_a_key_of_an_unknown_shape_is_taken_with_a_notice() -> None:
    ruling = judge_key("Some-Unusual-Key-0123456789")
    assert (ruling.ok, ruling.notices) == (True, ("admin_key_unusual",))


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", "empty"),
        ("  \n", "empty"),
        (f"{GOOD[:20]} {GOOD[20:]}", "admin_key_space"),
        (f"{GOOD[:20]}\n{GOOD[20:]}", "admin_key_space"),
        ("jca_a1B2c3", "admin_key_short"),
        (GOOD * 20, "admin_key_long"),
        ("https://console.jumpcloud.com/#/settings", "admin_key_url"),
        (f"Bearer {GOOD}", "admin_key_header"),
        (f"x-api-key: {GOOD}", "admin_key_header"),
        ("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", "admin_key_token"),
        ("ghp_0123456789abcdefghijABCDEFGHIJ012345", "admin_key_other_product"),
        ("xoxb-123456789012-abcdefghijkl", "admin_key_other_product"),
        ("AKIAIOSFODNN7EXAMPLE", "admin_key_other_product"),
        ("4ff122de-428e-48c8-a4f7-d4f6b11c71a6", "admin_key_is_client_id"),
        ("••••••••••••••••••••••••", "admin_key_dots"),
        ("jca_Überlänge0123456789abcdef", "admin_key_characters"),
    ],
)
def test_what_is_surely_no_key_is_refused_by_name(text: str, refusal: str) -> None:
    ruling = judge_key(text)
    assert (ruling.ok, ruling.refusal, ruling.value) == (False, refusal, "")
    said = load().words(f"rule.{refusal}", example="jca_…")
    assert "jca_…" in said or refusal == "admin_key_dots"


def test_a_credential_shows_nothing_when_it_is_printed() -> None:
    printed = repr((ApiKey(Secret(GOOD)), ServiceAccount("id", Secret("s3cret-of-account"))))
    assert GOOD not in printed
    assert "s3cret-of-account" not in printed
