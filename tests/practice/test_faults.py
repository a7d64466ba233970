"""Each fault spoils one thing, can be put right as in JumpCloud, and ends when switched off."""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime

import httpx
import pytest

from jcwizard.practice.faults import FAULTS, settings_under
from jcwizard.practice.settings import Settings
from jcwizard.practice.world import World
from tests.practice.client import JANE, NO_MATCH, SERVICE, TEST_ADDRESS, UNKNOWN_CLIENT, Service
from tests.practice.conftest import registered
from tests.practice.running import RunningWorld
from tests.practice.visitor import Visitor

FACETS = "http://127.0.0.1:4321/login/oauth2/code/jumpcloud"


def symptoms(service: Service) -> set[str]:
    """Return everything that is wrong with the application, seen from the service."""
    found = set()
    for uri in (SERVICE, TEST_ADDRESS):
        answer = service.asked(redirect_uri=uri, prompt="none")
        if answer.error != "login_required":
            found.add(f"{uri} {answer.says.partition('. ')[2] or answer.error}")
    refresh = service.refresh("setup-check").json()
    if refresh["error"] != "invalid_grant":
        found.add("method" if "supports client" in refresh["error_description"] else "secret")
    if not found:
        found |= symptoms_of_a_login(service)
    return found


def symptoms_of_a_login(service: Service) -> set[str]:
    answer = service.sign_in(redirect_uri=TEST_ADDRESS)
    if answer.error:
        return {answer.error}
    reply = service.exchange(answer.fields["code"], redirect_uri=TEST_ADDRESS)
    found = set()
    person = service.userinfo(reply.json()["access_token"]).json()
    if "email" not in person:
        found.add("email")
    header = parsedate_to_datetime(reply.headers["date"]).timestamp() - time.time()
    issued = person["iat"] - time.time()
    if abs(header) > 60 or abs(issued) > 60:
        found.add(f"clock {round(header / 60)} minutes, token {round(issued / 60)} minutes")
    return found


EXPECTED: dict[str, set[str]] = {
    "wrong-secret": {"secret"},
    "missing-redirect": {f"{SERVICE} {NO_MATCH}"},
    "missing-test-address": {f"{TEST_ADDRESS} {NO_MATCH}"},
    "user-not-assigned": {"access_denied"},
    "missing-email": {"email"},
    "wrong-authentication-type": {"method"},
    "other-region": {
        f"{SERVICE} {UNKNOWN_CLIENT}",
        f"{TEST_ADDRESS} {UNKNOWN_CLIENT}",
        "secret",
    },
    "clock-off": {"clock 12 minutes, token 12 minutes"},
}


def test_every_fault_has_its_symptom_here() -> None:
    assert set(EXPECTED) == set(FAULTS)


def test_without_a_fault_nothing_is_wrong(service: Service) -> None:
    assert symptoms(service) == set()


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_spoils_this_and_nothing_else(service: Service, fault: str) -> None:
    service.world.set_fault(fault)
    assert service.world.fault == fault
    assert symptoms(service) == EXPECTED[fault]
    service.world.set_fault(None)
    assert symptoms(service) == set()


@pytest.mark.parametrize("fault", FAULTS)
def test_a_world_can_be_started_with_a_fault(web: httpx.Client, fault: str) -> None:
    with RunningWorld(fault=fault) as running:
        assert running.world.fault == fault
        service = registered(running, web)
        assert symptoms(service)
        running.world.set_fault(None)
        assert symptoms(service) == set()


def test_an_unknown_fault_is_refused_with_the_known_ones(running: RunningWorld) -> None:
    with pytest.raises(ValueError, match="wrong-secret, missing-redirect"):
        running.world.set_fault("bad-luck")
    with pytest.raises(ValueError, match="bad-luck"):
        running.do(World.start(fault="bad-luck"))


def test_the_services_redirect_on_this_computer_is_told_from_the_test_address(
    running: RunningWorld, web: httpx.Client
) -> None:
    service = registered(running, web, redirect_uris=(TEST_ADDRESS, FACETS))
    running.world.set_fault("missing-redirect")
    assert service.asked(redirect_uri=FACETS, prompt="none").error == "invalid_request"
    assert service.asked(redirect_uri=TEST_ADDRESS, prompt="none").error == "login_required"


def portal(service: Service) -> Visitor:
    return Visitor(service.web, f"{service.world.console_url}/applications/{service.client_id}")


def test_regenerating_the_secret_puts_a_wrong_one_right(service: Service) -> None:
    service.world.set_fault("wrong-secret")
    admin = portal(service)
    admin.press("Save")
    assert symptoms(service) == {"secret"}
    admin.press("Regenerate Secret")
    repaired = Service(service.world, service.web, service.client_id, admin.value("Client Secret"))
    assert symptoms(repaired) == set()


@pytest.mark.parametrize(
    ("fault", "label", "typed"),
    [
        ("missing-redirect", "Redirect URI 2", SERVICE),
        ("missing-test-address", "Redirect URI 2", TEST_ADDRESS),
    ],
)
def test_a_missing_redirect_uri_is_missing_in_the_portal_too_and_can_be_added(
    service: Service, fault: str, label: str, typed: str
) -> None:
    service.world.set_fault(fault)
    admin = portal(service)
    assert typed not in admin.reply.text
    admin.press("+ Add URI")
    admin.type(label, typed)
    admin.press("Save")
    assert symptoms(service) == set()


@pytest.mark.parametrize(
    ("fault", "label"),
    [("user-not-assigned", "All Users"), ("wrong-authentication-type", "Client Secret Post")],
)
def test_a_lost_choice_is_lost_in_the_portal_too_and_can_be_made_again(
    service: Service, fault: str, label: str
) -> None:
    service.world.set_fault(fault)
    admin = portal(service)
    assert not admin.is_on(label)
    admin.choose(label)
    admin.press("Save")
    assert symptoms(service) == set()


def test_a_missing_email_is_ticked_in_the_portal_and_saving_again_brings_it(
    service: Service,
) -> None:
    service.world.set_fault("missing-email")
    admin = portal(service)
    assert admin.is_on("Email")
    admin.press("Save")
    assert symptoms(service) == set()


def test_a_fault_chosen_again_strikes_again(service: Service) -> None:
    service.world.set_fault("missing-email")
    portal(service).press("Save")
    service.world.set_fault("missing-email")
    assert symptoms(service) == {"email"}


def test_a_signed_in_persons_times_run_by_the_clock_that_is_off(service: Service) -> None:
    service.world.set_fault("clock-off")
    answer = service.sign_in(JANE)
    given = service.exchange(answer.fields["code"]).json()
    person = service.userinfo(given["access_token"]).json()
    assert all(600 < person[name] - time.time() < 780 for name in ("iat", "auth_time", "rat"))


def test_the_wrong_type_is_wrong_for_a_service_that_uses_basic_too() -> None:
    for entered, held in (
        ("client_secret_post", "client_secret_basic"),
        ("client_secret_basic", "client_secret_post"),
        ("none", "client_secret_basic"),
    ):
        under = settings_under("wrong-authentication-type", Settings(authentication=entered))
        assert under.authentication == held
