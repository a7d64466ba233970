"""A button whose text goes on in a second line where there is little room."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy

from jcwizard.ui.context import Context
from jcwizard.ui.widgets.sized_by_layout import SizedByLayout
from jcwizard.ui.widgets.text import Sentence


class WrappingButton(SizedByLayout, QPushButton):
    """For a text that is long at double size; the accessible name is the text."""

    def __init__(self, context: Context, text: str) -> None:
        super().__init__()
        px = context.theme.px
        self.setAutoDefault(False)
        self.setAccessibleName(text)
        self._label = Sentence(context, text, "line")
        self._label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(18), px(8), px(18), px(8))
        row.addWidget(self._label)
        self.least = px(38)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Minimum)
        self._around = px(18) * 2 + px(6)

    def say(self, text: str) -> None:
        """Be called something else."""
        self.setAccessibleName(text)
        self._label.say(text)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Ask for one line."""
        self.ensurePolished()
        text = self._label.fontMetrics().horizontalAdvance(self.accessibleName())
        width = text + self._around
        return QSize(width, self.heightForWidth(width))
