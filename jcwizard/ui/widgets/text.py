"""Texts: headings, sentences with bold labels, and plain texts from outside."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from jcwizard.ui.context import Context
from jcwizard.ui.markup import plain, rich
from jcwizard.ui.visibility import show_when

SPACED = {"body", "lead", "small"}
"""The roles of running text, whose lines stand apart."""


class Sentence(QLabel):
    """A sentence of the catalogue, `**bold**` and `` `value` `` shown as such.

    `role` is the style sheet's word: `body`, `lead`, `small`, `label`, `title`, `heading`.
    """

    def __init__(self, context: Context, text: str = "", role: str = "body") -> None:
        super().__init__()
        self._mono = context.theme.mono.family()
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setProperty("role", role)
        self.say(text)

    def say(self, text: str) -> None:
        """Show another sentence; an empty one takes no room."""
        marked = rich(text, mono=self._mono)
        spaced = self.property("role") in SPACED
        self.setText(f'<div style="line-height:120%">{marked}</div>' if spaced else marked)
        self.setAccessibleName(plain(text))
        show_when(self, bool(text))


class PlainText(QLabel):
    """A text from outside: shown as it is, wrapped, selectable."""

    def __init__(self, text: str = "", role: str = "body") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setProperty("role", role)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.say(text)

    def say(self, text: str) -> None:
        """Show another text; an empty one takes no room."""
        self.setText(text)
        show_when(self, bool(text))


class LinkButton(QPushButton):
    """A link: a button that looks like one, so that the keyboard and screen readers know it."""

    def __init__(self, text: str, action: Callable[[], None] | None = None) -> None:
        super().__init__(text)
        self.setProperty("role", "link")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        if action is not None:
            self.clicked.connect(lambda _: action())


class Heading(QWidget):
    """A page's heading and the sentence below it, with a link if there is one."""

    def __init__(
        self,
        context: Context,
        heading: str,
        lead: str = "",
        link: tuple[str, Callable[[], None]] | None = None,
    ) -> None:
        super().__init__()
        self._heading = Sentence(context, heading, "heading")
        self._lead = Sentence(context, lead, "lead")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(context.theme.px(8))
        column.addWidget(self._heading)
        column.addWidget(self._lead)
        if link is not None:
            column.addWidget(LinkButton(*link), 0, Qt.AlignmentFlag.AlignLeft)

    def say(self, heading: str, lead: str = "") -> None:
        """Show another heading and sentence."""
        self._heading.say(heading)
        self._lead.say(lead)
