"""What unfolds below the Practice card: the fault to rehearse."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from jcwizard.practice.faults import FAULTS
from jcwizard.ui.context import Context
from jcwizard.ui.widgets.editors import DropDown
from jcwizard.ui.widgets.text import Sentence


class PracticePanel(QWidget):
    """Asks what shall go wrong, and starts the pretend JumpCloud with it."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        words = context.words
        self.faults = DropDown()
        self.faults.setAccessibleName(words("start.fault"))
        self.faults.addItem(words("fault.none"), "")
        for fault in FAULTS:
            self.faults.addItem(words(f"fault.{fault}"), fault)
        label = Sentence(context, words("start.fault"), "label")
        label.setBuddy(self.faults)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(context.theme.px(6))
        column.addWidget(Sentence(context, words("start.practice_lead")))
        column.addSpacing(context.theme.px(6))
        column.addWidget(label)
        column.addWidget(self.faults)
        column.addWidget(Sentence(context, words("start.fault_help"), "small"))

    def start(self) -> None:
        """Start practice with the chosen fault."""
        self._context.start_practice(str(self.faults.currentData()))
