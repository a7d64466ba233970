"""Who signed in, as a card, and what to do when that is somebody else."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QPushButton, QVBoxLayout, QWidget

from jcwizard.model.finding import Identity
from jcwizard.ui.context import Context
from jcwizard.ui.widgets.flow import Flow
from jcwizard.ui.widgets.text import PlainText, Sentence

NARROW = 420
"""Pixels at ordinary text size below which the button stands under the name."""

GROUPS = 6
"""How many groups are named; an administrator may be in a hundred."""


def called(person: Identity) -> str:
    """Return how to call the person: by name, else by e-mail address, else by identifier."""
    return person.name or person.email or person.sub


def initials(person: Identity) -> str:
    """Return one or two letters for the person."""
    words = [word for word in called(person).partition("@")[0].split() if word[0].isalnum()]
    letters = [words[0][0], words[-1][0]] if len(words) > 1 else [word[0] for word in words]
    return "".join(letters).upper()


class Initials(QWidget):
    """Letters in a circle; decoration beside the name."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._theme = context.theme
        self.letters = ""
        side = context.theme.px(46)
        self.setFixedSize(side, side)
        context.theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the circle and the letters."""
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        circle = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        plain = theme.name == "high-contrast"
        painter.setPen(QPen(theme.color("accent"), 2) if plain else Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent_soft"))
        painter.drawEllipse(circle)
        painter.setPen(theme.color("accent"))
        painter.setFont(theme.font(18, bold=True))
        painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, self.letters)
        painter.end()


class IdentityCard(QFrame):
    """Name, e-mail address and groups; `start` and `copy` begin another test login."""

    def __init__(
        self, context: Context, start: Callable[[], None], copy: Callable[[], None]
    ) -> None:
        super().__init__()
        self._context = context
        words, px = context.words, context.theme.px
        self.setProperty("role", "panel")
        self._initials = Initials(context)
        self._name = PlainText("", "title")
        self._details = PlainText("", "lead")
        self.not_you = self._button("test_login.not_you", self._unfold)
        self.start = self._button("test_login.start_again", start)
        self.copy = self._button("test_login.copy_link", copy)
        self._other = QWidget()
        other = QVBoxLayout(self._other)
        other.setContentsMargins(0, px(8), 0, 0)
        other.setSpacing(px(8))
        other.addWidget(Sentence(context, words("test_login.not_you_how")))
        buttons = Flow(px(8))
        buttons.addWidget(self.copy)
        buttons.addWidget(self.start)
        other.addLayout(buttons)
        self._other.hide()
        self._build()

    def _build(self) -> None:
        px = self._context.theme.px
        texts = QVBoxLayout()
        texts.setSpacing(px(2))
        texts.addStretch(1)
        texts.addWidget(self._name)
        texts.addWidget(self._details)
        texts.addStretch(1)
        person = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        person.setSpacing(px(16))
        person.addWidget(self._initials, 0, Qt.AlignmentFlag.AlignTop)
        person.addLayout(texts, 1)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(px(12))
        self._row.addLayout(person, 1)
        self._row.addWidget(self.not_you, 0, Qt.AlignmentFlag.AlignLeft)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(18), px(16), px(18), px(16))
        column.addLayout(self._row)
        column.addWidget(self._other)

    def _button(self, key: str, action: Callable[[], None]) -> QPushButton:
        button = QPushButton(self._context.words(key))
        button.setAutoDefault(False)
        button.clicked.connect(lambda _: action())
        return button

    def show_person(self, person: Identity | None) -> None:
        """Show another person; None hides the card."""
        self.setVisible(person is not None)
        self._other.hide()
        if person is None:
            return
        name = called(person)
        self._name.say(name)
        self._initials.letters = initials(person)
        self._initials.update()
        parts = [person.email] if person.email != name else []
        if person.groups:
            parts.append(self._groups(person.groups))
        self._details.say(" · ".join(filter(None, parts)))
        self.setAccessibleName(name)

    def _groups(self, groups: tuple[str, ...]) -> str:
        words, shown = self._context.words, ", ".join(groups[:GROUPS])
        if len(groups) > GROUPS:
            return words("test_login.more_groups", groups=shown, count=str(len(groups) - GROUPS))
        return words("test_login.groups", groups=shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the button under the name where there is little room."""
        super().resizeEvent(event)
        beside = self.width() >= self._context.theme.px(NARROW)
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._row.setDirection(way)
        self._initials.setVisible(beside)

    def _unfold(self) -> None:
        self._other.setVisible(self._other.isHidden())
