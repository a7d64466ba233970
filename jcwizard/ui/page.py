"""The page contract: what the window asks of each step's page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from jcwizard.model.route import Stop
from jcwizard.model.service import Step
from jcwizard.ui.context import Context
from jcwizard.ui.markup import fill_sentence
from jcwizard.ui.widgets.field_edit import FieldEdit
from jcwizard.ui.widgets.secret_edit import SecretEdit
from jcwizard.ui.widgets.text import Heading, PlainText

Action = Callable[[], None]

COLUMN = 680
"""How wide a page's column gets, in pixels at ordinary text size."""


@dataclass(frozen=True)
class Footer:
    """What the window's lower band shows for a page; Back is the window's own button.

    `primary_text` "" is "Next", and `primary_action` None goes to the next step. An extra button is
    (text, enabled, action); the link after the hint is (text, action). `back_action` is what Back
    does instead of going to the step before, as where a page has an earlier click to show, and
    `enter_action` what Enter does instead of pressing the primary button.
    """

    primary_text: str = ""
    primary_enabled: bool = True
    primary_action: Action | None = None
    extra: tuple[tuple[str, bool, Action], ...] = ()
    hint_text: str = ""
    hint_link: tuple[str, Action] | None = None
    back_action: Action | None = None
    enter_action: Action | None = None


class Page(QWidget):
    """One step's page: a column of at most 680 pixels that the window scrolls.

    It holds no values of its own: `Setup` does. Add parts with `add()`.
    """

    changed = Signal()
    """The footer must be read again."""

    starts_at_primary = False
    """Whether the focus begins on the primary button, since Enter alone leads through the page."""

    def __init__(self, context: Context, step: Step) -> None:
        super().__init__()
        self.context = context
        self.step = step
        self.setObjectName("page")
        theme = context.theme
        self._column = QWidget(self)
        self._column.setMaximumWidth(theme.px(COLUMN))
        self.column = QVBoxLayout(self._column)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.px(16))
        self._around = around = QHBoxLayout(self)
        around.setContentsMargins(theme.px(40), theme.px(32), theme.px(40), theme.px(32))
        # Not the layout's own alignment: that would hold it to the height of unwrapped sentences.
        around.addWidget(self._column, 100, Qt.AlignmentFlag.AlignTop)
        around.addStretch(1)
        if context.around.practice:
            self.add(PlainText(context.words("window.practice_page"), "practice"))
        self.heading = Heading(context, self.said(step.heading), self.said(step.lead))
        self.add(self.heading)

    def fit(self, width: int) -> None:
        """Keep air around the column where the window has some to spare."""
        px = self.context.theme.px
        side, edge = (24, 16) if width < px(500) else (px(40), px(32))
        self._around.setContentsMargins(side, edge, side, edge)

    def add(self, part: QWidget) -> None:
        """Put a part at the end of the column."""
        self.column.addWidget(part)

    def said(self, sentence: str) -> str:
        """Return a sentence of the service's data with its names filled."""
        return fill_sentence(sentence, self.context.names())

    @property
    def stop(self) -> Stop:
        """The step's place on the route, as things stand."""
        for stop in self.context.stops():
            if stop.step.id == self.step.id:
                return stop
        raise LookupError(self.step.id)

    def refresh(self) -> None:
        """Show the setup as it is now; called after each change, so it must be cheap."""
        self.heading.say(self.said(self.step.heading), self.said(self.step.lead))
        for field in self.findChildren(FieldEdit):
            field.refresh()
        for secret in self.findChildren(SecretEdit):
            secret.refresh()

    def footer(self) -> Footer:
        """Return what the lower band shows; "Next", open when the step may be left."""
        return Footer(primary_enabled=self.stop.may_leave)

    @property
    def busy(self) -> bool:
        """Whether something goes on that another setup must not break off."""
        return False

    def entered(self) -> None:
        """Called when the page is shown."""

    def show_part(self, part: str) -> None:
        """Show the part that a finding points at; most pages have only one."""

    def left(self) -> None:
        """Called when another page is shown or the window closes: cancel the page's task here."""
