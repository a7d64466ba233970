"""What a provider says may be long, and so may its tokens: neither is worked on again and again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jcwizard.model.finding import Check
from jcwizard.model.secret import DOTS, Secret
from jcwizard.model.secret_forms import secret_forms
from jcwizard.oidc import untrusted
from jcwizard.oidc.replies import unjudged
from jcwizard.oidc.stages import TOKEN
from jcwizard.oidc.token_exchange import read_tokens
from jcwizard.oidc.untrusted import shown
from tests.oidc.hydra import Hydra
from tests.oidc.made import reply

LONG = "t" * 5_000


@pytest.fixture
def worked_out(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the secrets whose forms were worked out, one entry for each time."""
    secrets: list[str] = []

    def forms(text: str, shortest: int) -> tuple[str, ...]:
        secrets.append(text)
        return secret_forms(text, shortest)

    monkeypatch.setattr(untrusted, "secret_forms", forms)
    return secrets


def test_the_forms_of_a_secret_are_worked_out_once_for_a_refusal(worked_out: list[str]) -> None:
    said = {"error": "invalid_grant", "error_description": f"{LONG} s3cret-1 {LONG}"}
    found = read_tokens(
        reply(said, status=400), Hydra().target(), TOKEN,
        (Secret(LONG), Secret("s3cret-1")),
        id_token_required=True,
    )  # fmt: skip
    assert isinstance(found, Check)
    assert found.finding is not None
    assert found.finding.values["said"] == f"{DOTS} {DOTS} {DOTS}"
    assert sorted(worked_out) == ["s3cret-1", LONG]


def test_the_forms_of_a_secret_are_worked_out_once_for_what_answers_nothing(
    worked_out: list[str],
) -> None:
    said = {"error": "odd", "error_description": f"{LONG} {LONG}"}
    found = unjudged(reply(said, status=418), "200", secrets=(Secret(LONG), None))
    assert found.actual == f"418 odd: {DOTS} {DOTS}"
    assert worked_out == [LONG]


def test_a_secret_longer_than_the_text_is_not_looked_for(worked_out: list[str]) -> None:
    assert shown("no such token", (Secret(LONG),)) == "no such token"
    assert worked_out == []


@given(st.text(min_size=1, max_size=30))
def test_no_form_of_a_secret_is_shorter_than_the_secret(text: str) -> None:
    assert min(map(len, secret_forms(text, 1))) >= len(text)


def test_of_a_text_of_any_length_only_the_beginning_is_made_fit_to_be_shown() -> None:
    assert shown("ab" + "\n" * 1_000_000 + "c") == "ab…"
    assert shown("\n" * 10_000 + "ab") == "ab"
    assert shown("x" * 1_000_000 + "s3cret-1", (Secret("s3cret-1"),)) == "x" * 300 + "…"
