"""The card of the first cause: what is wrong, where, how to put it right, and who does it."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from jcwizard.model.finding import Finding
from jcwizard.ui.context import Context
from jcwizard.ui.visibility import show_when
from jcwizard.ui.widgets.callout import Callout
from jcwizard.ui.widgets.copy_details import CopyDetails, wants_details
from jcwizard.ui.widgets.copy_field import CopyField
from jcwizard.ui.widgets.text import PlainText, Sentence
from jcwizard.ui.widgets.value_text import ValueText
from jcwizard.ui.widgets.wrapping_button import WrappingButton


class FirstCause(QWidget):
    """Shows one finding; hidden while there is none. `here` is the step that needs no button."""

    def __init__(self, context: Context, here: str = "") -> None:
        super().__init__()
        self._here = here
        self._context = context
        self.finding: Finding | None = None
        self.way: QPushButton | None = None
        """The button to the step that fixes it, None where there is none."""
        self._card: Callout | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.hide()

    def show_finding(self, finding: Finding | None, kind: str = "failed") -> None:
        """Show a finding as a failure, or as `kind` warning or unknown; None hides the card."""
        if self._card is not None:
            self._column.removeWidget(self._card)
            self._card.deleteLater()
            self._card = self.way = None
        self.finding = finding
        show_when(self, finding is not None)
        if finding is not None:
            self._card = self._make(finding, kind)
            self._column.addWidget(self._card)

    def _make(self, finding: Finding, kind: str) -> Callout:
        context = self._context
        told = context.explain(finding.code, finding.values)
        card = Callout(context, kind, told.title, told.what)
        card.column.addWidget(Sentence(context, told.why, "small"))
        for number, line in enumerate(told.fix, 1):
            card.column.addWidget(
                Sentence(context, context.words("window.numbered", number=str(number), text=line))
            )
        if kind != "warning":
            self._compare(card, finding)
        card.column.addWidget(Sentence(context, self._who(told.who), "small"))
        if told.step and told.step != self._here:
            self._offer_step(card, told.step)
        if wants_details(context, kind, told):
            details = CopyDetails(context, finding)
            card.column.addWidget(details, 0, Qt.AlignmentFlag.AlignLeft)
        context.announce(told.title)
        return card

    def _compare(self, card: Callout, finding: Finding) -> None:
        expected, actual = finding.expected, finding.actual
        told = actual if not (_engine_talk(actual) or _engine_talk(expected)) else ""
        if expected.startswith("http") and len(expected.split()) == 1:
            # The fix is to carry this address over.
            label = self._context.words("evidence.expected")
            card.column.addWidget(CopyField(self._context, label, expected))
        elif expected and told:
            self._value(card, "expected", expected)
        if told:
            self._value(card, "actual", told)

    def _value(self, card: Callout, name: str, text: str) -> None:
        label = self._context.words(f"evidence.{name}")
        card.column.addWidget(PlainText(label, "small"))
        card.column.addWidget(ValueText(self._context, label, text))

    def _who(self, who: str) -> str:
        words, key = self._context.words, f"who.{who}"
        return words(key, **self._context.said_names()) if key in words else who

    def _offer_step(self, card: Callout, place: str) -> None:
        step = place.partition("/")[0]
        context = self._context
        titles = {known.id: known.title for known in context.service.steps}
        if step not in titles:
            return
        button = WrappingButton(context, context.words("window.go_to_step", step=titles[step]))
        button.clicked.connect(lambda: context.go(place))
        card.column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self.way = button


def _engine_talk(text: str) -> bool:
    """Return whether it is an answer among engines, such as `401 invalid_client`.

    Nobody can carry that over to a screen; whoever wants it unfolds the row of the check.
    """
    return re.match(r"[1-5]\d\d\b|[a-z]+(_[a-z]+)+\b|code$", text) is not None
