"""Takes the browser's address by hand, where the browser cannot come back by itself."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QClipboard, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jcwizard.model.finding import Finding
from jcwizard.ui.context import Context
from jcwizard.ui.widgets.first_cause import FirstCause
from jcwizard.ui.widgets.secret_edit import SecretLine
from jcwizard.ui.widgets.text import Sentence
from jcwizard.ui.widgets.wrapping_button import WrappingButton

LONGEST = 20_000
"""Characters; more than any address has."""


class HiddenLine(SecretLine):
    """One line that shows dots: the address holds a code, which is for nobody's eyes."""

    def __init__(self, enter: Callable[[], None]) -> None:
        super().__init__()
        self._enter = enter
        self.setMaxLength(LONGEST)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter uses what was pasted; in an empty line it does nothing."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.text():
                self._enter()
            event.accept()
            return
        super().keyPressEvent(event)


class AddressPaste(QWidget):
    """A field and a button; the button takes the clipboard where the field is empty.

    `use` gets the text and returns why it is of no use, None when it was taken. Nothing of it is
    ever shown.
    """

    def __init__(self, context: Context, use: Callable[[str], Finding | None]) -> None:
        super().__init__()
        self._context, self._use = context, use
        words, px = context.words, context.theme.px
        self._label = Sentence(context, words("test_login.address"), "label")
        self.line = HiddenLine(self._take)
        self.line.setAccessibleName(words("test_login.address"))
        self.line.setAccessibleDescription(words("test_login.address_help"))
        self._label.setBuddy(self.line)
        self.button = WrappingButton(context, words("test_login.paste"))
        self.button.clicked.connect(lambda _: self._take())
        self._trouble = FirstCause(context)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(5))
        column.addWidget(self._label)
        column.addWidget(self.line)
        column.addWidget(Sentence(context, words("test_login.address_help"), "small"))
        column.addWidget(self.button)
        column.addWidget(self._trouble)

    def forget(self) -> None:
        """Empty the field."""
        self.line.clear()
        self._trouble.show_finding(None)

    def _take(self) -> None:
        clipboard = QGuiApplication.clipboard().text(QClipboard.Mode.Clipboard)
        finding = self._use(self.line.text() or clipboard)
        if finding is None:
            self.forget()
        else:
            self._trouble.show_finding(finding, "warning")
