"""A band above the page for the one thing that concerns every page, such as unsaved progress."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout

from jcwizard.model.finding import Finding
from jcwizard.ui.context import Context
from jcwizard.ui.widgets.callout import Callout


class NoticeBand(QFrame):
    """Hidden while there is nothing to say."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.finding: Finding | None = None
        px = context.theme.px
        self._callout = Callout(context, "warning")
        column = QVBoxLayout(self)
        column.setContentsMargins(px(40), px(16), px(40), 0)
        column.addWidget(self._callout)
        self.hide()

    def show_finding(self, finding: Finding | None) -> None:
        """Show what is wrong, or hide when nothing is any more."""
        if finding == self.finding:
            return
        self.finding = finding
        self.setVisible(finding is not None)
        if finding is not None:
            told = self._context.explain(finding.code, finding.values)
            self._callout.say("warning", told.title, told.what)
            self._context.announce(told.title)
