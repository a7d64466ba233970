"""An unexpected error shows a sentence, three words to read out, and details without secrets."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from jcwizard.catalogue import Catalogue
from jcwizard.keep.support import crash_reference, crash_summary
from jcwizard.ui.context import Context
from jcwizard.ui.crash import CrashDialog, Crashes

SECRET = "s3cret-s3cret-s3cret-s3cret"


def broken(text: str) -> None:
    raise ValueError(f"cannot parse {text}")


def caught(text: str = SECRET) -> BaseException:
    try:
        broken(text)
    except ValueError as error:
        return error
    raise AssertionError


@pytest.fixture
def crashes(context: Context, qtbot: QtBot) -> Iterator[Crashes]:
    """The handler, installed for one test; pytest-qt's own hook is put back."""
    hooks = sys.excepthook, threading.excepthook
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    handler = Crashes()
    handler.install(context, parent)
    yield handler
    if handler.dialog is not None:
        handler.dialog.close()
    sys.excepthook, threading.excepthook = hooks


@pytest.mark.logs("unexpected error")
@pytest.mark.row("S11")
def test_the_dialog_shows_the_reference_and_copies_the_details(
    crashes: Crashes, catalogue: Catalogue, qtbot: QtBot
) -> None:
    error = caught()
    crashes.report(error)
    qtbot.waitUntil(lambda: crashes.dialog is not None)
    dialog = crashes.dialog
    assert isinstance(dialog, CrashDialog)
    shown = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert crash_reference(error) in shown
    assert SECRET not in shown
    dialog.copy.click()
    assert QGuiApplication.clipboard().text() == crash_summary(error, catalogue.words)
    assert SECRET not in dialog.details
    assert dialog.copy.text() == "Copied ✓"
    dialog.go_on.click()
    assert crashes.dialog is None


@pytest.mark.row("G1", "S11")
@pytest.mark.logs("unexpected error")
def test_an_error_behind_a_button_arrives_and_the_button_works_on(
    crashes: Crashes, qtbot: QtBot, capfd: pytest.CaptureFixture[str]
) -> None:
    button, pressed = QPushButton(), []

    def press() -> None:
        pressed.append(True)
        broken(SECRET)

    qtbot.addWidget(button)
    button.clicked.connect(press)
    button.click()
    qtbot.waitUntil(lambda: crashes.dialog is not None)
    assert crashes.dialog is not None
    crashes.dialog.go_on.click()
    button.click()
    assert len(pressed) == 2
    assert SECRET not in "".join(capfd.readouterr())


@pytest.mark.row("G1")
@pytest.mark.logs("unexpected error")
def test_an_error_in_a_thread_arrives_as_well(crashes: Crashes, qtbot: QtBot) -> None:
    thread = threading.Thread(target=broken, args=(SECRET,))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: crashes.dialog is not None)


def test_a_thread_that_ends_itself_is_no_error(crashes: Crashes, qtbot: QtBot) -> None:
    thread = threading.Thread(target=sys.exit, args=(SECRET,))
    thread.start()
    thread.join()
    QApplication.processEvents()
    assert crashes.dialog is None


@pytest.mark.logs("unexpected error")
def test_the_same_fault_is_shown_once(crashes: Crashes, qtbot: QtBot) -> None:
    error = caught()
    crashes.report(error)
    qtbot.waitUntil(lambda: crashes.dialog is not None)
    assert crashes.dialog is not None
    crashes.dialog.go_on.click()
    crashes.report(error)
    crashes.report(LookupError())
    qtbot.waitUntil(lambda: crashes.dialog is not None)
    assert crashes.dialog is not None
    assert "LookupError" in crashes.dialog.details


@pytest.mark.row("G2")
@pytest.mark.logs("event loop: Task was destroyed but it is pending!")
@pytest.mark.logs("event loop: another trouble")
def test_what_the_loop_says_by_itself_is_noted_without_what_it_quotes(crashes: Crashes) -> None:
    loop = asyncio.new_event_loop()
    crashes.watch(loop)
    loop.call_exception_handler({"message": "Task was destroyed but it is pending!"})
    loop.call_exception_handler({"message": f"Exception in callback {SECRET}"})
    loop.close()
    assert crashes.dialog is None


@pytest.mark.logs("event loop: socket.accept.. out of system resource")
def test_a_listener_that_tries_again_by_itself_is_no_fault_of_ours(
    crashes: Crashes, qtbot: QtBot
) -> None:
    loop = asyncio.new_event_loop()
    crashes.watch(loop)
    told = {"message": "socket.accept() out of system resource", "exception": OSError(24, "")}
    loop.call_exception_handler(told)
    loop.close()
    QApplication.processEvents()
    assert crashes.dialog is None
