"""One click in full: its values, each with Copy, the drawn picture and the small print."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from jcwizard.model.service import Click
from jcwizard.model.settings import filled
from jcwizard.ui.context import Context
from jcwizard.ui.markup import fill_sentence
from jcwizard.ui.widgets.copy_field import CopyField
from jcwizard.ui.widgets.picture import Picture
from jcwizard.ui.widgets.text import Sentence


class ClickCard(QWidget):
    """What stands below the instruction; a value of several lines is one field a line."""

    def __init__(self, context: Context, click: Click) -> None:
        super().__init__()
        self._context = context
        self._click = click
        self._shown: list[tuple[str, str]] = []
        self.fields: list[CopyField] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(context.theme.px(16))
        self._values = QVBoxLayout()
        self._values.setSpacing(context.theme.px(12))
        column.addLayout(self._values)
        self._picture = Picture(context, click.picture) if click.picture else None
        if self._picture is not None:
            column.addWidget(self._picture)
        self._note = Sentence(context, "", "small")
        column.addWidget(self._note)
        self.refresh()

    def refresh(self) -> None:
        """Show the values of now."""
        lines = self._lines()
        if lines != self._shown:
            self._shown = lines
            self._make_fields()
        if self._picture is not None:
            self._picture.refresh()
        self._note.say(fill_sentence(self._click.note, self._context.names()))

    def _lines(self) -> list[tuple[str, str]]:
        words, found = self._context.words, self._context.names()
        lines: list[tuple[str, str]] = []
        for value in filled(self._click.values, found):
            parts = value.value.split("\n")
            for number, part in enumerate(parts, 1):
                several = {"label": value.label, "number": str(number)}
                label = words("application.line", **several) if len(parts) > 1 else value.label
                lines.append((label, part))
        return lines

    def _make_fields(self) -> None:
        for field in self.fields:
            self._values.removeWidget(field)
            field.deleteLater()
        self.fields = [CopyField(self._context, label, value) for label, value in self._shown]
        for field in self.fields:
            self._values.addWidget(field)
