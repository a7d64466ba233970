"""The summary for support holds what they need, and three words to read out."""

from __future__ import annotations

import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jcwizard import __version__
from jcwizard.catalogue import Catalogue
from jcwizard.keep.support import (
    crash_lines,
    crash_reference,
    crash_summary,
    reference,
    summary,
)
from jcwizard.model.setup import Setup
from tests.keep.filled import AROUND, CANARY, WHEN, full_setup


def told(catalogue: Catalogue, setup: Setup) -> str:
    service = catalogue.services[setup.service_id]
    return summary(service, setup, AROUND, catalogue.words, {}, WHEN)


def fail(secret: str) -> None:
    raise ValueError(f"could not use {secret}")


def crashed(text: str = CANARY) -> BaseException:
    try:
        try:
            fail(text)
        except ValueError as error:
            raise RuntimeError(text) from error
    except RuntimeError as error:
        return error


def test_it_names_versions_steps_checks_and_what_was_said_on_the_wire(
    catalogue: Catalogue,
) -> None:
    text = told(catalogue, full_setup(catalogue.services["facets"]))
    for line in (
        f"  jcwizard {__version__}",
        "Setup: facets",
        "  registration_id = jumpcloud",
        "  client_secret: in memory, in the keychain",
        "  create: to_do",
        "    client_secret: failed test.code",
        "      expected: the right one",
        "      > POST https://oauth.id.jumpcloud.com/oauth2/token?hint=",
        "      < 400 (0.21 s)",
    ):
        assert line in text.splitlines()
    assert re.search(r"^  Python 3\.", text, re.M)
    assert re.search(r"^  PySide6-Essentials \d", text, re.M)


def test_a_setup_without_anything_has_a_summary_too(catalogue: Catalogue) -> None:
    for service in catalogue.services:
        assert "Checks\n  none" in told(catalogue, Setup(service))


def test_it_is_headed_by_the_reference_of_what_follows(catalogue: Catalogue) -> None:
    setup = full_setup(catalogue.services["facets"])
    first, again = told(catalogue, setup), told(catalogue, setup)
    assert first == again
    head, body = first.split("\n", 2)[1:]
    assert head == f"Reference: {reference(body.removesuffix(chr(10)))}"
    setup.put("organisation", "another")
    assert told(catalogue, setup).split("\n")[1] != head


@given(st.text())
def test_a_reference_is_three_plain_words(text: str) -> None:
    assert re.fullmatch(r"[a-z]{3,8}-[a-z]{3,8}-[a-z]{3,8}", reference(text))
    assert reference(text) == reference(text)


def test_different_texts_mostly_have_different_references() -> None:
    found = {reference(f"{a}{b}") for a, b in product(range(20), range(100, 120))}
    assert len(found) >= 398


def test_a_crash_is_told_by_kind_and_place_and_never_by_its_text(catalogue: Catalogue) -> None:
    text = crash_summary(crashed(), catalogue.words)
    assert "  builtins.RuntimeError" in text
    assert "  builtins.ValueError" in text
    assert re.search(r"    tests/keep/test_support\.py:\d+ fail$", text, re.M)
    assert re.search(r"^  PySide6-Essentials \d", text, re.M)
    assert "CANARY" not in text
    assert "could not use" not in text
    assert "/work" not in "\n".join(crash_lines(crashed()))


def test_a_crash_has_the_same_reference_wherever_it_happens_and_heads_its_details_with_it(
    catalogue: Catalogue,
) -> None:
    first, second = crashed("one"), crashed("another")
    assert crash_reference(first) == crash_reference(second)
    assert crash_reference(first) != crash_reference(LookupError())
    head = crash_summary(first, catalogue.words).splitlines()[1]
    assert head == f"Reference: {crash_reference(second)}"


def test_a_crash_that_is_its_own_cause_ends() -> None:
    error = ValueError()
    error.__context__ = other = KeyError()
    other.__context__ = error
    assert len(crash_lines(error)) <= 31


def test_a_line_from_outside_cannot_forge_another(catalogue: Catalogue) -> None:
    setup = Setup("facets", {"organisation": "a\nReference: fake-fake-fake\u202e\0" + "x" * 9999})
    text = told(catalogue, setup)
    assert text.count("\nReference:") == 1
    assert "\u202e" not in text
    assert max(map(len, text.splitlines())) < 500


@pytest.mark.row("S14")
def test_it_says_when_somebody_wants_the_keys_of_encrypted_traffic(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSLKEYLOGFILE", raising=False)
    assert "SSLKEYLOGFILE" not in told(catalogue, Setup("facets"))
    monkeypatch.setenv("SSLKEYLOGFILE", "keys-of-ada")
    text = told(catalogue, Setup("facets"))
    assert "  SSLKEYLOGFILE: set on this computer, ignored by this program" in text.splitlines()
    assert "keys-of-ada" not in text
