"""Texts: headings, sentences with bold labels, and plain texts from outside."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QVBoxLayout,
    QWidget,
)

from jcwizard.ui.context import Context
from jcwizard.ui.markup import plain, rich
from jcwizard.ui.theme import UNDERLINE
from jcwizard.ui.visibility import show_when

QWIDGETSIZE_MAX = 16777215

WRAPPED = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap)

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
    """A link: a button that looks like one, so that the keyboard and screen readers know it.

    Its text wraps where there is too little room for it.
    """

    def __init__(self, text: str, action: Callable[[], None] | None = None) -> None:
        super().__init__(text)
        self.setProperty("role", "link")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        if action is not None:
            self.clicked.connect(lambda _: action())

    def sizeHint(self) -> QSize:
        """Want one line."""
        self.ensurePolished()
        return QSize(self._text_width(self.text()) + 4, self.heightForWidth(QWIDGETSIZE_MAX))

    def minimumSizeHint(self) -> QSize:
        """Need room for the longest word."""
        self.ensurePolished()
        longest = max((self._text_width(word) for word in self.text().split()), default=0)
        return QSize(longest + 4, self.heightForWidth(QWIDGETSIZE_MAX))

    def hasHeightForWidth(self) -> bool:
        """The text wraps."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of all lines."""
        self.ensurePolished()
        room = QRect(0, 0, max(width - 4, 1), QWIDGETSIZE_MAX)
        lines = self.fontMetrics().boundingRect(room, WRAPPED, self.text())
        return max(lines.height() + 6, self.fontMetrics().height() + 6)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the text over the style sheet's background."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        painter = QPainter(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)
        group = QPalette.ColorGroup.Active if self.isEnabled() else QPalette.ColorGroup.Disabled
        role = QPalette.ColorRole.HighlightedText if self.hasFocus() else QPalette.ColorRole.Link
        if not self.isEnabled():
            role = QPalette.ColorRole.WindowText
        app = QApplication.instance()
        always = app is not None and bool(app.property(UNDERLINE))
        colour = QApplication.palette().color(group, role)
        font = QFont(self.font())
        font.setUnderline(self.underMouse() or always)
        painter.setFont(font)
        painter.setPen(colour)
        painter.drawText(self.rect().adjusted(2, 0, -2, 0), WRAPPED, self.text())
        painter.end()

    def _text_width(self, text: str) -> int:
        # The advance is rounded: a line that is exactly as wide as its text may still be broken.
        return self.fontMetrics().horizontalAdvance(text) + 4


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
