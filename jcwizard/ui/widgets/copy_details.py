"""Copies what support needs to know about a finding: what was asked, what came back, no secret."""

from __future__ import annotations

import time

from PySide6.QtGui import QGuiApplication

from jcwizard.model.finding import Finding, Status
from jcwizard.model.words import Explanation
from jcwizard.ui.context import Context
from jcwizard.ui.widgets.text import LinkButton


def wants_details(context: Context, status: str, told: Explanation) -> bool:
    """Return whether the details are offered: where nobody could tell, or the entry asks for them.

    What nobody here could tell, somebody else may know.
    """
    label = f"**{context.words('crash.copy')}**"
    return status == Status.UNKNOWN or any(label in line for line in told.fix)


class CopyDetails(LinkButton):
    """The button "Copy details"; its text says when they are on the clipboard."""

    def __init__(self, context: Context, finding: Finding) -> None:
        super().__init__(context.words("crash.copy"), self.copy)
        self._context = context
        self._finding = finding

    def copy(self) -> None:
        """Put the summary for support on the clipboard; the secret is not in it."""
        from jcwizard.keep.support import summary

        context = self._context
        text = summary(
            context.service,
            context.setup,
            context.around,
            context.words,
            context.explanations,
            time.time(),
            self._finding,
        )
        clipboard = QGuiApplication.clipboard()
        clipboard.setText(text)
        if clipboard.text() == text:
            self.setText(context.words("crash.copied"))
            context.announce(context.words("crash.copied"))
