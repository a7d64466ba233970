"""A row of a check wraps where room is short: nothing is clipped, nothing scrolls sideways."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from jcwizard.model.finding import Check, Finding, Status
from jcwizard.ui.context import Context
from jcwizard.ui.theme import Theme
from jcwizard.ui.widgets.check_list import CheckList
from jcwizard.ui.widgets.proof import breakable, proof_of

REMARK = Finding("email.verified_as_text", "true", '"true"', {"email": "jane.rivera@acme.example"})


@pytest.fixture
def twice(qapp: QApplication, context: Context) -> Iterator[Context]:
    """The context at double text size."""
    ordinary, context.theme = context.theme, Theme(qapp, "light", 2.0)
    yield context
    context.theme = Theme(qapp, ordinary.name, ordinary.scale)


def shown(context: Context, qtbot: QtBot, width: int) -> tuple[QWidget, CheckList]:
    page = QWidget()
    qtbot.addWidget(page)
    checks = CheckList(context)
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(checks)
    column.addStretch(1)
    checks.show_checks([Check.of("email", Status.WARNING, REMARK), Check.not_run("token")])
    page.resize(width, 400)
    page.show()
    return page, checks


def places(checks: CheckList) -> dict[str, tuple[int, int]]:
    """Return the left upper corners of what the first row shows, by text."""
    button = checks.rows[0].button
    labels = [label for label in button.findChildren(QLabel) if not label.isHidden()]
    return {label.accessibleName(): (label.x(), label.y()) for label in labels}


def test_with_room_sentence_proof_and_word_stand_in_one_line(
    context: Context, qtbot: QtBot
) -> None:
    _, checks = shown(context, qtbot, 680)
    at = places(checks)
    sentence, proof, word = (
        at["The e-mail address arrives"],
        at["jane.rivera@acme.example"],
        at["look at this"],
    )
    assert sentence[1] == proof[1] == word[1]
    assert sentence[0] < proof[0] < word[0]


def test_with_less_room_the_proof_goes_below_the_sentence(context: Context, qtbot: QtBot) -> None:
    _, checks = shown(context, qtbot, 400)
    at = places(checks)
    sentence, proof, word = (
        at["The e-mail address arrives"],
        at["jane.rivera@acme.example"],
        at["look at this"],
    )
    assert proof[1] > sentence[1] == word[1]
    assert proof[0] == sentence[0]


def test_with_little_room_the_word_goes_below_too(context: Context, qtbot: QtBot) -> None:
    _, checks = shown(context, qtbot, 230)
    at = places(checks)
    assert at["look at this"][1] > at["jane.rivera@acme.example"][1]


def clipped(checks: CheckList) -> list[str]:
    """Return the texts that have no room."""
    found = []
    for row in checks.rows:
        for label in row.button.findChildren(QLabel):
            if label.isHidden() or not label.text():
                continue
            end = label.mapTo(row.button, QPoint(label.width(), label.height()))
            fits = end.x() <= row.button.width() and end.y() <= row.button.height()
            # A word that is wider than its label would be painted over the edge.
            wide = label.minimumSizeHint().width() <= label.width()
            if not (fits and wide and label.height() >= label.heightForWidth(label.width())):
                found.append(label.text())
    return found


@pytest.mark.parametrize("width", [680, 500, 400, 230])
def test_nothing_is_clipped(context: Context, qtbot: QtBot, width: int) -> None:
    _, checks = shown(context, qtbot, width)
    assert clipped(checks) == []


@pytest.mark.parametrize("width", [900, 487, 400])
def test_at_double_size_nothing_is_clipped(twice: Context, qtbot: QtBot, width: int) -> None:
    page, checks = shown(twice, qtbot, width)
    assert page.minimumSizeHint().width() <= 400
    assert clipped(checks) == []


def test_the_first_unfolding_of_a_row_on_show_turns_its_arrow(
    context: Context, qtbot: QtBot
) -> None:
    _, checks = shown(context, qtbot, 680)
    row = checks.rows[0]
    row.button.click()
    assert row.unfolded
    assert "▾" in [label.text() for label in row.button.findChildren(QLabel)]


def test_a_proof_is_short_and_no_talk_of_engines() -> None:
    assert proof_of(Check.passed("email", actual="jane@acme.example")) == "jane@acme.example"
    assert proof_of(Check.passed("email", actual=f"{'j' * 60}@acme.example")) == ""
    assert proof_of(Check.passed("token", actual="200")) == ""
    assert proof_of(Check.passed("person", actual="5f0c")) == ""
    assert proof_of(Check.of("email", Status.FAILED, Finding("email.missing", "email"))) == ""


def test_an_address_may_be_broken_at_its_parts_and_within_a_long_one() -> None:
    assert breakable("jane@acme.example").split("\u200b") == ["jane@", "acme.", "example"]
    assert max(map(len, breakable("j" * 40).split("\u200b"))) <= 12
    assert breakable("checked a moment ago") == "checked a moment ago"
