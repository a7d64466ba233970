"""Providers that we did not write for these tests agree: practice, and a certified one."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from jcwizard.model.finding import Check, Finding, Status, Verdict, verdict
from jcwizard.model.secret import Secret
from jcwizard.net.client import Client
from jcwizard.oidc.login import LoginStatus, Outcome, TestLogin
from jcwizard.oidc.preflight import preflight
from jcwizard.oidc.target import Target
from jcwizard.practice.settings import Settings
from tests.oidc.browser import free_port, is_free
from tests.oidc.servers import run
from tests.oidc.test_preflight import codes
from tests.oidc.web_browser import sign_in
from tests.peers.provider import Account, CertifiedProvider
from tests.peers.provider import Client as Registered
from tests.practice.running import RunningWorld

SERVICE = "https://facets.acme.example/login/oauth2/code/jumpcloud"
JANE = {"user": "66a38039458be7b3dbb27541"}


def target_for(issuer: str, client_id: str, secret: Secret, address: str, **more: Any) -> Target:
    values: dict[str, Any] = {
        "issuer": issuer,
        "client_id": client_id,
        "secret": secret,
        "client_authentication": "client_secret_post",
        "service_redirects": (SERVICE,),
        "test_redirect": address,
        "scopes": ("openid", "email", "profile"),
        "needs_refresh": False,
        "needs_email": True,
        "service_name": "Facets",
    }
    return Target(**(values | more))


def checked(target: Target) -> dict[str, Check]:
    async def ask() -> tuple[Check, ...]:
        client = Client(deadline=10)
        try:
            return await preflight(target, client)
        finally:
            await client.aclose()

    return {check.id: check for check in run(ask())}


def logged_in(target: Target, fields: Mapping[str, str]) -> tuple[Outcome, str]:
    async def whole() -> tuple[Outcome, str]:
        client = Client(deadline=10)
        login = TestLogin(target, client, seconds=15)
        try:
            url = await login.start()
            assert isinstance(url, str), url
            browsing = asyncio.to_thread(sign_in, url, target.test_redirect, fields)
            outcome, page = await asyncio.gather(login.finish(), browsing)
            return outcome, page
        finally:
            await client.aclose()

    return run(whole())


def found(outcome: Outcome) -> dict[str, str]:
    return {check.id: check.finding.code for check in outcome.checks if check.finding}


# Practice


@pytest.fixture(scope="module")
def world() -> Iterator[RunningWorld]:
    with RunningWorld() as running:
        yield running


def practice_target(world: RunningWorld, fault: str | None, **more: Any) -> Target:
    address = f"http://127.0.0.1:{free_port()}/callback"
    settings = Settings(
        display_label="Facets",
        redirect_uris=(SERVICE, address),
        login_url="https://facets.acme.example",
        email=True,
        profile=True,
        refresh_token=bool(more.get("needs_refresh")),
        group_attribute="groups",
        groups=("All Users",),
    )
    world.world.set_fault(None)
    client_id, secret = world.do(world.world.register(settings))
    world.world.set_fault(fault)
    return target_for(world.world.issuer, client_id, secret, address, **more)


@pytest.mark.parametrize("needs_refresh", [False, True])
def test_practice_passes_before_and_after_the_login(
    world: RunningWorld, needs_refresh: bool
) -> None:
    target = practice_target(world, None, needs_refresh=needs_refresh)
    checks = checked(target)
    assert codes(checks) == {}
    assert verdict(checks.values()) is Verdict.PASSED
    outcome, page = logged_in(target, JANE)
    assert outcome.status is LoginStatus.PASSED
    assert outcome.identity is not None
    assert outcome.identity.email == "jane@acme.example"
    assert outcome.identity.groups == ("All Users",)
    assert "Jane Rivera" in page


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("wrong-secret", {"client_secret": "client_secret.wrong"}),
        ("missing-redirect", {"service_redirect": "redirect.service_missing"}),
        ("missing-test-address", {"test_redirect": "redirect.test_missing"}),
        (
            "wrong-authentication-type",
            {"client_authentication": "client_authentication.wrong"},
        ),
        ("other-region", {"client_id": "client_id.unknown"}),
        ("user-not-assigned", {}),
        ("missing-email", {}),
        ("clock-off", {}),
    ],
)
def test_each_practice_fault_that_shows_before_the_login_is_named(
    world: RunningWorld, fault: str, expected: dict[str, str]
) -> None:
    assert codes(checked(practice_target(world, fault))) == expected


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("user-not-assigned", {"answer": "answer.person_refused"}),
        ("missing-email", {"email": "email.missing"}),
        ("wrong-authentication-type", {"token": "client_authentication.wrong"}),
        ("wrong-secret", {"token": "token.client_refused"}),
        ("clock-off", {"identity": "clock.slow"}),
    ],
)
def test_each_practice_fault_that_shows_in_the_login_is_named(
    world: RunningWorld, fault: str, expected: dict[str, str]
) -> None:
    outcome, page = logged_in(practice_target(world, fault), JANE)
    assert {**expected} == {name: code for name, code in found(outcome).items() if name in expected}
    assert outcome.status is LoginStatus.FAILED
    assert "It did not work" in page


# The certified provider


ADDRESS = f"http://127.0.0.1:{free_port()}/callback"
APPLICATION = Registered(redirect_uris=(SERVICE, ADDRESS))
ADA = {"login": Account().login, "password": Account().password}


@pytest.fixture(scope="module")
def certified() -> Iterator[CertifiedProvider]:
    with CertifiedProvider(clients=(APPLICATION,)) as running:
        yield running


def certified_target(certified: CertifiedProvider, **more: Any) -> Target:
    secret = Secret(APPLICATION.client_secret)
    return replace(target_for(certified.issuer, APPLICATION.client_id, secret, ADDRESS), **more)


def test_the_certified_provider_agrees_that_all_is_right(certified: CertifiedProvider) -> None:
    checks = checked(certified_target(certified, needs_refresh=True))
    assert codes(checks) == {}
    assert verdict(checks.values()) is Verdict.PASSED


def test_it_agrees_that_a_secret_is_wrong(certified: CertifiedProvider) -> None:
    checks = checked(certified_target(certified, secret=Secret("another-secret-altogether")))
    assert codes(checks)["client_secret"] == "client_secret.wrong"
    assert checks["client_authentication"].status is not Status.FAILED


@pytest.mark.parametrize(
    "change",
    [{"client_id": "unknown-here"}, {"service_redirects": ("https://facets.acme.example/other",)}],
)
def test_what_it_answers_in_its_own_way_blames_nothing(
    certified: CertifiedProvider, change: dict[str, Any]
) -> None:
    checks = checked(certified_target(certified, **change))
    assert verdict(checks.values()) is Verdict.UNKNOWN
    assert checks["service_redirect"].status is Status.UNKNOWN
    assert Status.FAILED not in {check.status for check in checks.values()}


@pytest.mark.parametrize("method", ["client_secret_post", "client_secret_basic"])
def test_a_login_at_the_certified_provider_passes(
    certified: CertifiedProvider, method: str
) -> None:
    target = certified_target(certified, client_authentication=method, needs_refresh=True)
    outcome, page = logged_in(target, ADA)
    assert found(outcome) == {}
    assert outcome.status is LoginStatus.PASSED
    assert outcome.identity is not None
    assert outcome.identity.email == Account().email
    assert outcome.identity.groups == tuple(Account().groups)
    assert "It works" in page
    assert run(is_free(int(ADDRESS.split(":")[2].split("/")[0])))


def test_the_certified_providers_wrong_secret_ends_the_login(certified: CertifiedProvider) -> None:
    outcome, page = logged_in(certified_target(certified, secret=Secret("x" * 30)), ADA)
    assert found(outcome) == {"token": "token.client_refused"}
    assert "It did not work" in page


def test_an_address_without_a_provider_prevents_the_login() -> None:
    async def start() -> str | Finding:
        client = Client(deadline=5)
        issuer = f"http://127.0.0.1:{free_port()}/"
        login = TestLogin(target_for(issuer, "x", Secret("y"), ADDRESS), client)
        try:
            return await login.start()
        finally:
            await client.aclose()

    finding = run(start())
    assert isinstance(finding, Finding)
    assert finding.code == "network.refused"
