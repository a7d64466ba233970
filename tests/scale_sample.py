"""Prints as JSON what is cut off on any page at the scale that QT_SCALE_FACTOR names.

python -m tests.scale_sample WIDTH HEIGHT
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

from PySide6.QtWidgets import QApplication

from jcwizard.catalogue import load
from jcwizard.ui.theme import Theme
from tests.look import at
from tests.ui.cut_off import settled_cut_off
from tests.ui.sample import sample_context


def main(folder: Path, width: int, height: int) -> dict[str, object]:
    """Return the window's real scale and size, and what is cut off on which page."""
    qt = QApplication(sys.argv[:1])
    catalogue, theme = load(), Theme(qt, "light", 1.0)
    found, sizes, scale = [], set(), 0.0
    for service in catalogue.services.values():
        for step in service.steps:
            window = at(sample_context(catalogue, theme, folder), service.id, step.id)
            window.resize(width, height)
            window.show()
            qt.processEvents()
            scale = window.devicePixelRatioF()
            sizes.add((window.width(), window.height()))
            found += [f"{service.id}/{step.id}: {what}" for what in settled_cut_off(window)]
            window.close()
    return {"scale": scale, "sizes": sorted(sizes), "cut": found}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        result = main(Path(place), int(sys.argv[1]), int(sys.argv[2]))
    sys.stdout.write(json.dumps(result) + "\n")
    sys.stdout.flush()
    os._exit(0)
