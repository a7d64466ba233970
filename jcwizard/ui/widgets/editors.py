"""Editors: one line, several lines, a choice and a flag, behind one small interface."""

from __future__ import annotations

import re
from typing import Protocol

from PySide6.QtCore import QPointF, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QSizePolicy

from jcwizard.model.rules import host_of
from jcwizard.model.service import Option
from jcwizard.ui.context import Context
from jcwizard.ui.widgets.tick_box import TickBox

_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")
"""A host anywhere in a text, for people paste an address into the name that is there."""


class Editor(Protocol):
    """What a field asks of its editor: `edited` while one types, `finished` on leaving."""

    edited: SignalInstance
    finished: SignalInstance

    def value(self) -> str:
        """Return the text as it stands."""

    def show_value(self, text: str) -> None:
        """Show another text; tells nobody."""


class LineEditor(QLineEdit):
    """One line of text."""

    edited = Signal(str)
    finished = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.textEdited.connect(self.edited)
        self.editingFinished.connect(self.finished)

    def value(self) -> str:
        """Return the text as it stands."""
        return self.text()

    def show_value(self, text: str) -> None:
        """Show another text; the cursor stays where it is when the text is the same."""
        if text != self.text():
            self.setText(text)


class LinesEditor(QPlainTextEdit):
    """Several lines of text, one value a line."""

    edited = Signal(str)
    finished = Signal()

    def __init__(self, lines: int = 4) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self._lines = lines
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(lambda: self.edited.emit(self.toPlainText()))

    def value(self) -> str:
        """Return the text as it stands."""
        return self.toPlainText()

    def show_value(self, text: str) -> None:
        """Show another text."""
        if text != self.toPlainText():
            self.blockSignals(True)
            self.setPlainText(text)
            self.blockSignals(False)

    def sizeHint(self) -> QSize:
        """Have room for the lines and the padding around them, at this text size."""
        height = self.fontMetrics().lineSpacing()
        return QSize(height * 12, round(height * (self._lines + 1.5)))

    def minimumSizeHint(self) -> QSize:
        """Never show less than that many lines."""
        return self.sizeHint()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving the field ends the typing."""
        super().focusOutEvent(event)
        self.finished.emit()


class DropDown(QComboBox):
    """A list to choose from, as narrow as the page is, with an arrow in our ink."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the page scroll: a wheel that passes over the choice must not change it."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the arrow in our ink; a style sheet could only take one from a file."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        unit = self.fontMetrics().height() / 4
        tip = QPointF(self.width() - 4.5 * unit, self.height() / 2 + unit / 2)
        painter.setPen(QPen(self.palette().text().color(), max(1.5, unit / 2.5)))
        painter.drawPolyline([tip + QPointF(-unit, -unit), tip, tip + QPointF(unit, -unit)])
        painter.end()


class ChoiceEditor(DropDown):
    """A choice from a list; where options have addresses, a pasted one chooses too."""

    edited = Signal(str)
    finished = Signal()
    recognised = Signal()
    """A pasted address chose the option."""

    def __init__(self, options: tuple[Option, ...]) -> None:
        super().__init__()
        self._options = options
        self._before = ""
        for option in options:
            self.addItem(option.label, option.value)
        self.setCurrentIndex(-1)
        self.activated.connect(self._chosen)
        if any(option.hosts for option in options):
            self._take_addresses()

    def value(self) -> str:
        """Return the chosen option's value, or the text that is none of them."""
        chosen = self.currentData()
        return str(chosen) if chosen is not None else self.currentText()

    def show_value(self, text: str) -> None:
        """Choose the option with this value."""
        if text == self.value():
            return
        self.setCurrentIndex(self.findData(text))
        if self.isEditable() and self.currentIndex() < 0:
            self.setEditText(text)

    def _take_addresses(self) -> None:
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        line = self.lineEdit() or QLineEdit(self)
        line.textEdited.connect(self._typed)
        line.textChanged.connect(self._remember)  # comes after `textEdited`
        line.editingFinished.connect(self._left)
        self.currentIndexChanged.connect(lambda _: line.setCursorPosition(0))

    def _remember(self, text: str) -> None:
        self._before = text

    def _typed(self, text: str) -> None:
        """Take what is pasted at once; what is typed is left alone until it is all there."""
        if _inserted(self._before, text) < 2 or not self._recognise(text):
            self.edited.emit(text)

    def _left(self) -> None:
        if self.currentText() != self.itemText(self.currentIndex()):
            self._recognise(self.currentText())
        self.finished.emit()

    def _recognise(self, text: str) -> bool:
        hosts = {host_of(text.strip()), *_HOST.findall(text.casefold())}
        wanted = text.strip().casefold()
        for index, option in enumerate(self._options):
            known = not hosts.isdisjoint(option.hosts)
            if known or wanted == option.label.casefold():
                self.setCurrentIndex(index)
                self.edited.emit(option.value)
                if known:
                    self.recognised.emit()
                return True
        return False

    def _chosen(self, index: int) -> None:
        self.edited.emit(str(self.itemData(index)))
        self.finished.emit()


class FlagEditor(TickBox):
    """Yes or no, as a word that is there or not."""

    edited = Signal(str)
    finished = Signal()

    def __init__(self, context: Context, label: str, word: str) -> None:
        super().__init__(context, label)
        self._word = word
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.clicked.connect(lambda _: self.edited.emit(self.value()))
        self.clicked.connect(lambda _: self.finished.emit())

    def value(self) -> str:
        """Return the word when it is ticked, else ""."""
        return self._word if self.isChecked() else ""

    def show_value(self, text: str) -> None:
        """Tick it when the text is the word."""
        self.setChecked(text == self._word)


def _inserted(before: str, after: str) -> int:
    """Return how many characters came in between what both texts share at their ends."""
    shorter = min(len(before), len(after))
    front = next((i for i in range(shorter) if before[i] != after[i]), shorter)
    room = shorter - front
    back = next((i for i in range(room) if before[-1 - i] != after[-1 - i]), room)
    return len(after) - front - back
