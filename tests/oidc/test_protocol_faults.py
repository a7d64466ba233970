"""Faults of the protocol between two regions, two settings, two tries: each told by its cause."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from jcwizard.catalogue.load import load
from jcwizard.model.finding import Check, Finding, Status
from jcwizard.model.secret import Secret
from jcwizard.net.client import Client
from jcwizard.oidc.login import LoginStatus, Outcome
from jcwizard.oidc.preflight import preflight
from tests.oidc.browser import follow, visit
from tests.oidc.hydra import SECRET, Hydra
from tests.oidc.servers import as_json, run
from tests.oidc.test_login import Browse, Rig, codes, error_at_callback, log_in, statuses

WORDS = load().explanations
TOKEN = "/oauth2/token"


def told(finding: Finding | None) -> str:
    """Return all that a person reads of a finding."""
    assert finding is not None
    entry = WORDS[finding.code].filled(finding.values)
    return "\n".join((entry.title, entry.what, entry.why, *entry.fix))


def checked(hydra: Hydra, **changes: Any) -> dict[str, Check]:
    async def whole() -> dict[str, Check]:
        async with hydra.server:
            client = Client(deadline=5)
            checks = await preflight(hydra.target(**changes), client)
            await client.aclose()
            return {check.id: check for check in checks}

    return run(whole())


# Two regions


def mixed_up(other: Hydra, *, names_itself: bool) -> Browse:
    """Sign in at another region's provider, and come back to this attempt with its code."""

    async def browse(url: str, rig: Rig) -> None:
        other.redirects.append(rig.address)
        elsewhere = url.replace(rig.hydra.server.base, other.server.base)
        back = (await visit(elsewhere)).headers["location"]
        fields = dict(parse_qsl(urlsplit(back).query))
        if names_itself:
            fields["iss"] = other.issuer
        rig.page = (await follow(f"{rig.address}?{urlencode(fields)}")).body

    return browse


@pytest.mark.row("P5")
@pytest.mark.parametrize(
    ("names_itself", "code"), [(True, "answer.issuer_differs"), (False, "token.code_refused")]
)
def test_a_code_of_another_region_goes_to_nobody_who_could_use_it(
    names_itself: bool, code: str
) -> None:
    ours, other = Hydra(), Hydra()
    rig = Rig(ours)

    async def whole() -> Outcome:
        async with ours.server, other.server:
            client = Client(deadline=5)
            login = rig.build(client, {})
            url = await login.start()
            assert isinstance(url, str)
            browse = mixed_up(other, names_itself=names_itself)
            browsing = asyncio.ensure_future(browse(url, rig))
            outcome = await login.finish()
            await browsing
            await client.aclose()
            return outcome

    outcome = run(whole())
    assert code in codes(outcome).values()
    assert outcome.status is LoginStatus.FAILED
    assert TOKEN not in other.server.paths(), "nothing of ours goes to the other one"
    if names_itself:
        assert TOKEN not in ours.server.paths(), "and nothing of the other one to ours"


@pytest.mark.row("P5")
def test_the_answer_of_one_attempt_does_not_end_another() -> None:
    one, two = Rig(Hydra()), Rig(Hydra())

    async def whole() -> tuple[Outcome, Outcome]:
        async with one.hydra.server, two.hydra.server:
            client = Client(deadline=5)
            logins = [rig.build(client, {}) for rig in (one, two)]
            urls = [str(await login.start()) for login in logins]
            ends = [asyncio.ensure_future(login.finish()) for login in logins]
            back = (await visit(urls[0])).headers["location"]
            crossed = back.replace(one.address, two.address)
            assert (await visit(crossed)).status == 400
            assert not ends[1].done()
            await asyncio.gather(follow(back), follow(urls[1]))
            outcomes = await asyncio.gather(*ends)
            await client.aclose()
            return outcomes[0], outcomes[1]

    assert [outcome.status for outcome in run(whole())] == [LoginStatus.PASSED] * 2


# Refusals


@pytest.mark.row("P7")
def test_a_wrong_method_names_both_settings_by_jumpclouds_own_words() -> None:
    refusal = told(log_in(Hydra(method="client_secret_basic")).checks[1].finding)
    assert "Client Secret Basic" in refusal
    assert "Client Secret Post" in refusal
    before = checked(Hydra(method="client_secret_basic"))["client_authentication"]
    assert (before.expected, before.actual) == ("Client Secret Post", "Client Secret Basic")


