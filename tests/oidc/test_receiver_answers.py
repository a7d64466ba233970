"""What an answer with the right state may say, and what the browser shows for it."""

from __future__ import annotations

import asyncio
import time
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from jcwizard.net.client import Client
from jcwizard.oidc.login import LoginStatus, Outcome
from jcwizard.oidc.pages import ENGLISH
from tests.oidc.browser import follow
from tests.oidc.hydra import Hydra
from tests.oidc.servers import Answer, run
from tests.oidc.test_login import Browse, Rig, codes, log_in, sign_in

row = pytest.mark.row


def coming_back_with(**fields: str) -> Browse:
    """A browser that brings these fields instead of JumpCloud's; `state` is the right one."""

    async def browse(url: str, rig: Rig) -> None:
        state = parse_qs(urlsplit(url).query)["state"][0]
        query = urlencode(fields | {"state": state})
        rig.page = (await follow(f"{rig.address}?{query}")).body

    return browse


@row("L19")
@pytest.mark.parametrize(
    "iss",
    [
        "https://evil.example/",
        "https://oauth.id.jumpcloud.com/",
        "",
        "ISSUER/",
        "ISSUER?",
        " ISSUER",
        "<b>",
    ],
)
@pytest.mark.parametrize("answer", [{"code": "abc"}, {"error": "access_denied"}])
def test_the_answer_of_another_issuer_ends_it_without_a_word_to_the_token_endpoint(
    iss: str, answer: dict[str, str]
) -> None:
    hydra = Hydra()

    async def browse(url: str, rig: Rig) -> None:
        said = iss.replace("ISSUER", hydra.issuer)
        await coming_back_with(**answer, iss=said)(url, rig)

    rig = Rig(hydra)
    outcome = log_in(hydra, browse, rig)
    assert outcome.status is LoginStatus.FAILED
    assert codes(outcome) == {"answer": "answer.issuer_differs"}
    assert "/oauth2/token" not in hydra.server.paths()
    assert "It did not work" in rig.page
    assert "<b>" not in rig.page


@row("L19")
def test_the_answer_of_our_own_issuer_is_used() -> None:
    hydra = Hydra()
    hydra.change_redirect = lambda fields: fields.update(iss=hydra.issuer)
    assert log_in(hydra).status is LoginStatus.PASSED


@row("U3")
def test_a_person_who_cancels_at_jumpcloud_is_not_blamed() -> None:
    rig = Rig(Hydra())
    said = "The resource owner denied the request."
    browse = coming_back_with(error="access_denied", error_description=said)
    outcome = log_in(rig.hydra, browse, rig)
    assert outcome.status is LoginStatus.CANCELLED
    assert codes(outcome) == {"answer": "answer.cancelled_at_provider"}
    assert "Nobody was signed in" in rig.page


@row("L27", "M29")
def test_the_browser_is_told_that_it_did_not_work_when_only_the_identity_was_wrong() -> None:
    """The code was exchanged well: a page that had been shown before would have said so."""
    hydra = Hydra()
    hydra.change_claims = lambda claims: claims.update(aud=["another"])
    rig = Rig(hydra)
    outcome = log_in(hydra, sign_in, rig)
    assert outcome.status is LoginStatus.FAILED
    assert "It works" not in rig.page
    assert "It did not work" in rig.page
    assert "Return to the wizard" in rig.page


@row("L27")
def test_no_page_but_the_one_of_a_pass_says_that_anybody_signed_in() -> None:
    for page in (ENGLISH.failed, ENGLISH.unclear, ENGLISH.cancelled, ENGLISH.stray):
        assert "signed in through" not in f"{page.title} {page.text}"
        assert "It works" not in page.title
    for page in (ENGLISH.failed, ENGLISH.unclear, ENGLISH.stray):
        assert "Return to" in page.text


@row("M29")
def test_an_exchange_that_is_never_answered_has_an_end_of_its_own() -> None:
    hydra = Hydra()
    hydra.server.routes["/oauth2/token"] = Answer(after=60)
    rig = Rig(hydra)

    async def whole() -> tuple[Outcome, float]:
        async with hydra.server:
            client = Client(deadline=0.5)
            login = rig.build(client, {})
            browsing = asyncio.ensure_future(sign_in(str(await login.start()), rig))
            began = time.monotonic()
            outcome = await login.finish()
            took = time.monotonic() - began
            await browsing
            await client.aclose()
            return outcome, took

    outcome, took = run(whole())
    assert outcome.status is LoginStatus.UNKNOWN
    assert codes(outcome)["token"] == "network.timeout"
    assert took < 10
    assert "Not sure yet" in rig.page


@row("L24")
@pytest.mark.parametrize(
    "fields",
    [{}, {"code": ""}, {"code": "a" * 10_000}, {"code": "a\nb"}, {"code": "a\x7fb"}, {"x": "y"}],
    ids=["nothing", "empty", "10 kB", "a new line", "a control character", "something else"],
)
def test_a_code_that_is_none_is_never_sent_on(fields: dict[str, str]) -> None:
    """Ten thousand letters are more than a whole callback may have: that one is not even read."""
    hydra = Hydra()

    async def browse(url: str, rig: Rig) -> None:
        await coming_back_with(**fields)(url, rig)
        if len(fields.get("code", "")) > 9_000:
            assert "belongs to another sign-in" in rig.page
            await sign_in(url, rig)

    rig = Rig(hydra)
    outcome = log_in(hydra, browse, rig)
    sent = [asked.form["code"] for asked in hydra.server.asked if "code" in asked.form]
    assert all(code.startswith("ory_ac_") for code in sent)
    if len(fields.get("code", "")) > 9_000:
        assert outcome.status is LoginStatus.PASSED
    else:
        assert codes(outcome) == {"answer": "answer.malformed"}
        assert sent == []


@row("M25", "U2")
def test_the_person_who_signed_in_is_named_in_the_browser_too() -> None:
    hydra = Hydra()
    hydra.person["name"] = "Sam Okafor"
    rig = Rig(hydra)
    outcome = log_in(hydra, sign_in, rig)
    assert outcome.identity is not None
    assert (outcome.identity.name, outcome.identity.email) == ("Sam Okafor", "maya@acme.example")
    assert "Sam Okafor signed in through JumpCloud" in rig.page
