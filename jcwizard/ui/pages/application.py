"""The page of the JumpCloud application: the ways to it, one of them on show."""

from __future__ import annotations

from jcwizard.model.service import Step
from jcwizard.ui.context import Context
from jcwizard.ui.page import Footer, Page
from jcwizard.ui.pages.clicks_way import ClicksWay


class ApplicationPage(Page):
    """Shows the guided clicks."""

    starts_at_primary = True

    def __init__(self, context: Context, step: Step) -> None:
        super().__init__(context, step)
        self._clicks = ClicksWay(context, step, self.heading)
        self._clicks.changed.connect(self.changed)
        self.add(self._clicks)

    def refresh(self) -> None:
        """Show the setup as it is now."""
        self._clicks.refresh()

    def footer(self) -> Footer:
        """Return the footer of the click on show."""
        return self._clicks.footer(self.stop)

    def entered(self) -> None:
        """Begin where the work goes on."""
        self._clicks.entered()

    def show_part(self, part: str) -> None:
        """Show the click that a finding points at, done or not."""
        self._clicks.show_part(part)
