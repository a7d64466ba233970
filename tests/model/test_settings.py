"""What the entered values amount to."""

from __future__ import annotations

import string
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jcwizard.catalogue import Catalogue
from jcwizard.model.secret import Secret
from jcwizard.model.service import Outside
from jcwizard.model.settings import digest, fill, fingerprint, names, settings
from jcwizard.model.setup import Setup, Surroundings
from tests.model.filled import typed


def test_facets_redirect_url_is_made_from_control_plane_and_registration_id(
    catalogue: Catalogue, around: Surroundings
) -> None:
    found = settings(catalogue.services["facets"], typed("facets"), around)
    assert found.redirect_urls == ("https://acme.console.facets.cloud/login/oauth2/code/jumpcloud",)
    assert found.login_url == "https://acme.console.facets.cloud"
    assert found.issuer == "https://oauth.id.jumpcloud.com/"
    assert (found.client_authentication, found.needs_refresh) == ("client_secret_post", False)


@pytest.mark.parametrize(
    ("region", "redirect"),
    [
        ("eu", "https://account.paradime.io/login/callback"),
        ("us", "https://account.us.paradime.io/login/callback"),
    ],
)
def test_paradime_redirect_uri_follows_its_region(
    catalogue: Catalogue, around: Surroundings, region: str, redirect: str
) -> None:
    setup = typed("paradime")
    setup.put("paradime_region", region)
    found = settings(catalogue.services["paradime"], setup, around)
    assert found.redirect_urls == (redirect,)
    assert found.login_url == "https://app.paradime.io"
    assert found.display_label == "Paradime"
    assert found.needs_refresh


def test_an_address_with_a_hole_is_never_made(catalogue: Catalogue, around: Surroundings) -> None:
    service = catalogue.services["facets"]
    setup = Setup("facets", {"registration_id": "jumpcloud"})
    assert settings(service, setup, around).redirect_urls == ()
    setup.put("control_plane_url", "http://not-safe.example")
    assert settings(service, setup, around).redirect_urls == ()


def test_what_the_service_shows_wins_until_what_it_was_made_from_changes(
    catalogue: Catalogue, around: Surroundings
) -> None:
    service = catalogue.services["facets"]
    setup = typed("facets")
    computed = settings(service, setup, around).computed_redirect_urls
    setup.put("redirect_urls", "https://acme.console.facets.cloud/other/jumpcloud")
    setup.tick("redirect_urls", digest(computed))
    assert settings(service, setup, around).redirect_urls == (
        "https://acme.console.facets.cloud/other/jumpcloud",
    )
    setup.put("registration_id", "second")
    assert settings(service, setup, around).redirect_urls == (
        "https://acme.console.facets.cloud/login/oauth2/code/second",
    )
    setup.put("registration_id", "jumpcloud")
    assert settings(service, setup, around).redirect_urls == (
        "https://acme.console.facets.cloud/other/jumpcloud",
    )


def test_a_file_may_override_the_issuer(catalogue: Catalogue, around: Surroundings) -> None:
    setup = typed("facets")
    setup.put("issuer", "http://127.0.0.1:4444/")
    found = settings(catalogue.services["facets"], setup, around)
    assert found.issuer == "http://127.0.0.1:4444/"


def test_another_service_is_called_by_its_display_label(
    catalogue: Catalogue, around: Surroundings
) -> None:
    service = catalogue.services["custom"]
    assert settings(service, typed("custom"), around).service_name == "Acme Wiki"
    assert settings(service, Setup("custom"), around).service_name == "Another service"


@pytest.mark.parametrize("service_id", ["facets", "paradime", "custom"])
@pytest.mark.parametrize("group", ["preflight", "login"])
def test_a_result_belongs_to_the_exact_values(
    catalogue: Catalogue, around: Surroundings, service_id: str, group: str
) -> None:
    service, setup = catalogue.services[service_id], typed(service_id)
    before = fingerprint(group, service, setup, around)
    assert fingerprint(group, service, setup, around) == before
    changes = {
        "region": "eu" if setup.values["region"] == "us" else "us",
        "client_id": "5ff122de-428e-48c8-a4f7-d4f6b11c71a6",
        "client_authentication": "client_secret_basic",
        "scopes": "openid email",
    }
    for key, value in changes.items():
        changed = typed(service_id)
        changed.put(key, value)
        assert fingerprint(group, service, changed, around) != before, key
    setup.put_secret(Secret("another-secret-0123456789"))
    assert fingerprint(group, service, setup, around) != before


def test_a_result_does_not_depend_on_what_was_not_tested(
    catalogue: Catalogue, around: Surroundings
) -> None:
    service, setup = catalogue.services["facets"], typed("facets")
    before = fingerprint("login", service, setup, around)
    setup.put("login_button_text", "Other")
    assert fingerprint("login", service, setup, around) == before
    assert fingerprint("outside", service, setup, around) != before


def test_what_was_said_of_the_test_address_belongs_to_that_address(
    catalogue: Catalogue, around: Surroundings
) -> None:
    service, setup = catalogue.services["facets"], typed("facets")
    elsewhere = replace(around, test_address="http://127.0.0.1:15000/callback")
    changed = {
        group: fingerprint(group, service, setup, around)
        != fingerprint(group, service, setup, elsewhere)
        for group in ("preflight", "outside", "login")
    }
    assert changed == {"preflight": True, "outside": False, "login": False}


def test_what_is_asked_from_outside_is_what_the_services_file_names(
    catalogue: Catalogue, around: Surroundings
) -> None:
    asked = Outside("{control_plane_url}", "{registration_id}", "{organisation}")
    service, setup = replace(catalogue.services["facets"], outside=asked), typed("facets")
    before = fingerprint("outside", service, setup, around)
    setup.put("organisation", "Another company")
    assert fingerprint("outside", service, setup, around) != before


def test_an_outdated_redirect_uri_is_never_used(catalogue: Catalogue, around: Surroundings) -> None:
    setup = typed("paradime")
    right = settings(catalogue.services["paradime"], setup, around).redirect_urls
    setup.put("redirect_urls", "https://account.paradime.io/x\nhttps://auth.paradime.io/callback")
    assert settings(catalogue.services["paradime"], setup, around).redirect_urls == right


def test_half_a_character_stops_neither_names_nor_fingerprints(
    catalogue: Catalogue, around: Surroundings
) -> None:
    setup = Setup(
        "paradime", {"organisation": "A\ud83dcme", "login_url": "https://a.example/\ud83d"}
    )
    service = catalogue.services["paradime"]
    assert names(service, setup, around)["organisation"] == "Acme"
    assert digest([setup.values["login_url"]])


@given(st.dictionaries(st.sampled_from(["a", "b", "c"]), st.text(max_size=9)))
def test_a_template_is_filled_whole_or_not_at_all(values: dict[str, str]) -> None:
    whole = all(values.get(name) for name in ("a", "b"))
    filled = fill("{a}-{b}", values)
    assert filled == (f"{values['a']}-{values['b']}" if whole else "")


def test_every_name_is_a_text(catalogue: Catalogue, around: Surroundings) -> None:
    for service in catalogue.services.values():
        found = names(service, Setup(service.id), around)
        assert all(isinstance(value, str) for value in found.values())
        assert not any(set(name) - set(string.ascii_lowercase + "_") for name in found)
