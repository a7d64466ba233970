"""What unfolds below a check: its finding's words, what was found, and the exchanges."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jcwizard.model.exchange import Exchange
from jcwizard.model.finding import Check, Finding, Status
from jcwizard.ui.context import Context
from jcwizard.ui.widgets.copy_details import CopyDetails, wants_details
from jcwizard.ui.widgets.text import PlainText, Sentence
from jcwizard.ui.widgets.value_text import ValueText


class Evidence(QWidget):
    """Everything in it comes from outside and is shown as plain text."""

    def __init__(self, context: Context, check: Check) -> None:
        super().__init__()
        px = context.theme.px
        self._context = context
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(px(36), 0, px(2), px(14))
        self._column.setSpacing(px(4))
        if check.finding is not None:
            self._explain(check.finding, check.status)
        self._value("expected", check.expected)
        self._value("actual", check.actual)
        for exchange in check.evidence:
            self._value("request", asked(exchange))
            self._value("answer", answered(exchange))

    def _explain(self, finding: Finding, status: Status) -> None:
        """Say in plain words what was found, why, and what to do."""
        context = self._context
        told = context.explain(finding.code, finding.values)
        self._column.addWidget(Sentence(context, told.title, "label"))
        self._column.addWidget(Sentence(context, told.what))
        self._column.addWidget(Sentence(context, told.why, "small"))
        for number, line in enumerate(told.fix, 1):
            step = context.words("window.numbered", number=str(number), text=line)
            self._column.addWidget(Sentence(context, step))
        if wants_details(context, status, told):
            self._column.addWidget(CopyDetails(context, finding), 0, Qt.AlignmentFlag.AlignLeft)

    def _value(self, name: str, text: str) -> None:
        if not text:
            return
        label = self._context.words(f"evidence.{name}")
        self._column.addWidget(PlainText(label, "small"))
        self._column.addWidget(ValueText(self._context, label, text))


def asked(exchange: Exchange) -> str:
    """Return what was asked, one line a field."""
    lines = [f"{exchange.method} {exchange.url}"]
    return "\n".join(lines + [f"{name}: {value}" for name, value in exchange.sent])


def answered(exchange: Exchange) -> str:
    """Return what came back, one line a field."""
    head = exchange.trouble if exchange.status is None else str(exchange.status)
    lines = [f"{head} ({exchange.seconds:.1f} s)"]
    lines += [f"{name}: {value}" for name, value in exchange.received]
    return "\n".join([*lines, exchange.body] if exchange.body else lines)
