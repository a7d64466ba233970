"""Where to click in the service: numbered lines, each with its picture to unfold."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from jcwizard.model.service import Click
from jcwizard.model.settings import fill
from jcwizard.ui.context import Context
from jcwizard.ui.markup import fill_sentence
from jcwizard.ui.widgets.numbered_rows import NumberedRows
from jcwizard.ui.widgets.picture import Picture
from jcwizard.ui.widgets.text import Sentence


class WhereToClick(QWidget):
    """The clicks of a form step, compact, with one button that opens their page."""

    def __init__(self, context: Context, clicks: Sequence[Click]) -> None:
        super().__init__()
        self._context = context
        self._opens = next((click.opens for click in clicks if click.opens), "")
        self._lines = NumberedRows(context)
        self._details: list[QWidget] = []
        for click in clicks:
            self._add(click)
        self.open = QPushButton()
        self.open.setAutoDefault(False)
        self.open.clicked.connect(self._open)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(context.theme.px(6))
        column.addWidget(Sentence(context, context.words("form.where"), "title"))
        column.addWidget(self._lines)
        column.addSpacing(context.theme.px(6))
        column.addWidget(self.open, 0, Qt.AlignmentFlag.AlignLeft)
        self.refresh()

    def refresh(self) -> None:
        """Open the button once its address is known."""
        context = self._context
        self.open.setText(context.words("form.open", service=context.said_names()["service"]))
        self.open.setVisible(bool(self._opens))
        self.open.setEnabled(bool(self._address()))

    def _address(self) -> str:
        return fill(self._opens, self._context.names()) if self._opens else ""

    def _open(self) -> None:
        self._context.open_url(self._address())

    def _add(self, click: Click) -> None:
        context, place = self._context, len(self._lines.rows)
        text = fill_sentence(click.text, context.names())
        detail = QWidget(self)
        detail.hide()
        self._details.append(detail)
        if not click.picture:
            self._lines.add(text)
            return
        show = context.words("form.show_picture")
        row = self._lines.add(text, (show, lambda: self._toggle(place)))
        column = QVBoxLayout(detail)
        column.setContentsMargins(0, 0, 0, context.theme.px(10))
        column.addWidget(Picture(context, click.picture))
        column.addWidget(Sentence(context, fill_sentence(click.note, context.names()), "small"))
        row.body.addWidget(detail)

    def _toggle(self, place: int) -> None:
        detail, link = self._details[place], self._lines.rows[place].link
        shown = detail.isHidden()
        detail.setVisible(shown)
        if link is not None:
            link.setText(self._context.words("form.hide_picture" if shown else "form.show_picture"))
