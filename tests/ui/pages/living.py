"""A window whose tasks run on Qt's loop, and a keychain that does as it is told."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from dataclasses import dataclass, field

import shiboken6
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QWidget

from jcwizard.model.finding import Finding
from jcwizard.model.secret import Secret
from jcwizard.ui.context import Context
from jcwizard.ui.page import Page
from jcwizard.ui.window import Window
from tests.conftest import QtLoop


class Living:
    """Opens windows of one context and lets them live until something is so."""

    def __init__(self, qt_loop: QtLoop, context: Context) -> None:
        self._qt_loop, self.context = qt_loop, context
        self.announced: list[str] = []
        self.windows: list[Window] = []
        context.tasks.use(qt_loop.loop)

    def open(self, step_id: str) -> Page:
        """Open the window at a step and return its page."""
        window = Window(self.context)
        self.context.announce = self.announced.append
        window.show()
        window.show_step(self.context.service.step(step_id))
        self.windows.append(window)
        return window.page

    @property
    def window(self) -> Window:
        """The window that was opened last."""
        return self.windows[-1]

    def until(self, true: Callable[[], bool], seconds: float = 15.0) -> None:
        """Let the window and its tasks live until something is so; TimeoutError after a while."""

        async def wait() -> None:
            while not true():  # noqa: ASYNC110 - a condition of Qt's, which has no event to wait for
                await asyncio.sleep(0.01)

        self._qt_loop.run(wait(), seconds)

    def turn(self) -> None:
        """Let everything that is due happen once."""
        turned: list[bool] = []
        self._qt_loop.loop.call_later(0.05, turned.append, True)
        self.until(lambda: bool(turned))

    def close(self) -> None:
        """Close the windows, wait for what goes on to let go, and delete them here and now.

        Other threads of a test collect garbage as well, and must find no window in it.
        """
        for window in self.windows:
            window.close()
        self._qt_loop.run(self.context.tasks.end(5))
        while self.windows:
            shiboken6.delete(self.windows.pop())
        gc.collect()


def everything_shown(root: QWidget) -> str:
    """Return all texts of a part, also those that only assistive technology gets."""
    texts: list[str] = []
    for part in (root, *root.findChildren(QWidget)):
        texts += [part.accessibleName(), part.accessibleDescription(), part.toolTip()]
        if isinstance(part, QLabel):
            texts.append(part.text())
        elif isinstance(part, QPlainTextEdit):
            texts.append(part.toPlainText())
        elif isinstance(part, QLineEdit):
            texts.append(part.displayText())
    return "\n".join([root.window().windowTitle(), *texts])


@dataclass
class FakeKeychain:
    """Answers what it is told to; `silent` never answers."""

    entries: dict[str, Secret] = field(default_factory=dict)
    trouble: Finding | None = None
    silent: bool = False
    asked: list[str] = field(default_factory=list)

    async def store(self, entry: str, secret: Secret) -> Finding | None:
        """Keep it."""
        await self._answer(f"store {entry}")
        if self.trouble is None:
            self.entries[entry] = secret
        return self.trouble

    async def fetch(self, entry: str) -> Secret | Finding | None:
        """Give it back."""
        await self._answer(f"fetch {entry}")
        return self.trouble or self.entries.get(entry)

    async def forget(self, entry: str) -> Finding | None:
        """Delete it."""
        await self._answer(f"forget {entry}")
        if self.trouble is None:
            self.entries.pop(entry, None)
        return self.trouble

    async def _answer(self, question: str) -> None:
        self.asked.append(question)
        await asyncio.sleep(0)
        if self.silent:
            await asyncio.Event().wait()
