"""Asks what the browser shows when nothing comes back, and leads each answer to its finding."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QRadioButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QVBoxLayout,
    QWidget,
)

from jcwizard.model.finding import Finding
from jcwizard.ui.context import Context
from jcwizard.ui.page_view import bring_into_sight
from jcwizard.ui.widgets.first_cause import FirstCause
from jcwizard.ui.widgets.picture import Picture
from jcwizard.ui.widgets.sized_by_layout import SizedByLayout
from jcwizard.ui.widgets.text import Sentence

SIGHTS = {
    "jumpcloud_error": "see.jumpcloud_error",
    "login_page": "see.login_page",
    "blank": "see.blank",
    "security_warning": "see.security_warning",
    "nothing": "see.nothing",
}
"""What a browser may show, with its finding; the pictures are called `see-…`."""

CARD = 110
"""Least width of a card, in pixels at ordinary text size."""


class SightCard(SizedByLayout, QRadioButton):
    """One thing that the browser may show, as a picture and its name."""

    def __init__(self, context: Context, sight: str) -> None:
        super().__init__()
        self._theme = context.theme
        px, name = context.theme.px, context.words(f"test_login.see.{sight}")
        self.setProperty("role", "card")
        self.setAccessibleName(name)
        self._picture = Picture(context, f"see-{sight.replace('_', '-')}")
        self.setAccessibleDescription(self._picture.accessibleDescription())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(8), px(8), px(8), px(8))
        column.setSpacing(px(6))
        column.addWidget(self._picture)
        column.addWidget(Sentence(context, name, "small"), 0, Qt.AlignmentFlag.AlignTop)
        column.addStretch(1)
        for part in self.findChildren(QWidget):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        """Be content with a narrow place: the picture shrinks and the name wraps."""
        width = self._theme.px(CARD)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Let the place decide: how many stand side by side is worked out from its width."""
        return QSize(self._theme.px(CARD) // 2, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the card, and a heavier edge around the chosen one."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        painter = QPainter(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)
        if self.isChecked():
            painter.setPen(QPen(self._theme.color("accent"), self._theme.px(3)))
            inset = self._theme.px(2)
            painter.drawRect(self.rect().adjusted(inset, inset, -inset, -inset))
        painter.end()

    def hitButton(self, position: object) -> bool:  # noqa: N802 - Qt's name
        """Let the whole card be pressed."""
        return True


class StagedHelp(QWidget):
    """The question, five cards, and the finding of the chosen one; hidden until it is asked."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._times = 0
        self._question = Sentence(context, "", "title")
        self._calm = Sentence(context, context.words("test_login.see_calm"), "small")
        self._finding = FirstCause(context)
        self.cards: dict[str, SightCard] = {}
        self._group = QButtonGroup(self)
        self._places = QWidget()
        self._places.setAccessibleName(context.words("test_login.see_first"))
        self._grid = QGridLayout(self._places)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(context.theme.px(8))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, context.theme.px(8), 0, 0)
        column.setSpacing(context.theme.px(8))
        for part in (self._question, self._calm, self._places, self._finding):
            column.addWidget(part)
        self._columns = 0
        self.hide()

    def ask(self, *, late: bool = False) -> None:
        """Ask, or ask once more; what was answered before stays on show.

        `late` says that the time for signing in is over.
        """
        self._make_cards()
        self._calm.setVisible(not late)
        self._times += 1
        key = "test_login.see_first" if self._times == 1 else "test_login.see_again"
        self._question.say(self._context.words(key))
        self.show()
        self._context.announce(self._context.words(key))
        bring_into_sight(self)

    def forget(self) -> None:
        """Ask nothing any more."""
        self._times = 0
        self._group.setExclusive(False)
        for card in self.cards.values():
            card.setChecked(False)
        self._group.setExclusive(True)
        self._finding.show_finding(None)
        self.hide()

    def answer(self, sight: str, _: bool = False) -> None:
        """Show what that sight means; waiting for a person is nothing wrong."""
        self.cards[sight].setChecked(True)
        kind = "info" if sight == "login_page" else "warning"
        self._finding.show_finding(Finding(SIGHTS[sight]), kind)
        bring_into_sight(self._finding)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put as many cards side by side as there is room for."""
        super().resizeEvent(event)
        self._place_cards()

    def _make_cards(self) -> None:
        """Make the cards when they are needed: most logins come back before anybody asks."""
        if self.cards:
            return
        for sight in SIGHTS:
            card = self.cards[sight] = SightCard(self._context, sight)
            self._group.addButton(card)
            card.clicked.connect(partial(self.answer, sight))
        self._place_cards()

    def _place_cards(self) -> None:
        gap, least = self._grid.spacing(), self._context.theme.px(CARD)
        fit = (self.width() + gap) // (least + gap)
        columns = max(1, min(len(SIGHTS), fit))
        if columns == self._columns or not self.cards:
            return
        self._columns = columns
        for place, card in enumerate(self.cards.values()):
            self._grid.addWidget(card, place // columns, place % columns)
        for column in range(len(SIGHTS)):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
