"""A row with a name, a small line below it, and one button at its end."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from jcwizard.ui.context import Context
from jcwizard.ui.widgets.text import LinkButton, PlainText


class NamedRow(QFrame):
    """`title` and `detail` come from what was entered, so both are plain text."""

    def __init__(self, context: Context, title: str, detail: str, action: str) -> None:
        super().__init__()
        px = context.theme.px
        self.setProperty("role", "row")
        self.button = LinkButton(action)
        words = QVBoxLayout()
        words.setSpacing(px(2))
        words.addWidget(_title(title))
        words.addWidget(PlainText(detail, "small"))
        row = QHBoxLayout(self)
        row.setContentsMargins(px(2), px(8), px(2), px(8))
        row.setSpacing(px(12))
        row.addLayout(words, 1)
        row.addWidget(self.button)


def _title(title: str) -> PlainText:
    """Return a label that may wrap a host's name after each dot: Qt knows no such place."""
    label = PlainText(title.replace(".", ".\u200b"))
    label.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
    label.setAccessibleName(title)
    return label
