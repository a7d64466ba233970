"""Finds parts of a page as assistive technology does: by kind and accessible name."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtWidgets import QLabel, QWidget

from jcwizard.ui.window import Window
from tests.conftest import QtLoop

W = TypeVar("W", bound=QWidget)


def called(part: QWidget, kind: type[W], name: str) -> W:
    """Return the one shown widget of a kind with this accessible name, or this text."""
    found = [
        widget
        for widget in part.findChildren(kind)
        if name in (widget.accessibleName(), getattr(widget, "text", str)())
        and widget.isVisibleTo(part)
    ]
    assert len(found) == 1, (name, len(found))
    return found[0]


def said(part: QWidget) -> str:
    """Return every sentence on show, in one text."""
    labels = (label for label in part.findChildren(QLabel) if label.isVisibleTo(part))
    return "\n".join(label.accessibleName() or label.text() for label in labels)


def wait_until(window: Window, qt_loop: QtLoop, true: Callable[[], bool]) -> None:
    """Let the window and its tasks live until something is so; TimeoutError after a while."""

    async def until() -> None:
        window.context.tasks.use(qt_loop.loop)
        while not true():  # noqa: ASYNC110 - a condition of Qt's, which has no event to wait for
            await asyncio.sleep(0.01)

    qt_loop.run(until())
