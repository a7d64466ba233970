"""Cards to choose one from: an icon, a name, and one line on what it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QVBoxLayout,
    QWidget,
)

from jcwizard.ui.context import Context
from jcwizard.ui.visibility import show_when
from jcwizard.ui.widgets.sized_by_layout import SizedByLayout
from jcwizard.ui.widgets.text import Sentence


@dataclass(frozen=True)
class Choice:
    """One card; `icon` names a file of resources/icons."""

    id: str
    title: str
    text: str = ""
    icon: str = ""


class Card(SizedByLayout, QRadioButton):
    """One card: a radio button that looks like a card; its accessible name is its title."""

    def __init__(self, context: Context, choice: Choice) -> None:
        super().__init__()
        self._context = context
        self._choice = choice
        px = context.theme.px
        self.setProperty("role", "card")
        # As high as its neighbours: a row of cards of several heights looks broken.
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(choice.title)
        self.setAccessibleDescription(choice.text)
        self._icon = QLabel()
        words = QVBoxLayout()
        words.setSpacing(px(2))
        words.addWidget(Sentence(context, choice.title, "title"))
        words.addWidget(Sentence(context, choice.text, "small"))
        words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(16), px(14), px(36), px(14))
        row.setSpacing(px(12))
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        for part in self.findChildren(QWidget):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        context.theme.changed.connect(self._paint_icon)
        self._paint_icon()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the card and, for those who see no colours, a radio button's dot in its corner."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        theme, px = self._context.theme, self._context.theme.px
        painter = QPainter(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ring = QRectF(self.width() - px(30), px(16), px(16), px(16))
        painter.setPen(QPen(theme.color("accent" if self.isChecked() else "edge"), 1.5))
        painter.drawEllipse(ring)
        if self.isChecked():
            painter.setBrush(theme.color("accent"))
            painter.drawEllipse(ring.adjusted(px(4), px(4), -px(4), -px(4)))
        painter.end()

    def hitButton(self, position: object) -> bool:  # noqa: N802 - Qt's name
        """Let the whole card be pressed."""
        return True

    def _paint_icon(self) -> None:
        show_when(self._icon, bool(self._choice.icon))
        if self._choice.icon:
            self._icon.setPixmap(self._context.theme.pixmap(self._choice.icon, "accent", 24))


class ChoiceCards(QWidget):
    """A group of cards, one of which may be chosen; arrow keys move among them."""

    chosen = Signal(str)
    """A person chose the card with this id."""

    def __init__(
        self, context: Context, label: str, choices: Sequence[Choice], columns: int = 2
    ) -> None:
        super().__init__()
        self.setAccessibleName(label)
        self.cards: dict[str, Card] = {}
        self._group = QButtonGroup(self)
        self._most = self._columns = columns
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(context.theme.px(12))
        for place, choice in enumerate(choices):
            card = Card(context, choice)
            self.cards[choice.id] = card
            self._group.addButton(card)
            card.clicked.connect(partial(self._clicked, choice.id))
            self._grid.addWidget(card, place // columns, place % columns)

    def minimumSizeHint(self) -> QSize:
        """Be content with the width of one card: they go below each other then."""
        widest = max((card.minimumSizeHint().width() for card in self.cards.values()), default=0)
        return QSize(widest, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put as many cards side by side as have room."""
        super().resizeEvent(event)
        one = self.minimumSizeHint().width() + self._grid.spacing()
        columns = min(self._most, max(1, (self.width() + self._grid.spacing()) // max(1, one)))
        if columns != self._columns:
            self._columns = columns
            for place, card in enumerate(self.cards.values()):
                self._grid.addWidget(card, place // columns, place % columns)
            self.updateGeometry()

    def _clicked(self, card_id: str, _: bool = False) -> None:
        self.chosen.emit(card_id)

    def choose(self, card_id: str) -> None:
        """Show a card as chosen ("" for none); tells nobody."""
        self._group.setExclusive(False)
        for known, card in self.cards.items():
            card.setChecked(known == card_id)
        self._group.setExclusive(True)
