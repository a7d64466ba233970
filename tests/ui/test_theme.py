"""Every pair of colours that is used can be told apart, and text grows without being cut."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jcwizard.catalogue import Catalogue
from jcwizard.ui.palettes import PALETTES
from jcwizard.ui.theme import Theme, resource
from tests.look import at
from tests.ui.cut_off import settled_cut_off
from tests.ui.sample import sample_context

TEXTS = [
    ("ink", ground)
    for ground in (
        "window",
        "panel",
        "rail",
        "value",
        "accent_soft",
        "passed_soft",
        "warning_soft",
        "failed_soft",
    )
] + [
    ("ink2", "window"),
    ("ink2", "panel"),
    ("ink2", "rail"),
    ("ink2", "value"),
    ("ink2", "accent_soft"),
    ("ink2", "warning_soft"),
    ("ink2", "failed_soft"),
    ("ink2", "passed_soft"),
    ("accent", "window"),
    ("accent", "panel"),
    ("accent", "accent_soft"),
    ("accent", "value"),
    ("accent", "warning_soft"),
    ("accent", "failed_soft"),
    ("accent", "passed_soft"),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("on_off", "off"),
    ("passed", "window"),
    ("passed", "panel"),
    ("passed", "rail"),
    ("passed", "passed_soft"),
    ("warning", "window"),
    ("warning", "rail"),
    ("warning", "warning_soft"),
    ("failed", "window"),
    ("failed", "panel"),
    ("failed", "failed_soft"),
]
"""Ink and ground of every text that is shown."""

EDGES = [("edge", ground) for ground in ("window", "panel", "rail")] + [("accent", "rail")]
"""Borders that a person must find."""


def luminance(colour: str) -> float:
    """Return the relative luminance (WCAG 2.2)."""
    parts = QColor(colour).getRgbF()[:3]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio (WCAG 2.2)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("palette", PALETTES)
@pytest.mark.parametrize(("ink", "ground"), TEXTS)
def test_texts_can_be_read(palette: str, ink: str, ground: str) -> None:
    colours = PALETTES[palette]
    wanted = 7.0 if palette == "high-contrast" else 4.5
    assert contrast(colours[ink], colours[ground]) >= wanted


@pytest.mark.parametrize("palette", PALETTES)
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_borders_can_be_found(palette: str, edge: str, ground: str) -> None:
    colours = PALETTES[palette]
    wanted = 7.0 if palette == "high-contrast" else 3.0
    assert contrast(colours[edge], colours[ground]) >= wanted


def test_the_palettes_have_the_same_tokens() -> None:
    first, *others = (set(palette) for palette in PALETTES.values())
    assert all(other == first for other in others)


def test_high_contrast_has_no_soft_fills_and_two_pixel_lines() -> None:
    colours = PALETTES["high-contrast"]
    grounds = {value for name, value in colours.items() if name.endswith("_soft")}
    assert grounds == {colours["window"]}
    assert colours["thin"] == "2px"


@pytest.fixture
def restored(theme: Theme) -> Iterator[Theme]:
    """Whatever a test does to the application's look is undone."""
    yield theme
    Theme(theme.app, "light", 1.0)


@pytest.mark.parametrize("palette", PALETTES)
def test_each_palette_fills_the_whole_style_sheet(
    palette: str, qapp: QApplication, restored: Theme
) -> None:
    Theme(qapp, palette, 1.0)
    sheet = qapp.styleSheet()
    assert "{{" not in sheet
    assert (
        sheet.count("{")
        == sheet.count("}")
        == resource("style.qss").count("}") - (2 * len(re.findall(r"\{\{", resource("style.qss"))))
    )


def test_an_icon_is_drawn_once_for_each_colour_and_palette(
    qapp: QApplication, restored: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("JCWIZARD_THEME", raising=False)
    theme = Theme(qapp, "light", 1.0)
    first = theme.pixmap("passed", "passed", 18)
    assert theme.pixmap("passed", "passed", 18).cacheKey() == first.cacheKey()
    assert theme.pixmap("passed", "failed", 18).cacheKey() != first.cacheKey()
    theme._asked = "dark"
    theme._follow()
    assert theme.pixmap("passed", "passed", 18).toImage() != first.toImage()


def test_sizes_grow_with_the_text(qapp: QApplication, restored: Theme) -> None:
    theme = Theme(qapp, "light", 2.0)
    assert theme.px(15) == 30
    assert theme.mono.pixelSize() == 28
    assert "font-size: 46px" in qapp.styleSheet()
    assert qapp.font().pixelSize() == 30


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_an_icon_is_whole_on_a_screen_of_any_density(
    restored: Theme, monkeypatch: pytest.MonkeyPatch, ratio: float
) -> None:
    monkeypatch.setattr(QApplication, "devicePixelRatio", lambda _: ratio)
    image = restored.pixmap("passed", "ink", 40).toImage()
    columns = [
        x
        for x in range(image.width())
        if any(image.pixelColor(x, y).alpha() for y in range(image.height()))
    ]
    # As much room at its right as at its left: twice as large, its right half is cut off.
    assert columns[-1] < image.width() - 1
    assert abs(columns[0] - (image.width() - 1 - columns[-1])) <= image.width() // 10


def test_the_environment_chooses_palette_and_text_size(
    qapp: QApplication, restored: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JCWIZARD_THEME", "dark")
    monkeypatch.setenv("JCWIZARD_TEXT", "150")
    theme = Theme(qapp)
    assert (theme.name, theme.scale) == ("dark", 1.5)


def test_the_system_s_dark_mode_is_followed(
    qapp: QApplication, restored: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("JCWIZARD_THEME", raising=False)
    theme = Theme(qapp, "", 1.0)
    heard = []
    theme.changed.connect(lambda: heard.append(theme.name))
    monkeypatch.setattr("jcwizard.ui.theme._system_name", lambda: "dark")
    QGuiApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert heard == ["dark"]
    assert qapp.palette().window().color() == QColor(PALETTES["dark"]["window"])


@pytest.mark.row("G6")
def test_no_page_is_cut_at_double_text_size(
    qapp: QApplication, restored: Theme, catalogue: Catalogue, tmp_path: Path, qtbot: QtBot
) -> None:
    theme = Theme(qapp, "light", 2.0)
    cut = []
    for service in catalogue.services.values():
        for step in service.steps:
            window = at(sample_context(catalogue, theme, tmp_path), service.id, step.id)
            qtbot.addWidget(window)
            window.resize(860, 600)
            window.show()
            qapp.processEvents()
            assert (window.width(), window.height()) == (860, 600)
            cut += [f"{service.id}/{step.id}: {what}" for what in settled_cut_off(window)]
            window.close()
    assert not cut
