"""The frame of the window: its bands, its size, the way of Tab and Enter through it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPaintEvent,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QHBoxLayout,
    QMainWindow,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from jcwizard.ui.context import Context
from jcwizard.ui.footer import FooterBand
from jcwizard.ui.header import Header
from jcwizard.ui.notice_band import NoticeBand
from jcwizard.ui.page_stack import MakePage, PageStack
from jcwizard.ui.rail import Rail

OPENS_AT = (1080, 720)
SMALLEST = (860, 600)


class WindowFrame(QMainWindow):
    """Header, rail and page, footer; what is in them comes from the window.

    A main window, for assistive technology calls a plain top-level widget no window.
    """

    painted = Signal()
    """Something has been painted for the first time."""

    def __init__(self, context: Context, make: MakePage) -> None:
        super().__init__()
        self._unpainted = True
        self.header = Header(context)
        self.rail = Rail(context)
        self.notice = NoticeBand(context)
        self.stack = PageStack(context, make)
        self.footer = FooterBand(context)
        self._build(context)

    def _build(self, context: Context) -> None:
        self.setObjectName("window")
        self.setWindowTitle(context.words("window.title"))
        self.setWindowIcon(context.theme.icon("jcwizard", "accent", 64))
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.notice)
        right.addWidget(self.stack, 1)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.rail)
        middle.addLayout(right, 1)
        bands = QWidget()
        self.setCentralWidget(bands)
        column = QVBoxLayout(bands)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addLayout(middle, 1)
        column.addWidget(self.footer)
        for first, then in (
            (self.stack, self.footer),
            (self.footer, self.rail),
            (self.rail, self.header),
        ):
            QWidget.setTabOrder(first, then)
        QShortcut(QKeySequence(Qt.Modifier.ALT | Qt.Key.Key_Left), self, self.footer.back.click)
        self._take_size()

    def _take_size(self) -> None:
        screen = QGuiApplication.primaryScreen()
        room = screen.availableGeometry().size()
        self.setMinimumSize(min(SMALLEST[0], room.width()), min(SMALLEST[1], room.height()))
        self.resize(min(OPENS_AT[0], room.width()), min(OPENS_AT[1], room.height()))

    def announce(self, text: str) -> None:
        """Say a status change to assistive technology."""
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the focused button, and the primary one from anywhere else."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():
            focused = QApplication.focusWidget()
            choice = isinstance(focused, QCheckBox | QRadioButton)
            if isinstance(focused, QAbstractButton) and not choice:
                focused.click()
            else:
                self.footer.press_primary()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the rail in proportion."""
        super().resizeEvent(event)
        self.rail.fit(self.width())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell of the first paint, after which the heavy parts are loaded."""
        super().paintEvent(event)
        if self._unpainted:
            self._unpainted = False
            QTimer.singleShot(0, self.painted.emit)
