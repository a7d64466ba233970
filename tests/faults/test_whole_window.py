"""One fault of each family met on the whole way, from the first page on, with nothing prepared."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QAbstractButton

from jcwizard.model.finding import Verdict
from tests.faults.case import Case, Outcome
from tests.faults.cases import CASES
from tests.faults.cases_facets import ControlPlane
from tests.faults.cases_machine import all_else_right
from tests.faults.desk import Desk
from tests.faults.scene import Scene
from tests.faults.walks import WALKS
from tests.ui.pages.finding import called

ON_THE_WAY = (
    "redirect-typo",
    "no-email",
    "other-client-id",
    "start-portal",
    "no-browser",
    "swapped",
    "token-teapot",
)
CHOSEN = [case for case in CASES if case.id in ON_THE_WAY]


def test_every_family_is_met() -> None:
    assert {case.family for case in CHOSEN} == {case.family for case in CASES}


def test_with_no_fault_every_page_is_passed_and_the_login_works(
    scene: Scene, sit_down: Callable[[str], Desk]
) -> None:
    all_else_right(scene)
    ControlPlane(scene)
    with sit_down("whole") as desk:
        assert WALKS["whole"](desk) is None
        runs = desk.context.setup.runs
        assert {run.verdict for run in runs.values()} == {Verdict.PASSED}
        assert set(runs) == {"self", "preflight", "outside", "login"}


@pytest.mark.parametrize("case", CHOSEN, ids=lambda case: case.id)
def test_a_fault_is_the_first_thing_that_the_whole_way_shows(
    case: Case, scene: Scene, sit_down: Callable[[str], Desk]
) -> None:
    all_else_right(scene)
    ControlPlane(scene)
    case.plant(scene)
    with sit_down("whole") as desk:
        shown = WALKS["whole"](desk)
    assert case.judge(shown) is Outcome.RIGHT, f"{case.fault} The window said: {shown}"


def test_a_wizard_that_was_closed_in_the_middle_claims_nothing_afterwards(
    scene: Scene, sit_down: Callable[[str], Desk]
) -> None:
    scene.visitor.leaves_before_the_callback = True
    scene.pasted = str  # nothing is pasted; it only waits for the browser
    with sit_down("sign_in") as desk:
        assert WALKS["sign_in"](desk) is not None
        desk.wait(lambda: bool(desk.context.setup_id))
        saved = desk.context.setup_id
        assert desk.context.setup.runs.keys() == {"preflight"}
    scene.visitor.join()
    with sit_down("start") as desk:
        opened = desk.context.open_saved(saved)
        desk.context.tasks.start(lambda: opened)
        desk.wait(lambda: desk.context.setup_id == saved)
        assert "login" not in desk.context.setup.runs
        desk.go("test")
        assert called(desk.page, QAbstractButton, "Start test login").isVisible()


def test_another_card_on_the_first_page_begins_another_setup(
    scene: Scene, sit_down: Callable[[str], Desk]
) -> None:
    with sit_down("form") as desk:
        desk.go("service")
        called(desk.page, QAbstractButton, "Paradime").click()
        desk.turn()
        desk.window.footer.primary.click()
        desk.turn()
        assert desk.context.setup.service_id == "paradime"
        assert "control_plane_url" not in desk.context.setup.values
