"""A secret to carry over: dots and a Copy button, and nothing that shows it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from jcwizard.ui.context import Context
from jcwizard.ui.restyle import restyle
from jcwizard.ui.timers import timer
from jcwizard.ui.widgets.copy_field import ANSWER_SECONDS
from jcwizard.ui.widgets.text import LinkButton, PlainText, Sentence

DOTS = "•" * 12


class SecretCopy(QWidget):
    """Copies the setup's secret, also while the screen is shared.

    Where the secret is not known in this session it says so and leads to where it is entered.
    """

    def __init__(self, context: Context, label: str) -> None:
        super().__init__()
        self._context = context
        self.label = label
        words = context.words
        self._dots = PlainText(DOTS)
        self._dots.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self._dots.setProperty("role", "dots")
        self._dots.setFont(context.theme.mono)
        self._dots.setAccessibleName(words("hand_in.secret_dots"))
        self.button = QPushButton(words("window.copy"))
        self.button.setAutoDefault(False)
        self.button.setAccessibleName(words("window.copy_value", label=label))
        self.button.setMinimumWidth(context.theme.px(92))
        self.button.clicked.connect(self.copy)
        self._said = Sentence(context, "", "small")
        self._enter = LinkButton(self._enter_text(), self._go)
        self._back = timer(self, ANSWER_SECONDS, once=True)
        self._back.timeout.connect(self._ask_again)
        context.clipboard.cleared.connect(self._cleared)
        self._build()
        self.refresh()

    def _build(self) -> None:
        px = self._context.theme.px
        row = QHBoxLayout()
        row.setSpacing(px(8))
        row.addWidget(self._dots, 1)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(5))
        column.addWidget(PlainText(self.label, "label"))
        column.addLayout(row)
        column.addWidget(self._said)
        column.addWidget(self._enter, 0, Qt.AlignmentFlag.AlignLeft)

    def refresh(self) -> None:
        """Show whether there is a secret to copy."""
        known = self._context.setup.secret is not None
        self._dots.say(DOTS if known else " ")
        self.button.setEnabled(known)
        self._said.say(
            self._context.words("hand_in.secret_kept" if known else "hand_in.secret_gone")
        )
        self._enter.setVisible(not known and bool(self._enter.text()))

    def copy(self) -> None:
        """Put the secret on the clipboard, and answer by what the clipboard then holds."""
        secret, words = self._context.setup.secret, self._context.words
        if secret is None:
            return
        arrived = self._context.clipboard.copy(secret)
        self.button.setText(words("window.copied" if arrived else "window.not_copied"))
        restyle(self.button, state="copied" if arrived else "failed")
        said = "window.copied_value" if arrived else "window.not_copied_value"
        self._context.announce(words(said, label=self.label))
        self._back.start()

    def _ask_again(self) -> None:
        self.button.setText(self._context.words("window.copy"))
        restyle(self.button, state="")

    def _cleared(self) -> None:
        sentence = self._context.words("hand_in.secret_cleared")
        self._said.say(sentence)
        self._context.announce(sentence)

    def _enter_text(self) -> str:
        step = self._where()
        return self._context.words("hand_in.go_secret", step=step[1]) if step else ""

    def _where(self) -> tuple[str, str] | None:
        for step in self._context.service.steps:
            if "client_secret" in step.fields:
                return step.id, step.title
        return None

    def _go(self) -> None:
        step = self._where()
        if step is not None:
            self._context.go(step[0])
