"""What became of a change, with everything that is needed next and never the secret."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QPlainTextEdit
from pytestqt.qtbot import QtBot

from jcwizard.jumpcloud.outcome import Ending, Outcome
from jcwizard.jumpcloud.plan import Plan
from jcwizard.model.finding import Finding
from jcwizard.model.secret import Secret
from jcwizard.ui.admin.made_application import MadeApplication
from jcwizard.ui.context import Context
from jcwizard.ui.markup import spoken
from jcwizard.ui.widgets.callout import Callout
from tests.ui.admin.samples import LINES, STEPS

CLIENT_ID = "4ff122de-428e-48c8-a4f7-d4f6b11c71a6"
SOMETHING: Any = object()
SECRET = Secret("made-once-and-shown-nowhere-7Qz")


@pytest.fixture
def made(context: Context, qtbot: QtBot) -> MadeApplication:
    """An outcome to come."""
    shown = MadeApplication(context, "application")
    qtbot.addWidget(shown)
    return shown


def said(made: MadeApplication) -> str:
    made.show()
    labels = [
        label.accessibleName() or label.text()
        for label in made.findChildren(QLabel)
        if label.isVisible()
    ]
    values = [text.toPlainText() for text in made.findChildren(QPlainTextEdit) if text.isVisible()]
    return "\n".join(labels + values)


def kinds(made: MadeApplication) -> list[str]:
    made.show()
    return [card.kind for card in made.findChildren(Callout) if card.isVisible()]


def test_a_new_application_says_where_its_values_are(made: MadeApplication) -> None:
    made.show_outcome(
        Outcome(Ending.DONE, client_id=CLIENT_ID, secret=SECRET, done=("create", "settings")),
        "Facets",
    )
    texts = said(made)
    assert "The application Facets is made" in texts
    assert "are in step 5, Client ID and secret, already" in texts
    assert CLIENT_ID in texts
    assert SECRET.reveal() not in texts


def test_a_changed_application_was_read_back(made: MadeApplication) -> None:
    made.show_outcome(Outcome(Ending.DONE, done=("settings", "read_back")), "Facets")
    assert "The application Facets is changed" in said(made)
    assert "step 5" not in said(made)
    assert "Client ID" not in said(made)


def test_something_worth_knowing_stands_below_the_success(
    made: MadeApplication, context: Context
) -> None:
    finding = Finding("network.timeout", values={"host": "console.jumpcloud.com"})
    made.show_outcome(Outcome(Ending.DONE, finding, done=("create",)), "Facets")
    texts = said(made)
    assert texts.index("is made") < texts.index("console.jumpcloud.com did not answer in time")


@pytest.mark.parametrize("ending", [Ending.UNDONE, Ending.LEFT, Ending.PARTLY])
def test_a_failure_says_what_holds_now_and_what_stopped_it(
    made: MadeApplication, ending: Ending
) -> None:
    holds = Finding("network.timeout", values={"host": "what holds"})
    cause = Finding("network.name_not_found", values={"host": "what stopped it"})
    made.show_outcome(
        Outcome(ending, holds, cause, client_id=CLIENT_ID, secret=SECRET, void=True), "Facets"
    )
    texts = said(made)
    assert texts.index("what holds") < texts.index("what stopped it")
    assert "is made" not in texts
    assert CLIENT_ID not in texts
    assert SECRET.reveal() not in texts


def test_what_is_left_is_named_to_be_copied(made: MadeApplication) -> None:
    left = "Facets, 65f0c0ffee65f0c0ffee65f0"
    made.show_outcome(Outcome(Ending.LEFT, Finding("network.timeout"), left=left), "Facets")
    assert "What is left in JumpCloud" in said(made)
    assert left in said(made)
    made.show_outcome(Outcome(Ending.DONE, done=("create",)), "Facets")
    assert left not in said(made)


def test_what_was_not_found_as_asked_is_not_called_so(made: MadeApplication) -> None:
    made.show_outcome(Outcome(Ending.DONE, Finding("provision.differs"), done=("settings",)), "X")
    texts = said(made)
    assert "The application X is changed" in texts
    assert "shows something else" in texts
    assert "it holds what was asked for" not in texts


def test_which_steps_hold_is_shown_where_only_some_do(made: MadeApplication) -> None:
    plan = Plan(LINES, STEPS, "Facets", found=SOMETHING)
    partly = Outcome(Ending.PARTLY, Finding("provision.partly"), done=("settings", "bind:a1"))
    made.show_outcome(partly, "Facets", plan)
    assert [made._steps.states[step.id] for step in STEPS] == [
        "holds",
        "holds",
        "holds_not",
        "holds_not",
        "holds_not",
    ]
    assert "does not hold" in said(made)
    made.show_outcome(Outcome(Ending.DONE, done=("settings",)), "Facets", plan)
    assert "does not hold" not in said(made)


def test_what_nobody_can_say_is_blamed_on_nobody(made: MadeApplication) -> None:
    unknown = Finding("provision.unknown", values={"label": "Facets"})
    made.show_outcome(Outcome(Ending.LEFT, unknown), "Facets")
    assert kinds(made) == ["unknown"]


def test_stopping_is_no_failure(made: MadeApplication) -> None:
    nothing, stopped = Finding("provision.nothing_made"), Finding("provision.stopped")
    made.show_outcome(Outcome(Ending.UNDONE, nothing, stopped), "**Facets**")
    assert kinds(made) == ["warning", "info"]


def test_what_nothing_depends_on_is_a_remark(made: MadeApplication) -> None:
    refused = Finding("provision.logo_refused", values={"label": "Facets"})
    cause = Finding("network.timeout", values={"host": "console.jumpcloud.com"})
    made.show_outcome(Outcome(Ending.DONE, refused, cause, done=("create",)), "Facets")
    assert kinds(made) == ["passed", "warning", "warning"]


def test_a_label_from_outside_formats_nothing(made: MadeApplication) -> None:
    made.show_outcome(Outcome(Ending.DONE, done=("create",)), "**Facets**")
    assert f"The application {spoken('**Facets**')} is made" in said(made)
