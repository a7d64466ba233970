"""Says what a window shows only in part."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel

from jcwizard.ui.page_view import PageView
from jcwizard.ui.window import Window


def settled_cut_off(window: Window) -> list[str]:
    """Return what stays cut off when the layouts have come to rest, which takes some turns."""
    found: list[str] = []
    for _ in range(30):
        QApplication.processEvents()
        found = list(cut_off(window))
        if not found:
            break
    return found


def cut_off(window: Window) -> Iterator[str]:
    """Yield every text that needs more room than it has, and a page that is too wide."""
    view = window.stack.currentWidget()
    assert isinstance(view, PageView)
    if view.horizontalScrollBar().maximum():
        yield "wider than the window"
    for label in window.findChildren(QLabel):
        if not label.isVisible() or not label.text():
            continue
        if not label.wordWrap() and label.width() < label.sizeHint().width():
            yield label.text()
        if label.wordWrap() and label.height() < label.heightForWidth(label.width()):
            yield f"lower lines of: {label.text()}"
    for button in window.findChildren(QAbstractButton):
        if button.isVisible() and button.text():
            wraps = button.hasHeightForWidth()
            wanted = button.heightForWidth(button.width()) if wraps else button.sizeHint().width()
            if (button.height() if wraps else button.width()) < wanted:
                yield f"button: {button.text()}"
