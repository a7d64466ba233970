"""Two addresses are cut where they differ."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from jcwizard.ui.context import Context
from jcwizard.ui.pages.difference import Difference, parted
from tests.ui.pages.finding import said


@given(st.text(max_size=12), st.text(max_size=12))
def test_the_parts_make_up_both_texts_again(first: str, second: str) -> None:
    found = parted(first, second)
    assert found.before + found.first + found.after == first
    assert found.before + found.second + found.after == second


@given(st.text(max_size=12), st.text(max_size=12))
def test_there_is_no_difference_only_between_equal_texts(first: str, second: str) -> None:
    found = parted(first, second)
    assert (found.first == found.second == "") == (first == second)


def test_the_difference_is_as_small_as_it_can_be() -> None:
    assert parted("/code/jumpcloud", "/code/jumpcl0ud").first == "o"
    assert parted("/code/jumpcloud", "/code/jumpcloud/").second == "/"
    assert parted("/code/aa", "/code/aaa").second == "a"


def test_the_difference_is_said_in_words_and_marked_without_colour(
    qtbot: QtBot, context: Context
) -> None:
    shown = Difference(context)
    qtbot.addWidget(shown)
    shown.compare("https://a.example/x", "https://a.example/x/")
    assert "nothing above, / below" in said(shown)
    assert "<b><u>/</u></b>" in shown._lines[1].text()
    assert "<b>[ ]</b>" in shown._lines[0].text()


@pytest.mark.row("K90")
def test_an_address_cannot_bring_its_own_markup(qtbot: QtBot, context: Context) -> None:
    shown = Difference(context)
    qtbot.addWidget(shown)
    shown.compare("https://a.example/", "https://a.example/<h1>")
    assert "<h1>" not in shown._lines[1].text().replace("\u200b", "")
