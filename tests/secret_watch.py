"""Looks through everything that a test leaves for every secret that was alive in it."""

from __future__ import annotations

import contextlib
import logging
import re
import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from jcwizard.model.secret import Secret
from jcwizard.practice.tokens import Tokens
from tests.canaries import HATCHERY, leaks
from tests.conformance.record import Conformance

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

MARK = "holds_secret(place, reason): in a place of this name, a pattern, a secret is no leak"
LARGEST = 4_000_000
"""Bytes of a file that are looked through; nothing of ours is as large."""


class LoudLog(logging.Handler):
    """Hears every logger of every library from DEBUG on, tracebacks included."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.heard: list[str] = []
        self.setFormatter(logging.Formatter("%(levelname)s %(name)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        """Write the record at once: its arguments may change, and hold on to much."""
        self.heard.append(self.format(record))


class SecretWatch:
    """A plugin of pytest: a test in which a secret is seen anywhere has failed.

    The secrets are all texts that became a `Secret` while the test ran, in the product or in the
    test, and what the faulty providers issued. Left out are texts of fewer than 12 characters or of
    fewer than 7 different ones. Looked through are the log of all libraries, both standard streams,
    what was overheard of other programs, each file below the test's own folder, and all texts,
    descriptions and titles of the windows and the clipboard at the end of the test.
    """

    def __init__(self, record: Conformance) -> None:
        self._record = record
        self._log = LoudLog()
        self._windows: list[tuple[str, str]] = []
        self._left_over: set[int] = set()
        self._copied_before: set[tuple[str, str]] = set()
        self.tests = self.secrets = self.texts = self.leaks = 0

    def begin(self) -> None:
        """Listen for secrets in this process."""
        HATCHERY.watch(Secret, "__init__", lambda _self, text: text)
        _hatch_what_practice_issues()
        _overhear_captures()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Turn the log up for the time of one test."""
        HATCHERY.forget()
        self._log.heard, self._windows = [], []
        self._left_over = {address(window) for window in top_windows()}
        self._copied_before = set(clipboard_texts())
        root = logging.getLogger()
        level = root.level
        root.addHandler(self._log)
        root.setLevel(logging.DEBUG)
        try:
            return (yield)
        finally:
            root.removeHandler(self._log)
            root.setLevel(level)

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_call(self) -> Generator[None, Any, Any]:
        """Read the windows while they are there."""
        try:
            return (yield)
        finally:
            if HATCHERY.secrets:
                copied = set(clipboard_texts()) - self._copied_before
                self._windows = [*window_texts(self._left_over), *copied]

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """When everything has been let go, look through what is left."""
        result = yield
        self.tests += 1
        self.secrets += len(HATCHERY.secrets)
        if HATCHERY.secrets:
            found = list(self._look(item))
            self.leaks += len(found)
            assert not found, "a secret was seen: " + "; ".join(found)
        return result

    def notes(self) -> list[int]:
        """Return the counts, for a run that is shared among workers."""
        return [self.tests, self.secrets, self.texts, self.leaks]

    def join(self, notes: list[int]) -> None:
        """Add what a worker counted."""
        tests, secrets, texts, leaks = notes
        self.tests += tests
        self.secrets += secrets
        self.texts += texts
        self.leaks += leaks

    def pytest_sessionfinish(self) -> None:
        """Note the figure: it is to be zero."""
        note = f"{self.tests} tests, {self.secrets} secrets, {self.texts} places looked through"
        self._record.figure("leaked secrets", self.leaks, note=note)

    def _look(self, item: pytest.Item) -> Iterator[str]:
        allowed = [mark.args[0] for mark in item.iter_markers("holds_secret")]
        used = set()
        for place, text in self._places(item):
            self.texts += 1
            for secret, form in leaks(text, HATCHERY.secrets):
                fits = [pattern for pattern in allowed if re.search(pattern, place)]
                used.update(fits)
                if not fits:
                    yield f"{secret[:4]}… {form} in {place}"
        for pattern in set(allowed) - used:
            yield f"nothing in {pattern!r}, although a mark says so"

    def _places(self, item: pytest.Item) -> Iterator[tuple[str, str]]:
        if self._log.heard:
            yield "the log", "\n".join(self._log.heard)
        yield from self._windows
        yield from HATCHERY.heard
        for phase, stream, text in item._report_sections:
            if stream != "log" and text:
                yield f"{stream} ({phase})", text
        folder = getattr(item, "funcargs", {}).get("tmp_path")
        if folder is not None:
            yield from file_texts(folder)


