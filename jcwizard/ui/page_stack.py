"""The pages of the steps: each is made when it is first shown, and stays until its service goes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from jcwizard.model.service import Step
from jcwizard.ui.context import Context
from jcwizard.ui.page import Page
from jcwizard.ui.page_view import PageView
from jcwizard.ui.pages import page_class

MakePage = Callable[[Context, Step], Page]


def make_page(context: Context, step: Step) -> Page:
    """Return a new page for a step."""
    return page_class(step.page)(context, step)


class PageStack(QStackedWidget):
    """One page on show, the others as they were left."""

    changed = Signal()
    """A page asks for its footer to be read again."""

    def __init__(self, context: Context, make: MakePage) -> None:
        super().__init__()
        self._context = context
        self._make = make
        self._views: dict[str, PageView] = {}
        self.step_id = ""

    @property
    def view(self) -> PageView:
        """The page on show, with its scroll bars."""
        return self._views[self.step_id]

    @property
    def page(self) -> Page:
        """The page on show."""
        return self.view.page

    def show_step(self, step: Step) -> None:
        """Leave the page on show, and show the step's own."""
        self.leave()
        if step.id not in self._views:
            page = self._make(self._context, step)
            page.changed.connect(self.changed)
            self._views[step.id] = PageView(page)
            self.addWidget(self._views[step.id])
        self.step_id = step.id
        self.setCurrentWidget(self.view)

    def leave(self) -> None:
        """Let the page on show cancel what it waits for."""
        if self.step_id in self._views:
            self.page.left()

    def forget(self, *, all_of_them: bool) -> None:
        """Forget the pages that were made, all or all but the one on show."""
        for step_id in tuple(self._views):
            if all_of_them or step_id != self.step_id:
                view = self._views.pop(step_id)
                self.removeWidget(view)
                view.deleteLater()
        if all_of_them:
            self.step_id = ""
