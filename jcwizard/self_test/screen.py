"""Whether the program can draw: its pictures, its letters, its window."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from jcwizard import cli
from jcwizard.model.finding import Check, Status
from jcwizard.self_test.printer import Sentences
from jcwizard.ui.no_window import has_display, unfit

STEPS = ("pictures", "letters", "window")
NO_BUS = "disabled:"


def steps(
    words: Sentences, folder: Path, refuse: Callable[[str], None]
) -> Iterator[tuple[str, Callable[[], Check]]]:
    """Yield what is to be tried; `refuse` is called where Qt would end the program."""
    trouble = unfit()
    if trouble:
        yield "qt", lambda: Check("qt", Status.FAILED, actual=trouble)
        return
    from jcwizard.ui import self_look

    if not has_display(os.environ):
        plugin = self_look.can_draw_without_a_screen()
        said = words("off_screen") if plugin else words("no_screen")
        yield "screen", lambda: Check("screen", Status.NOT_RUN, actual=said)
        if not plugin:
            return
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    _stay_here(folder)
    yield "qt", lambda: _qt_starts(words, refuse)
    yield "pictures", lambda: self_look.pictures(partial(words, "drawn"))
    yield "letters", lambda: self_look.letters(partial(words, "no_letters"))
    yield "window", lambda: _window(words, folder)


def _stay_here(folder: Path) -> None:
    """Keep Qt and its libraries from leaving anything in the person's folders or session."""
    os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if "DBUS_SESSION_BUS_ADDRESS" not in os.environ and not Path(runtime, "bus").exists():
        # Else the D-Bus library starts a bus that nobody ends.
        os.environ["DBUS_SESSION_BUS_ADDRESS"] = NO_BUS


def _qt_starts(words: Sentences, refuse: Callable[[str], None]) -> Check:
    from jcwizard.ui import self_look

    version, platform = self_look.start(refuse)
    return Check.passed("qt", actual=words("qt_started", version=version, platform=platform))


def _window(words: Sentences, folder: Path) -> Check:
    """Put the real window together on an empty data folder, and look whether it is painted."""
    from jcwizard import app
    from jcwizard.ui import self_look

    crashes = self_look.Noted()
    start = cli.Window(data_dir=folder / "data")
    window, _, keeping = app.put_together(self_look.running(), start, crashes)
    window.show()
    app.wait_for_paint(self_look.running(), window)
    seen = self_look.seen(window)
    window.close()
    keeping.finish()
    window.context.saved.close()
    if crashes.errors:
        error = crashes.errors[0]
        return Check("window", Status.FAILED, actual=f"{type(error).__name__}: {error}")
    if not seen:
        return Check("window", Status.FAILED, actual=words("not_painted"))
    return Check.passed("window", actual=seen)
