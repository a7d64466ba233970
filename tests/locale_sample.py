"""Prints as JSON what the wizard makes of the same setup under whatever locale it was started in.

python -m tests.locale_sample FOLDER
"""

from __future__ import annotations

import json
import locale
import os
import sys
from pathlib import Path

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from jcwizard.catalogue import load
from jcwizard.keep import setup_file
from jcwizard.keep.json_text import encode
from jcwizard.keep.progress import Progress, decode, snapshot
from jcwizard.keep.report import report_html
from jcwizard.keep.support import reference, summary
from jcwizard.model.route import route
from jcwizard.model.rules import RULES
from jcwizard.model.setup import Setup
from jcwizard.ui.theme import Theme
from jcwizard.ui.window import Window
from tests.keep.filled import AROUND, WHEN, full_setup
from tests.ui.pages.living import everything_shown
from tests.ui.sample import sample_context

TYPED = ("ISTANBUL", "istanbul", "\u0130stanbul", "\u0131stanbul", "HTTPS://ACME.EXAMPLE/I", "1,5")
"""What Turkish and German rules would read in another way."""


def sample(folder: Path) -> dict[str, object]:
    """Return what is written, judged and shown, by its name."""
    catalogue = load()
    service = catalogue.services["facets"]
    setup = full_setup(service)
    file = folder / "acme.jcsetup"
    trouble = setup_file.write(file, setup, service)
    opened = setup_file.read(file, catalogue.services)
    assert isinstance(opened, setup_file.SetupFile)
    known = (service, setup, AROUND, catalogue.words, catalogue.explanations, WHEN)
    saved = encode(snapshot(setup, practice=False, saved_at=WHEN + 0.25))
    back = decode(saved)
    assert isinstance(back, Progress)
    return {
        "setup file": [repr(trouble), file.read_text("utf-8"), dict(opened.setup.values)],
        "saved setup": [saved.decode(), back.saved_at],
        "report": report_html(*known),
        "support": [line for line in summary(*known).splitlines() if "  system " not in line],
        "reference": reference("Istanbul"),
        "rules": {
            name: [[ruling.value, ruling.refusal] for ruling in map(rule, TYPED)]
            for name, rule in RULES.items()
        },
        "route": [(stop.step.id, stop.state.value) for stop in route(service, setup, AROUND)],
        "window": shown(folder, setup),
    }


def shown(folder: Path, setup: Setup) -> list[str]:
    """Return every text of every page."""
    qt = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(qt, QApplication)
    context = sample_context(load(), Theme(qt, "light", 1.0), folder)
    context.setup = Setup("facets", setup.values)
    window = Window(context)
    window.show()
    texts = []
    for step in context.service.steps:
        if step.id != "service":  # it looks at this computer, and that is no matter of locales
            window.show_step(step)
            qt.processEvents()
            texts.append(everything_shown(window.page))
    window.close()
    return texts


if __name__ == "__main__":
    application = QApplication(sys.argv[:1])  # it takes the locale from the environment
    found = {"sample": sample(Path(sys.argv[1])), "locale": [*map(str, locale.getlocale())]}
    found["qt"] = [QLocale.system().name(), locale.setlocale(locale.LC_ALL)]
    sys.stdout.write(json.dumps(found) + "\n")
    sys.stdout.flush()
    os._exit(0)
