"""The icon files that are made of the drawing: what Windows and macOS read in them."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

import icons


@pytest.fixture
def folder(qapp: QApplication, tmp_path: Path) -> Path:
    icons.write_all(tmp_path / "icons")
    return tmp_path / "icons"


def test_linux_gets_a_picture_of_each_size(folder: Path) -> None:
    for size in icons.LINUX_SIZES:
        picture = QImage(str(folder / f"jcwizard-{size}.png"))
        assert (picture.width(), picture.height()) == (size, size)
        assert picture.pixelColor(0, 0).alpha() == 0  # its corners are round
        assert picture.pixelColor(size // 2, size // 8).alpha() == 255


def test_windows_gets_them_in_one_file(folder: Path) -> None:
    content = (folder / "jcwizard.ico").read_bytes()
    reserved, kind, count = struct.unpack_from("<HHH", content)
    assert (reserved, kind, count) == (0, 1, len(icons.WINDOWS_SIZES))
    for number, size in enumerate(icons.WINDOWS_SIZES):
        width, _, _, _, _, _, length, start = struct.unpack_from(
            "<BBBBHHII", content, 6 + 16 * number
        )
        assert width == size % 256
        assert QImage.fromData(content[start : start + length]).width() == size


def test_macos_gets_them_in_one_file(folder: Path) -> None:
    content = (folder / "jcwizard.icns").read_bytes()
    assert content[:4] == b"icns"
    assert struct.unpack_from(">I", content, 4) == (len(content),)
    place, found = 8, {}
    while place < len(content):
        kind, (length,) = content[place : place + 4], struct.unpack_from(">I", content, place + 4)
        found[kind] = QImage.fromData(content[place + 8 : place + length]).width()
        place += length
    assert found == icons.MACOS_TYPES


def test_the_same_drawing_gives_the_same_files(folder: Path) -> None:
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    icons.write_all(folder)
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
