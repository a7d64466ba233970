"""The pictures of other products' screens: complete, themed, readable, and drawable by Qt."""

from __future__ import annotations

import itertools
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QApplication

from tests.pictures.drawing import (
    PALETTES,
    PICTURES,
    SVG,
    TOKEN,
    VALUE,
    box,
    colours_in,
    contrast,
    filled,
    labels,
    rendered,
    root,
)

CLICK_NAMES = """
jc-menu jc-add jc-custom jc-features jc-label jc-portal-image jc-show-in-portal jc-review
jc-redirect jc-auth-type jc-grant-types jc-login-url jc-attributes jc-groups jc-activate
jc-secret jc-regenerate jc-remove-test-address facets-menu facets-add facets-registration
facets-values facets-login paradime-region paradime-login
"""
SIGHT_NAMES = "see-jumpcloud-error see-login-page see-blank see-security-warning see-nothing"
CLICKS, SIGHTS = set(CLICK_NAMES.split()), set(SIGHT_NAMES.split())
VALUES = {
    "redirect_url": "https://acme.console.facets.cloud/login/oauth2/code/jumpcloud",
    "test_address": "http://127.0.0.1:14217/callback",
    "login_url": "https://acme.console.facets.cloud",
    "display_label": "Facets <& friends>",
    "client_id": "4ff122de-428e-48c8-a4f7-d4f6b11c71a6",
    "registration_id": "jumpcloud",
    "login_button_text": "Sign in with Acme",
    "control_plane_url": "https://acme.console.facets.cloud",
    "client_authentication": "Client Secret Post",
}
SHAPES = {"rect", "circle", "line", "path", "text", "g"}
ATTRIBUTES = {
    "svg": {"version", "baseProfile", "viewBox", "width", "height"},
    "g": {"fill", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin"},
    "rect": {"id", "x", "y", "width", "height", "rx", "fill", "stroke", "stroke-width"}
    | {"stroke-dasharray"},
    "circle": {"cx", "cy", "r", "fill", "stroke", "stroke-width"},
    "line": {"x1", "y1", "x2", "y2", "stroke", "stroke-width"},
    "path": {"d", "fill", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin"},
    "text": {"x", "y", "font-family", "font-size", "font-weight", "text-anchor", "fill"}
    | {"data-max"},
    "title": set(),
}
GUIDES = [path for path in PICTURES if path.stem in CLICKS]

each_picture = pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.stem)
each_guide = pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
each_palette = pytest.mark.parametrize("palette", PALETTES)


def named(drawing: ET.Element, name: str) -> QRectF:
    found = [element for element in drawing.iter() if element.get("id") == name]
    assert len(found) == 1, f"one {name}, not {len(found)}"
    return box(found[0])


def test_there_is_a_picture_for_every_click_and_every_sight_and_no_other() -> None:
    assert {path.stem for path in PICTURES} == CLICKS | SIGHTS


@each_picture
def test_a_picture_has_its_size_and_a_sentence_for_those_who_cannot_see_it(path: Path) -> None:
    drawing = root(path)
    size = (680, 236) if path.stem in CLICKS else (160, 100)
    assert drawing.get("viewBox") == f"0 0 {size[0]} {size[1]}"
    assert drawing[0].tag == SVG + "title"
    alt = drawing[0].text or ""
    assert re.fullmatch(r"[A-Z][^.!]*(\.[a-z]+)*[^.!]*\.", re.sub(r"\b\w+(\.\w+)+", "host", alt))
    assert len(alt) <= 160
    assert ("marked" in alt) == (path.stem in CLICKS)


@each_picture
def test_a_picture_says_when_and_against_what_it_was_verified(path: Path) -> None:
    assert re.search(
        r"<!-- data-verified: \d{4}-\d\d-\d\d, from the published documents, "
        r"not from a live console -->",
        path.read_text(encoding="utf-8"),
    )


@each_picture
def test_a_picture_uses_only_what_qt_svg_draws(path: Path) -> None:
    for element in root(path).iter():
        name = element.tag.removeprefix(SVG)
        assert name in SHAPES | {"svg", "title"}, name
        assert set(element.attrib) <= ATTRIBUTES[name], (name, element.attrib)


@each_picture
def test_every_colour_is_a_token_of_the_design(path: Path) -> None:
    for element in root(path).iter():
        for attribute in ("fill", "stroke"):
            colour = element.get(attribute, "none")
            token = TOKEN.fullmatch(colour)
            assert colour == "none" or (token and token[1] in PALETTES["light"]), colour
        if element.tag.removeprefix(SVG) in {"rect", "circle", "path", "text"}:
            assert element.get("fill"), "without a fill Qt paints it black in every palette"


@each_picture
def test_a_value_stands_alone_and_says_how_long_it_may_be(path: Path) -> None:
    for element in root(path).iter():
        text = element.text or ""
        if "{{" not in text:
            assert element.get("data-max") is None
            continue
        match = VALUE.fullmatch(text)
        assert match, text
        assert match[1] in VALUES
        assert int(element.get("data-max", "0")) >= 16


@each_picture
def test_no_text_is_smaller_than_eleven_pixels(path: Path) -> None:
    for element in root(path).iter(SVG + "text"):
        assert int(element.get("font-size", "0")) >= 11
        assert element.get("font-family") in {"sans-serif", "monospace"}


@each_guide
def test_no_text_is_cut_off_even_with_the_longest_values(path: Path, qapp: QApplication) -> None:
    drawing = root(path)
    whole = QRectF(0, 0, 680, 236)
    boxes = [box(e) for e in drawing.iter(SVG + "rect") if e.get("id") != "ring"]
    walls = [e for e in drawing.iter(SVG + "line") if e.get("x1") == e.get("x2")]
    for label in labels(drawing):
        start = QPointF(label.place.left() + 0.1, label.place.center().y())
        around = [b for b in boxes if b.contains(label.place.center()) or b.contains(start)]
        room = min([*around, whole], key=lambda b: b.width() * b.height())
        assert room.contains(label.place), (label.text, label.place, room)
        for wall in walls if label.colour != "on_accent" else ():  # the tag may lie on a wall
            x = float(wall.get("x1", "0"))
            assert not label.place.left() < x < label.place.right(), (label.text, x)


@each_guide
def test_no_text_runs_into_another_or_into_the_ring_or_the_tag(
    path: Path, qapp: QApplication
) -> None:
    drawing = root(path)
    ring, tag = named(drawing, "ring"), named(drawing, "tag")
    every = list(labels(drawing))
    for one, other in itertools.combinations(every, 2):
        assert not one.place.intersects(other.place), (one.text, other.text)
    in_tag = [label.text for label in every if tag.intersects(label.place)]
    assert len(in_tag) == 1, in_tag
    for label in every:
        if label.text == in_tag[0]:
            assert tag.contains(label.place)
            continue
        line = ring.adjusted(1.5, 1.5, -1.5, -1.5)
        assert line.contains(label.place) or not ring.intersects(label.place), label.text


@each_guide
def test_the_ring_and_its_tag_are_whole_and_touch(path: Path) -> None:
    drawing = root(path)
    ring, tag = named(drawing, "ring"), named(drawing, "tag")
    inside = QRectF(2, 2, 676, 232)
    assert inside.contains(ring)
    assert inside.contains(tag)
    assert ring.intersects(tag)
    assert "{{accent}}" not in [
        e.get("fill") for e in drawing.iter() if e.get("id") not in {"ring", "tag"}
    ], "nothing else may look like the mark"


@each_palette
@each_picture
def test_every_text_can_be_read_on_what_lies_under_it(
    path: Path, palette: str, qapp: QApplication
) -> None:
    drawing = root(path)
    colours = PALETTES[palette]
    elements = list(drawing.iter())
    for label in labels(drawing):
        under = "value" if label.place.left() < 150 else "panel"  # the left menu is a path
        for element in elements[: label.order]:
            fill = TOKEN.fullmatch(element.get("fill", "none"))
            if element.tag == SVG + "rect" and fill and box(element).contains(label.place.center()):
                under = fill[1]
        needed = 7.0 if palette == "high contrast" else 4.5
        assert contrast(colours[label.colour], colours[under]) >= needed, (label.text, under)


@each_palette
@each_picture
def test_qt_draws_the_picture_in_every_palette(
    path: Path, palette: str, qapp: QApplication
) -> None:
    colours = PALETTES[palette]
    image = rendered(filled(path.read_text(encoding="utf-8"), colours, VALUES), 680, 236)
    assert not image.isNull()
    seen = colours_in(image)
    assert colours["panel" if path.stem != "see-nothing" else "window"].lower() in seen
    assert seen & {colours["ink"].lower(), colours["ink2"].lower()}
    assert image.pixelColor(0, 0).alpha() < 255, "the corner is round and lets the page through"


@each_palette
@each_guide
def test_the_spot_is_ringed_in_the_accent_colour_and_sharp_at_twice_the_size(
    path: Path, palette: str, qapp: QApplication
) -> None:
    drawing = root(path)
    colours = PALETTES[palette]
    image = rendered(filled(path.read_text(encoding="utf-8"), colours, VALUES), 1360, 472)
    ring, tag = named(drawing, "ring"), named(drawing, "tag")

    def colour(x: float, y: float) -> str:
        return image.pixelColor(round(x * 2), round(y * 2)).name()

    accent = colours["accent"].lower()
    middle = ring.center()
    assert colour(ring.left(), middle.y()) == accent
    assert colour(middle.x() - ring.width() / 4, ring.bottom()) == accent
    assert colour(tag.left() + 5, tag.center().y()) == accent
    assert colour(ring.left() + 4, middle.y()) != accent or tag.contains(ring.left(), middle.y())


def test_a_value_with_markup_in_it_stays_text(qapp: QApplication) -> None:
    path = next(path for path in PICTURES if path.stem == "jc-label")
    values = VALUES | {"display_label": '</text><rect width="680" height="236"/>'}
    svg = filled(path.read_text(encoding="utf-8"), PALETTES["light"], values)
    assert len(list(ET.fromstring(svg).iter())) == len(list(root(path).iter()))  # noqa: S314
