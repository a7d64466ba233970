"""A fault is planted, a person goes their way, and the first thing the window says is right."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conformance.record import Conformance
from tests.faults.case import Case, Outcome
from tests.faults.cases import CASES
from tests.faults.desk import Desk
from tests.faults.scene import Scene
from tests.faults.walks import WALKS

AT_LEAST = 0.95


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_first_finding_shown_names_the_fault(
    case: Case,
    scene: Scene,
    sit_down: Callable[[str], Desk],
    outcomes: dict[str, Outcome],
) -> None:
    case.plant(scene)
    outcomes[case.id] = Outcome.WRONG_AND_CERTAIN  # unless it comes to an end
    with sit_down(case.walk) as desk:
        shown = WALKS[case.walk](desk)
    outcomes[case.id] = case.judge(shown)
    expected = Outcome.UNDECIDED if case.falls_short else Outcome.RIGHT
    assert outcomes[case.id] is expected, f"{case.fault} The window said: {shown}"


def test_the_right_one_comes_first_nearly_always_and_no_wrong_one_is_stated_as_certain(
    outcomes: dict[str, Outcome], conformance: Conformance
) -> None:
    assert set(outcomes) == {case.id for case in CASES}, "the faults above must run before"
    ends = list(outcomes.values())
    right = ends.count(Outcome.RIGHT)
    conformance.figure("right first finding", right, len(ends))
    assert len(ends) >= 60
    assert right >= AT_LEAST * len(ends)
    assert Outcome.WRONG_AND_CERTAIN not in ends
