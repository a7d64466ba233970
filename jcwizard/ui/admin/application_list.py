"""The organisation's applications to choose one from: a search field, and rows of two lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QItemSelection, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QLineEdit, QListView, QVBoxLayout, QWidget

from jcwizard.ui.admin.application_model import ApplicationModel
from jcwizard.ui.admin.application_row import ApplicationRow
from jcwizard.ui.context import Context
from jcwizard.ui.markup import spoken
from jcwizard.ui.visibility import show_when
from jcwizard.ui.widgets.text import PlainText, Sentence

if TYPE_CHECKING:
    from jcwizard.jumpcloud.applications import Listed, Match

ROWS, MOST = 6, 360
"""Rows on show at most, and the pixels that they may take."""


class ApplicationView(QListView):
    """The rows; letters typed here go on in the search field."""

    typed = Signal(str)

    def __init__(self, context: Context, model: ApplicationModel) -> None:
        super().__init__()
        self._row = ApplicationRow(context)
        self.setModel(model)
        self.setItemDelegate(self._row)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(context.words("api_way.applications"))
        self.fit(0)

    def fit(self, rows: int) -> None:
        """Be as high as so many rows, within reason."""
        high = self._row.height
        shown = max(2, min(rows, ROWS, MOST // high))
        self.setFixedHeight(shown * high + 4)

    def keyboardSearch(self, search: str) -> None:
        """Look for what is typed the way the search field does."""
        if search.strip():
            self.typed.emit(search)


class ApplicationList(QWidget):
    """Shows applications as they come in; `chosen` is the one that the person means."""

    changed = Signal()
    """Another application is chosen."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        words, px = context.words, context.theme.px
        self.model = ApplicationModel(words)
        self.search = QLineEdit()
        self.search.setAccessibleName(words("api_way.search"))
        self.search.setClearButtonEnabled(True)
        self.search.installEventFilter(self)
        self.view = ApplicationView(context, self.model)
        self._found = Sentence(context, "", "small")
        self._wanted = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        for part in (PlainText(words("api_way.search"), "label"), self.search):
            column.addWidget(part)
        column.addWidget(self.view)
        column.addWidget(self._found)
        self.search.textChanged.connect(self._search)
        self.view.typed.connect(self._type)
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

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go from the search field into the list with the arrow key."""
        down = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Down
        if down and event.type() == QEvent.Type.KeyPress and self.model.rowCount():
            self.view.setFocus(Qt.FocusReason.TabFocusReason)
            if not self.view.currentIndex().isValid():
                self.view.setCurrentIndex(self.model.index(0))
            return True
        return False

    def _type(self, text: str) -> None:
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)
        self.search.insert(text)

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