@pytest.mark.row("P7")
def test_a_wrong_secret_names_no_method_as_its_cause_where_the_method_is_known() -> None:
    checks = checked(Hydra(), secret=Secret("another secret altogether"))
    assert checks["client_authentication"].status is Status.PASSED
    assert checks["client_secret"].status is Status.FAILED
    assert "Authentication Type" not in told(checks["client_secret"].finding)


@pytest.mark.row("P8")
@pytest.mark.parametrize("method", ["client_secret_post", "client_secret_basic"])
@pytest.mark.parametrize("secret", ["a+b/c=d%20:&e", "%2B%25", "::", "a b", "ä€𝄞", "+", "%"])
def test_a_secret_of_odd_letters_arrives_as_it_is(method: str, secret: str) -> None:
    hydra = Hydra(method=method, secret=secret)
    outcome = log_in(hydra, client_authentication=method, secret=Secret(secret))
    assert outcome.status is LoginStatus.PASSED


@pytest.mark.row("P9")
def test_a_code_that_is_refused_without_a_reason_has_its_causes_in_order() -> None:
    hydra = Hydra(hints=False)
    hydra.server.routes[TOKEN] = as_json({"error": "invalid_grant"}, 400)
    outcome = log_in(hydra)
    assert codes(outcome) == {"token": "token.code_refused"}
    assert hydra.server.paths().count(TOKEN) == 1
    assert "Start the test login again" in told(outcome.checks[1].finding)


@pytest.mark.row("P10")
@pytest.mark.parametrize(
    ("error", "code"),
    [
        ("invalid_scope", "scopes.refused"),
        ("unauthorized_client", "answer.code_flow_refused"),
        ("unsupported_response_type", "answer.code_flow_refused"),
    ],
)
def test_a_refusal_at_the_callback_is_told_by_its_setting(error: str, code: str) -> None:
    outcome = log_in(Hydra(), error_at_callback(error, "not allowed to request scope 'email'"))
    assert codes(outcome) == {"answer": code}
    assert outcome.status is LoginStatus.FAILED


@pytest.mark.row("P12")
def test_an_application_without_a_secret_is_told_from_one_with_another() -> None:
    public = checked(Hydra(method="none"))
    assert public["client_authentication"].status is Status.FAILED
    assert public["client_secret"].status is not Status.FAILED
    outcome = log_in(Hydra(method="none"))
    assert outcome.status is LoginStatus.FAILED
    assert list(codes(outcome)) == ["token"]
    assert "secret" in told(outcome.checks[1].finding).lower()


@pytest.mark.row("P14")
def test_a_refresh_that_is_off_matters_only_to_a_service_that_needs_it() -> None:
    outcome = log_in(Hydra(refresh_grant=False, scopes=("openid", "email", "profile")))
    assert outcome.status is LoginStatus.PASSED
    assert statuses(outcome)["refresh"] == "skipped"
    checks = checked(Hydra(refresh_grant=False))
    assert checks["refresh_token"].status is Status.NOT_RUN
    assert {check.status for check in checks.values()} == {Status.PASSED, Status.NOT_RUN}


@pytest.mark.row("P14")
def test_a_refresh_that_is_off_is_named_to_a_service_that_needs_it() -> None:
    needed = checked(Hydra(refresh_grant=False), needs_refresh=True)["refresh_token"]
    assert needed.status is Status.FAILED
    outcome = log_in(Hydra(refresh_grant=False), needs_refresh=True)
    assert codes(outcome) == {"refresh": "refresh.not_given"}


@pytest.mark.row("P15")
def test_a_missing_email_names_the_attribute_to_add_and_where() -> None:
    hydra = Hydra()
    del hydra.person["email"]
    outcome = log_in(hydra)
    assert (outcome.status, codes(outcome)) == (LoginStatus.FAILED, {"email": "email.missing"})
    said = told(outcome.checks[4].finding)
    assert "**Attribute Mapping**, select **Email**" in said
    assert SECRET not in said
