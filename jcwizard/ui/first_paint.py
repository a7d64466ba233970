"""The first paint: an empty window of the right size and ground, before the rest is imported.

It costs little more than Qt itself. Only the frame may be imported here, and of Qt no more than it
needs: the enumerations of the name `Qt` alone take 20 ms.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from jcwizard import __version__
from jcwizard.ui.no_window import made
from jcwizard.ui.palettes import PALETTES
from jcwizard.ui.window import Window

if TYPE_CHECKING:
    from PySide6.QtCore import SignalInstance

FRAME_SECONDS = 0.5
"""How long the frame's paint is waited for; a window started minimised is never painted."""

DARK = 0.5
"""A ground that is less light than this is a dark one; black is 0, white is 1."""

REST = (
    "jcwizard.model.service",
    "jcwizard.model.route",
    "jcwizard.catalogue",
    "jcwizard.ui.theme",
    "jcwizard.ui.context",
    "jcwizard.ui.header",
    "jcwizard.ui.page_stack",
    "jcwizard.ui.pages.start",
)
"""What the first page needs, in pieces of 10 to 30 ms between which the frame answers."""


class Shown(NamedTuple):
    """What is on the screen before there is anything in it."""

    app: QApplication
    window: Window


def show_frame() -> Shown:
    """Show the window's frame, and then load what fills it."""
    app: QApplication = made(_application)
    app.setApplicationName("jcwizard")
    app.setApplicationDisplayName("JumpCloud Setup")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("jcwizard")
    app.setQuitOnLastWindowClosed(False)
    shown = Shown(app, Window())
    _lay_ground(shown.window)
    shown.window.show()
    wait_for(shown.window.appeared, FRAME_SECONDS)
    for name in REST:
        import_module(name)
        app.processEvents()
    return shown


def _application() -> QApplication:
    if sys.platform == "darwin":
        from jcwizard.ui.finder_files import Application

        return Application(sys.argv[:1])
    return QApplication(sys.argv[:1])  # 2 ms sooner


def wait_for(signal: SignalInstance, seconds: float) -> None:
    """Run Qt's events until the signal comes, or the time is up."""
    waiting = QEventLoop()
    signal.connect(waiting.quit)
    QTimer.singleShot(int(seconds * 1000), waiting.quit)
    waiting.exec()


def _lay_ground(window: Window) -> None:
    """Give the frame the colour that the theme will give it, so that nothing flashes."""
    palette = window.palette()
    system = "dark" if palette.window().color().lightnessF() < DARK else "light"
    tokens = PALETTES.get(os.environ.get("JCWIZARD_THEME", ""), PALETTES[system])
    palette.setColor(palette.ColorRole.Window, tokens["window"])
    window.setPalette(palette)
