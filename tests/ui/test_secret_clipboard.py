"""A secret on the clipboard is hidden from histories and taken away in time."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QClipboard, QGuiApplication
from pytestqt.qtbot import QtBot

from jcwizard.model.secret import Secret
from jcwizard.ui.secret_clipboard import AGAIN_SECONDS, SECONDS, SecretClipboard, hints

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


@pytest.mark.row("S15")
@pytest.mark.parametrize(
    ("platform", "told"),
    [
        ("linux", {"x-kde-passwordManagerHint"}),
        ("darwin", {"x-kde-passwordManagerHint", "application/x-nspasteboard-concealed-type"}),
        (
            "win32",
            {
                "x-kde-passwordManagerHint",
                'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"',
                'application/x-qt-windows-mime;value="CanIncludeInClipboardHistory"',
                'application/x-qt-windows-mime;value="CanUploadToCloudClipboard"',
            },
        ),
    ],
)
def test_each_system_is_told_in_its_own_way(platform: str, told: set[str]) -> None:
    assert set(hints(platform)) == told


@pytest.mark.row("S18")
def test_nothing_is_said_to_be_cleared_that_is_still_there(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wayland refuses to clear the clipboard for a program without the focus."""
    clipboard, said = SecretClipboard(), list[str]()
    clipboard.cleared.connect(lambda: said.append("cleared"))
    clipboard.copy(SECRET)
    with monkeypatch.context() as refusing:
        refusing.setattr(QClipboard, "clear", lambda *_: None)
        clipboard.clear()
        timer = clipboard.findChild(QTimer)
        assert said == []
        assert timer.isActive()
        assert timer.interval() == AGAIN_SECONDS * 1000
    with qtbot.waitSignal(clipboard.cleared):
        timer.start(1)
    assert QGuiApplication.clipboard().text() == ""
    assert not timer.isActive()


@pytest.mark.row("S19")
def test_what_did_not_arrive_is_not_said_to_be_copied(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    clipboard = SecretClipboard()
    with monkeypatch.context() as held:
        held.setattr(QClipboard, "setMimeData", lambda *_: None)
        assert not clipboard.copy(SECRET)
    assert clipboard.copy(SECRET), "it can be pressed again"
    clipboard.clear()
