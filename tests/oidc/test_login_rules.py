"""Rules about a whole login that no single answer shows: what it is tied to, and what it leaves."""

from __future__ import annotations

import gc
import re
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

import jcwizard
from jcwizard.oidc.answer_check import error_code
from jcwizard.oidc.authorization import Attempt
from jcwizard.oidc.login import LoginStatus
from jcwizard.oidc.session import Session
from tests.oidc.browser import follow, visit
from tests.oidc.faulty import AUTHORIZE, TOKEN, USERINFO
from tests.oidc.hydra import Hydra
from tests.oidc.test_login import Rig, codes, error_at_callback, log_in

SOURCES = sorted(Path(jcwizard.__file__).parent.rglob("*.py"))


def test_sources_are_there_to_be_read() -> None:
    assert len(SOURCES) > 100


@pytest.mark.row("K1")
def test_nothing_in_the_program_can_show_a_web_page() -> None:
    """RFC 8252 8.12: a page inside the program could read what is typed into it."""
    embedded = re.compile(r"WebEngine|WebView|WebKit|QtPdf|webview")
    assert [path.name for path in SOURCES if embedded.search(path.read_text("utf-8"))] == []


@pytest.mark.row("K10")
def test_no_secret_is_built_in() -> None:
    """RFC 8252 8.5: the only secret is the one that a person enters."""
    given = re.compile(r"""Secret\(\s*["'][^"'{]+["']\s*\)""")
    assert [path.name for path in SOURCES if given.search(path.read_text("utf-8"))] == []


async def keep_the_code(url: str, rig: Rig) -> None:
    """Let the provider give a code, and keep it from the wizard."""
    location = (await visit(url)).headers["location"]
    rig.page = dict(parse_qsl(urlsplit(location).query))["code"]


@pytest.mark.row("K30", "K31")
def test_a_code_of_another_login_is_of_no_use_here() -> None:
    """A code that is put into another login fails at the provider by its challenge."""
    hydra = Hydra()
    first = Rig(hydra)
    assert log_in(hydra, keep_the_code, first, seconds=0.2).status is LoginStatus.TIMED_OUT

    async def inject(url: str, rig: Rig) -> None:
        state = dict(parse_qsl(urlsplit(url).query))["state"]
        await follow(f"{rig.address}?{urlencode({'code': first.page, 'state': state})}")

    second = Rig(hydra, port=first.port)
    outcome = log_in(hydra, inject, second)
    assert codes(outcome) == {"token": "token.pkce_refused"}
    assert outcome.identity is None
    assert USERINFO not in hydra.server.paths()


@pytest.mark.row("K9", "K18")
@pytest.mark.parametrize("place", ["/", "/callback/", "/CALLBACK", "/callback/x", "/other"])
def test_only_the_attempts_own_address_ends_the_wait(place: str) -> None:
    async def browse(url: str, rig: Rig) -> None:
        location = (await visit(url)).headers["location"]
        elsewhere = location.replace("/callback", place, 1)
        assert (await visit(elsewhere)).status == 404
        await follow(location)

    hydra = Hydra()
    assert log_in(hydra, browse).status is LoginStatus.PASSED
    sent = next(asked for asked in hydra.server.asked if asked.path == AUTHORIZE)
    again = next(asked for asked in hydra.server.asked if asked.path == TOKEN)
    assert sent.query["redirect_uri"] == again.form["redirect_uri"]


@pytest.mark.row("K14")
def test_what_a_login_made_up_is_gone_with_it() -> None:
    rig = Rig(Hydra())
    assert log_in(rig.hydra, rig=rig).status is LoginStatus.PASSED
    del rig
    gc.collect()
    left = [one for one in gc.get_objects() if isinstance(one, Attempt | Session)]
    assert left == []


@pytest.mark.row("K49")
@pytest.mark.parametrize(
    ("error", "code"),
    [
        ("access_denied", "answer.person_refused"),
        ("login_required", "answer.silent_sign_in"),
        ("interaction_required", "answer.silent_sign_in"),
        ("consent_required", "answer.silent_sign_in"),
        ("account_selection_required", "answer.silent_sign_in"),
        ("invalid_request", "answer.request_refused"),
        ("unauthorized_client", "answer.code_flow_refused"),
        ("unsupported_response_type", "answer.code_flow_refused"),
        ("invalid_scope", "scopes.refused"),
        ("server_error", "answer.provider_trouble"),
        ("temporarily_unavailable", "answer.provider_trouble"),
        ("request_not_supported", "answer.request_refused"),
        ("request_uri_not_supported", "answer.request_refused"),
        ("registration_not_supported", "answer.request_refused"),
        ("invalid_request_uri", "answer.request_refused"),
        ("invalid_request_object", "answer.request_refused"),
    ],
)
def test_every_error_of_the_standards_leads_to_its_cause(error: str, code: str) -> None:
    assert error_code(error, "") == code


@pytest.mark.row("K49")
@pytest.mark.parametrize(
    ("error", "text", "code", "status"),
    [
        ("tenant_paused", "This tenant rests.", "answer.not_understood", LoginStatus.UNKNOWN),
        ("", "", "answer.malformed", LoginStatus.FAILED),
        ("x", "", "answer.not_understood", LoginStatus.UNKNOWN),
        ("tenant_paused", "You are not allowed in.", "answer.person_refused", LoginStatus.FAILED),
    ],
)
def test_an_unknown_error_blames_nobody_unless_its_words_refuse(
    error: str, text: str, code: str, status: LoginStatus
) -> None:
    hydra = Hydra()
    outcome = log_in(hydra, error_at_callback(error, text))
    assert (codes(outcome), outcome.status) == ({"answer": code}, status)
    assert TOKEN not in hydra.server.paths()
