"""A callout: one calm box with an icon, a title, a sentence and perhaps a link."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from jcwizard.ui.context import Context
from jcwizard.ui.restyle import restyle
from jcwizard.ui.widgets.text import LinkButton, Sentence

ICONS = {
    "info": ("info", "accent"),
    "passed": ("passed", "passed"),
    "warning": ("warning", "warning"),
    "failed": ("failed", "failed"),
    "unknown": ("unknown", "ink2"),
}


class Callout(QFrame):
    """`kind` is info, passed, warning, failed or unknown; `link` is (text, action)."""

    def __init__(
        self,
        context: Context,
        kind: str,
        title: str = "",
        text: str = "",
        link: tuple[str, Callable[[], None]] | None = None,
    ) -> None:
        super().__init__()
        self._context = context
        px = context.theme.px
        self.kind = kind
        self._icon = QLabel()
        self._title = Sentence(context, title, "title")
        self._text = Sentence(context, text)
        self.column = QVBoxLayout()
        self.column.setSpacing(px(4))
        self.column.addWidget(self._title)
        self.column.addWidget(self._text)
        if link is not None:
            self.column.addWidget(LinkButton(*link), 0, Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(14), px(12), px(16), px(12))
        row.setSpacing(px(10))
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(self.column, 1)
        context.theme.changed.connect(self._paint_icon)
        self.say(kind, title, text)

    def say(self, kind: str, title: str, text: str = "") -> None:
        """Show something else."""
        self.kind = kind
        restyle(self, callout=kind)
        self._title.say(title)
        self._text.say(text)
        self._paint_icon()

    def _paint_icon(self) -> None:
        icon, token = ICONS[self.kind]
        self._icon.setPixmap(self._context.theme.pixmap(icon, token, 18))
