"""The frame of the window: its bands, its size, the way of Tab and Enter through it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import QMainWindow, QWidget

if TYPE_CHECKING:  # what fills the frame is imported after its first paint
    from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent

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

    appeared = Signal()
    """The frame has been painted for the first time, whatever is in it."""

    painted = Signal()
    """The first page has been painted for the first time."""

    header: Header
    rail: Rail
    notice: NoticeBand
    stack: PageStack
    footer: FooterBand

    def __init__(self) -> None:
        super().__init__()
        self.filled = False
        """Whether the first page is in it."""
        self._unseen = self._unpainted = True
        self.setObjectName("window")
        self._take_size()

    def make_bands(self, context: Context, make: MakePage) -> None:
        """Make what belongs into the frame."""
        from jcwizard.ui.footer import FooterBand
        from jcwizard.ui.header import Header
        from jcwizard.ui.notice_band import NoticeBand
        from jcwizard.ui.page_stack import PageStack
        from jcwizard.ui.rail import Rail

        self.header = Header(context)
        self.rail = Rail(context)
        self.notice = NoticeBand(context)
        self.stack = PageStack(context, make)
        self.footer = FooterBand(context)
        self._build(context)
        self.rail.fit(self.width())

    def _build(self, context: Context) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtGui import QKeySequence, QShortcut
        from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

        self.setPalette(QPalette())  # from now on the theme's
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

    def _take_size(self) -> None:
        screen = QGuiApplication.primaryScreen()
        room = screen.availableGeometry().size()
        self.setMinimumSize(min(SMALLEST[0], room.width()), min(SMALLEST[1], room.height()))
        self.resize(min(OPENS_AT[0], room.width()), min(OPENS_AT[1], room.height()))

    def announce(self, text: str) -> None:
        """Say a status change to assistive technology."""
        from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the focused button, and the primary one from anywhere else."""
        from PySide6.QtCore import Qt
        from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QRadioButton

        enters = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if not enters or not self.filled:
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
        if self.centralWidget() is not None:
            self.rail.fit(self.width())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell of the first paints, after which more is loaded."""
        super().paintEvent(event)
        if self._unseen:
            self._unseen = False
            QTimer.singleShot(0, self.appeared.emit)
        if self._unpainted and self.filled:
            self._unpainted = False
            QTimer.singleShot(0, self.painted.emit)
