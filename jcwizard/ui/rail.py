"""The rail: the numbered steps on the left, each with an icon and a word for how it stands."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from jcwizard.model.route import StepState, Stop
from jcwizard.ui.context import Context
from jcwizard.ui.restyle import restyle
from jcwizard.ui.theme import Theme
from jcwizard.ui.widgets.sized_by_layout import SizedByLayout
from jcwizard.ui.widgets.text import PlainText

WIDTH = 248
"""Pixels at ordinary text size."""

TIGHT = 700
"""A window narrower than this, in pixels at ordinary text size, has no room to spare."""

ICONS = {StepState.DONE: ("passed", "passed"), StepState.OUT_OF_DATE: ("out-of-date", "warning")}


class StepMark(QWidget):
    """The circle before a step: its number, a tick, or the sign of an out-of-date result."""

    def __init__(self, theme: Theme, number: int) -> None:
        super().__init__()
        self._theme = theme
        self._number = str(number)
        self._state = StepState.TO_DO
        self._current = False
        side = theme.px(24)
        self.setFixedSize(side, side)

    def show_state(self, state: StepState, current: bool) -> None:
        """Show how the step stands."""
        if (state, current) != (self._state, self._current):
            self._state, self._current = state, current
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the circle, filled for the step on show."""
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        circle = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        icon, token = ("", "") if self._current else ICONS.get(self._state, ("", ""))
        edge = "accent" if self._current else token or "edge"
        ground = "accent" if self._current else f"{token}_soft" if token else "rail"
        width = 2.0 if theme.name == "high-contrast" else 1.2
        painter.setPen(QPen(theme.color(edge), width))
        painter.setBrush(theme.color(ground))
        painter.drawEllipse(circle)
        if icon:
            picture = theme.pixmap(icon, token, 13)
            size = picture.deviceIndependentSize()
            offset = QPointF(size.width() / 2, size.height() / 2)
            painter.drawPixmap(circle.center() - offset, picture)
        else:
            painter.setPen(theme.color("on_accent" if self._current else "ink2"))
            painter.setFont(theme.font(12, bold=self._current))
            painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, self._number)
        painter.end()


class RailRow(SizedByLayout, QPushButton):
    """One step: a button whose accessible name is "title, how it stands"."""

    def __init__(self, context: Context, number: int) -> None:
        super().__init__()
        self._context = context
        self._id = ""
        px = context.theme.px
        self.setProperty("role", "step")
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._mark = StepMark(context.theme, number)
        self._title = PlainText("", "step")
        self._word = PlainText("", "step_word")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(self._title)
        words.addWidget(self._word)
        words.addStretch(1)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(px(10), px(3), px(8), px(3))
        row.setSpacing(px(12))
        row.addWidget(self._mark)
        row.addLayout(words, 1)
        for part in (self._mark, self._title, self._word):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._title.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self._word.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.least = px(42)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.clicked.connect(lambda _: context.go(self._id))

    def fit(self, tight: bool) -> None:
        """Leave the words as much room as there is."""
        px = self._context.theme.px
        self._row.setSpacing(8 if tight else px(12))
        self._row.setContentsMargins(4 if tight else px(10), px(3), 4 if tight else px(8), px(3))

    def show_stop(self, stop: Stop, current: bool) -> None:
        """Show how the step stands and whether it is the one on show."""
        words = self._context.words
        self._id = stop.step.id
        state = words(f"window.state.{stop.state}")
        said = f"{words('window.state.current')}, {state}" if current else state
        seen = "" if stop.state in (StepState.TO_DO, StepState.BLOCKED) else state
        if current:
            seen = words("window.state.current") + (f", {seen}" if seen else "")
        self._title.say(stop.step.title)
        self._word.say(seen)
        self._mark.show_state(stop.state, current)
        self.setEnabled(stop.state is not StepState.BLOCKED or current)
        self.setAccessibleName(f"{stop.step.title}, {said}")
        look = "current" if current else stop.state.value
        for part in (self, self._title, self._word):
            restyle(part, state=look)


class Rail(QScrollArea):
    """The steps of the route, in order."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._rows: list[RailRow] = []
        self._current: RailRow | None = None
        self._states: dict[str, StepState] = {}
        px = context.theme.px
        self.setObjectName("rail")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(context.words("window.steps"))
        inside = QWidget()
        inside.setObjectName("rail_inside")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(px(15), px(24), px(15), px(16))
        self._column.setSpacing(0)
        self._column.addStretch(1)
        self.setWidget(inside)
        context.theme.changed.connect(self.viewport().update)

    @property
    def rows(self) -> tuple[RailRow, ...]:
        """The rows on show, in order."""
        return tuple(self._rows)

    def show_stops(self, stops: Sequence[Stop], current: str) -> None:
        """Show these steps; rows are reused, so that the focus stays."""
        while len(self._rows) > len(stops):
            row = self._rows.pop()
            self._column.removeWidget(row)
            row.deleteLater()
        while len(self._rows) < len(stops):
            row = RailRow(self._context, len(self._rows) + 1)
            self._rows.append(row)
            self._column.insertWidget(len(self._rows) - 1, row)
        self.fit(self.window().width())
        for row, stop in zip(self._rows, stops, strict=True):
            row.show_stop(stop, stop.step.id == current)
            if stop.step.id == current:
                self._current = row
        self._reveal()
        self._tell(stops)

    def forget(self) -> None:
        """Take what is shown next as another setup's, of which nothing has changed."""
        self._states = {}

    def _tell(self, stops: Sequence[Stop]) -> None:
        """Announce each step that is done now, or out of date."""
        new = {stop.step.id: stop.state for stop in stops}
        for stop in stops:
            before = self._states.get(stop.step.id)
            told = stop.state in (StepState.DONE, StepState.OUT_OF_DATE)
            if told and before is not None and before is not stop.state:
                word = self._context.words(f"window.state.{stop.state}")
                self._context.announce(f"{stop.step.title}, {word}")
        self._states = new

    def fit(self, window_width: int) -> None:
        """Take the drawn width, less where the window is narrow for its text."""
        px = self._context.theme.px
        tight = window_width < px(TIGHT)
        self.setFixedWidth(round(window_width * 0.35) if tight else px(WIDTH))
        side = 6 if tight else px(15)
        self._column.setContentsMargins(side, 8 if tight else px(24), side, px(16))
        for row in self._rows:
            row.fit(tight)
        QTimer.singleShot(0, self, self._reveal)

    def _reveal(self) -> None:
        """Keep the row of the page on show in sight."""
        if self._current in self._rows:
            self.ensureWidgetVisible(self._current, 0, self._context.theme.px(8))
