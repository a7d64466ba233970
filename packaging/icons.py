"""Draws the program's icon in the sizes and files that Windows, macOS and Linux want."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

import identity

DRAWING = identity.ROOT / "resources" / "icons" / "jcwizard.svg"
LINUX_SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
WINDOWS_SIZES = (16, 20, 24, 32, 40, 48, 64, 96, 128, 256)
# Apple's types of a picture in an .icns file, each with its width in pixels.
MACOS_TYPES = {
    b"icp4": 16, b"icp5": 32, b"icp6": 64, b"ic07": 128, b"ic08": 256, b"ic09": 512, b"ic10": 1024,
    b"ic11": 32, b"ic12": 64, b"ic13": 256, b"ic14": 512,
}  # fmt: skip


def write_all(folder: Path) -> None:
    """Write `jcwizard.ico`, `jcwizard.icns` and a PNG for each of Linux' sizes into the folder."""
    application = QGuiApplication.instance() or QGuiApplication(["icons", "-platform", "offscreen"])
    folder.mkdir(parents=True, exist_ok=True)
    sizes = sorted({*LINUX_SIZES, *WINDOWS_SIZES, *MACOS_TYPES.values()})
    drawn = {size: draw(DRAWING, size) for size in sizes}
    for size in LINUX_SIZES:
        (folder / f"jcwizard-{size}.png").write_bytes(drawn[size])
    (folder / "jcwizard.ico").write_bytes(ico({size: drawn[size] for size in WINDOWS_SIZES}))
    macos = {kind: drawn[size] for kind, size in MACOS_TYPES.items()}
    (folder / "jcwizard.icns").write_bytes(icns(macos))
    del application


def draw(drawing: Path, size: int) -> bytes:
    """Return the drawing as a square PNG file of that many pixels."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(str(drawing)).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, "PNG"):  # type: ignore[call-overload] # the stubs know no QIODevice
        raise ValueError(f"Qt cannot draw {drawing}")
    return bytes(buffer.data().data())


def ico(pictures: Mapping[int, bytes]) -> bytes:
    """Return a Windows icon file of PNG pictures by their width; 0 stands for 256 in it."""
    head, body = struct.pack("<HHH", 0, 1, len(pictures)), b""
    start = len(head) + 16 * len(pictures)
    for size, picture in sorted(pictures.items()):
        place = start + len(body)
        head += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(picture), place)
        body += picture
    return head + body


def icns(pictures: Mapping[bytes, bytes]) -> bytes:
    """Return a macOS icon file of PNG pictures by Apple's type of each."""
    body = b"".join(
        kind + struct.pack(">I", len(picture) + 8) + picture for kind, picture in pictures.items()
    )
    return b"icns" + struct.pack(">I", len(body) + 8) + body
