"""The judge of the seeded faults is strict: a wrong answer that sounds sure is the worst of all."""

from __future__ import annotations

import pytest

from jcwizard.catalogue import load
from tests.faults.case import UNSURE, Case, Outcome, Shown
from tests.faults.cases import CASES

RIGHT, UNDECIDED = Outcome.RIGHT, Outcome.UNDECIDED
HEDGED, CERTAIN = Outcome.WRONG_BUT_HEDGED, Outcome.WRONG_AND_CERTAIN


def case(**changes: object) -> Case:
    values = {
        "id": "x", "family": "f", "fault": "", "plant": print, "step": "test",
        "right": frozenset({"a.right"}), "also": frozenset({"a.list"}),
    }  # fmt: skip
    return Case(**(values | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("code", "kind", "step", "outcome"),
    [
        ("a.right", "failed", "test", RIGHT),
        ("a.right", "failed", "create", HEDGED),  # right, but on another page than it must be
        ("a.right", "warning", "test", HEDGED),
        ("a.right", "unknown", "test", UNDECIDED),
        ("a.list", "failed", "test", UNDECIDED),
        ("a.wrong", "unknown", "test", UNDECIDED),
        ("a.wrong", "warning", "test", HEDGED),
        ("a.wrong", "failed", "test", CERTAIN),
        ("unheard: words of nobody", "failed", "test", CERTAIN),
    ],
)
def test_each_answer_has_its_place(code: str, kind: str, step: str, outcome: Outcome) -> None:
    assert case().judge(Shown(code, kind, step, "")) is outcome


def test_every_right_answer_is_one_that_the_window_can_give() -> None:
    told = load()
    known = {*told.explanations, *told.words}
    for service in told.services.values():
        known |= {f"refused.{field.id}" for field in service.fields.values() if field.refusals}
    named = {code for one in CASES for code in one.right | one.also}
    assert named - known == set()


def test_to_find_nothing_wrong_where_something_is_counts_as_wrong_and_certain() -> None:
    assert case().judge(None) is CERTAIN
    assert case(right=frozenset()).judge(None) is RIGHT


def test_to_blame_a_setting_for_the_network_is_wrong_and_certain() -> None:
    network = case(kinds=UNSURE)
    assert network.judge(Shown("a.right", "failed", "test", "")) is CERTAIN
    assert network.judge(Shown("a.right", "unknown", "test", "")) is RIGHT


def test_to_find_something_where_nothing_is_wrong_is_wrong() -> None:
    harmless = case(right=frozenset())
    assert harmless.judge(Shown("a.wrong", "failed", "test", "")) is CERTAIN
