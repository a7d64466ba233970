"""The button of the service's login screen as it will look, with the text that was chosen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from jcwizard.model.settings import accepted
from jcwizard.ui.context import Context
from jcwizard.ui.restyle import restyle
from jcwizard.ui.widgets.text import Sentence

FIELD = "login_button_text"


class LoginButtonPreview(QWidget):
    """A drawn button: it can neither be pressed nor reached by the keyboard."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        px = context.theme.px
        self.button = QLabel()
        self.button.setTextFormat(Qt.TextFormat.PlainText)
        self.button.setWordWrap(True)
        self.button.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.button.setProperty("role", "drawn-button")
        self.button.setMinimumWidth(px(160))
        screen = QFrame()
        screen.setProperty("role", "drawn-screen")
        inside = QVBoxLayout(screen)
        inside.setContentsMargins(px(24), px(24), px(24), px(24))
        inside.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(5))
        column.addWidget(Sentence(context, context.words("form.login_preview"), "label"))
        column.addWidget(screen)
        self.refresh()

    def refresh(self) -> None:
        """Show the text of now, or that there is none yet."""
        context = self._context
        text = accepted(context.service, context.setup, FIELD)
        self.button.setText(text or context.words("form.login_preview_empty"))
        self.button.setAccessibleName(context.words("form.login_preview_said", text=text))
        restyle(self.button, empty=not text)
