"""Changes as plain sentences, those of one setting together."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QVBoxLayout

from jcwizard.model.words import Words
from jcwizard.ui.context import Context
from jcwizard.ui.widgets.proof import breakable
from jcwizard.ui.widgets.text import PlainText, Sentence

if TYPE_CHECKING:
    from jcwizard.jumpcloud.repair import Line


def said_change(words: Words, line: Line, *, new: bool = False) -> str:
    """Return what happens to a setting, without its name; `new` says that it is not there yet."""
    if new and not line.before:
        key = "sets"
    elif line.before and line.after:
        key = "changes"
    else:
        key = "adds" if line.after else "removes"
    return words(f"change_preview.{key}", before=line.before, after=line.after)


class ChangeLines(QFrame):
    """Each setting's name with its changes below it; texts from outside are shown as they are."""

    def __init__(self, context: Context, lines: Sequence[Line], *, new: bool = False) -> None:
        super().__init__()
        px, words = context.theme.px, context.words
        self.setProperty("role", "panel")
        self.said: list[str] = []
        """Each change as assistive technology reads it."""
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(14), px(16), px(14))
        column.setSpacing(px(4))
        for setting, changes in groupby(lines, key=lambda line: line.setting):
            if self.said:
                column.addSpacing(px(8))
            name = words(f"setting.{setting}")
            column.addWidget(Sentence(context, name, "label"))
            for line in changes:
                change = said_change(words, line, new=new)
                shown = PlainText(breakable(change))
                self.said.append(words("change_preview.line", setting=name, change=change))
                shown.setAccessibleName(self.said[-1])
                column.addWidget(shown)
