"""Buttons go on in the next line where there is no room, and Tab follows the page's order."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from jcwizard.ui.context import Context
from jcwizard.ui.reading_order import focus_in_reading_order
from jcwizard.ui.widgets.copy_button import CopyButton
from jcwizard.ui.widgets.flow import Flow
from jcwizard.ui.widgets.wrapping_button import WrappingButton

Three = tuple[QWidget, list[QWidget]]


@pytest.fixture
def three(qtbot: QtBot) -> Three:
    """Three parts of 100 x 30 in a flow."""
    root = QWidget()
    qtbot.addWidget(root)
    flow, parts = Flow(10), [QWidget() for _ in range(3)]
    root.setLayout(flow)
    for part in parts:
        part.setFixedSize(100, 30)
        flow.addWidget(part)
    root.show()
    return root, parts


def places(buttons: list[QWidget]) -> list[tuple[int, int]]:
    return [(button.x(), button.y()) for button in buttons]


def test_they_stand_side_by_side_where_there_is_room(three: Three, qtbot: QtBot) -> None:
    root, parts = three
    root.resize(400, 100)
    qtbot.waitUntil(lambda: places(parts) == [(0, 0), (110, 0), (220, 0)])


def test_they_go_on_in_the_next_line_where_there_is_not(three: Three, qtbot: QtBot) -> None:
    root, parts = three
    root.resize(250, 100)
    qtbot.waitUntil(lambda: places(parts) == [(0, 0), (110, 0), (0, 40)])
    layout = root.layout()
    assert layout is not None
    assert layout.heightForWidth(250) == 70
    assert layout.heightForWidth(100) == 110


def test_a_button_that_is_wider_than_the_line_gets_room_for_its_second_one(
    qtbot: QtBot, context: Context
) -> None:
    root, flow = QWidget(), Flow(10)
    qtbot.addWidget(root)
    root.setLayout(flow)
    button = WrappingButton(context, "A long text that needs two lines")
    flow.addWidget(button)
    wide = button.sizeHint()
    root.show()
    root.resize(wide.width() - 40, 200)
    qtbot.waitUntil(lambda: button.width() == wide.width() - 40)
    assert button.height() == button.heightForWidth(button.width())
    assert button.height() > wide.height()


def test_a_hidden_one_takes_no_room(three: Three, qtbot: QtBot) -> None:
    root, parts = three
    parts[0].hide()
    root.resize(400, 100)
    qtbot.waitUntil(lambda: places(parts[1:]) == [(0, 0), (110, 0)])


def test_a_long_button_wraps_and_keeps_its_name(qtbot: QtBot, context: Context) -> None:
    button = WrappingButton(context, "Paste the address from the browser")
    qtbot.addWidget(button)
    wide = button.sizeHint()
    assert button.heightForWidth(wide.width() // 2) > wide.height()
    assert button.accessibleName() == "Paste the address from the browser"


def test_a_copy_button_answers_by_what_the_clipboard_holds(qtbot: QtBot, context: Context) -> None:
    texts = ["https://one.example"]
    button = CopyButton(context, "Copy the link", "Link", lambda: texts[0])
    qtbot.addWidget(button)
    button.click()
    assert QGuiApplication.clipboard().text() == "https://one.example"
    assert button.text() == context.words("window.copied")
    assert button.accessibleName() == "Copy the link"
    texts[0] = ""
    button.click()
    assert QGuiApplication.clipboard().text(QClipboard.Mode.Clipboard) == "https://one.example"


def test_tab_follows_the_layout_and_not_the_making(qtbot: QtBot) -> None:
    root = QWidget()
    qtbot.addWidget(root)
    column, inner = QVBoxLayout(root), QVBoxLayout()
    last, first, middle = (QPushButton(name) for name in ("last", "first", "middle"))
    column.addWidget(first)
    column.addLayout(inner)
    inner.addWidget(middle)
    column.addWidget(last)
    focus_in_reading_order(root)
    assert first.nextInFocusChain() is middle
    assert middle.nextInFocusChain() is last
