"""Saving the report or the setup loses nothing, whatever lies there and whatever the disk does."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from jcwizard.ui.context import Context
from jcwizard.ui.pages.keep_record import KeepRecord
from tests.conftest import QtLoop
from tests.ui.keeping_files import FullDisk, until
from tests.ui.pages.finding import called, said

Save = Callable[[KeepRecord, Path], None]

WAYS: dict[str, tuple[Save, str, str]] = {
    "report.html": (KeepRecord.save_report, "report.not_saved", "an older report"),
    "report.pdf": (KeepRecord.save_report, "report.not_saved", "an older report"),
    "acme.jcsetup": (
        KeepRecord.save_setup_file,
        "setup_file.not_saved",
        '{"version": 1, "service": "facets", "region": "eu"}',
    ),
}


@pytest.fixture
def record(context: Context, qt_loop: QtLoop, qtbot: QtBot) -> Iterator[KeepRecord]:
    """The row of report and setup file, its tasks on Qt's loop."""
    context.tasks.use(qt_loop.loop)
    row = KeepRecord(context, 1)
    qtbot.addWidget(row)
    row.show()
    yield row
    row.stop()
    qt_loop.run(context.tasks.end(5))


@pytest.mark.row("D10")
@pytest.mark.parametrize("name", WAYS)
def test_what_was_there_is_replaced_whole(
    record: KeepRecord, qt_loop: QtLoop, tmp_path: Path, name: str
) -> None:
    save, _, older = WAYS[name]
    path = tmp_path / name
    path.write_text(older, "utf-8")
    save(record, path)
    qt_loop.run(until(lambda: f"Saved as {name}" in said(record)))
    assert older.encode() not in path.read_bytes()
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == [name]


@pytest.mark.row("D10", "D1")
@pytest.mark.parametrize("name", WAYS)
def test_without_room_the_older_file_stays_and_it_can_be_tried_again(
    record: KeepRecord,
    context: Context,
    qt_loop: QtLoop,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    save, code, older = WAYS[name]
    path = tmp_path / name
    path.write_text(older, "utf-8")
    with FullDisk(monkeypatch):
        save(record, path)
        title = context.explanations[code].title
        qt_loop.run(until(lambda: title in said(record)))
    assert os.strerror(errno.ENOSPC) in said(record)
    assert path.read_text("utf-8") == older
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == [name]

    save(record, path)

    qt_loop.run(until(lambda: f"Saved as {name}" in said(record)))
    assert title not in said(record)


@pytest.mark.row("D10")
def test_a_folder_of_that_name_is_told(
    record: KeepRecord, context: Context, qt_loop: QtLoop, tmp_path: Path
) -> None:
    (tmp_path / "report.html").mkdir()
    record.save_report(tmp_path / "report.html")
    title = context.explanations["report.not_saved"].title
    qt_loop.run(until(lambda: title in said(record)))
    assert (tmp_path / "report.html").is_dir()


@pytest.mark.row("D10")
@pytest.mark.parametrize("button", ["Save report", "Save a setup file"])
def test_a_cancelled_dialog_writes_nothing_and_says_nothing(
    record: KeepRecord, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, button: str
) -> None:
    monkeypatch.chdir(tmp_path)
    before = said(record)
    called(record, QPushButton, button).click()
    dialog = record.findChild(QFileDialog)
    assert dialog is not None
    dialog.reject()
    assert said(record) == before
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
