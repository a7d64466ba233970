"""The organisation's applications to choose one from: a search field, and rows of two lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jcwizard.ui.admin.application_model import ApplicationModel
from jcwizard.ui.admin.application_row import ApplicationRow
from jcwizard.ui.context import Context
from jcwizard.ui.markup import spoken
from jcwizard.ui.visibility import show_when
from jcwizard.ui.widgets.long_list import LongList, SearchField
from jcwizard.ui.widgets.text import PlainText, Sentence

if TYPE_CHECKING:
    from jcwizard.jumpcloud.applications import Listed, Match


class ApplicationList(QWidget):
    """Shows applications as they come in; `chosen` is the one that the person means."""

    changed = Signal()
    """Another application is chosen."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        words, px = context.words, context.theme.px
        self.model = ApplicationModel(words)
        self.view = LongList(words("api_way.applications"), self.model, ApplicationRow(context))
        self.view.fit(0)
        self.search = SearchField(words("api_way.search"), self.view)
        self._found = Sentence(context, "", "small")
        self._wanted = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        for part in (PlainText(words("api_way.search"), "label"), self.search):
            column.addWidget(part)
        column.addWidget(self.view)
        column.addWidget(self._found)
        QWidget.setTabOrder(self.search, self.view)
        self.search.textChanged.connect(self._search)
        self.view.selectionModel().selectionChanged.connect(self._selected)

    @property
    def chosen(self) -> Listed | None:
        """The application that the person means, None while none is chosen."""
        rows = self.view.selectionModel().selectedRows()
        return self.model.application(rows[0].row()) if rows else None

    def start_over(self) -> None:
        """Forget the applications."""
        self._wanted = ""
        self.search.clear()
        self.model.start_over()
        self._say()

    def add(self, more: Sequence[Listed]) -> None:
        """Take one more page of JumpCloud's list."""
        self.model.add(more)
        self._say()

    def show_matches(self, listed: Sequence[Listed], matches: Sequence[Match]) -> None:
        """Show the whole list, the likeliest first; what was chosen stays so."""
        chosen = self.chosen
        self.model.show_matches(listed, matches)
        if chosen is not None:
            self.choose(chosen.id)
        self._say()

    def choose(self, application_id: str) -> None:
        """Choose an application, if it is on show."""
        self._wanted = application_id
        row = self.model.row_of(application_id)
        if row >= 0:
            index = self.model.index(row)
            self.view.setCurrentIndex(index)
            self.view.scrollTo(index)

    def _search(self, text: str) -> None:
        wanted = self._wanted
        self.model.find(text)
        self.choose(wanted)
        self._say()
        self.changed.emit()

    def _selected(self, _: QItemSelection) -> None:
        if self.chosen is not None:
            self._wanted = self.chosen.id
        self.changed.emit()

    def _say(self) -> None:
        words, shown, total = self._context.words, self.model.rowCount(), self.model.total
        self.view.fit(shown)
        show_when(self.view, shown > 0)
        text = self.search.text().strip()
        if not total:
            said = ""
        elif text and not shown:
            said = words("api_way.nothing_found", text=spoken(text))
        else:
            key = "api_way.shown_one" if total == 1 else "api_way.shown"
            said = words(key, shown=f"{shown:,}", count=f"{total:,}")
        self._found.say(said)
