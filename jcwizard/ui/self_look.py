"""The self-test's eyes: whether Qt starts, pictures can be drawn, and the window was painted."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

from PySide6.QtCore import QByteArray, QLibraryInfo, qVersion
from PySide6.QtGui import QFontDatabase, QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QWidget

from jcwizard.model.finding import Check, Status
from jcwizard.ui.crash import Crashes
from jcwizard.ui.no_window import made
from jcwizard.ui.palettes import PALETTES

SIDE = 64
"""Pixels of the square that each picture is drawn into."""


class Noted(Crashes):
    """Notes what nobody expected, where the window would show a dialog."""

    def __init__(self) -> None:
        super().__init__()
        self.errors: list[BaseException] = []

    def report(self, error: BaseException) -> None:
        """Note it."""
        self.errors.append(error)


def can_draw_without_a_screen() -> bool:
    """Return whether Qt's platform for computers without a screen is here."""
    plugins = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))
    return any(plugins.glob("platforms/*qoffscreen*"))


def start(refuse: Callable[[str], None]) -> tuple[str, str]:
    """Start Qt; returns its version and platform. Where it cannot, `refuse` is called instead."""
    made(lambda: QApplication(sys.argv[:1]), refuse)
    return qVersion(), QGuiApplication.platformName()


def running() -> QApplication:
    """Return Qt's application, which `start` has made."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        raise TypeError(app)
    return app


def pictures(drawn: Callable[..., str]) -> Check:
    """Draw every picture and icon."""
    root, count = files("jcwizard.resources"), 0
    for folder in ("icons", "pictures"):
        for file in (root / folder).iterdir():
            if file.name.endswith(".svg"):
                count += 1
                if not _draws(file.read_text(encoding="utf-8")):
                    return Check("pictures", Status.FAILED, actual=f"{folder}/{file.name}")
    if not count:
        return Check("pictures", Status.FAILED, actual="icons, pictures")
    return Check.passed("pictures", actual=drawn(count=str(count)))


def _draws(source: str) -> bool:
    """Return whether something is to be seen of a picture, in whatever colours."""
    for token, colour in {**PALETTES["light"], "color": "#000000"}.items():
        source = source.replace("{{" + token + "}}", colour)
    renderer = QSvgRenderer(QByteArray(source.encode()))
    image = QImage(SIDE, SIDE, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    return renderer.isValid() and _colours(image) > 1


def letters(missing: Callable[[], str]) -> Check:
    """Name the faces that sentences and values are written in."""
    if not QFontDatabase.families():
        return Check("letters", Status.FAILED, actual=missing())
    general, fixed = (
        QFontDatabase.systemFont(kind).family()
        for kind in (QFontDatabase.SystemFont.GeneralFont, QFontDatabase.SystemFont.FixedFont)
    )
    return Check.passed("letters", actual=f"{general}, {fixed}")


def seen(window: QWidget) -> str:
    """Return the size of what is to be seen of a window, "" when it is one plain area."""
    image = window.grab().toImage()
    plain = _colours(image) < 8  # text alone, smoothed, has more
    return "" if plain else f"{window.width()} x {window.height()}"


def _colours(image: QImage) -> int:
    """Return how many colours there are on a net of points, no more than a few thousand."""
    across, down = max(1, image.width() // 64), max(1, image.height() // 64)
    points = (
        image.pixel(x, y)
        for x in range(0, image.width(), across)
        for y in range(0, image.height(), down)
    )
    return len(set(points))
