"""Nothing of the parts is cut off in the smallest window, at double text or in longer words."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jcwizard.model.words import Words
from jcwizard.ui.context import Context
from jcwizard.ui.theme import Theme
from tests.look import gallery
from tests.ui.admin.gallery import EVERYTHING
from tests.ui.cut_off import settled_cut_off


@pytest.fixture
def double(qapp: QApplication, context: Context) -> Iterator[Context]:
    """A context whose text has double the size."""
    ordinary, context.theme = context.theme, Theme(qapp, "light", 2.0)
    yield context
    context.theme = Theme(qapp, ordinary.name, ordinary.scale)


def cut(context: Context, qtbot: QtBot) -> list[str]:
    window = gallery(context, EVERYTHING)
    qtbot.addWidget(window)
    window.resize(860, 600)
    window.show()
    QApplication.processEvents()
    assert (window.width(), window.height()) == (860, 600)
    return settled_cut_off(window)


def test_every_part_is_whole_at_double_text(double: Context, qtbot: QtBot) -> None:
    assert cut(double, qtbot) == []


def test_every_part_is_whole_in_a_language_of_longer_words(context: Context, qtbot: QtBot) -> None:
    def longer(text: str) -> str:
        return f"{text} {'länger ' * (1 + len(text) // 20)}".strip() if text else text

    words = context.words
    context.words = Words({key: longer(words.template(key)) for key in words})
    assert cut(context, qtbot) == []
