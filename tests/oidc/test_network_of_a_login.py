"""What the network does to a check and to a test login, place by place; nothing of it blames."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import pytest

from jcwizard.catalogue.load import load
from jcwizard.model.finding import Check, Finding, Status, Verdict, verdict
from jcwizard.net.client import Client
from jcwizard.oidc.login import LoginStatus, Outcome
from jcwizard.oidc.preflight import preflight
from tests.net.test_json_body import MALFORMED
from tests.oidc.hydra import SECRET, Hydra
from tests.oidc.servers import Answer, Server, as_json, page, run, to
from tests.oidc.test_login import Rig, codes, log_in, sign_in, start_finding

DISCOVERY = "/.well-known/openid-configuration"
JWKS = "/.well-known/jwks.json"
TOKEN = "/oauth2/token"
USERINFO = "/userinfo"
BEFORE = (DISCOVERY, JWKS)
AFTER = (TOKEN, USERINFO)
PLACES = (*BEFORE, *AFTER)
WORDS = load().explanations
JSON = (("Content-Type", "application/json"),)


def found_at(path: str, answer: Answer) -> Finding:
    """Return what is said when `path` answers so; a login before its start, or after the return."""
    hydra = Hydra()
    hydra.server.routes[path] = answer
    if path in BEFORE:
        return start_finding(hydra)
    outcome = log_in(hydra)
    assert outcome.status is LoginStatus.UNKNOWN
    assert Status.FAILED not in {check.status for check in outcome.checks}
    return next(check.finding for check in outcome.checks if check.finding)


def checked(hydra: Hydra) -> tuple[Check, ...]:
    async def whole() -> tuple[Check, ...]:
        async with hydra.server:
            client = Client(deadline=5)
            checks = await preflight(hydra.target(), client)
            await client.aclose()
            return checks

    return run(whole())


@pytest.mark.row("N9", "N10")
@pytest.mark.parametrize("path", PLACES)
@pytest.mark.parametrize(
    "portal",
    [page(), page(status=511), to("http://portal.example/sign-in", 302)],
    ids=["200 page", "511", "302"],
)
def test_a_network_that_wants_its_own_sign_in_is_told_as_that(path: str, portal: Answer) -> None:
    finding = found_at(path, portal)
    known = {"network.sign_in_page"}
    if portal.status == 302 and path in AFTER:
        known = {"network.redirected"}
    assert finding.code in known
    words = WORDS[finding.code]
    assert "network wants a sign-in first" in words.why
    assert words.fix[0].startswith("Open any web page in your browser and sign in")


@pytest.mark.row("N9", "N10")
def test_a_portal_at_the_first_question_leaves_all_settings_unblamed() -> None:
    hydra = Hydra()
    hydra.server.routes[DISCOVERY] = page()
    checks = checked(hydra)
    assert verdict(checks) is Verdict.UNKNOWN
    assert Status.FAILED not in {check.status for check in checks}
    assert hydra.server.paths() == [DISCOVERY]


@pytest.mark.row("N13")
@pytest.mark.parametrize(
    ("path", "most"),
    [(DISCOVERY, 1_048_576), (JWKS, 262_144), (TOKEN, 262_144), (USERINFO, 262_144)],
)
def test_more_than_any_right_answer_holds_is_not_read_to_its_end(path: str, most: int) -> None:
    finding = found_at(path, Answer(headers=JSON, body=b'{"a": "' + b"x" * most + b'"}'))
    assert finding.code == "network.too_large"
    assert finding.actual == f"> {most} bytes"


@pytest.mark.row("N15")
@pytest.mark.parametrize("path", PLACES)
def test_json_that_two_readers_could_read_differently_has_one_code(path: str) -> None:
    spoilt = ("a member twice", "NaN", "byte order mark", "utf-16", "100,000 deep and closed",
              "an int of 5000 digits", "a lone surrogate")  # fmt: skip
    seen = {found_at(path, Answer(headers=JSON, body=MALFORMED[name])).code for name in spoilt}
    assert seen == {"provider.unexpected_answer"}


@pytest.mark.row("N15")
@pytest.mark.parametrize("name", [name for name in MALFORMED if name != "HTML"])
def test_every_malformed_document_has_the_same_code(name: str) -> None:
    finding = found_at(DISCOVERY, Answer(headers=JSON, body=MALFORMED[name]))
    assert finding.code == "provider.unexpected_answer"


@pytest.mark.row("N16")
@pytest.mark.parametrize("kind", ["text/plain", "text/html", "application/octet-stream", "x", None])
def test_the_right_data_under_a_wrong_label_are_read(kind: str | None) -> None:
    hydra = Hydra()
    for path in PLACES:
        hydra.server.routes[path] = relabelled(hydra.server.routes[path], kind)
    assert log_in(hydra).status is LoginStatus.PASSED


def relabelled(route: Any, kind: str | None) -> Any:
    def answer(asked: Any) -> Answer:
        right = route(asked)
        return Answer(right.status, (("Content-Type", kind),) if kind else (), right.body)

    return answer


@pytest.mark.row("N17")
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("path", AFTER)
def test_a_redirect_where_a_secret_goes_is_not_followed_and_its_host_named(
    path: str, status: int
) -> None:
    hydra, elsewhere = Hydra(), Server()
    rig = Rig(hydra)

    async def whole() -> Outcome:
        async with elsewhere, hydra.server:
            there = elsewhere.base.replace("127.0.0.1", "localhost")
            hydra.server.routes[path] = to(f"{there}{path}?code=canary", status)
            client = Client(deadline=5)
            login = rig.build(client, {})
            url = await login.start()
            assert isinstance(url, str)
            browsing = asyncio.ensure_future(sign_in(url, rig))
            outcome = await login.finish()
            await browsing
            await client.aclose()
            return outcome

    outcome = run(whole())
    assert elsewhere.asked == [], "the secret, the code and the token stay here"
    finding = next(check.finding for check in outcome.checks if check.finding)
    assert (finding.code, outcome.status) == ("network.redirected", LoginStatus.UNKNOWN)
    assert finding.values["target"] == "localhost"
    assert hydra.server.paths().count(path) == 1
    shown = repr(outcome) + rig.page
    assert SECRET not in shown
    assert "canary" not in shown


@pytest.mark.row("N17")
def test_a_redirect_of_the_question_with_the_real_secret_is_not_followed() -> None:
    hydra, elsewhere = Hydra(), Server()

    async def whole() -> tuple[Check, ...]:
        async with elsewhere, hydra.server:
            hydra.server.routes[TOKEN] = to(elsewhere.base + TOKEN, 307)
            client = Client(deadline=5)
            checks = await preflight(hydra.target(), client)
            await client.aclose()
            return checks

    checks = run(whole())
    assert elsewhere.asked == []
    secret = next(check for check in checks if check.id == "client_secret")
    assert secret.finding is not None
    assert (secret.status, secret.finding.code) == (Status.UNKNOWN, "network.redirected")


@pytest.mark.row("N20")
@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer(reset=True), "network.cut_off"),
        (Answer(raw=b""), "network.cut_off"),
        (Answer(raw=b"HTTP/1.1 200 OK\r\nContent-Le"), "network.cut_off"),
        (as_json({}, 503), "network.server_error"),
    ],
    ids=["reset", "closed", "cut", "503"],
)
def test_after_a_lost_token_answer_the_code_is_not_used_again(answer: Answer, code: str) -> None:
    hydra = Hydra()
    hydra.server.routes[TOKEN] = answer
    outcome = log_in(hydra)
    assert outcome.status is LoginStatus.UNKNOWN, "nobody knows whether it was taken"
    assert codes(outcome) == {"token": code}
    assert hydra.server.paths().count(TOKEN) == 1
    assert any("again" in line for line in WORDS[code].fix)


@pytest.mark.row("N20", "N29")
@pytest.mark.parametrize(
    "answer", [Answer(reset=True), Answer(after=30)], ids=["reset", "black hole"]
)
@pytest.mark.parametrize("path", AFTER)
def test_a_network_that_changes_in_the_middle_spoils_one_attempt_and_not_the_next(
    path: str, answer: Answer
) -> None:
    hydra = Hydra()

    async def attempt(client: Client) -> Outcome:
        rig = Rig(hydra)
        login = rig.build(client, {})
        url = await login.start()
        assert isinstance(url, str)
        browsing = asyncio.ensure_future(sign_in(url, rig))
        outcome = await login.finish()
        await browsing
        return outcome

    async def whole() -> tuple[Outcome, Outcome]:
        async with hydra.server:
            client = Client(deadline=2)
            right = hydra.server.routes[path]
            hydra.server.routes[path] = answer
            first = await attempt(client)
            hydra.server.routes[path] = right
            second = await attempt(client)
            await client.aclose()
            return first, second

    first, second = run(whole())
    assert first.status is LoginStatus.UNKNOWN
    assert second.status is LoginStatus.PASSED
    used = [asked.form["code"] for asked in hydra.server.asked if asked.path == TOKEN]
    assert len(set(used)) == len(used) == 2


@pytest.mark.row("N19")
@pytest.mark.parametrize("path", [*BEFORE, USERINFO])
def test_a_server_that_stumbles_once_spoils_nothing(path: str) -> None:
    hydra = Hydra()
    right, stumbled = hydra.server.routes[path], []

    def answer(asked: Any) -> Answer:
        if not stumbled:
            stumbled.append(asked)
            return Answer(502)
        assert callable(right)
        return right(asked)

    hydra.server.routes[path] = answer
    assert log_in(hydra).status is LoginStatus.PASSED
    assert stumbled


@pytest.mark.row("N18")
def test_a_limit_at_the_first_question_is_told_with_the_wait() -> None:
    finding = found_at(DISCOVERY, Answer(429, (("Retry-After", "42"),)))
    words = WORDS[finding.code].filled(finding.values)
    assert words.title == "127.0.0.1 asks to wait: 42 s"
    assert found_at(TOKEN, Answer(429, (("Retry-After", "2"),))).code == "network.wait_asked"
    assert found_at(TOKEN, Answer(429, (("Retry-After", "0"),))).code == "network.too_many_requests"


@pytest.mark.row("N28")
@pytest.mark.parametrize("path", ["preflight", "login"])
def test_a_tenant_of_another_region_is_told_by_its_region(path: str) -> None:
    other = "https://oauth.id.eu.jumpcloud.example/"
    hydra = Hydra(change_document=lambda document: document.update(issuer=other))
    if path == "login":
        finding: Finding | None = start_finding(hydra)
    else:
        finding = checked(hydra)[0].finding
    assert finding is not None
    assert finding.code == "issuer.other_region"
    assert (finding.values["region"], finding.actual) == ("eu", other)


@pytest.mark.row("N2", "N3")
def test_a_check_without_a_network_blames_no_setting() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        target = Hydra().target(issuer=f"http://127.0.0.1:{held.getsockname()[1]}/")

        async def whole() -> tuple[Check, ...]:
            client = Client(deadline=5)
            checks = await preflight(target, client)
            await client.aclose()
            return checks

        checks = run(whole())
    assert verdict(checks) is Verdict.UNKNOWN
    assert {check.status for check in checks} == {Status.UNKNOWN, Status.NOT_RUN}
