"""What a setup's application must be, worked out from the service and what was entered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jcwizard.catalogue import load
from jcwizard.jumpcloud.around import around_jumpcloud
from jcwizard.jumpcloud.wanted import WantedApplication, wanted_application
from jcwizard.model.setup import Setup

AROUND = around_jumpcloud()
FACETS = {"region": "us", "control_plane_url": "https://acme.console.facets.cloud"}
WIKI = {
    "region": "eu",
    "display_label": "Acme Wiki",
    "redirect_urls": "https://wiki.acme.example/a\nhttps://wiki.acme.example/b",
    "login_url": "https://wiki.acme.example/login",
}


def wanted(service_id: str, values: dict[str, str]) -> WantedApplication:
    return wanted_application(load().services[service_id], Setup(service_id, values), AROUND)


def test_facets_wants_what_its_guide_says() -> None:
    assert wanted("facets", FACETS) == WantedApplication(
        label="Facets",
        redirect_uris=("https://acme.console.facets.cloud/login/oauth2/code/jumpcloud",),
        test_address="http://127.0.0.1:14217/callback",
        login_url="https://acme.console.facets.cloud",
        authentication="client_secret_post",
        authentication_sure=False,
        refresh=False,
        claims=("email", "profile"),
        copes_with=("text_booleans", "single_group"),
        needed=("email",),
        former_test_address="",
    )


def test_paradime_wants_refresh_tokens_and_is_sure_of_its_type() -> None:
    paradime = wanted("paradime", {"region": "us", "paradime_region": "eu"})
    assert paradime.redirect_uris == ("https://account.paradime.io/login/callback",)
    assert (paradime.refresh, paradime.authentication_sure) == (True, True)


def test_a_type_that_the_person_chose_is_sure() -> None:
    chosen = wanted("facets", {**FACETS, "client_authentication": "client_secret_basic"})
    assert (chosen.authentication, chosen.authentication_sure) == ("client_secret_basic", True)


def test_a_removed_test_address_is_not_wanted_but_remembered() -> None:
    removed = wanted("facets", {**FACETS, "test_address": "removed"})
    assert removed.test_address == ""
    assert removed.former_test_address == "http://127.0.0.1:14217/callback"


@pytest.mark.parametrize(
    ("scopes", "claims", "refresh"),
    [
        ("openid email profile", ("email", "profile"), False),
        ("openid email", ("email",), False),
        ("openid", ("email",), False),  # what the service cannot do without is wanted all the same
        ("openid profile offline_access", ("email", "profile"), True),
    ],
)
def test_another_service_wants_what_it_asks_for(
    scopes: str, claims: tuple[str, ...], refresh: bool
) -> None:
    wiki = wanted("custom", {**WIKI, "scopes": scopes})
    assert (wiki.claims, wiki.refresh, wiki.needed) == (claims, refresh, ("email",))
    assert wiki.redirect_uris == ("https://wiki.acme.example/a", "https://wiki.acme.example/b")


def test_what_a_service_cannot_do_without_is_needed() -> None:
    service = load().services["custom"]
    strict = replace(service, wanted=replace(service.wanted, claims=("email", "profile")))
    found = wanted_application(strict, Setup("custom", {**WIKI, "scopes": "openid"}), AROUND)
    assert (found.needed, found.claims) == (("email", "profile"), ("email", "profile"))


def test_a_setup_that_is_not_finished_wants_nothing_yet() -> None:
    unknown = wanted("custom", {})
    assert (unknown.label, unknown.redirect_uris, unknown.login_url) == ("", (), "")
