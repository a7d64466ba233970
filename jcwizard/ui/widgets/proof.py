"""The proof of a check in a few words, where somebody who is no expert can read it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from PySide6.QtCore import QSize

from jcwizard.model.finding import Check, Status
from jcwizard.ui.widgets.text import PlainText

SHORT = 40
"""Most characters of a proof; a longer one is read where the row unfolds."""

ADDRESSED = {"issuer", "identity"}
"""Checks whose proof is an address of JumpCloud: its host says enough."""


class ProofText(PlainText):
    """A proof on show; it wants one line, and may be broken where there is no room for it."""

    def __init__(self) -> None:
        super().__init__("", "small")

    def prove(self, proof: str) -> None:
        """Show another proof; an empty one takes no room."""
        self.setAccessibleName(proof)
        self.say(breakable(proof))

    def sizeHint(self) -> QSize:
        """Want one line; a label that may wrap would rather have a square."""
        self.ensurePolished()
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + 4, metrics.lineSpacing())


def proof_of(check: Check) -> str:
    """Return what a row ends with, "" where the proof is long or in the language of engines."""
    found = ""
    if check.id == "email" and check.finding is None:
        found = check.actual
    elif check.id == "email" and check.finding is not None and check.status is Status.WARNING:
        found = check.finding.values.get("email", "")  # it does arrive
    elif check.id in ADDRESSED and check.status is Status.PASSED:
        found = urlsplit(check.actual).hostname or ""
    return short(found)


def short(text: str) -> str:
    """Return the text, "" when it is too long to stand at the end of a row."""
    return text if len(text) <= SHORT else ""


def breakable(text: str) -> str:
    """Return the text with places where it may be broken: an address has no spaces."""
    return re.sub(r"([@._/-]|[^\s@._/-]{12})(?=\S)", "\\1\u200b", text)
