"""A note: one line with an icon below a field, such as why its text is refused."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from jcwizard.ui.context import Context
from jcwizard.ui.visibility import show_when
from jcwizard.ui.widgets.text import Sentence

ICONS = {
    "passed": ("passed", "passed"),
    "failed": ("failed", "failed"),
    "warning": ("warning", "warning"),
    "info": ("info", "ink2"),
}


class Note(QWidget):
    """An icon and a sentence; `kind` is passed, failed, warning or info."""

    def __init__(self, context: Context, kind: str = "info", text: str = "") -> None:
        super().__init__()
        self._context = context
        icon, token = ICONS[kind]
        self._icon = QLabel()
        self._icon.setPixmap(context.theme.pixmap(icon, token, 16))
        self._text = Sentence(context, "", "small")
        self._text.setProperty("kind", kind)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(context.theme.px(6))
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._text, 1)
        context.theme.changed.connect(
            lambda: self._icon.setPixmap(context.theme.pixmap(icon, token, 16))
        )
        self._said = ""
        self.say(text)

    def say(self, text: str) -> None:
        """Show another sentence, and announce it; an empty one takes no room."""
        self._text.say(text)
        show_when(self, bool(text))
        if text and text != self._said:
            self._context.announce(text)
        self._said = text
