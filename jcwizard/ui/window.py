"""The window: header, rail, page and footer, all derived from the route of the setup."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QCloseEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPaintEvent,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QHBoxLayout,
    QRadioButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from jcwizard.model.route import StepState, Stop, resume
from jcwizard.model.service import Step
from jcwizard.model.setup import Setup, Surroundings
from jcwizard.ui.context import Context
from jcwizard.ui.footer import FooterBand
from jcwizard.ui.header import Header
from jcwizard.ui.notice_band import NoticeBand
from jcwizard.ui.page import Page
from jcwizard.ui.page_view import PageView
from jcwizard.ui.pages import page_class
from jcwizard.ui.rail import Rail

OPENS_AT = (1080, 720)
SMALLEST = (860, 600)

MakePage = Callable[[Context, Step], Page]


def make_page(context: Context, step: Step) -> Page:
    """Return a new page for a step."""
    return page_class(step.page)(context, step)


class Window(QWidget):
    """The one window. It holds no answers: what it shows follows from `route()`."""

    closed = Signal()
    painted = Signal()
    """Something has been painted for the first time."""

    def __init__(self, context: Context, make: MakePage = make_page) -> None:
        super().__init__()
        self.context = context
        self._make = make
        self._views: dict[str, PageView] = {}
        self._current = ""
        self._states: dict[str, StepState] = {}
        self._unpainted = True
        self.header = Header(context)
        self.rail = Rail(context, self.go)
        self.notice = NoticeBand(context)
        context.go, context.use, context.announce = self.go, self.use, self.announce
        context.notify = self.notice.show_finding
        self.stack = QStackedWidget()
        self.footer = FooterBand(context)
        self._build()
        self._soon = QTimer(self, interval=0, singleShot=True)
        self._soon.timeout.connect(self.refresh)
        self._forget = context.setup.subscribe(self._changed)
        self.go(resume(self.stops()).id)

    def _build(self) -> None:
        self.setObjectName("window")
        self.setWindowTitle(self.context.words("window.title"))
        self.setWindowIcon(self.context.theme.icon("jcwizard", "accent", 64))
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.notice)
        right.addWidget(self.stack, 1)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.rail)
        middle.addLayout(right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addLayout(middle, 1)
        column.addWidget(self.footer)
        for first, then in (
            (self.stack, self.footer),
            (self.footer, self.rail),
            (self.rail, self.header),
        ):
            QWidget.setTabOrder(first, then)
        QShortcut(QKeySequence(Qt.Modifier.ALT | Qt.Key.Key_Left), self, self.footer.back.click)
        self._take_size()

    def _take_size(self) -> None:
        screen = QGuiApplication.primaryScreen()
        room = screen.availableGeometry().size()
        self.setMinimumSize(min(SMALLEST[0], room.width()), min(SMALLEST[1], room.height()))
        self.resize(min(OPENS_AT[0], room.width()), min(OPENS_AT[1], room.height()))

    # --- the route -----------------------------------------------------------------------------

    def stops(self) -> tuple[Stop, ...]:
        """Return the route; before a service is chosen only its first stop, not to be left."""
        context = self.context
        found = context.stops()
        if context.setup.service_id in context.services:
            return found
        return (Stop(found[0].step, StepState.TO_DO, False, ("service",)),)

    @property
    def page(self) -> Page:
        """The page on show."""
        return self._views[self._current].page

    def go(self, step_id: str) -> None:
        """Show a step; one that is blocked or unknown is refused quietly."""
        stops = self.stops()
        stop = next((stop for stop in stops if stop.step.id == step_id), None)
        if stop is None or stop.state is StepState.BLOCKED or step_id == self._current:
            return
        self.show_step(stop.step)

    def show_step(self, step: Step) -> None:
        """Show a step, whether or not the route would let a person get there."""
        if self._current in self._views:
            self.page.left()
        view = self._view(step)
        self._current = step.id
        self.stack.setCurrentWidget(view)
        self.refresh()
        self.page.entered()
        self._show_footer(self.stops())
        if self.page.starts_at_primary or not view.focus_first():
            self.footer.primary.setFocus(Qt.FocusReason.OtherFocusReason)
        self._tell_entered(step)

    def _tell_entered(self, step: Step) -> None:
        ids = [stop.step.id for stop in self.stops()]
        number, count = str(ids.index(step.id) + 1), str(len(ids))
        words = self.context.words
        self.context.announce(words("window.entered", number=number, count=count, title=step.title))

    def use(self, setup: Setup, around: Surroundings, practice: Any) -> None:
        """Go on with another setup, at the first step that is not done."""
        if self._current in self._views:
            self.page.left()
        self._forget()
        context = self.context
        context.setup, context.around, context.practice = setup, around, practice
        self._forget = setup.subscribe(self._changed)
        self._drop(set(self._views))
        self._current, self._states = "", {}
        self.go(resume(self.stops()).id)
        self.replaced.emit()

    replaced = Signal()
    """Another setup is in use."""

    def _view(self, step: Step) -> PageView:
        if step.id not in self._views:
            page = self._make(self.context, step)
            page.changed.connect(self._soon_again)
            self._views[step.id] = PageView(page)
            self.stack.addWidget(self._views[step.id])
        return self._views[step.id]

    def _drop(self, ids: set[str]) -> None:
        for step_id in ids:
            view = self._views.pop(step_id)
            self.stack.removeWidget(view)
            view.deleteLater()

    def _changed(self, what: str) -> None:
        if what == "service":
            self._drop(set(self._views) - {self._current})
        self._soon.start()

    def _soon_again(self) -> None:
        self._soon.start()

    # --- what is on show -----------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the setup as it is now; changes of one turn of the event loop come here once."""
        self._soon.stop()
        stops = self.stops()
        here = next((stop for stop in stops if stop.step.id == self._current), None)
        if here is None:
            self.go(resume(stops).id)
            return
        self.page.step = here.step
        self.header.refresh()
        self.rail.show_stops(stops, self._current)
        self.page.refresh()
        self._show_footer(stops)
        self._tell_states(stops)

    def _show_footer(self, stops: tuple[Stop, ...]) -> None:
        ids = [stop.step.id for stop in stops]
        here = ids.index(self._current)
        back = partial(self.go, ids[here - 1]) if here else None
        onward = here + 1 < len(ids) or self.context.setup.service_id not in self.context.services
        footer = self.page.footer()
        self.footer.show_footer(footer, back, self._next if onward else None)

    def _next(self) -> None:
        stops = self.stops()
        ids = [stop.step.id for stop in stops]
        here = ids.index(self._current)
        if stops[here].may_leave and here + 1 < len(ids):
            self.go(ids[here + 1])

    def _tell_states(self, stops: tuple[Stop, ...]) -> None:
        new = {stop.step.id: stop.state for stop in stops}
        for stop in stops:
            before = self._states.get(stop.step.id)
            told = stop.state in (StepState.DONE, StepState.OUT_OF_DATE)
            if told and before is not None and before is not stop.state:
                word = self.context.words(f"window.state.{stop.state}")
                self.context.announce(f"{stop.step.title}, {word}")
        self._states = new

    def announce(self, text: str) -> None:
        """Say a status change to assistive technology."""
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    # --- events --------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the focused button, and the primary one from anywhere else."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():
            focused = QApplication.focusWidget()
            choice = isinstance(focused, QCheckBox | QRadioButton)
            if isinstance(focused, QAbstractButton) and not choice:
                focused.click()
            else:
                self.footer.press_primary()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the rail in proportion."""
        super().resizeEvent(event)
        self.rail.fit(self.width())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell of the first paint, after which the heavy parts are loaded."""
        super().paintEvent(event)
        if self._unpainted:
            self._unpainted = False
            QTimer.singleShot(0, self.painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let go of the page's task and tell the app."""
        if self._current in self._views:
            self.page.left()
        self._forget()
        super().closeEvent(event)
        self.closed.emit()
