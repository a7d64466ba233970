"""The check without a window: what goes wrong on this side is never told as a failed setup."""

from __future__ import annotations

import argparse
import io
import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from jcwizard import checking
from jcwizard.catalogue import load
from jcwizard.checking import check
from jcwizard.checking.questions import Questions
from jcwizard.jumpcloud.around import around_jumpcloud
from jcwizard.keep.hiding import Hiding
from jcwizard.model.finding import Check, Finding, Status
from jcwizard.model.settings import names
from jcwizard.model.setup import Setup

SECRET = "Th1s.is-the~Secret_of26chr"
LOGIN = ["answer", "token", "identity", "person", "email", "refresh"]


@pytest.fixture
def setup_file(tmp_path: Path) -> Path:
    """A setup whose issuer does not answer: port 9 of this computer."""
    file = tmp_path / "wiki.jcsetup"
    file.write_text(
        json.dumps(
            {
                "version": 1,
                "service": "custom",
                "issuer": "http://127.0.0.1:9/",
                "display_label": "Łódź Wiki",
                "redirect_urls": ["https://wiki.acme.example/callback"],
                "login_url": "https://wiki.acme.example/login",
                "client_id": "4ff122de-428e-48c8-a4f7-d4f6b11c71a6",
                "scopes": ["openid", "email", "profile"],
            }
        ),
        "utf-8",
    )
    return file


@pytest.fixture(autouse=True)
def typed_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(SECRET))


def asked(file: Path, *, as_json: bool = False, login: bool = False) -> argparse.Namespace:
    return argparse.Namespace(
        setup=file,
        port=14217,
        secret_stdin=True,
        admin_key_stdin=False,
        json=as_json,
        login=login,
        timeout=20.0,
    )


def test_a_login_that_cannot_start_could_not_tell(
    setup_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(asked(setup_file, as_json=True, login=True)) == 3
    document = json.loads(capsys.readouterr().out)
    assert document["verdict"] == "unknown"
    login = {c["id"]: (c["status"], c["code"]) for c in document["checks"] if c["id"] in LOGIN}
    assert login.pop("answer") == ("unknown", "network.refused")
    assert login == dict.fromkeys(LOGIN[1:], ("skipped", ""))


def test_a_fault_of_the_wizard_could_not_tell_and_quotes_nothing(
    setup_file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> object:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(Questions, "ask", broken)
    assert check(asked(setup_file)) == 3
    said = capsys.readouterr()
    assert said.out == ""
    assert "a fault of the wizard" in said.err
    assert "RuntimeError" in said.err
    assert SECRET not in said.err


def test_ctrl_c_ends_it_in_one_line(
    setup_file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def interrupted(*_: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr(Questions, "ask", interrupted)
    assert check(asked(setup_file)) == 130
    assert capsys.readouterr().err == "jcwizard check: Stopped before everything was checked.\n"


@pytest.mark.parametrize("as_json", [True, False])
def test_letters_that_the_terminal_lacks_do_not_stop_the_answer(
    setup_file: Path, monkeypatch: pytest.MonkeyPatch, as_json: bool
) -> None:
    out = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(out, "ascii", write_through=True))
    assert check(asked(setup_file, as_json=as_json)) == 3
    said = out.getvalue().decode("ascii")
    if as_json:
        titles = [entry["title"] for entry in json.loads(said)["checks"]]
        assert any("Łódź Wiki" in title for title in titles)
    else:
        assert "??d? Wiki" in said


@pytest.mark.parametrize(("service_id", "told"), [("facets", True), ("custom", False)])
def test_the_first_cause_says_what_it_means_for_this_service(service_id: str, told: bool) -> None:
    catalogue = load()
    service = catalogue.services[service_id]
    found = names(service, Setup(service_id), around_jumpcloud())
    wrong = Finding("client_secret.wrong", "400 invalid_grant", "401 invalid_client")
    answer = checking.Answer([Check.of("client_secret", Status.FAILED, wrong)])
    said = checking.Printer(catalogue, service, found, Hiding(None)).as_lines(answer)
    assert ("Facets keeps its own copy of the secret" in said) is told
    why = catalogue.explanations[wrong.code].why
    follows = f"{why} {service.consequences.get(wrong.code, '')}".strip().replace("**", "")
    assert follows in said.splitlines()[3], "as the window says it: the reason, then what it means"


def test_a_name_that_nobody_knows_in_a_consequence_does_not_stop_the_answer() -> None:
    catalogue = load()
    service = replace(
        catalogue.services["facets"],
        consequences={"token.grant_refused": "{service} asks {nobody}."},
    )
    found = names(service, Setup("facets"), around_jumpcloud())
    refused = Finding("token.grant_refused", values={"said": "unsupported_grant_type"})
    answer = checking.Answer([Check.of("token", Status.FAILED, refused)])
    said = checking.Printer(catalogue, service, found, Hiding(None)).as_lines(answer)
    assert "Facets asks {nobody}." in said
