"""The table of settings: wanted, found, verdict, and what shall be put right."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit
from pytestqt.qtbot import QtBot

from jcwizard.jumpcloud.comparison import SETTINGS
from jcwizard.model.finding import Check, Status
from jcwizard.ui.admin.comparison_table import ComparisonTable
from jcwizard.ui.context import Context
from tests.ui.admin.samples import SERVICE_URL, new_rows, row, rows
from tests.ui.sample import Heard


@pytest.fixture
def table(context: Context, qtbot: QtBot) -> ComparisonTable:
    """A table on show, still empty."""
    made = ComparisonTable(context)
    qtbot.addWidget(made)
    made.resize(680, 800)
    return made


def named(table: ComparisonTable) -> list[str]:
    return [row.button.accessibleName() for row in table.rows]


def read(part: QLabel) -> str:
    return part.accessibleName() or part.text()


def said(table: ComparisonTable) -> str:
    return "\n".join(read(label) for label in table.findChildren(QLabel) if not label.isHidden())


def test_every_row_is_called_by_its_setting_and_its_verdict(table: ComparisonTable) -> None:
    table.show_rows(rows())
    found = dict(zip(SETTINGS, named(table), strict=True))
    assert found["label"] == "Display Label, as wanted"
    assert found["redirect_uris"] == "Redirect URIs, differs"
    assert found["client_authentication"] == "Client Authentication Type, look at this"
    assert found["profile"].endswith(", could not tell")


def test_what_is_wanted_and_what_was_found_is_read_out_with_the_row(
    table: ComparisonTable,
) -> None:
    table.show_rows(rows())
    told = table.rows[3].button.accessibleDescription()
    assert f"Wanted: {SERVICE_URL}. Found: https://acme.example/old" in told


def test_that_any_group_will_do_is_said_as_such(table: ComparisonTable) -> None:
    table.show_rows(rows())
    told = table.rows[-1].button.accessibleDescription()
    assert told.startswith("Wanted: at least one. Found: Engineering")


def test_only_what_is_suggested_is_ticked_beforehand(table: ComparisonTable) -> None:
    table.show_rows(rows())
    assert table.ticked == {"redirect_uris", "test_address", "grant_types"}
    boxes = {row.setting for row in table.rows if row.box is not None}
    assert boxes == table.ticked | {"client_authentication"}


def test_a_tick_is_made_and_taken_away_by_keyboard(table: ComparisonTable, qtbot: QtBot) -> None:
    table.show_rows(rows())
    table.show()
    box = table.rows[3].box
    assert box is not None
    assert box.accessibleName() == "Put this right: Redirect URIs"
    assert box.focusPolicy() & Qt.FocusPolicy.TabFocus
    with qtbot.waitSignal(table.changed):
        qtbot.keyClick(box, Qt.Key.Key_Space)
    assert "redirect_uris" not in table.ticked


def test_the_same_comparison_again_keeps_ticks_and_unfolded_rows(table: ComparisonTable) -> None:
    table.show_rows(rows())
    box = table.rows[3].box
    assert box is not None
    box.setChecked(False)
    table.rows[3].unfold()
    table.show_rows(rows())
    assert table.rows[3].unfolded
    assert "redirect_uris" not in table.ticked


def test_another_comparison_suggests_anew(table: ComparisonTable) -> None:
    table.show_rows(rows())
    table.show_rows(rows({"test_address": Status.FAILED}))
    assert table.ticked == {"test_address"}
    assert len(table.rows) == len(SETTINGS)


def test_a_row_unfolds_what_why_fix_and_evidence(table: ComparisonTable, qtbot: QtBot) -> None:
    table.show_rows(rows())
    table.show()
    first = table.rows[3]
    qtbot.keyClick(first.button, Qt.Key.Key_Space)
    assert first.unfolded
    texts = said(table)
    assert "1. Try again." in texts
    shown = [edit.toPlainText() for edit in first.findChildren(QPlainTextEdit)]
    assert SERVICE_URL in shown
    assert any("applications/1/sso" in text for text in shown)


@pytest.mark.parametrize(
    ("statuses", "title", "kind"),
    [
        ({}, "The application is as Facets needs it", "passed"),
        ({"consent": Status.WARNING}, "works for Facets, with something to look at", "warning"),
        ({"profile": Status.UNKNOWN}, "Not every setting could be read", "unknown"),
        ({"label": Status.FAILED}, "One setting is not as Facets needs it", "failed"),
        (
            {"label": Status.FAILED, "active": Status.FAILED, "consent": Status.UNKNOWN},
            "2 settings are not as Facets needs them",
            "failed",
        ),
    ],
)
def test_the_sum_of_it_stands_above_and_is_announced(
    table: ComparisonTable, heard: Heard, statuses: dict[str, Status], title: str, kind: str
) -> None:
    table.show_rows(rows(statuses))
    assert title in said(table)
    assert table._sum.kind == kind
    assert title in heard.announced[-1]


def test_what_nobody_can_repair_is_not_offered(table: ComparisonTable) -> None:
    table.show_rows([row("client_authentication", Status.FAILED)])
    assert table.rows[0].box is None
    assert "Ticked settings" not in said(table)


def test_a_new_application_shows_only_what_it_will_be(table: ComparisonTable) -> None:
    table.show_rows(new_rows(), creating=True)
    texts = said(table)
    assert "Will be" in texts
    assert SERVICE_URL in texts
    for word in ("Found", "Verdict", "not compared"):
        assert word not in texts
    assert named(table)[0] == "Display Label"
    assert table.ticked == frozenset()


def test_texts_from_outside_are_plain_and_a_long_one_is_whole_where_it_unfolds(
    table: ComparisonTable,
) -> None:
    strange = "<b>x</b> **y** " + "z" * 2000
    check = Check("application_label", Status.WARNING, None, (), "Facets", strange)
    table.show_rows([replace(row("label", Status.WARNING), check=check)])
    first = table.rows[0]
    assert first._found.textFormat() is Qt.TextFormat.PlainText
    assert first._found.accessibleName().startswith("<b>x</b> **y** zzz")
    assert len(first._found.accessibleName()) <= 240
    first.unfold()
    assert strange in [edit.toPlainText() for edit in first.findChildren(QPlainTextEdit)]


@pytest.mark.parametrize("width", [680, 560, 500, 400, 260])
def test_no_cell_is_cut_off_at_any_width(table: ComparisonTable, width: int) -> None:
    table.show_rows(rows())
    table.resize(width, 800)
    table.show()
    for _ in range(10):
        QApplication.processEvents()
        table.resize(width, table.heightForWidth(width))
    assert table.width() == width
    for label in table.findChildren(QLabel):
        if label.isVisible() and label.text():
            assert label.height() >= label.heightForWidth(label.width()), label.text()
            place = label.mapTo(table, label.rect().bottomRight())
            assert place.x() < width, label.text()


def test_narrow_cells_carry_the_names_of_their_columns(table: ComparisonTable) -> None:
    table.show_rows(rows())
    table.show()
    table.resize(300, 800)
    QApplication.processEvents()
    assert "Wanted: Facets" in said(table)
    assert not table._head.isVisible()
    table.resize(680, 800)
    QApplication.processEvents()
    assert "Wanted: Facets" not in said(table)
    assert table._head.isVisible()


def test_the_table_is_there_at_once(table: ComparisonTable) -> None:
    table.show()
    times = []
    for statuses in (None, {}, None, {}, None):
        start = time.thread_time()
        table.show_rows(rows(statuses))
        times.append(time.thread_time() - start)
    assert min(times) < 0.05
