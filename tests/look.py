"""Takes pictures of the window's pages in every palette and text size, to be looked at.

    python -m tests.look OUT_DIR [NAME ...]

One PNG for each page (all unless named), palette and size. The text is 100 % at 1080 x 720 and
200 % at 860 x 600, the window's smallest size; a page that needs more room is taken once more in
full height (`-whole`), so that nothing stays unseen.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from jcwizard.catalogue import Catalogue, load
from jcwizard.model.finding import Check, Finding, Status
from jcwizard.model.service import Step
from jcwizard.model.setup import Setup
from jcwizard.ui.context import Context
from jcwizard.ui.page import Page
from jcwizard.ui.page_stack import make_page
from jcwizard.ui.theme import Theme
from jcwizard.ui.window import Window
from tests.model.filled import tick_everything
from tests.ui.gallery import GALLERY
from tests.ui.pages import login_states as states
from tests.ui.sample import FACETS, sample_context

PALETTES = ("light", "dark", "high-contrast")
SIZES = (("100", 1.0, (1080, 720)), ("200", 2.0, (860, 600)))

MORE = {
    "client_id": "4ff122de-428e-48c8-a4f7-d4f6b11c71a6",
    "login_button_text": "Acme",
    "organisation": "Acme",
    "paradime_region": "eu",
    "display_label": "Acme Wiki",
    "redirect_urls": "https://wiki.acme.example/login/callback",
    "login_url": "https://wiki.acme.example/login",
}
"""What was entered on the way, for every service."""

Shot = Callable[[Context], Window]


def shots(catalogue: Catalogue) -> Iterator[tuple[str, Shot]]:
    """Every page of every service, and the gallery of parts."""
    for name, page in GALLERY.items():
        yield name, partial(gallery, page=page)
    yield "first", first
    for name, (place, prepare) in STATES.items():
        yield name, partial(in_state, place=place, prepare=prepare)
    for service in catalogue.services.values():
        for step in service.steps:
            name = f"{service.id}-{step.id}"
            yield name, partial(at, service_id=service.id, step_id=step.id)


def refuse_redirect(context: Context) -> None:
    """*Check now* found that the service's redirect URL is not registered."""
    url = context.names()["redirect_url"]
    finding = Finding("redirect.service_missing", url, "invalid_request", {"missing": url})
    states.record(
        context,
        "preflight",
        Check.passed("issuer", actual="https://oauth.id.jumpcloud.com/"),
        Check.passed("client_id"),
        Check.of("service_redirect", Status.FAILED, finding),
        Check.passed("test_redirect"),
        Check.passed("scopes"),
        Check.passed("client_secret"),
        Check.passed("client_authentication"),
        Check.not_run("refresh_token"),
    )


def prove(context: Context) -> None:
    """*Check now* and the test login have passed."""
    states.pass_preflight(context)
    states.pass_login(context)


STATES: dict[str, tuple[str, Callable[[Context], None]]] = {
    "state-click": ("application/redirect", lambda context: None),
    "state-refused": ("credentials", refuse_redirect),
    "state-works": ("test", prove),
    "state-person-refused": (
        "test",
        lambda context: states.end_login(context, "answer.person_refused", Status.FAILED),
    ),
    "state-timed-out": (
        "test",
        lambda context: states.end_login(context, "answer.timed_out", Status.UNKNOWN),
    ),
}
"""Pages with something found, as they are after a real run."""


def in_state(context: Context, place: str, prepare: Callable[[Context], None]) -> Window:
    """A page of Facets, with all entered and something found."""
    context.setup = Setup("facets", dict(FACETS))
    states.enter(context)
    context.setup.put("display_label", "Facets")
    tick_everything(context.service, context.setup, context.around)
    window = Window(context)
    prepare(context)
    window.go(place)
    return window


def gallery(context: Context, page: type[Page]) -> Window:
    """A window whose every page is this one."""
    window = Window(context, page)
    window.go(page.at)  # type: ignore[attr-defined]
    return window


def first(context: Context) -> Window:
    """The very first page, nothing chosen yet."""
    context.setup = Setup()
    return Window(context)


def at(context: Context, service_id: str, step_id: str) -> Window:
    """A step of a service, everything before it entered."""
    texts = {**FACETS, **MORE}
    known = {"region", *context.services[service_id].fields}
    context.setup = Setup(service_id, {key: text for key, text in texts.items() if key in known})
    window = Window(context, make)
    window.show_step(context.services[service_id].step(step_id))
    return window


def make(context: Context, step: Step) -> Page:
    """A page, or an empty one where it is not written yet."""
    try:
        return make_page(context, step)
    except ModuleNotFoundError:
        return Page(context, step)


def take(app: QApplication, window: Window, path: Path, size: tuple[int, int]) -> None:
    """Save one picture of a window, and one of its whole page where that is higher."""
    window.resize(*size)
    window.show()
    for _ in range(40):
        app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        app.processEvents()
    window.grab().save(str(path))
    page = window.page
    if page.height() > window.stack.height() + 4:
        page.grab().save(str(path.with_stem(path.stem + "-whole")))
    window.close()
    window.deleteLater()
    app.processEvents()


def main(words: list[str]) -> int:
    """Take the pictures; returns the exit code."""
    out, only = Path(words[0]), set(words[1:])
    out.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    catalogue = load()
    with tempfile.TemporaryDirectory() as folder:
        for palette in PALETTES:
            for percent, scale, size in SIZES:
                theme = Theme(app, palette, scale)
                for name, shot in shots(catalogue):
                    if only and name not in only:
                        continue
                    window = shot(sample_context(catalogue, theme, Path(folder)))
                    take(app, window, out / f"{name}-{palette}-{percent}.png", size)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