def file_texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each file below the folder; a name can give away as well."""
    for path in folder.rglob("*"):
        name = str(path.relative_to(folder))
        with contextlib.suppress(OSError):
            if path.is_file() and path.stat().st_size <= LARGEST:
                text = path.read_bytes().decode("utf-8", "surrogateescape")
                yield f"the file {name}", f"{name}\n{text}"


def top_windows() -> list[QWidget]:
    """Return the windows of this process, none where there is no Qt."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or widgets.QApplication.instance() is None:
        return []
    return list(widgets.QApplication.topLevelWidgets())


def address(window: QWidget) -> int:
    """Return what tells one window from another for as long as both are there."""
    from shiboken6 import Shiboken

    return int(Shiboken.getCppPointer(window)[0])


def window_texts(left_over: set[int]) -> Iterator[tuple[str, str]]:
    """Yield what can be read out of the windows of this process.

    A closed window of an earlier test may still be there; it has been looked through.
    """
    for window in top_windows():
        if address(window) in left_over and not window.isVisible():
            continue
        yield "a window's title", window.windowTitle()
        parts = [window, *window.findChildren(sys.modules["PySide6.QtWidgets"].QWidget)]
        yield "a window", "\n".join(text for part in parts for text in widget_texts(part))


def clipboard_texts() -> Iterator[tuple[str, str]]:
    """Yield what this process has put on the clipboards, but for what says that it is a secret."""
    gui = sys.modules.get("PySide6.QtGui")
    if gui is None or gui.QGuiApplication.instance() is None:
        return
    clipboard = gui.QGuiApplication.clipboard()
    # Without a screen the clipboard is this process's own; elsewhere another may hold it.
    alone = gui.QGuiApplication.platformName() == "offscreen"
    for mode, owned in (
        (clipboard.Mode.Clipboard, clipboard.ownsClipboard()),
        (clipboard.Mode.Selection, clipboard.ownsSelection()),
    ):
        data = clipboard.mimeData(mode) if owned or alone else None
        if data is not None and data.data("x-kde-passwordManagerHint").data() != b"secret":
            yield f"the clipboard ({mode.name})", data.text()


def widget_texts(widget: QWidget) -> Iterator[str]:
    """Yield what a widget shows, what it tells assistive technology, and its tips."""
    yield widget.accessibleName()
    yield widget.accessibleDescription()
    yield widget.toolTip()
    yield widget.whatsThis()
    yield widget.statusTip()
    for reader in ("displayText", "placeholderText", "toPlainText", "currentText", "title"):
        read = getattr(widget, reader, None)
        if callable(read):
            yield str(read())
    if not hasattr(widget, "displayText"):  # a line's text() is what its dots hide
        read = getattr(widget, "text", None)
        if callable(read):
            yield str(read())


def _hatch_what_practice_issues() -> None:
    issue = Tokens.issue

    def watched(self: Tokens, *arguments: Any, **named: Any) -> str:
        return HATCHERY.hatch(issue(self, *arguments, **named))

    Tokens.issue = watched  # type: ignore[method-assign]


def _overhear_captures() -> None:
    """A test that reads its own standard streams takes them away from the report."""
    read = pytest.CaptureFixture.readouterr

    def watched(self: pytest.CaptureFixture[Any]) -> Any:
        result = read(self)
        for name, text in zip(("standard output", "standard error"), result, strict=True):
            shown = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
            HATCHERY.overhear(name, shown)
        return result

    pytest.CaptureFixture.readouterr = watched  # type: ignore[method-assign]
