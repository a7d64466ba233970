"""Puts beside the Linux program what a desktop reads: its entry, its file type, its icon."""

from __future__ import annotations

import shutil
from pathlib import Path

import icons
import identity

SOURCES = identity.ROOT / "packaging" / "linux"


def write_share(share: Path, drawn: Path) -> None:
    """Fill `share`, a folder like /usr/share, with the icons that `icons.write_all` has drawn."""
    shutil.rmtree(share, ignore_errors=True)
    _copy(SOURCES / "jcwizard.desktop", share / "applications" / "jcwizard.desktop")
    _copy(SOURCES / "jcwizard.xml", share / "mime" / "packages" / "jcwizard.xml")
    theme = share / "icons" / "hicolor"
    _copy(icons.DRAWING, theme / "scalable" / "apps" / "jcwizard.svg")
    for size in icons.LINUX_SIZES:
        _copy(drawn / f"jcwizard-{size}.png", theme / f"{size}x{size}" / "apps" / "jcwizard.png")


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
