"""The choice of a picture: judged by what the file is, looked at, and taken away again."""

from __future__ import annotations

import os
import struct
import sys
import zlib
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QImage
from PySide6.QtWidgets import QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from jcwizard.jumpcloud.plan import Logo
from jcwizard.ui.admin.logo_choice import LogoChoice
from jcwizard.ui.admin.logo_file import MOST_BYTES, Refused, read_logo
from jcwizard.ui.context import Context
from jcwizard.ui.markup import spoken
from tests.conftest import QtLoop


@pytest.fixture
def choice(context: Context, qtbot: QtBot, qt_loop: QtLoop) -> LogoChoice:
    """A choice not made yet."""
    context.tasks.use(qt_loop.loop)
    made = LogoChoice(context)
    qtbot.addWidget(made)
    made.show()
    return made


def picture(folder: Path, name: str = "facets.png", width: int = 200, height: int = 120) -> Path:
    path = folder / name
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(0x1F5FBF)
    assert image.save(str(path), "JPEG" if name.endswith("jpg") else "PNG")
    return path


def huge(folder: Path) -> Path:
    """Return a small PNG that says it is 60,000 pixels on each side."""

    def chunk(name: bytes, content: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(name + content))
        return struct.pack(">I", len(content)) + name + content + check

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    data = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    path = folder / "huge.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + data)
    return path


def said(choice: LogoChoice) -> str:
    return "\n".join(
        label.accessibleName() or label.text()
        for label in choice.findChildren(QLabel)
        if label.isVisible()
    )


def dropped(choice: LogoChoice, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    choice.dropEvent(
        QDropEvent(
            QPointF(5, 5),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )


# --- the file ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "kind"), [("a.png", "image/png"), ("b.jpg", "image/jpeg")])
def test_a_picture_is_read_with_its_real_kind(tmp_path: Path, name: str, kind: str) -> None:
    path = picture(tmp_path, name)
    logo = read_logo(path)
    assert isinstance(logo, Logo)
    assert (logo.filename, logo.content_type) == (name, kind)
    assert logo.data == path.read_bytes()


def test_the_kind_is_what_the_file_is_and_not_what_it_is_called(tmp_path: Path) -> None:
    jpeg = picture(tmp_path, "b.jpg").rename(tmp_path / "c.png")
    logo = read_logo(jpeg)
    assert isinstance(logo, Logo)
    assert logo.content_type == "image/jpeg"
    page = tmp_path / "d.png"
    page.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    assert read_logo(page) == Refused("no_picture")


def test_a_gif_is_known_by_both_of_its_beginnings(tmp_path: Path) -> None:
    for start in (b"GIF87a", b"GIF89a"):
        path = tmp_path / "x.gif"
        path.write_bytes(start + b"...")
        logo = read_logo(path)
        assert isinstance(logo, Logo)
        assert logo.content_type == "image/gif"


def test_what_is_no_file_of_a_picture_is_refused_by_its_reason(tmp_path: Path) -> None:
    (tmp_path / "empty.png").touch()
    (tmp_path / "large.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(MOST_BYTES))
    assert read_logo(tmp_path / "empty.png") == Refused("empty")
    assert read_logo(tmp_path / "large.png") == Refused("too_large")
    assert read_logo(tmp_path / "not there.png") == Refused("not_read")
    assert read_logo(tmp_path) == Refused("no_file")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_a_file_that_never_ends_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    assert read_logo(tmp_path / "pipe.png") == Refused("no_file")
    assert read_logo(Path("/dev/zero")) == Refused("no_file")


# --- the choice --------------------------------------------------------------------------------


def test_the_limits_are_said_before_anything_is_chosen(choice: LogoChoice) -> None:
    assert "PNG, JPEG or GIF, up to 1 MB. Nothing depends on it." in said(choice)
    assert choice.logo is None
    assert not choice.remove.isVisible()


def test_a_chosen_picture_is_shown_and_can_be_removed(
    choice: LogoChoice, qtbot: QtBot, tmp_path: Path
) -> None:
    with qtbot.waitSignal(choice.changed):
        choice.take(picture(tmp_path))
    assert choice.logo is not None
    assert "facets.png, 200 \u00d7 120 pixels, 1 kB" in said(choice)
    shown = choice._picture.pixmap()
    assert (shown.width(), shown.height()) == (64, 38)
    with qtbot.waitSignal(choice.changed):
        choice.remove.click()
    assert choice.logo is None
    assert "facets.png" not in said(choice)


def test_a_refused_file_leaves_the_picture_that_was_chosen(
    choice: LogoChoice, qtbot: QtBot, tmp_path: Path
) -> None:
    with qtbot.waitSignal(choice.changed):
        choice.take(picture(tmp_path))
    text = tmp_path / "notes **x**.png"
    text.write_text("no picture")
    choice.take(text)
    qtbot.waitUntil(lambda: "is no PNG, JPEG or GIF" in said(choice))
    assert spoken(text.name) in said(choice)
    assert choice.logo is not None
    with qtbot.waitSignal(choice.changed):
        choice.take(picture(tmp_path, "other.png"))
    assert "is no PNG" not in said(choice)


def test_a_damaged_picture_and_a_huge_one_are_not_drawn(
    choice: LogoChoice, qtbot: QtBot, tmp_path: Path
) -> None:
    whole = picture(tmp_path).read_bytes()
    (tmp_path / "half.png").write_bytes(whole[:40])
    choice.take(tmp_path / "half.png")
    qtbot.waitUntil(lambda: "half.png looks damaged" in said(choice))
    choice.take(huge(tmp_path))
    qtbot.waitUntil(lambda: "60000 \u00d7 60000 pixels" in said(choice))
    assert choice.logo is None


def test_one_file_may_be_dropped(choice: LogoChoice, qtbot: QtBot, tmp_path: Path) -> None:
    path = picture(tmp_path)
    dropped(choice, path, path)
    assert "Drop one file at a time." in said(choice)
    with qtbot.waitSignal(choice.changed):
        dropped(choice, path)
    assert choice.logo is not None


def test_the_button_asks_for_a_file(choice: LogoChoice, qtbot: QtBot, tmp_path: Path) -> None:
    choice.choose.click()
    dialog = choice.findChild(QFileDialog)
    assert dialog.isVisible()
    with qtbot.waitSignal(choice.changed):
        dialog.fileSelected.emit(str(picture(tmp_path)))
    dialog.close()
    assert choice.logo is not None
