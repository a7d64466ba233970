"""The report says what was set up and proven, to the right person, and runs nothing."""

from __future__ import annotations

import os
import re
import stat
from html.parser import HTMLParser
from pathlib import Path

import pytest

from jcwizard.catalogue import Catalogue
from jcwizard.keep.report import ENDING_TICK, report_html, save
from jcwizard.keep.results import moment
from jcwizard.model.finding import Check, CheckRun, Finding, Identity, Status
from jcwizard.model.settings import fingerprint
from jcwizard.model.setup import Setup, Surroundings
from jcwizard.model.words import Explanation
from tests.keep.filled import AROUND, CLIENT_ID, WHEN, full_setup

EXPLANATION = Explanation(
    "test.code",
    "JumpCloud does not take the secret of {service}",
    "It answered {seen} & more.",
    "",
    (),
    "",
    "",
)


class Page(HTMLParser):
    """The visible text, and every tag with its attributes; fails on tags that do not pair."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in {"meta", "br"}:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self._open:
            self.text += data + "\n"


def report(catalogue: Catalogue, setup: Setup, around: Surroundings = AROUND) -> tuple[str, Page]:
    service = catalogue.services[setup.service_id]
    explanations = {"test.code": EXPLANATION}
    html = report_html(service, setup, around, catalogue.words, explanations, WHEN + 3600)
    return html, Page(html)


@pytest.fixture
def proven(catalogue: Catalogue) -> Setup:
    return full_setup(catalogue.services["facets"])


def test_it_names_what_was_set_up(catalogue: Catalogue, proven: Setup) -> None:
    _, page = report(catalogue, proven)
    for text in (
        "JumpCloud single sign-on for Facets",
        "United States",
        "https://oauth.id.jumpcloud.com/",
        "https://acme.console.facets.cloud/login/oauth2/code/jumpcloud",
        CLIENT_ID,
        "Client Secret Post",
        "openid email profile",
        "Äcme & Söhne",
        "in the keychain of the computer",
        "It holds no secret",
    ):
        assert text in page.text


def test_it_says_what_was_proven_when_and_by_whom(catalogue: Catalogue, proven: Setup) -> None:
    _, page = report(catalogue, proven)
    assert f"It works. Ada Löwe signed in on {moment(WHEN + 60)}." in page.text
    assert f"Checked without signing in, {moment(WHEN)}" in page.text
    assert "ada@acme.example" in page.text
    assert "Admins, Engineering" in page.text
    assert "JumpCloud knows the Client ID" in page.text
    assert "JumpCloud does not take the secret of Facets" in page.text
    assert "POST https://oauth.id.jumpcloud.com/oauth2/token → 400 (0.21 s)" in page.text
    for word in ("passed", "failed", "look at this", "not run"):
        assert f"\n{word}\n" in page.text, "each status is a word, not a colour alone"


def test_it_says_what_the_test_cannot_prove_and_what_is_left(
    catalogue: Catalogue, proven: Setup
) -> None:
    _, page = report(catalogue, proven)
    assert "switch \nClient Authentication Type\n in JumpCloud" in page.text
    assert "Create in Facets: to do" in page.text
    assert "Remove the test address from JumpCloud" in page.text


def test_an_ending_that_was_done_is_not_left_to_do(catalogue: Catalogue, proven: Setup) -> None:
    proven.tick(ENDING_TICK.format(id="test_address"), "x")
    _, page = report(catalogue, proven)
    assert "Remove the test address" not in page.text
    assert "Sign in once at the Control Plane" in page.text


def test_a_value_changed_after_the_test_marks_every_result_out_of_date(
    catalogue: Catalogue, proven: Setup
) -> None:
    proven.put("client_id", "00000000-428e-48c8-a4f7-d4f6b11c71a6")
    _, page = report(catalogue, proven)
    assert "It works" not in page.text
    assert "but a value was changed after it" in page.text
    assert page.text.count("out of date: a value was changed after this") == 3


def login(catalogue: Catalogue, status: Status, finding: Finding | None = None) -> Setup:
    setup = full_setup(catalogue.services["facets"])
    now = fingerprint("login", catalogue.services["facets"], setup, AROUND)
    setup.record(CheckRun("login", (Check("token", status, finding),), now, WHEN))
    return setup


def test_a_login_that_failed_is_not_called_a_success(catalogue: Catalogue) -> None:
    finding = Finding("test.code", values={"seen": "x"})
    _, page = report(catalogue, login(catalogue, Status.FAILED, finding))
    assert "did not succeed: JumpCloud does not take the secret of Facets." in page.text
    assert "It works" not in page.text


def test_a_login_is_no_success_while_the_services_own_address_is_refused(
    catalogue: Catalogue, proven: Setup
) -> None:
    service = catalogue.services["facets"]
    finding = Finding("test.code", values={"seen": "400"})
    checks = (Check.of("service_redirect", Status.FAILED, finding),)
    now = fingerprint("preflight", service, proven, AROUND)
    proven.record(CheckRun("preflight", checks, now, WHEN))
    _, page = report(catalogue, proven)
    assert "It works" not in page.text
    assert "people who go to Facets would be refused: JumpCloud does not take" in page.text


def test_a_login_that_could_not_be_judged_is_not_called_a_failure(catalogue: Catalogue) -> None:
    _, page = report(catalogue, login(catalogue, Status.UNKNOWN))
    assert "could not be judged: the reason is not known." in page.text


def test_before_any_test_it_says_so(catalogue: Catalogue) -> None:
    for service in catalogue.services:
        _, page = report(catalogue, Setup(service))
        assert "No test login has been made yet." in page.text
        assert "Nothing has been checked yet." in page.text
        assert "unknown yet" in page.text
        assert "{" not in page.text, "an address with a hole in it is never shown"


def test_practice_is_marked(catalogue: Catalogue, proven: Setup) -> None:
    practice = Surroundings(AROUND.test_address, AROUND.regions, practice=True)
    assert "Practice: JumpCloud was only pretended" in report(catalogue, proven, practice)[1].text
    assert "Practice" not in report(catalogue, proven)[1].text


HARMLESS = {"html", "head", "meta", "title", "style", "body", "h1", "h2", "h3", "p", "b", "br"}
HARMLESS |= {"ul", "li", "span", "table", "tr", "th", "td"}
NASTY = "<script>alert(1)</script><img src=x onerror=alert(1)>'\"&\u202egnp.exe\0"


def test_whatever_comes_from_outside_is_text(catalogue: Catalogue) -> None:
    setup = Setup("facets", {"organisation": NASTY, "control_plane_url": NASTY, "region": NASTY})
    finding = Finding(NASTY, NASTY, NASTY, {"seen": NASTY})
    person = Identity(NASTY, NASTY, NASTY, (NASTY,))
    checks = (Check(NASTY, Status.FAILED, finding, (), NASTY, NASTY),)
    for group in ("login", "preflight", NASTY):
        setup.record(CheckRun(group, checks, "", WHEN, person))

    html, page = report(catalogue, setup)

    tags = {tag for tag, _ in page.tags}
    assert tags <= HARMLESS
    assert not [name for _, attributes in page.tags for name in attributes if name[:2] == "on"]
    assert "\u202e" not in html
    assert "\0" not in html
    assert "<script>alert(1)</script>" in page.text


def test_it_asks_nobody_for_anything(catalogue: Catalogue, proven: Setup) -> None:
    html, page = report(catalogue, proven)
    names = {name for _, attributes in page.tags for name in attributes}
    assert not names & {"src", "href", "action", "srcset", "background"}
    assert not re.search(r"url\(|@import", html)
    policies = [a["content"] for tag, a in page.tags if a.get("http-equiv")]
    assert policies[0] is not None
    assert policies[0].startswith("default-src 'none'")


@pytest.mark.row("K84", "K85")
def test_it_is_written_whole_for_this_person_only(tmp_path: Path) -> None:
    path = tmp_path / "Bericht ü.html"
    assert save(path, "<p>ü</p>") is None
    assert path.read_text("utf-8") == "<p>ü</p>"
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_report_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    trouble = save(tmp_path / "no" / "report.html", "x")
    assert trouble is not None
    assert trouble.code == "report.not_saved"
    assert trouble.values["trouble"]
