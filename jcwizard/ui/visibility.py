"""Showing and hiding parts that may not have their place yet."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def show_when(part: QWidget, wanted: bool) -> None:
    """Show or hide a part; one without a parent is only marked, and shown with its parent later.

    `setVisible(True)` would make it a window of its own for a moment: a flicker, and slow.
    """
    if wanted and part.parentWidget() is None:
        part.setAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide, False)
    else:
        part.setVisible(wanted)
