"""A secret is dots: on screen, to assistive technology, to the clipboard and to input methods."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QClipboard, QFocusEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from jcwizard.model.secret import Secret
from jcwizard.ui.context import Context
from jcwizard.ui.widgets.secret_edit import SHOWN_SECONDS, SecretEdit
from tests.canaries import leaks
from tests.secret_watch import widget_texts

TEXT = "aB3dE6gH9jK2mN5pQ8sT1vW4y_"


@pytest.fixture
def edit(context: Context, qtbot: QtBot) -> SecretEdit:
    """An empty field on the screen."""
    made = SecretEdit(context, "Client Secret")
    qtbot.addWidget(made)
    made.resize(680, 120)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def picture(edit: SecretEdit) -> QImage:
    return edit.line.grab().toImage()


def test_what_is_typed_is_a_secret_at_once(
    edit: SecretEdit, context: Context, qtbot: QtBot
) -> None:
    qtbot.keyClicks(edit.line, TEXT)
    assert context.setup.secret == Secret(TEXT)


@pytest.mark.row("S20")
def test_it_is_never_shown_without_being_held(edit: SecretEdit, qtbot: QtBot) -> None:
    assert edit.line.echoMode() is QLineEdit.EchoMode.Password
    qtbot.keyClicks(edit.line, TEXT)
    dots = picture(edit)
    edit.hold.pressed.emit()
    assert edit._curtain.isVisible()
    assert edit.line.echoMode() is QLineEdit.EchoMode.Password
    assert picture(edit) != dots
    edit.hold.released.emit()
    assert not edit._curtain.isVisible()
    assert edit._curtain._secret is None


@pytest.mark.row("S21")
def test_assistive_technology_reads_dots_even_while_it_is_held(
    edit: SecretEdit, qtbot: QtBot
) -> None:
    qtbot.keyClicks(edit.line, TEXT)
    edit.hold.pressed.emit()
    interface = QAccessible.queryAccessibleInterface(edit.line)
    assert interface is not None
    read = interface.text(QAccessible.Text.Value)
    assert len(read) == len(TEXT)
    assert not set(read) & set(TEXT)
    assert interface.text(QAccessible.Text.Name) == "Client Secret"
    assert edit.line.displayText() == read


@pytest.mark.row("S20")
def test_nothing_is_revealed_on_a_shared_screen(
    edit: SecretEdit, context: Context, qtbot: QtBot
) -> None:
    qtbot.keyClicks(edit.line, TEXT)
    edit.hold.pressed.emit()
    context.sharing.turn(True)
    assert not edit._curtain.isVisible()
    assert not edit.hold.isEnabled()
    edit.hold.pressed.emit()
    assert not edit._curtain.isVisible()
    context.sharing.turn(False)
    assert edit.hold.isEnabled()


@pytest.mark.row("S20")
def test_it_is_hidden_again_when_the_focus_goes(edit: SecretEdit, qtbot: QtBot) -> None:
    qtbot.keyClicks(edit.line, TEXT)
    edit.hold.pressed.emit()
    QApplication.sendEvent(edit.hold, QFocusEvent(QEvent.Type.FocusOut))
    assert not edit._curtain.isVisible()


@pytest.mark.row("S20")
def test_it_is_hidden_again_when_the_window_is_left(edit: SecretEdit, qtbot: QtBot) -> None:
    qtbot.keyClicks(edit.line, TEXT)
    dots = picture(edit)
    edit.hold.pressed.emit()
    QApplication.sendEvent(edit.hold, QEvent(QEvent.Type.WindowDeactivate))
    assert not edit._curtain.isVisible()
    assert picture(edit) == dots


@pytest.mark.row("S20")
def test_it_is_hidden_again_when_it_has_been_held_for_15_seconds(
    edit: SecretEdit, qtbot: QtBot
) -> None:
    qtbot.keyClicks(edit.line, TEXT)
    dots = picture(edit)
    edit.hold.pressed.emit()
    assert edit._long.isActive()
    assert edit._long.interval() == SHOWN_SECONDS * 1000 == 15_000
    edit._long.start(1)
    qtbot.waitUntil(lambda: not edit._curtain.isVisible())
    assert edit._curtain._secret is None
    assert picture(edit) == dots


@pytest.mark.row("S21")
def test_it_cannot_be_selected_with_the_mouse_into_the_primary_selection(
    edit: SecretEdit, qtbot: QtBot
) -> None:
    qtbot.keyClicks(edit.line, TEXT)
    edit.hold.pressed.emit()
    edit.line.selectAll()
    qtbot.mouseDClick(edit.line, Qt.MouseButton.LeftButton)
    selection = QGuiApplication.clipboard().text(QClipboard.Mode.Selection)
    assert not any(TEXT[n : n + 4] in selection for n in range(len(TEXT) - 4))
    assert not edit.line.dragEnabled()


@pytest.mark.row("S21")
def test_no_tip_title_or_description_holds_it(edit: SecretEdit, qtbot: QtBot) -> None:
    qtbot.keyClicks(edit.line, TEXT)
    edit.hold.pressed.emit()
    texts = [text for part in (edit, *edit.findChildren(QWidget)) for text in widget_texts(part)]
    assert not list(leaks("\n".join(texts), [TEXT]))
    assert all(
        TEXT not in str(part.property(name))
        for part in edit.findChildren(QWidget)
        for name in ("placeholderText", "objectName", "windowTitle")
    )


@pytest.mark.row("S21")
def test_nothing_can_be_copied_cut_or_undone(edit: SecretEdit, qtbot: QtBot) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("before")
    qtbot.keyClicks(edit.line, TEXT)
    edit.line.selectAll()
    for key in (Qt.Key.Key_C, Qt.Key.Key_X):
        qtbot.keyClick(edit.line, key, Qt.KeyboardModifier.ControlModifier)
    assert clipboard.text() == "before"
    assert not edit.line.isUndoAvailable()


@pytest.mark.row("S21")
def test_input_methods_are_told_nothing(edit: SecretEdit, qtbot: QtBot) -> None:
    qtbot.keyClicks(edit.line, TEXT)
    for query in (
        Qt.InputMethodQuery.ImSurroundingText,
        Qt.InputMethodQuery.ImCurrentSelection,
        Qt.InputMethodQuery.ImTextBeforeCursor,
    ):
        assert not edit.line.inputMethodQuery(query)
    assert edit.line.inputMethodHints() & Qt.InputMethodHint.ImhSensitiveData
    assert edit.line.inputMethodHints() & Qt.InputMethodHint.ImhNoPredictiveText


@pytest.mark.holds_secret("the clipboard", "another program has put it there")
def test_invisible_characters_are_taken_out_and_it_says_so(
    edit: SecretEdit, context: Context
) -> None:
    QGuiApplication.clipboard().setText(f"\u200b{TEXT} \n")
    edit.line.paste()
    assert context.setup.secret == Secret(TEXT)
    assert "Invisible characters" in edit._notice._text.accessibleName()


def test_dots_pasted_for_a_secret_are_refused(edit: SecretEdit) -> None:
    QGuiApplication.clipboard().setText("••••••••••••")
    edit.line.paste()
    assert "dots that hide" in edit._refusal._text.accessibleName()


def test_a_secret_from_the_keychain_arrives_as_dots(edit: SecretEdit, context: Context) -> None:
    context.setup.restore_secret(Secret(TEXT))
    edit.refresh()
    assert len(edit.line.displayText()) == len(TEXT)
    assert edit.hold.isEnabled()


def test_a_secret_that_was_taken_away_leaves_an_empty_field(
    edit: SecretEdit, context: Context, qtbot: QtBot
) -> None:
    qtbot.keyClicks(edit.line, TEXT)
    context.setup.put_secret(None)
    edit.refresh()
    assert edit.line.displayText() == ""
    assert not edit.hold.isEnabled()
