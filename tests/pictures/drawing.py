"""Reads the drawings as the app does: fills in colours and values, measures what is where."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

RESOURCES = Path(__file__).parents[2] / "resources"
PICTURES = sorted((RESOURCES / "pictures").glob("*.svg"))
ICONS = sorted((RESOURCES / "icons").glob("*.svg"))
SVG = "{http://www.w3.org/2000/svg}"
TOKEN = re.compile(r"\{\{([a-z0-9_]+)\}\}")
VALUE = re.compile(r"\{\{value:([a-z_]+)\}\}")

# In the order of the rows below.
TOKENS = """
window panel rail ink ink2 line accent on_accent accent_soft
passed passed_soft warning warning_soft failed failed_soft value
"""


def _palette(colours: str) -> dict[str, str]:
    return dict(zip(TOKENS.split(), colours.split(), strict=True))


# The design's tokens. High contrast has no soft fills, so these pictures must do without them.
PALETTES = {
    "light": _palette(
        "#F6F7F9 #FFFFFF #EEF1F5 #1B2430 #55606E #D5DBE3 #1F5FBF #FFFFFF #E6EFFB "
        "#1C7A45 #E4F4EA #8A5A00 #FFF3DA #B3261E #FCE8E6 #F1F4F8"
    ),
    "dark": _palette(
        "#14181E #1C222A #181D24 #E8ECF1 #A6B0BD #323B47 #7FB0FF #0B1A30 #22324A "
        "#6FD39A #193426 #F2C265 #3A2E14 #FF9A92 #40211F #232B35"
    ),
    "high contrast": _palette(
        "#000000 #000000 #000000 #FFFFFF #FFFFFF #FFFFFF #FFE14D #000000 #000000 "
        "#7CFFB0 #000000 #FFD24D #000000 #FFB3AD #000000 #000000"
    ),
}

# The widest that may stand in each kind of field; capitals are wider than what people write.
WIDE_WORDS = "MANAGEMENT OPERATIONS AND ENGINEERING WORKSHOP OF ACME MANUFACTURING HOLDINGS"


def root(path: Path) -> ET.Element:
    return ET.fromstring(path.read_text(encoding="utf-8"))  # noqa: S314 - our own file


def filled(text: str, colours: Mapping[str, str], values: Mapping[str, str]) -> str:
    """The picture with every token replaced, as the app does it; values are escaped.

    Raises KeyError for a token or a value that nobody knows.
    """
    with_values = VALUE.sub(lambda match: escape(values[match[1]]), text)
    return TOKEN.sub(lambda match: colours[match[1]], with_values)


def rendered(svg: str, width: int, height: int) -> QImage:
    """The drawing on a transparent ground of this size in pixels; null when Qt cannot read it."""
    renderer = QSvgRenderer(svg.encode())
    if not renderer.isValid():
        return QImage()
    image = QImage(width, height, QImage.Format.Format_ARGB32)
    image.fill(QColor(0, 0, 0, 0))
    painter = QPainter(image)
    renderer.render(painter, QRectF(0, 0, width, height))
    painter.end()
    return image


def colours_in(image: QImage) -> set[str]:
    """Every fully opaque colour in the image, as `#rrggbb`."""
    pixels = set(memoryview(image.constBits()).cast("B").cast("I"))
    return {f"#{pixel & 0xFFFFFF:06x}" for pixel in pixels if pixel >> 24 == 255}


def box(element: ET.Element) -> QRectF:
    """Where a `rect` element stands, in the picture's own units."""
    x, y, width, height = (float(element.get(k, "0")) for k in ("x", "y", "width", "height"))
    return QRectF(x, y, width, height)


@dataclass(frozen=True)
class Label:
    """One piece of text with the place it takes when its value is as long as it may be."""

    text: str
    colour: str
    place: QRectF
    order: int


def widest(element: ET.Element) -> str:
    """The element's text, or the widest text that its placeholder's `data-max` lets in."""
    text = element.text or ""
    if not VALUE.fullmatch(text):
        return text
    most = int(element.get("data-max", "0"))
    filler = "0" * most if element.get("font-family") == "monospace" else WIDE_WORDS
    assert len(filler) >= most, f"{text}: {most} characters is more than this test can try"
    return filler[:most]


def labels(drawing: ET.Element) -> Iterator[Label]:
    """Every text of the picture; needs a running Qt application for the fonts."""
    for order, element in enumerate(drawing.iter()):
        if element.tag != SVG + "text":
            continue
        size = int(element.get("font-size", "0"))
        font = QFont(element.get("font-family", ""))
        font.setPixelSize(size)
        font.setBold(element.get("font-weight") == "bold")
        text = widest(element)
        width = QFontMetricsF(font).horizontalAdvance(text)
        shift = {"start": 0.0, "middle": width / 2, "end": width}[
            element.get("text-anchor", "start")
        ]
        x, baseline = float(element.get("x", "0")), float(element.get("y", "0"))
        place = QRectF(x - shift, baseline - 0.73 * size, width, 0.93 * size)
        yield Label(text, TOKEN.findall(element.get("fill", ""))[0], place, order)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two `#rrggbb` colours, 1 to 21 (WCAG 2.2, relative luminance)."""

    def luminance(colour: str) -> float:
        shares = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
        linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)
