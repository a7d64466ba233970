"""An unexpected error shows a sentence, three words to read out, and details without secrets."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from jcwizard.ui.context import Context
from jcwizard.ui.crash import CrashDialog, Crashes, details, reference

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


def test_the_details_tell_where_and_never_what() -> None:
    told = details(caught())
    assert "ValueError" in told
    assert "ui/test_crash.py" in told
    assert "broken" in told
    assert SECRET not in told
    assert "cannot parse" not in told


def test_the_cause_of_an_error_is_told_without_its_text() -> None:
    try:
        try:
            broken(SECRET)
        except ValueError as error:
            raise RuntimeError(SECRET) from error
    except RuntimeError as error:
        told = details(error)
    assert "RuntimeError" in told
    assert "ValueError" in told
    assert SECRET not in told


def test_the_reference_is_three_words_and_the_same_for_the_same_fault() -> None:
    first, second = (caught(text) for text in ("one", "another"))
    assert len(reference(first).split()) == 3
    assert reference(first) == reference(second)
    assert reference(first) != reference(LookupError())


@pytest.mark.logs("unexpected error")
def test_the_dialog_shows_the_reference_and_copies_the_details(
    crashes: Crashes, qtbot: QtBot
) -> None:
    error = caught()
    crashes.report(error)
    qtbot.waitUntil(lambda: crashes.dialog is not None)
    dialog = crashes.dialog
    assert isinstance(dialog, CrashDialog)
    shown = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert reference(error) in shown
    assert SECRET not in shown
    dialog.copy.click()
    assert QGuiApplication.clipboard().text() == details(error)
    assert dialog.copy.text() == "Copied ✓"
    dialog.go_on.click()
    assert crashes.dialog is None


@pytest.mark.logs("unexpected error")
def test_an_error_in_a_thread_arrives_as_well(crashes: Crashes, qtbot: QtBot) -> None:
    thread = threading.Thread(target=broken, args=(SECRET,))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: crashes.dialog is not None)


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
