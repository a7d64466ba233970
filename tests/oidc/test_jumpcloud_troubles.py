"""What is known to break for people at JumpCloud, each done by a server that really does it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest

from jcwizard.catalogue import load
from jcwizard.model.finding import Check, CheckRun, Finding, Status
from jcwizard.model.secret import Secret
from jcwizard.model.service import Service
from jcwizard.model.settings import fingerprint
from jcwizard.model.setup import Setup, Surroundings
from jcwizard.net.client import Client
from jcwizard.oidc.login import LoginStatus, Outcome
from jcwizard.oidc.preflight import preflight
from jcwizard.oidc.target import target_of
from tests.model.filled import typed
from tests.oidc.browser import visit
from tests.oidc.hydra import SERVICE_REDIRECT, TEST_REDIRECT, Hydra
from tests.oidc.servers import Answer, Asked, run
from tests.oidc.test_login import Rig, codes, log_in, nothing_happens, start_finding, statuses

SERVICES = load().services
DOCUMENTED = ("facets", "paradime")


@dataclass
class Refusing(Hydra):
    """A Hydra whose login page lets people sign in, and whose application sends them away."""

    error: str = ""
    text: str = ""

    def authorize(self, asked: Asked) -> Answer:
        answer = super().authorize(asked)
        if "code=" not in dict(answer.headers).get("Location", ""):
            return answer
        return self.back(asked.query["redirect_uri"], asked.query, self.error, self.text)


def copes(service_id: str) -> dict[str, Any]:
    return {"copes_with": SERVICES[service_id].wanted.copes_with}


def finding(outcome: Outcome, check_id: str) -> Finding:
    found = next(check.finding for check in outcome.checks if check.id == check_id)
    assert found is not None
    return found


# The redirect mismatch that never comes back


async def stuck(url: str, rig: Rig) -> Finding:
    """Stay where JumpCloud sends the browser, which is not here; return what its address tells."""
    answer = await visit(url)
    rig.page = answer.headers["location"]
    assert rig.login is not None
    told = rig.login.paste(rig.page)
    assert told is not None
    return told


@pytest.mark.row("M27")
def test_a_redirect_mismatch_never_comes_back_and_ends_with_the_question_what_is_seen() -> None:
    hydra = Hydra()
    rig = Rig(hydra)

    pasted: list[Finding] = []

    async def browse(url: str, rig: Rig) -> None:
        hydra.redirects.remove(rig.address)
        pasted.append(await stuck(url, rig))

    outcome = log_in(hydra, browse, rig, seconds=0.6)
    assert outcome.status is LoginStatus.TIMED_OUT
    assert codes(outcome) == {"answer": "answer.timed_out"}
    assert "console.jumpcloud.example/oidc/error" in rig.page
    assert pasted[0].code == "redirect.test_missing", "the error page's address tells what it is"
    assert pasted[0].expected == rig.address


def test_an_unknown_client_never_comes_back_either_and_its_page_tells() -> None:
    hydra = Hydra()
    rig = Rig(hydra)

    pasted: list[Finding] = []

    async def browse(url: str, rig: Rig) -> None:
        hydra.client_id = "deleted"
        pasted.append(await stuck(url, rig))

    outcome = log_in(hydra, browse, rig, seconds=0.6)
    assert outcome.status is LoginStatus.TIMED_OUT
    assert pasted[0].code == "client_id.unknown"


# Secret and authentication type


def test_a_refused_exchange_that_gives_no_reason_names_both_causes() -> None:
    for hydra in (Hydra(hints=False, method="client_secret_basic"), Hydra(secret="another")):
        outcome = log_in(hydra)
        assert codes(outcome) == {"token": "token.client_refused"}
    entry = load().explanations["token.client_refused"]
    assert "Client Secret is wrong or was regenerated" in entry.why
    assert "Client Authentication Type is another" in entry.why
    assert entry.step == "credentials", "where Check now tells which of them it is"


def around(hydra: Hydra) -> Surroundings:
    places = {"name": "US", "issuer": hydra.issuer, "console_url": "https://console.example"}
    return Surroundings(TEST_REDIRECT, {"us": places})


def prepared() -> tuple[Service, Setup]:
    setup = typed("custom")
    setup.put("redirect_urls", SERVICE_REDIRECT)
    return SERVICES["custom"], setup


async def check_now(hydra: Hydra, service: Service, setup: Setup, client: Client) -> list[str]:
    """Press *Check now*, keep the result, and return the codes that it came to."""
    here = around(hydra)
    checks = await preflight(target_of(service, setup, here), client)
    now = fingerprint("preflight", service, setup, here)
    setup.record(CheckRun("preflight", checks, now, 0.0))
    return [check.finding.code for check in checks if check.finding]


def test_a_secret_that_worked_before_and_no_longer_does_was_regenerated_elsewhere() -> None:
    hydra = Hydra()
    service, setup = prepared()

    async def whole() -> None:
        async with hydra.server:
            client = Client(deadline=5)
            assert await check_now(hydra, service, setup, client) == []
            hydra.secret = "The.new~one_that-nobody26c"
            for _ in range(2):  # and it stays said when the same is asked again
                found = await check_now(hydra, service, setup, client)
                assert found == ["client_secret.regenerated"]
            target = target_of(service, setup, around(hydra))
            await client.aclose()
            assert target.secret_worked

    run(whole())
    outcome = log_in(hydra, secret_worked=True)
    assert codes(outcome) == {"token": "client_secret.regenerated"}


def test_a_secret_that_never_worked_is_just_wrong() -> None:
    hydra = Hydra(secret="another")
    service, setup = prepared()

    async def whole() -> None:
        async with hydra.server:
            client = Client(deadline=5)
            assert await check_now(hydra, service, setup, client) == ["client_secret.wrong"]
            assert await check_now(hydra, service, setup, client) == ["client_secret.wrong"]
            await client.aclose()

    run(whole())


def test_another_secret_typed_since_has_not_worked_before() -> None:
    hydra = Hydra()
    service, setup = prepared()

    async def whole() -> None:
        async with hydra.server:
            client = Client(deadline=5)
            assert await check_now(hydra, service, setup, client) == []
            setup.put_secret(Secret("Mistyped.this~time_25chars"))
            assert await check_now(hydra, service, setup, client) == ["client_secret.wrong"]
            await client.aclose()

    run(whole())


# The person is not let through


@pytest.mark.parametrize(
    ("error", "text", "code"),
    [
        ("access_denied", "User is not assigned to this application", "answer.person_refused"),
        ("login request denied", "The user is in no group of the app", "answer.person_refused"),
        ("request_denied", "", "answer.person_refused"),
        ("login request denied", "Conditional access policy", "answer.person_refused"),
        ("jc_app_1042", "The user is not a member of a bound group", "answer.person_refused"),
        ("not_authorized", "Account locked", "answer.person_refused"),
        ("consent request denied", "", "answer.consent_refused"),
        (
            "server_error",
            "JumpCloud could not connect to your application",
            "answer.not_activated",
        ),
        (
            "login request denied",
            "JumpCloud could not connect to your application.",
            "answer.not_activated",
        ),
    ],
)
def test_a_person_who_is_sent_away_after_the_sign_in_is_told_why(
    error: str, text: str, code: str
) -> None:
    outcome = log_in(Refusing(error=error, text=text))
    assert codes(outcome) == {"answer": code}
    assert outcome.status is LoginStatus.FAILED
    entry = load().explanations[code].filled({**finding(outcome, "answer").values, "service": "F"})
    assert not text or text in entry.what + entry.why, "JumpCloud's own words are shown"


def test_a_state_that_jumpcloud_finds_too_short_blames_nobody() -> None:
    """Ours has 43 characters; what changes it on the way is not known."""
    hydra = Hydra()

    async def browse(url: str, rig: Rig) -> None:
        seen = dict(pair.split("=", 1) for pair in url.partition("?")[2].split("&"))
        text = {"error": "invalid_state", "error_description": "The state is missing or …"}
        await visit(f"{rig.address}?{urlencode({**text, 'state': seen['state']})}")
        await visit(f"http://127.0.0.1:{rig.port}/done")

    outcome = log_in(hydra, browse)
    assert codes(outcome) == {"answer": "answer.request_refused"}
    assert outcome.status is LoginStatus.UNKNOWN


def test_somebody_else_whose_session_is_still_alive_is_named() -> None:
    """The login passes, for it works; whose it was stands in the middle of the page."""
    hydra = Hydra()
    hydra.person |= {"sub": "66a38039458be7b3dbb20000", "name": "Ben Adeyemi"}
    rig = Rig(hydra)
    outcome = log_in(hydra, rig=rig)
    assert outcome.status is LoginStatus.PASSED
    assert outcome.identity is not None
    assert outcome.identity.name == "Ben Adeyemi"
    assert "Ben Adeyemi" in rig.page


# What arrives about the person


@pytest.mark.parametrize("written", ["true", "True", "TRUE"])
def test_email_verified_as_a_text_is_a_remark_only_where_a_service_may_stumble(
    written: str,
) -> None:
    hydra = Hydra()
    hydra.person["email_verified"] = written
    outcome = log_in(hydra, **copes("custom"))
    assert codes(outcome) == {"email": "email.verified_as_text"}
    assert outcome.status is LoginStatus.PASSED, "a remark spoils nothing"
    for service_id in DOCUMENTED:
        outcome = log_in(hydra, **copes(service_id))
        assert statuses(outcome)["email"] == "passed", service_id


def test_an_attribute_that_is_mapped_twice_is_named() -> None:
    hydra = Hydra()
    hydra.person["email"] = ["maya@acme.example", "maya@acme.example"]
    outcome = log_in(hydra, **copes("facets"))
    assert codes(outcome) == {"email": "attributes.twice"}
    assert finding(outcome, "email").values["attribute"] == "email"
    assert outcome.status is LoginStatus.FAILED


def test_a_constant_that_is_there_twice_is_a_remark() -> None:
    hydra = Hydra()
    hydra.person["email_verified"] = ["true", "true"]
    outcome = log_in(hydra, **copes("facets"))
    assert codes(outcome) == {"email": "attributes.twice"}
    assert finding(outcome, "email").values["attribute"] == "email_verified"
    assert outcome.status is LoginStatus.PASSED


def test_two_rows_for_the_address_that_disagree_are_a_remark() -> None:
    hydra = Hydra(change_userinfo=lambda told: told.update(email="m.okafor@old.example"))
    outcome = log_in(hydra, **copes("facets"))
    assert codes(outcome) == {"email": "email.two_addresses"}
    assert outcome.status is LoginStatus.PASSED
    check = outcome.checks[4]
    assert (check.expected, check.actual) == ("maya@acme.example", "m.okafor@old.example")


def test_a_capital_makes_no_second_address() -> None:
    hydra = Hydra(change_userinfo=lambda told: told.update(email="Maya@Acme.example"))
    assert codes(log_in(hydra)) == {}


def test_no_mapping_means_no_address() -> None:
    hydra = Hydra()
    for attribute in ("email", "email_verified", "name"):
        del hydra.person[attribute]
    outcome = log_in(hydra, **copes("paradime"))
    assert codes(outcome) == {"email": "email.missing"}
    assert outcome.status is LoginStatus.FAILED
    assert outcome.identity is not None, "who it was is known all the same"


@pytest.mark.parametrize("attribute", ["groups", "memberOf", "https://app.hoop.dev/groups"])
def test_a_single_group_as_a_word_is_a_remark_only_where_groups_matter(attribute: str) -> None:
    hydra = Hydra()
    del hydra.person["groups"]
    hydra.person[attribute] = "Engineering"
    outcome = log_in(hydra, **copes("custom"))
    assert codes(outcome) == {"person": "person.single_group"}
    assert finding(outcome, "person").values == {"group": "Engineering"}
    assert outcome.status is LoginStatus.PASSED
    assert outcome.identity is not None
    assert outcome.identity.groups == ("Engineering",)
    for service_id in DOCUMENTED:
        assert codes(log_in(hydra, **copes(service_id))) == {}, service_id


@pytest.mark.parametrize("groups", [["Engineering"], [], ["A", "B"], "", 7])
def test_groups_in_any_other_form_are_no_remark(groups: object) -> None:
    hydra = Hydra()
    hydra.person["groups"] = groups
    assert codes(log_in(hydra, **copes("custom"))) == {}


# The test address, removed as the last page suggests


async def asked_with(hydra: Hydra, **changes: Any) -> dict[str, Check]:
    async with hydra.server:
        client = Client(deadline=5)
        checks = await preflight(hydra.target(**changes), client)
        await client.aclose()
    return {check.id: check for check in checks}


def test_a_test_address_that_was_removed_is_missing_by_intention() -> None:
    checks = run(asked_with(Hydra(redirects=[SERVICE_REDIRECT]), test_removed=True))
    check = checks["test_redirect"]
    assert check.status is Status.NOT_RUN
    assert check.finding is not None
    assert check.finding.code == "redirect.test_removed"
    assert check.finding.expected == TEST_REDIRECT
    others = {c.status for name, c in checks.items() if name not in ("test_redirect",)}
    assert others == {Status.PASSED, Status.NOT_RUN}


def test_a_test_address_that_is_still_there_is_not_called_removed() -> None:
    checks = run(asked_with(Hydra(), test_removed=True))
    assert checks["test_redirect"].status is Status.PASSED


def test_a_login_without_its_way_back_says_what_to_add_before_a_browser_opens() -> None:
    class Deaf(list[str]):
        def append(self, _: str) -> None:
            """Register nothing."""

    hydra = Hydra(redirects=Deaf([SERVICE_REDIRECT]))
    found = start_finding(hydra, test_removed=True)
    assert found.code == "redirect.test_removed"
    assert found.expected.startswith("http://127.0.0.1:")
    assert [a.query["prompt"] for a in hydra.server.asked if a.path == "/oauth2/auth"] == ["none"]


def test_a_test_address_that_is_back_lets_the_login_go_on() -> None:
    assert log_in(Hydra(), test_removed=True).status is LoginStatus.PASSED


def test_nothing_of_this_is_asked_while_nobody_said_that_it_is_removed() -> None:
    hydra = Hydra()
    log_in(hydra, nothing_happens, seconds=0.05)
    assert "/oauth2/auth" not in hydra.server.paths()
