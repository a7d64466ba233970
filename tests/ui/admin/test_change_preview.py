"""The preview: each change as a plain sentence, where it goes, and what stays as it is."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from jcwizard.jumpcloud.plan import Plan
from jcwizard.jumpcloud.repair import Line
from jcwizard.ui.admin.change_preview import ChangePreview
from jcwizard.ui.context import Context
from jcwizard.ui.markup import spoken
from tests.ui.admin.samples import LINES, SERVICE_URL, STEPS, TEST_URL

SOMETHING: Any = object()


@pytest.fixture
def preview(context: Context, qtbot: QtBot) -> ChangePreview:
    """A preview of nothing yet."""
    made = ChangePreview(context)
    qtbot.addWidget(made)
    return made


def changing(*lines: Line) -> Plan:
    return Plan(lines, STEPS, "Facets", found=SOMETHING)


def said(preview: ChangePreview) -> str:
    return "\n".join(label.accessibleName() for label in preview.findChildren(QLabel))


def test_each_change_is_a_sentence_with_the_settings_name(preview: ChangePreview) -> None:
    preview.show_plan(changing(*LINES), "Acme, console.jumpcloud.com")
    assert preview.lines is not None
    assert preview.lines.said == [
        f"Redirect URIs: adds {SERVICE_URL}",
        f"Redirect URIs: adds {TEST_URL}",
        "Client Authentication Type: changes from Client Secret Basic to Client Secret Post",
        "User Groups: adds Engineering",
        "User Groups: removes Everybody",
        "User Portal Image: adds facets.png",
    ]


def test_it_names_where_the_changes_go(preview: ChangePreview) -> None:
    where = "Acme **x**, console.jumpcloud.com"
    preview.show_plan(changing(*LINES), where)
    assert f"It goes to {spoken(where)}, and nowhere else." in said(preview)


def test_what_stays_as_it_is_is_named(preview: ChangePreview) -> None:
    preview.show_plan(changing(Line("login_url", "https://a.example", "")), "Acme")
    staying = next(line for line in said(preview).split("\n") if line.startswith("Stays"))
    assert "Display Label" in staying
    assert "Redirect URIs" in staying
    assert "Login URL" not in staying


def test_a_new_application_is_called_new_and_its_secret_is_told_of(
    preview: ChangePreview,
) -> None:
    lines = (Line("label", "", "Facets"), Line("redirect_uris", "", SERVICE_URL))
    preview.show_plan(Plan(lines, STEPS, "Facets"), "Acme")
    assert preview.lines is not None
    assert preview.lines.said[0] == "Display Label: Facets"
    assert "This is what will be made" in said(preview)
    assert "step 5, Client ID and secret" in said(preview)
    assert "Stays as it is:" not in said(preview)


def test_nothing_to_change_is_said_as_such(preview: ChangePreview) -> None:
    preview.show_plan(changing(*LINES), "Acme")
    preview.show_plan(changing(), "Acme")
    assert "There is nothing to change" in said(preview)
    assert preview.lines is None


def test_a_picture_that_is_replaced_does_not_come_back(preview: ChangePreview) -> None:
    preview.show_plan(changing(LINES[-1]), "Acme")
    assert "does not come back" in said(preview)
    preview.show_plan(changing(LINES[0]), "Acme")
    assert "does not come back" not in said(preview)


def test_texts_from_outside_are_shown_as_they_are(preview: ChangePreview) -> None:
    preview.show_plan(changing(Line("label", "<b>old</b>", "**new** {x}")), "Acme")
    assert preview.lines is not None
    assert preview.lines.said == ["Display Label: changes from <b>old</b> to **new** {x}"]
    shown = next(
        label
        for label in preview.findChildren(QLabel)
        if label.accessibleName() == preview.lines.said[0]
    )
    assert shown.textFormat() is Qt.TextFormat.PlainText
