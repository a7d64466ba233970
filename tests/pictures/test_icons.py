"""The icons: one colour each, drawn inside their square; the app's own icon in full colour."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.pictures.drawing import ICONS, SVG, TOKEN, colours_in, rendered, root

NAMES = """
passed failed warning unknown not-run out-of-date copy copied eye open-external back info
shield key computer cloud folder practice facets paradime another-service
"""
APP_ICON = next(path for path in ICONS if path.stem == "jcwizard")
GLYPHS = [path for path in ICONS if path != APP_ICON]

each_glyph = pytest.mark.parametrize("path", GLYPHS, ids=lambda path: path.stem)


def test_every_icon_is_there_and_no_other() -> None:
    assert {path.stem for path in ICONS} == {*NAMES.split(), "jcwizard"}


@pytest.mark.parametrize("path", ICONS, ids=lambda path: path.stem)
def test_an_icon_has_a_name_and_uses_only_what_qt_svg_draws(path: Path) -> None:
    drawing = root(path)
    side = 256 if path == APP_ICON else 24
    assert drawing.get("viewBox") == f"0 0 {side} {side}"
    assert drawing[0].tag == SVG + "title"
    assert drawing[0].text
    tags = {element.tag.removeprefix(SVG) for element in drawing.iter()}
    assert tags <= {"svg", "title", "g", "rect", "circle", "path"}


@each_glyph
def test_a_glyph_has_one_colour_and_the_app_chooses_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert set(TOKEN.findall(text)) == {"color"}
    assert {
        element.get(attribute)
        for element in root(path).iter()
        for attribute in ("fill", "stroke")
        if element.get(attribute)
    } == {"none", "{{color}}"}


@each_glyph
@pytest.mark.parametrize("colour", ["#1c7a45", "#ff9a92", "#ffffff"])
def test_qt_draws_a_glyph_in_the_chosen_colour_only(
    path: Path, colour: str, qapp: QApplication
) -> None:
    image = rendered(path.read_text(encoding="utf-8").replace("{{color}}", colour), 96, 96)
    assert not image.isNull()
    assert colours_in(image) == {colour}


@each_glyph
def test_a_glyph_is_not_cut_off_by_its_square(path: Path, qapp: QApplication) -> None:
    image = rendered(path.read_text(encoding="utf-8").replace("{{color}}", "#000000"), 240, 240)
    edge = [(i, j) for i in range(240) for j in (0, 239)]
    assert not any(
        image.pixelColor(x, y).alpha() for pair in edge for x, y in (pair, tuple(reversed(pair)))
    )


def test_no_two_glyphs_look_the_same(qapp: QApplication) -> None:
    drawn = [
        bytes(rendered(path.read_text("utf-8").replace("{{color}}", "#000000"), 24, 24).constBits())
        for path in GLYPHS
    ]
    assert len(set(drawn)) == len(GLYPHS)


@pytest.mark.parametrize("side", [16, 32, 256])
def test_the_apps_icon_is_drawn_in_full_colour_at_every_size(side: int, qapp: QApplication) -> None:
    image = rendered(APP_ICON.read_text(encoding="utf-8"), side, side)
    assert not image.isNull()
    assert image.pixelColor(0, 0).alpha() == 0, "the corners are round"
    assert {"#1f5fbf", "#ffffff"} <= colours_in(image)
