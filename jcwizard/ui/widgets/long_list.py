"""A list of thousands of rows, and the field that searches it as one types."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QLineEdit, QListView

from jcwizard.ui.widgets.drawn_row import DrawnRow

ROWS, LEAST, MOST = 6, 2, 330
"""Rows on show; no fewer than `LEAST`, and no more than have room in `MOST` pixels."""

BORDER = 2
"""Pixels of the border while the list has the focus."""


class LongList(QListView):
    """Rows of one height, drawn by `row`; letters typed here go on in the search field.

    Its model must not count its rows in Python: Qt asks for that number once for each row.
    """

    typed = Signal(str)

    def __init__(self, label: str, model: QAbstractItemModel, row: DrawnRow) -> None:
        super().__init__()
        self._row = row
        self._wanted = ROWS
        self.setModel(model)
        self.setItemDelegate(row)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(label)
        self.fit(ROWS)

    def fit(self, rows: int) -> None:
        """Be as high as so many rows, within reason."""
        self._wanted = rows
        high = self._row.height
        shown = max(LEAST, min(rows, ROWS, MOST // high))
        self.setFixedHeight(shown * high + 2 * BORDER)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the rows follow the width."""
        super().resizeEvent(event)
        if self._row.fit(self.viewport().width()):
            self.doItemsLayout()
            self.fit(self._wanted)

    def keyboardSearch(self, search: str) -> None:
        """Look for what is typed the way the search field does."""
        if search.strip():
            self.typed.emit(search)

    def enter(self) -> None:
        """Take the focus, at the first row unless one is current; it is chosen by that."""
        now = self.currentIndex()
        self.setCurrentIndex(now if now.isValid() else self.model().index(0, 0))
        self.setFocus(Qt.FocusReason.TabFocusReason)


class SearchField(QLineEdit):
    """The arrow down leads into the list, and so does Enter where that is asked for."""

    def __init__(self, label: str, rows: LongList, *, enter_leads_in: bool = False) -> None:
        super().__init__()
        self._rows = rows
        enter = {Qt.Key.Key_Return, Qt.Key.Key_Enter} if enter_leads_in else set()
        self._in = {Qt.Key.Key_Down, *enter}
        self.setAccessibleName(label)
        self.setClearButtonEnabled(True)
        rows.typed.connect(self._go_on)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go into the list, unless it is empty."""
        if event.key() in self._in:
            if self._rows.model().rowCount():
                self._rows.enter()
            event.accept()
        else:
            super().keyPressEvent(event)

    def _go_on(self, text: str) -> None:
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.insert(text)
