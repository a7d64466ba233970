"""Nothing in the window opens a second event loop: a task would be entered twice."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "jcwizard"
ENTERING = {"exec", "exec_", "processEvents", "waitForFinished", "waitForReadyRead"}
# Their static functions open a dialog of their own and wait for its end.
DIALOGS = {"QMessageBox", "QInputDialog", "QFileDialog", "QColorDialog", "QFontDialog"}
WAITING = {"question", "warning", "critical", "information", "about", "aboutQt"}
# Before asyncio's loop exists, the app waits in Qt's own until the window has been painted, and
# lets it answer between the pieces that it is filled with.
ALLOWED = {
    "ui/first_paint.py: waiting.exec",
    "ui/first_paint.py: app.processEvents",
    "ui/window.py: context.theme.app.processEvents",
    "app.py: app.processEvents",
}


def calls(text: str) -> Iterator[str]:
    """Every call that works on events until something has ended."""
    for node in ast.walk(ast.parse(text)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        owner, name = ast.unparse(node.func.value), node.func.attr
        of_a_dialog = owner in DIALOGS and (name in WAITING or name.startswith("get"))
        if name in ENTERING or of_a_dialog:
            yield f"{owner}.{name}"


@pytest.mark.row("U12")
def test_no_dialog_and_nothing_else_waits_in_a_loop_of_its_own() -> None:
    found = {
        f"{file.relative_to(ROOT)}: {call}"
        for file in sorted(ROOT.rglob("*.py"))
        for call in calls(file.read_text("utf-8"))
    }
    assert found == ALLOWED


@pytest.mark.parametrize(
    "line", ["dialog.exec()", "QMessageBox.question(None)", "QFileDialog.getOpenFileName()"]
)
def test_the_rule_sees_such_a_call(line: str) -> None:
    assert list(calls(line)) == [line.partition("(")[0]]
    assert list(calls("dialog.open(); QFileDialog(None)")) == []
