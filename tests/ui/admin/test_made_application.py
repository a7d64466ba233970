"""What became of a change, with everything that is needed next and never the secret."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QPlainTextEdit
from pytestqt.qtbot import QtBot

from jcwizard.jumpcloud.outcome import Ending, Outcome
from jcwizard.model.finding import Finding
from jcwizard.model.secret import Secret
from jcwizard.ui.admin.made_application import MadeApplication
from jcwizard.ui.context import Context
from jcwizard.ui.markup import spoken

CLIENT_ID = "4ff122de-428e-48c8-a4f7-d4f6b11c71a6"
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


def test_what_was_stopped_before_anything_changed_is_no_failure(made: MadeApplication) -> None:
    made.show_outcome(Outcome(Ending.UNDONE), "**Facets**")
    assert "Everything is as it was before" in said(made)
    assert f"Nothing in {spoken('**Facets**')} was changed." in said(made)
