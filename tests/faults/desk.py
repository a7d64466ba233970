"""The wizard on a desk: put together by the app itself, with a person's hands on it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from itertools import takewhile
from typing import Self

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QPushButton

from jcwizard import app, cli
from jcwizard.catalogue import Catalogue
from jcwizard.model.route import click_fingerprint, click_name, clicks_of, confirm_fingerprint
from jcwizard.model.settings import names
from jcwizard.model.setup import Setup, Surroundings
from jcwizard.net import browser
from jcwizard.net.client import Client
from jcwizard.ui.crash import Crashes
from jcwizard.ui.page import Page
from jcwizard.ui.pages.login_attempt import TIMING
from jcwizard.ui.theme import Theme
from tests.conftest import QtLoop
from tests.faults.eyes import Eyes, Lexicon
from tests.faults.scene import PATIENCE, Scene
from tests.ui.pages.finding import called
from tests.ui.pages.living import Living


def _never_stand_still(qt_loop: QtLoop, patch: pytest.MonkeyPatch) -> None:
    """Let what Qt's timers begin between two waits find the loop running, as it is in the app."""
    loop = qt_loop.loop
    stop = loop._after_run_forever

    def stopped() -> None:
        stop()
        asyncio.events._set_running_loop(loop)

    patch.setattr(loop, "_after_run_forever", stopped)


def _begun(scene: Scene, catalogue: Catalogue, around: Surroundings) -> Setup:
    """Return a setup in which everything is done up to Client ID and secret."""
    service = catalogue.services[scene.service]
    setup = Setup(scene.service, {"region": "us", **scene.values})
    found = names(service, setup, around)
    for step in takewhile(lambda step: not step.run, service.steps):
        if step.confirm and step.id not in scene.walks_to:
            setup.tick(step.id, confirm_fingerprint(step, found))
        for click in clicks_of(step, service, setup, around):
            setup.tick(click_name(step, click), click_fingerprint(click, found))
    return setup


class Desk:
    """One start of the wizard in the world of a scene: `with` it, and it ends as the app ends.

    `begun` says that it opens a setup of the scene's service that was begun before, and not the
    first page with nothing on it.
    """

    def __init__(
        self,
        scene: Scene,
        qt_loop: QtLoop,
        qapp: QApplication,
        catalogue: Catalogue,
        theme: Theme,
        lexicon: Lexicon,
        *,
        begun: bool,
    ) -> None:
        self.scene, self._qt_loop = scene, qt_loop
        patch = scene.patch
        _never_stand_still(qt_loop, patch)
        around = Surroundings(scene.test_address, scene.regions)
        patch.setattr(sys, "excepthook", sys.excepthook)  # the app sets its own
        patch.setattr(app, "load", lambda: catalogue)
        if begun:
            patch.setattr(app, "Setup", lambda: _begun(scene, catalogue, around))
        patch.setattr(app, "Theme", lambda _: theme)
        patch.setattr(app, "around_jumpcloud", lambda _: around)
        patch.setattr(app, "_client", lambda: Client(deadline=scene.deadline))
        patch.setattr(app, "_keychain", scene.keychain)
        patch.setattr(browser, "open_browser", scene.visitor)
        patch.setattr(TIMING, "seconds", scene.seconds)
        if scene.asks:
            patch.setattr(TIMING, "asks", (0.0,))
        self._crashes = Crashes()
        start = cli.Window(data_dir=scene.folder, port=scene.port)
        self.window, self._session, self._keeping = app.put_together(qapp, start, self._crashes)
        self.context = self.window.context
        self._living = Living(qt_loop, self.context)
        self._living.windows.append(self.window)
        self.until = self._living.until
        self.eyes = Eyes(self.window, lexicon)
        self.window.show()
        self.window.activateWindow()
        self.until(self.window.isActiveWindow, PATIENCE)

    @property
    def page(self) -> Page:
        return self.window.page

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Close the window and let go of everything, in the app's order.

        This must come before the test is over: then events are processed while no loop runs, and
        a task that begins there finds none.
        """
        self.window.close()
        self._keeping.finish()
        self._living.windows.clear()
        self._qt_loop.run(self.context.tasks.end(5))
        self._qt_loop.run(self._session.aclose())
        self._qt_loop.run(self.context.aclose())
        self.context.saved.close()
        assert self._crashes.dialog is None, "the wizard crashed"
        shiboken6.delete(self.window)
        shiboken6.delete(self._keeping)
        asyncio.events._set_running_loop(None)

    # --- hands ---------------------------------------------------------------------------------

    def go(self, step: str) -> None:
        """Show a step, unless it is on show."""
        if step != self.page.step.id:
            self.window.show_step(self.context.service.step(step))

    def press(self, name: str) -> None:
        """Press a button."""
        called(self.window, QPushButton, name).click()

    def paste(self, label: str, text: str) -> None:
        """Paste a text over what a field holds, and leave the field."""
        kinds = (QLineEdit, QPlainTextEdit, QComboBox)
        found = [
            part
            for kind in kinds
            for part in self.page.findChildren(kind)
            if part.accessibleName() == label and part.isVisibleTo(self.page)
        ]
        field = found[0]
        field.setFocus()
        QGuiApplication.clipboard().setText(text)
        QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(field, Qt.Key.Key_Tab)
        QGuiApplication.clipboard().clear()
        self.turn()

    def turn(self) -> None:
        """Let everything that is due happen, and what that makes due."""

        async def turns() -> None:
            for _ in range(4):
                await asyncio.sleep(0.005)

        self._qt_loop.run(turns())

    def wait(self, true: Callable[[], bool]) -> None:
        """Wait for something, then for what it makes due."""
        self.until(true, PATIENCE)
        self.turn()
