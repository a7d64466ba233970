"""The theme: palettes, sizes and icons, light, dark and high-contrast."""

from __future__ import annotations

import os
import re
import sys
from importlib.resources import files

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QGuiApplication,
    QIcon,
    QPainter,
    QPalette,
    QPixmap,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from jcwizard.ui.palettes import PALETTES

UNDERLINE = "underlines_links"
"""The application's property that says whether links are told apart by a line, too."""

_TOKEN = re.compile(r"\{\{([a-z0-9_]+)\}\}")
_PIXELS = re.compile(r"(\d+)px")


class Theme(QObject):
    """How everything looks: `name` is light, dark or high-contrast; `scale` is the text's size.

    The scale follows the system's text size, and `JCWIZARD_TEXT` (percent) where it is set.
    """

    changed = Signal()

    def __init__(self, app: QApplication, name: str = "", scale: float = 0.0) -> None:
        super().__init__()
        self.app = app
        self._asked = name or os.environ.get("JCWIZARD_THEME", "")
        self.scale = scale or _system_scale(app)
        self.body = QFont(app.font())
        self.name = ""
        self._pictures: dict[tuple[str, str, int, float], QPixmap] = {}
        app.setStyle("Fusion")
        self.body.setPixelSize(self.px(15))
        app.setFont(self.body)
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._follow)
        if hasattr(hints, "accessibility"):  # since Qt 6.10
            hints.accessibility().contrastPreferenceChanged.connect(self._follow)
        self._follow()

    @property
    def tokens(self) -> dict[str, str]:
        """The colours in use, by token."""
        return PALETTES[self.name]

    def color(self, token: str) -> QColor:
        """Return a colour by its token."""
        return QColor(self.tokens[token])

    def px(self, pixels: float) -> int:
        """Return a size given at ordinary text size (15 pixels) as it is in this text size."""
        return round(pixels * self.scale)

    def font(self, pixels: int, *, bold: bool = False) -> QFont:
        """Return the body face in another size, given at ordinary text size."""
        font = QFont(self.body)
        font.setPixelSize(self.px(pixels))
        font.setBold(bold)
        return font

    @property
    def mono(self) -> QFont:
        """The face of values."""
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(self.px(14))
        return font

    def pixmap(self, icon: str, colour: str = "ink", size: int = 20) -> QPixmap:
        """Return an icon of resources/icons in a colour; `size` is at ordinary text size.

        Each is drawn once, since the marks of a page ask for it at every paint. Do not paint on it.
        """
        ratio = self.app.devicePixelRatio()
        key = (icon, colour, size, ratio)
        if key not in self._pictures:
            self._pictures[key] = self._picture(icon, colour, self.px(size), ratio)
        return self._pictures[key]

    def _picture(self, icon: str, colour: str, side: int, ratio: float) -> QPixmap:
        picture = QPixmap(QSize(side, side) * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        source = resource(f"icons/{icon}.svg").replace("{{color}}", self.tokens[colour])
        # Without a place it fills the pixels of the device, which the painter doubles once more.
        QSvgRenderer(QByteArray(source.encode())).render(painter, QRectF(0, 0, side, side))
        painter.end()
        return picture

    def icon(self, icon: str, colour: str = "ink", size: int = 20) -> QIcon:
        """Return an icon for a button."""
        return QIcon(self.pixmap(icon, colour, size))

    def fill(self, text: str) -> str:
        """Return a text with its `{{token}}` filled; a size in pixels (`15px`) is scaled."""
        return _TOKEN.sub(lambda found: self.tokens[found[1]], text)

    def _follow(self) -> None:
        name = self._asked or _system_name()
        if name == self.name:
            return
        self.name = name
        self._pictures.clear()
        self.app.setPalette(self._palette())
        self.app.setProperty(UNDERLINE, name == "high-contrast")
        self.app.setStyleSheet(self._sheet())
        self.changed.emit()

    def _sheet(self) -> str:
        sheet = _PIXELS.sub(lambda found: f"{self.px(int(found[1]))}px", resource("style.qss"))
        return self.fill(sheet)

    def _palette(self) -> QPalette:
        role = QPalette.ColorRole
        palette = QPalette()
        for colour, token in {
            role.Window: "window",
            role.WindowText: "ink",
            role.Base: "panel",
            role.AlternateBase: "value",
            role.Text: "ink",
            role.Button: "panel",
            role.ButtonText: "ink",
            role.BrightText: "failed",
            role.Highlight: "accent",
            role.HighlightedText: "on_accent",
            role.Link: "accent",
            role.LinkVisited: "accent",
            role.PlaceholderText: "ink2",
            role.ToolTipBase: "panel",
            role.ToolTipText: "ink",
            role.Accent: "accent",
            role.Mid: "line",
        }.items():
            palette.setColor(colour, self.color(token))
        for colour in (role.WindowText, role.Text, role.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, colour, self.color("ink2"))
        return palette


def resource(path: str) -> str:
    """Return a text of resources/, by its path there."""
    return files("jcwizard.resources").joinpath(path).read_text(encoding="utf-8")


def _system_name() -> str:
    hints = QGuiApplication.styleHints()
    if hasattr(hints, "accessibility"):
        preference = hints.accessibility().contrastPreference()
        if preference == Qt.ContrastPreference.HighContrast:
            return "high-contrast"
    return "dark" if hints.colorScheme() == Qt.ColorScheme.Dark else "light"


def _system_scale(app: QApplication) -> float:
    asked = os.environ.get("JCWIZARD_TEXT", "")
    if asked.isdecimal():
        return max(1.0, float(asked) / 100)
    ordinary = {"win32": 9.0, "darwin": 13.0}.get(sys.platform, 11.0)
    dots = 72.0 if sys.platform == "darwin" else 96.0
    dpi = app.primaryScreen().logicalDotsPerInch() / dots
    return max(1.0, app.font().pointSizeF() / ordinary) * max(1.0, dpi)
