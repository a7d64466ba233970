"""How a page is shown: scrolled when it needs more room, its focused control always in sight."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QWidget

from jcwizard.ui.page import Page


class PageView(QScrollArea):
    """Scrolls one page; the page is at least as wide as there is room."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self.setObjectName("page_view")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(page)
        margin = page.context.theme.px(24)
        self._margin = margin
        page.context.theme.app.focusChanged.connect(self._focus_moved)
        page.installEventFilter(self)

    def focus_first(self) -> bool:
        """Give the focus to the page's first control; False when it has none."""
        self.verticalScrollBar().setValue(0)
        control = first_control(self.page)
        if control is None:
            return False
        control.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def reveal(self, part: QWidget) -> None:
        """Scroll until a part of the page is in sight, its top first."""
        place = QRect(part.mapTo(self.page, part.rect().topLeft()), part.size())
        bar, seen = self.verticalScrollBar(), self.viewport().height()
        top, bottom = place.top() - self._margin, place.bottom() + self._margin
        if bottom > bar.value() + seen:
            bar.setValue(min(top, bottom - seen) if place.height() < seen else top)
        if top < bar.value():
            bar.setValue(max(0, top))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the page the margins of this width."""
        super().resizeEvent(event)
        self.page.fit(self.width())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the focused control when the page around it changes its size."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._focus_moved(None, QApplication.focusWidget())
        return False

    def _focus_moved(self, _: QWidget | None, now: QWidget | None) -> None:
        if now is None or not self.isVisible() or not self.page.isAncestorOf(now):
            return
        # A page that moves while the mouse is down takes the button away from under it: the press
        # would be lost. Whoever clicks sees what they click.
        if QGuiApplication.mouseButtons() == Qt.MouseButton.NoButton:
            self.reveal(now)


def bring_into_sight(part: QWidget) -> None:
    """Scroll to a part that has just changed on a page in use, once the page is laid out anew.

    What an answer to a press says must not appear below the edge of the window.
    """
    if not part.isVisible():
        return

    def reveal() -> None:
        above = part.parentWidget()
        while above is not None and not isinstance(above, PageView):
            above = above.parentWidget()
        if isinstance(above, PageView) and part.isVisible():
            above.reveal(part)

    # Wrapped sentences ask for their height in the turn after the one that shows them.
    QTimer.singleShot(0, part, lambda: QTimer.singleShot(0, part, reveal))


def first_control(page: QWidget) -> QWidget | None:
    """Return the first control of a page that takes the focus by Tab.

    Parts are asked for in the order in which they were made. Qt's own chain of the focus must not
    be walked from here: PySide takes each widget that `nextInFocusChain` returns for a child of the
    one before, and the items of our layouts are lost by that (seen as a crash in `Flow`).
    """
    for widget in page.findChildren(QWidget):
        takes = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        if takes and widget.isEnabled() and widget.isVisibleTo(page):
            return widget
    return None
