"""Where nothing is wrong, nothing is found: without this, finding a fault would prove little."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from jcwizard.model.finding import Verdict
from tests.faults.desk import Desk
from tests.faults.scene import Scene
from tests.faults.walks import WALKS


@pytest.mark.parametrize("service", ["facets", "paradime", "custom"])
def test_a_setup_that_is_right_signs_in_and_nothing_is_said_against_it(
    scene: Scene, sit_down: Callable[[str], Desk], service: str
) -> None:
    scene.be(service)
    with sit_down("sign_in") as desk:
        assert WALKS["sign_in"](desk) is None
        runs = desk.context.setup.runs
    assert runs["preflight"].verdict is Verdict.PASSED
    assert runs["login"].verdict is Verdict.PASSED
