"""A secret that is pasted into the wrong field is taken off the screen, and that is said."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from jcwizard.ui.context import Context
from jcwizard.ui.widgets.field_edit import FieldEdit
from tests.canaries import hatch

SECRET = "HWcI.p6WmTqCv6.OHtG3Dp0~Ep"
CLIENT_ID = "4ff122de-428e-48c8-a4f7-d4f6b11c71a6"


@pytest.fixture
def edit(context: Context, qtbot: QtBot) -> FieldEdit:
    """The field of the Client ID."""
    made = FieldEdit(context, context.service.fields["client_id"])
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def line(edit: FieldEdit) -> QLineEdit:
    assert isinstance(edit.editor, QLineEdit)
    return edit.editor


def said(edit: FieldEdit) -> str:
    shown = (label for label in edit.findChildren(QLabel) if not label.isHidden())
    return "\n".join(label.accessibleName() for label in shown)


def paste(edit: FieldEdit, text: str) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.setText(text)
    line(edit).selectAll()
    line(edit).paste()
    clipboard.setText("something else")


@pytest.mark.row("S25")
@pytest.mark.parametrize("around", ["{}", " {}\n", "\u200b{}"])
def test_the_field_is_wiped_and_says_why(edit: FieldEdit, context: Context, around: str) -> None:
    paste(edit, around.format(hatch(SECRET)))
    assert line(edit).text() == ""
    assert not line(edit).isUndoAvailable()
    assert not context.setup.values.get("client_id")
    assert "taken off the screen" in said(edit)
    line(edit).undo()
    edit.refresh()
    assert line(edit).text() == ""
    assert "taken off the screen" in said(edit)


@pytest.mark.row("S25")
def test_the_right_value_takes_its_place(edit: FieldEdit, context: Context) -> None:
    paste(edit, hatch(SECRET))
    paste(edit, CLIENT_ID)
    assert context.setup.values["client_id"] == CLIENT_ID
    assert "taken off the screen" not in said(edit)


def test_what_is_only_odd_stays(edit: FieldEdit, context: Context) -> None:
    for text in ("my-own-client", SECRET[:25], SECRET.lower(), "4ff122de-428e"):
        paste(edit, text)
        assert line(edit).text() == text
