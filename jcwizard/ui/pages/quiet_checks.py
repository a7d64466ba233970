"""The self checks on the first page: silent when all is well, else one calm line that unfolds."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from jcwizard.model.finding import Finding, Status, first_cause
from jcwizard.ui.context import Context
from jcwizard.ui.widgets.callout import Callout
from jcwizard.ui.widgets.text import LinkButton, Sentence


class QuietChecks(QWidget):
    """Shows the first trouble of the run `self`; hidden while there is none."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._finding: Finding | None = None
        self._line = Callout(context, "warning")
        self._meaning = QWidget()
        self._told = QVBoxLayout(self._meaning)
        self._told.setContentsMargins(0, context.theme.px(4), 0, context.theme.px(4))
        self._told.setSpacing(context.theme.px(4))
        self.link = LinkButton(context.words("start.what_means"), self._toggle)
        self._line.column.addWidget(self._meaning)
        self._line.column.addWidget(self.link)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._line)
        self._meaning.hide()
        self.hide()

    def refresh(self) -> None:
        """Show the newest run."""
        run = self._context.setup.runs.get("self")
        finding = first_cause(run.checks) if run is not None else None
        if finding == self._finding:
            return
        self._finding = finding
        self.setVisible(finding is not None)
        if run is None or finding is None:
            return
        failed = any(check.status is Status.FAILED for check in run.checks)
        told = self._context.explain(finding.code, finding.values)
        self._line.say("warning" if failed else "unknown", told.title)
        self._fill(finding)
        self._fold(True)

    def _fill(self, finding: Finding) -> None:
        context = self._context
        told = context.explain(finding.code, finding.values)
        while (item := self._told.takeAt(0)) is not None:
            if (part := item.widget()) is not None:
                part.deleteLater()
        self._told.addWidget(Sentence(context, told.what))
        self._told.addWidget(Sentence(context, told.why, "small"))
        for number, line in enumerate(told.fix, 1):
            text = context.words("window.numbered", number=str(number), text=line)
            self._told.addWidget(Sentence(context, text))

    def _toggle(self) -> None:
        self._fold(not self._meaning.isHidden())

    def _fold(self, fold: bool) -> None:
        self._meaning.setVisible(not fold)
        self.link.setText(self._context.words("start.what_means" if fold else "start.fold"))
