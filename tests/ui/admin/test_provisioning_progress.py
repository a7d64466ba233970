"""The steps of a change on their way."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from jcwizard.jumpcloud.plan import Plan, PlanStep, StepKind
from jcwizard.ui.admin.provisioning_progress import ProvisioningProgress
from jcwizard.ui.context import Context
from tests.ui.admin.samples import LINES, STEPS
from tests.ui.sample import Heard

SOMETHING: Any = object()
PLAN = Plan(LINES, STEPS, "Facets", found=SOMETHING)


@pytest.fixture
def progress(context: Context, qtbot: QtBot) -> ProvisioningProgress:
    """A plan of which nothing is done yet."""
    made = ProvisioningProgress(context)
    qtbot.addWidget(made)
    made.begin(PLAN)
    made.show()
    return made


def said(progress: ProvisioningProgress) -> str:
    return "\n".join(
        label.accessibleName() for label in progress.findChildren(QLabel) if label.isVisible()
    )


def test_every_step_is_named_before_anything_is_done(progress: ProvisioningProgress) -> None:
    assert list(progress.states) == [step.id for step in STEPS]
    assert set(progress.states.values()) == {"waiting"}
    assert "Engineering" in said(progress)


@pytest.mark.parametrize(
    ("state", "word"),
    [("running", "doing it"), ("done", "done"), ("failed", "failed"), ("undone", "taken back")],
)
def test_a_step_says_by_a_word_how_it_stands_and_it_is_announced(
    progress: ProvisioningProgress, heard: Heard, state: str, word: str
) -> None:
    progress.step("bind:a1", state)
    assert progress.states["bind:a1"] == state
    assert heard.announced[-1].endswith(f", {word}")
    assert "Engineering" in heard.announced[-1]
    assert word in said(progress)


def test_waiting_for_jumpcloud_is_said_until_it_goes_on(progress: ProvisioningProgress) -> None:
    progress.wait(11.6)
    assert "JumpCloud asks to wait for 12 seconds." in said(progress)
    progress.step("settings", "done")
    assert "asks to wait" not in said(progress)


def test_another_plan_starts_over(progress: ProvisioningProgress) -> None:
    progress.step("settings", "done")
    progress.begin(Plan((), (PlanStep(StepKind.CREATE, "Wiki"),), "Wiki"))
    assert progress.states == {"create": "waiting"}


def test_a_name_from_outside_formats_nothing(progress: ProvisioningProgress) -> None:
    step = PlanStep(StepKind.BIND, "**x** <i>y</i>", "z")
    progress.begin(Plan((), (step,), "Facets", found=SOMETHING))
    label = next(
        label for label in progress.findChildren(QLabel) if "y</i>" in label.accessibleName()
    )
    assert "<i>" not in label.text()
    assert "<b>x" not in label.text()


def test_a_step_that_is_in_no_plan_is_passed_over(progress: ProvisioningProgress) -> None:
    progress.step("something_else", "done")
    assert "something_else" not in progress.states
