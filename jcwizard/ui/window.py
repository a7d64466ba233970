"""The window: header, rail, page and footer, all derived from the route of the setup."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal

from jcwizard.ui.timers import timer
from jcwizard.ui.window_frame import WindowFrame

if TYPE_CHECKING:  # imported after the frame has been painted
    from PySide6.QtGui import QCloseEvent

    from jcwizard.model.route import Stop
    from jcwizard.model.service import Step
    from jcwizard.model.setup import Setup, Surroundings
    from jcwizard.ui.context import Context
    from jcwizard.ui.page import Page
    from jcwizard.ui.page_stack import MakePage


class Window(WindowFrame):
    """The one window. It holds no answers: what it shows follows from `route()`."""

    closed = Signal()

    context: Context

    def __init__(self, context: Context | None = None, make: MakePage | None = None) -> None:
        super().__init__()
        if context is not None:
            self.fill(context, make)

    def fill(self, context: Context, make: MakePage | None = None) -> None:
        """Put in what the window shows; until then it is an empty frame.

        One that is on the screen already shows its bands before its first page is made.
        """
        from jcwizard.ui.page_stack import make_page

        self.make_bands(context, make or make_page)
        if self.isVisible():
            context.theme.app.processEvents()
        self.context = context
        context.go, context.use, context.announce = self.go, self.use, self.announce
        context.notify = self.notice.show_finding
        self._soon = timer(self, 0, once=True)
        self._soon.timeout.connect(self.refresh)
        self.stack.changed.connect(self._soon.start)
        self._forget = context.setup.subscribe(self._changed)
        self._resume()
        self.filled = True
        self.update()

    def stops(self) -> tuple[Stop, ...]:
        """Return the route; before a service is chosen only its first stop, not to be left."""
        from jcwizard.model.route import only_the_first

        found = self.context.stops()
        chosen = self.context.setup.service_id in self.context.services
        return found if chosen else only_the_first(found)

    def _resume(self) -> None:
        from jcwizard.model.route import resume

        self.go(resume(self.stops()).id)

    @property
    def page(self) -> Page:
        """The page on show."""
        return self.stack.page

    def go(self, place: str) -> None:
        """Show a step, or a part of one (`application/redirect`).

        One that is blocked or unknown is refused quietly.
        """
        step_id, _, part = place.partition("/")
        stop = next((stop for stop in self.stops() if stop.step.id == step_id), None)
        if stop is None or stop.blocked:
            return
        if step_id != self.stack.step_id:
            self.show_step(stop.step)
        if part:
            self.page.show_part(part)

    def show_step(self, step: Step) -> None:
        """Show a step, whether or not the route would let a person get there."""
        self.stack.show_step(step)
        self.refresh()
        self.page.entered()
        self._show_footer(self.stops())
        if self.page.starts_at_primary or not self.stack.view.focus_first():
            from PySide6.QtCore import Qt

            self.footer.primary.setFocus(Qt.FocusReason.OtherFocusReason)
        self._tell_entered(step)

    def _tell_entered(self, step: Step) -> None:
        ids = [stop.step.id for stop in self.stops()]
        number, count = str(ids.index(step.id) + 1), str(len(ids))
        words = self.context.words
        self.context.announce(words("window.entered", number=number, count=count, title=step.title))

    def use(self, setup: Setup, around: Surroundings, practice: Any) -> None:
        """Go on with another setup, at the first step that is not done."""
        self.stack.leave()
        self._forget()
        context = self.context
        context.setup, context.around, context.practice = setup, around, practice
        self._forget = setup.subscribe(self._changed)
        self.stack.forget(all_of_them=True)
        self.rail.forget()
        self._resume()

    def _changed(self, what: str) -> None:
        if what == "service":
            self.stack.forget(all_of_them=False)
        self._soon.start()

    def refresh(self) -> None:
        """Show the setup as it is now; changes of one turn of the event loop come here once."""
        self._soon.stop()
        stops = self.stops()
        here = next((stop for stop in stops if stop.step.id == self.stack.step_id), None)
        if here is None:
            self._resume()
            return
        self.page.step = here.step
        self.header.refresh()
        self.rail.show_stops(stops, self.stack.step_id)
        self.page.refresh()
        self._show_footer(stops)

    def _show_footer(self, stops: tuple[Stop, ...]) -> None:
        ids = [stop.step.id for stop in stops]
        here = ids.index(self.stack.step_id)
        back = partial(self.go, ids[here - 1]) if here else None
        onward = here + 1 < len(ids) or self.context.setup.service_id not in self.context.services
        footer = self.page.footer()
        self.footer.show_footer(footer, back, self._next if onward else None)

    def _next(self) -> None:
        stops = self.stops()
        ids = [stop.step.id for stop in stops]
        here = ids.index(self.stack.step_id)
        if stops[here].may_leave and here + 1 < len(ids):
            self.go(ids[here + 1])

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let go of the page's task and tell the app."""
        if self.filled:
            self.stack.leave()
            self._forget()
        super().closeEvent(event)
        self.closed.emit()
