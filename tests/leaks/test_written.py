"""Whatever is written down or handed on holds no secret, wherever one has strayed before."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jcwizard.catalogue import Catalogue, load
from jcwizard.checking import Answer, Printer
from jcwizard.keep.hiding import Hiding
from jcwizard.keep.report import report_html
from jcwizard.keep.saved import SavedSetups
from jcwizard.keep.setup_file import write
from jcwizard.keep.support import summary
from jcwizard.model.finding import Check, CheckRun, Finding, Identity, Status
from jcwizard.model.secret import Secret
from jcwizard.model.settings import fingerprint, names
from jcwizard.model.setup import Setup
from tests.canaries import canary, leaks
from tests.keep.filled import AROUND, CLIENT_ID, WHEN, exchange, full_setup

pytestmark = pytest.mark.row("S22")

CANARY = canary("written")
WAYS: dict[str, Callable[[str], str]] = {
    "raw": lambda text: text,
    "quoted": lambda text: quote(text, safe=""),
    "form": quote_plus,
    "small": lambda text: re.sub("%..", lambda part: part[0].lower(), quote_plus(text)),
    "JSON": lambda text: json.dumps(text)[1:-1],
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "Basic": lambda text: base64.b64encode(f"{CLIENT_ID}:{text}".encode()).decode(),
    "Basic, encoded": lambda text: base64.b64encode(f"x:{quote_plus(text)}".encode()).decode(),
    "hex": lambda text: text.encode().hex(),
    "pasted": lambda text: f"http://127.0.0.1:14217/callback?code={quote_plus(text)}&state=x",
}
PLACES = (
    "organisation", "login_button_text", "display_label", "notes", "control_plane_url", "x-made-up",
    "registration_id", "shown_redirect_url", "client_id",
)  # fmt: skip
STRAY = st.dictionaries(st.sampled_from(PLACES), st.sampled_from(sorted(WAYS)), min_size=1)
# Base64 needs three letters more than a secret of six has to be sure of. Hypothesis also tries the
# words of our own code, which any report may show: no secret begins as none of them does.
SECRETS = (
    st.text(
        st.characters(min_codepoint=33, max_codepoint=0x24F, categories=["L", "N", "P", "S"]),
        min_size=9,
        max_size=37,
    )
    .map(lambda text: f"Zq7{text}")
    .filter(lambda text: len(set(text)) > 6 and "•" not in text)
)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """What resources/ says."""
    return load()


def strayed(catalogue: Catalogue, secret: str, stray: dict[str, str], way: str) -> Setup:
    """A finished setup of Facets with the secret in fields, in findings and on the wire."""
    service = catalogue.services["facets"]
    setup = full_setup(service)
    setup.put_secret(Secret(secret))
    for place, form in stray.items():
        setup.put(place, f"before {WAYS[form](secret)} after")
    told = WAYS[way](secret)
    seen = (replace(exchange(secret), trouble=told, received=(("server", told),)),)
    found = Finding("client_secret.wrong", told, f"got {told}", {"said": told}, seen)
    checks = (
        Check.of("client_secret", Status.FAILED, found),
        Check.passed("issuer", evidence=seen),
    )
    now = fingerprint("preflight", service, setup, AROUND)
    setup.record(CheckRun("preflight", checks, now, WHEN))
    return setup


@given(secret=SECRETS, stray=STRAY, way=st.sampled_from(sorted(WAYS)))
def test_no_report_and_no_summary_holds_it(
    catalogue: Catalogue, secret: str, stray: dict[str, str], way: str
) -> None:
    setup = strayed(catalogue, secret, stray, way)
    service = catalogue.services["facets"]
    everything = (service, setup, AROUND, catalogue.words, catalogue.explanations, WHEN)
    for text in (report_html(*everything), summary(*everything)):
        assert found_in(text, secret) == []


@pytest.mark.parametrize("way", WAYS)
def test_no_file_holds_it(catalogue: Catalogue, tmp_path: Path, way: str) -> None:
    setup = strayed(catalogue, CANARY, dict.fromkeys(PLACES, way), way)
    saved = SavedSetups(tmp_path / "setups")
    assert saved.save("a", setup) is None
    saved.close()
    write(tmp_path / "a.jcsetup", setup, catalogue.services["facets"])
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    for path in files:
        assert found_in(path.read_text("utf-8"), CANARY) == [], path.name


@given(secret=SECRETS, way=st.sampled_from(sorted(WAYS)))
def test_what_the_check_prints_does_not_hold_it(
    catalogue: Catalogue, secret: str, way: str
) -> None:
    setup = strayed(catalogue, secret, {"organisation": way}, way)
    service = catalogue.services["facets"]
    found = names(service, setup, AROUND)
    printer = Printer(catalogue, service, found, Hiding(Secret(secret)))
    person = Identity("0a1b2c", WAYS[way](secret), WAYS[way](secret), (WAYS[way](secret),))
    answer = Answer(list(setup.runs["preflight"].checks), person)
    printed = printer.as_json(answer)
    assert printed.isascii()
    assert json.loads(printed)["checks"][0]["code"] == "client_secret.wrong"
    for text in (printed, json.dumps(json.loads(printed), ensure_ascii=False)):
        assert found_in(text, secret) == []
    assert found_in(printer.as_lines(answer), secret) == []


def found_in(text: str, secret: str) -> list[str]:
    """In which forms the secret is there; nobody writes it backwards or in another encoding."""
    shown = [form for _, form in leaks(text, [secret])]
    return [form for form in shown if form not in {"reversed", "raw, read as Latin-1"}]
