"""The steps of a change while they are done: each with its icon and word."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from jcwizard.ui.context import Context
from jcwizard.ui.markup import spoken
from jcwizard.ui.widgets.numbered_rows import NumberedRow, NumberedRows
from jcwizard.ui.widgets.text import Sentence

if TYPE_CHECKING:
    from jcwizard.jumpcloud.plan import Plan

MARKS = {
    "running": "running",
    "done": "passed",
    "failed": "failed",
    "undone": "skipped",
    "holds": "passed",
    "holds_not": "skipped",
}
"""The status whose icon and colour each state has."""


class ProvisioningProgress(QWidget):
    """Shows a plan being carried out; what happens is announced."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._rows: dict[str, NumberedRow] = {}
        self._names: dict[str, str] = {}
        self.states: dict[str, str] = {}
        """How each step stands, by its id: "waiting" or what `step` was told last."""
        self._list: NumberedRows | None = None
        self._waiting = Sentence(context, "", "small")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(context.theme.px(10))
        self._column.addWidget(self._waiting)

    def begin(self, plan: Plan) -> None:
        """Show the steps of a plan, none of them begun."""
        words = self._context.words
        if self._list is not None:
            self._column.removeWidget(self._list)
            self._list.deleteLater()
        self._list = NumberedRows(self._context)
        self._column.insertWidget(0, self._list)
        self._rows, self._names, self.states = {}, {}, {}
        for step in plan.steps:
            name = words(f"provision.{step.kind.value}", name=spoken(step.name))
            self._names[step.id] = name
            self._rows[step.id] = self._list.add(name)
            self._say(step.id, "waiting")
        self._waiting.say("")

    def step(self, step_id: str, state: str) -> None:
        """Show how a step stands: `running`, `done`, `failed` or `undone`."""
        self._waiting.say("")
        if step_id in self._rows:
            self._say(step_id, state)
            self._context.announce(self._rows[step_id].accessibleName())

    def show_result(self, plan: Plan, holding: Collection[str]) -> None:
        """Show afterwards which steps of a plan hold; that is announced elsewhere."""
        self.begin(plan)
        for step in plan.steps:
            self._say(step.id, "holds" if step.id in holding else "holds_not")

    def wait(self, seconds: float) -> None:
        """Say that JumpCloud asks to wait before it goes on."""
        said = self._context.words("provisioning.asked_to_wait", seconds=str(round(seconds)))
        self._waiting.say(said)
        self._context.announce(said)

    def refresh(self) -> None:
        """Nothing here follows from the setup."""

    def _say(self, step_id: str, state: str) -> None:
        words = self._context.words
        word = words(f"provisioning.{state}")
        self.states[step_id] = state
        row = self._rows[step_id]
        row.settle(MARKS.get(state, ""), word)
        row.setAccessibleName(words("window.row", sentence=self._names[step_id], word=word))
