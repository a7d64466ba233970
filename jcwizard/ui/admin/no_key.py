"""For whoever has no key: what the next steps prove without one, and what only a person can see."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jcwizard.model.service import PageKind
from jcwizard.ui.context import Context
from jcwizard.ui.page_view import bring_into_sight
from jcwizard.ui.visibility import show_when
from jcwizard.ui.widgets.callout import Callout
from jcwizard.ui.widgets.flow import Flow
from jcwizard.ui.widgets.text import LinkButton
from jcwizard.ui.widgets.wrapping_button import WrappingButton


class NoKey(QWidget):
    """A link that unfolds; going on ticks nothing, only the person's own word does."""

    checked_myself = Signal()
    """The person says that all of it is done."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        words = context.words
        self._link = LinkButton(words("api_way.no_key"), self._unfold)
        self._told = Callout(context, "info")
        self.onward = WrappingButton(context, "")
        self.onward.clicked.connect(lambda _: self._go_on())
        self.mine = WrappingButton(context, words("api_way.checked_myself"))
        self.mine.clicked.connect(lambda _: self.checked_myself.emit())
        buttons = Flow(spacing=context.theme.px(12))
        buttons.addWidget(self.onward)
        buttons.addWidget(self.mine)
        self._told.column.addLayout(buttons)
        self._told.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(context.theme.px(10))
        column.addWidget(self._link, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._told)
        self.refresh()

    def refresh(self) -> None:
        """Name the step that comes next."""
        words, following = self._context.words, self._following()
        title = following[1] if following else ""
        names = self._context.said_names() | {"step": title}
        self._told.say("info", words("api_way.no_key_title"), words("api_way.no_key_what", **names))
        self.onward.say(words("api_way.no_key_onward", step=title))
        show_when(self.onward, following is not None)

    def _unfold(self) -> None:
        show_when(self._told, self._told.isHidden())
        if not self._told.isHidden():
            self.onward.setFocus(Qt.FocusReason.OtherFocusReason)
            bring_into_sight(self._told)

    def _following(self) -> tuple[str, str] | None:
        steps = [stop.step for stop in self._context.stops()]
        here = next((n for n, step in enumerate(steps) if step.page is PageKind.APPLICATION), None)
        if here is None or here + 1 >= len(steps):
            return None
        return steps[here + 1].id, steps[here + 1].title

    def _go_on(self) -> None:
        following = self._following()
        if following is not None:
            self._context.go(following[0])
