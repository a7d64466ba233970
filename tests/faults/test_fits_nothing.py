"""What fits nothing says that it could not be told, and gives the details to send to somebody."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from tests.faults.case import Case
from tests.faults.cases import CASES
from tests.faults.desk import Desk
from tests.faults.scene import Scene
from tests.faults.walks import WALKS

NOTHING_KNOWN = [case for case in CASES if case.fits_nothing]
SEEN = {
    "discovery-half": "application/json",
    "authorize-teapot": "418",
    "authorize-new-error": "tenant_paused",
    "token-teapot": "418",
    "answer-of-another-kind": "invalid_target",
    "answer-unheard-of": "tenant_paused",
    "token-unheard-of": "flux_capacitor",
    "type-mac": "mac",
}
"""What of the odd answer the details must hold."""


def test_each_of_them_is_looked_at() -> None:
    assert {case.id for case in NOTHING_KNOWN} == set(SEEN)


@pytest.mark.parametrize("case", NOTHING_KNOWN, ids=lambda case: case.id)
def test_the_details_say_what_was_seen_and_hold_no_secret(
    case: Case, scene: Scene, sit_down: Callable[[str], Desk]
) -> None:
    case.plant(scene)
    with sit_down(case.walk) as desk:
        assert WALKS[case.walk](desk) is not None
        card = desk.eyes.card()
        assert card is not None
        buttons = [b for b in card.findChildren(QPushButton) if b.text() == "Copy details"]
        assert len(buttons) == 1
        buttons[0].click()
        desk.turn()
        details = QGuiApplication.clipboard().text()
    assert SEEN[case.id] in details
    assert scene.secret not in details
    for code in scene.hydra.codes:
        assert code not in details
    assert scene.test_address not in scene.visitor.at or scene.visitor.at not in details
