"""Two addresses that should be the same, one above the other, with the differing part marked."""

from __future__ import annotations

import html
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from jcwizard.ui.context import Context
from jcwizard.ui.markup import spoken
from jcwizard.ui.widgets.text import PlainText, Sentence


@dataclass(frozen=True)
class Parted:
    """Two texts cut at the same places: what they share in front, what differs, what follows."""

    before: str
    first: str
    second: str
    after: str


def parted(first: str, second: str) -> Parted:
    """Return where two texts differ; both middles are "" when they are equal."""
    shorter = min(len(first), len(second))
    front = next((i for i in range(shorter) if first[i] != second[i]), shorter)
    room = shorter - front
    back = next((i for i in range(room) if first[-1 - i] != second[-1 - i]), room)
    return Parted(
        first[:front],
        first[front : len(first) - back],
        second[front : len(second) - back],
        first[len(first) - back :],
    )


class Difference(QWidget):
    """The differing part is bold and underlined, and said in words below."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(context.theme.px(5))
        self._lines = (self._line("here"), self._line("there"))
        self._said = Sentence(context, "")
        self._column.addWidget(self._said)

    def _line(self, name: str) -> QLabel:
        context = self._context
        label = context.words(f"compare.{name}", **context.said_names())
        self._column.addWidget(PlainText(label, "small"))
        line = QLabel()
        line.setTextFormat(Qt.TextFormat.RichText)
        line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        line.setWordWrap(True)
        line.setProperty("role", "compared")
        line.setFont(context.theme.mono)
        line.setAccessibleDescription(label)
        self._column.addWidget(line)
        return line

    def compare(self, here: str, there: str) -> None:
        """Show two texts."""
        found = parted(here, there)
        for line, text, part in zip(
            self._lines, (here, there), (found.first, found.second), strict=True
        ):
            line.setText(_marked(found.before, part, found.after))
            line.setAccessibleName(text)
        words = self._context.words
        nothing = words("compare.nothing")
        named = [f"`{spoken(part)}`" if part else nothing for part in (found.first, found.second)]
        self._said.say(words("compare.part", here=named[0], there=named[1]))


BREAK = "\u200b"
"""Lets a long address wrap anywhere; these lines are for looking at, the values are elsewhere."""


def _marked(before: str, part: str, after: str) -> str:
    marked = f"<b><u>{_wrapping(part)}</u></b>" if part else "<b>[ ]</b>"
    return f"{_wrapping(before)}{marked}{_wrapping(after)}"


def _wrapping(text: str) -> str:
    return BREAK.join(html.escape(character) for character in text)
