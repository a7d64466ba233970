"""Numbered rows: things to do, each with a word or an action at its end."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from jcwizard.ui.context import Context
from jcwizard.ui.restyle import restyle
from jcwizard.ui.widgets.mark import Mark
from jcwizard.ui.widgets.text import LinkButton, Sentence


class NumberedRow(QFrame):
    """One thing to do; `body` takes what unfolds below it."""

    def __init__(
        self,
        context: Context,
        number: int,
        text: str,
        action: tuple[str, Callable[[], None]] | None = None,
    ) -> None:
        super().__init__()
        self._context = context
        px = context.theme.px
        self.setProperty("role", "row")
        self._mark = Mark(context, "waiting", str(number))
        self._text = Sentence(context, text, "line")
        self._word = Sentence(context, "", "word")
        self._word.setWordWrap(False)
        self.link = LinkButton(*action) if action else None
        row = QHBoxLayout()
        row.setContentsMargins(px(2), px(9), px(2), px(9))
        row.setSpacing(px(12))
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._text, 1)
        row.addWidget(self._word)
        if self.link is not None:
            row.addWidget(self.link)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(px(36), 0, px(2), 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addLayout(self.body)

    def settle(self, status: str, word: str = "") -> None:
        """Show how it stands by icon and word; status "" shows the number again."""
        self._mark.show_status(status or "waiting", numbered=not status)
        self._word.say(word)
        restyle(self._word, kind=status)


class NumberedRows(QWidget):
    """Rows counted from 1."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.rows: list[NumberedRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def add(self, text: str, action: tuple[str, Callable[[], None]] | None = None) -> NumberedRow:
        """Add a row; `action` is (text, what it does)."""
        row = NumberedRow(self._context, len(self.rows) + 1, text, action)
        self.rows.append(row)
        self._column.addWidget(row)
        return row
