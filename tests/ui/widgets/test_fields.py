"""Fields keep what was typed, say what is wrong with it, and show what was changed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from jcwizard.model.service import Field, FieldKind
from jcwizard.ui.context import Context
from jcwizard.ui.widgets.field_edit import FieldEdit
from tests.ui.sample import Heard


def field(context: Context, key: str, qtbot: QtBot) -> FieldEdit:
    edit = FieldEdit(context, context.service.fields[key])
    qtbot.addWidget(edit)
    edit.show()
    edit.activateWindow()
    qtbot.waitUntil(edit.isActiveWindow)
    return edit


def said(part: QWidget) -> str:
    shown = (label for label in part.findChildren(QLabel) if not label.isHidden())
    return "\n".join(label.accessibleName() for label in shown if not label.parent().isHidden())


def line(edit: FieldEdit) -> QLineEdit:
    assert isinstance(edit.editor, QLineEdit)
    return edit.editor


def retype(edit: FieldEdit, text: str, qtbot: QtBot) -> None:
    line(edit).setFocus()
    line(edit).selectAll()
    qtbot.keyClicks(line(edit), text)


def test_each_letter_goes_to_the_setup_at_once(context: Context, qtbot: QtBot) -> None:
    edit = field(context, "registration_id", qtbot)
    retype(edit, "acm", qtbot)
    assert context.setup.values["registration_id"] == "acm"


def test_the_accessible_name_is_the_visible_label(context: Context, qtbot: QtBot) -> None:
    edit = field(context, "control_plane_url", qtbot)
    assert edit.editor.accessibleName() == "Control Plane URL"
    assert "Control Plane URL" in said(edit)


def test_nobody_is_told_off_in_the_middle_of_a_word(context: Context, qtbot: QtBot) -> None:
    context.setup.put("registration_id", "")
    edit = field(context, "registration_id", qtbot)
    retype(edit, "J", qtbot)
    assert "Facets wants small letters" not in said(edit)
    qtbot.waitUntil(lambda: "Facets wants small letters" in said(edit), timeout=3000)


def test_a_refused_text_is_kept_and_the_reason_said_when_it_is_left(
    context: Context, qtbot: QtBot, heard: Heard
) -> None:
    edit = field(context, "registration_id", qtbot)
    retype(edit, "My ID", qtbot)
    line(edit).clearFocus()
    assert line(edit).text() == "My ID"
    assert "single word" in said(edit)
    assert "Example: jumpcloud" in said(edit)
    assert any("single word" in text for text in heard.announced)
    assert not edit.ok


def test_a_refusal_goes_away_with_its_reason(context: Context, qtbot: QtBot) -> None:
    context.setup.put("registration_id", "My ID")
    edit = field(context, "registration_id", qtbot)
    assert "single word" in said(edit)
    retype(edit, "myid", qtbot)
    assert "single word" not in said(edit)


def test_a_pasted_page_is_cut_down_and_says_so(context: Context, qtbot: QtBot) -> None:
    edit = field(context, "control_plane_url", qtbot)
    retype(edit, "https://acme.example.cloud/some/page?x=1", qtbot)
    line(edit).clearFocus()
    assert line(edit).text() == "https://acme.example.cloud"
    assert context.setup.values["control_plane_url"] == "https://acme.example.cloud"
    assert "Cut down to https://acme.example.cloud" in said(edit)


def test_a_suggestion_is_offered_and_taken(context: Context, qtbot: QtBot) -> None:
    context.setup.put("organisation", "Acme")
    edit = field(context, "login_button_text", qtbot)
    edit._suggestion.click()
    assert line(edit).text() == "Acme"
    assert context.setup.values["login_button_text"] == "Acme"
    assert edit._suggestion.isHidden()


def test_a_pasted_address_chooses_the_region(context: Context, qtbot: QtBot) -> None:
    edit = field(context, "region", qtbot)
    box = edit.editor
    assert isinstance(box, QComboBox)
    entry = box.lineEdit()
    assert entry is not None
    entry.selectAll()
    QGuiApplication.clipboard().setText("https://console.eu.jumpcloud.com/#/home")
    entry.paste()
    assert context.setup.values["region"] == "eu"
    assert box.accessibleName() == "JumpCloud region"


def test_a_wheel_over_a_choice_does_not_change_it(context: Context, qtbot: QtBot) -> None:
    edit = field(context, "region", qtbot)
    box = edit.editor
    assert isinstance(box, QComboBox)
    before = box.currentIndex()
    wheel = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(),
        QPoint(0, -240),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(box, wheel)
    assert box.currentIndex() == before


@pytest.fixture
def flag() -> Field:
    """A word that is put into another field's list."""
    return Field(
        "refresh", "Needs refresh tokens", FieldKind.FLAG, toggles="scopes", word="offline_access"
    )


def test_a_flag_puts_its_word_into_a_list_and_takes_it_out(
    context: Context, qtbot: QtBot, flag: Field
) -> None:
    context.setup.choose("custom")
    context.setup.put("scopes", "openid\nemail")
    edit = FieldEdit(context, flag)
    qtbot.addWidget(edit)
    assert isinstance(edit.editor, QCheckBox)
    edit.editor.click()
    assert context.setup.values["scopes"].split() == ["openid", "email", "offline_access"]
    edit.editor.click()
    assert context.setup.values["scopes"].split() == ["openid", "email"]
