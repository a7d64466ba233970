"""A secret on the clipboard is hidden from histories and taken away in time."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QClipboard, QGuiApplication
from pytestqt.qtbot import QtBot

from jcwizard.model.secret import Secret
from jcwizard.ui.secret_clipboard import SECONDS, SecretClipboard

SECRET = Secret("CANARY-8f1c-+/%:é")


@pytest.mark.row("S15")
def test_clipboard_histories_are_told_to_leave_it_alone(qtbot: QtBot) -> None:
    clipboard = SecretClipboard()
    assert clipboard.copy(SECRET)
    data = QGuiApplication.clipboard().mimeData()
    assert data.data("x-kde-passwordManagerHint").data() == b"secret"
    assert data.text() == SECRET.reveal()
    clipboard.clear()


@pytest.mark.row("S15")
def test_it_does_not_get_into_the_selection_of_the_middle_button(qtbot: QtBot) -> None:
    clipboard = SecretClipboard()
    clipboard.copy(SECRET)
    selection = QGuiApplication.clipboard().text(QClipboard.Mode.Selection)
    assert SECRET.reveal() not in selection
    clipboard.clear()


@pytest.mark.row("S15")
def test_it_is_taken_away_after_a_minute(qtbot: QtBot) -> None:
    clipboard = SecretClipboard()
    clipboard.copy(SECRET)
    timer = clipboard.findChild(QTimer)
    assert timer.isActive()
    assert timer.interval() == SECONDS * 1000 == 60_000
    with qtbot.waitSignal(clipboard.cleared):
        timer.start(1)
    assert QGuiApplication.clipboard().text() == ""


@pytest.mark.row("S16")
def test_what_was_copied_since_then_stays(qtbot: QtBot) -> None:
    clipboard = SecretClipboard()
    clipboard.copy(SECRET)
    QGuiApplication.clipboard().setText("something else")
    clipboard.clear()
    assert QGuiApplication.clipboard().text() == "something else"
