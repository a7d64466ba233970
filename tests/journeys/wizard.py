"""Starts the wizard itself as a person does, and knows the words that lead from page to page."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.journeys.command import JCWIZARD, free_port
from tests.journeys.driver import App
from tests.journeys.driver_screen import Screen


class Wizard(App):
    """The window of `jcwizard` with these words; `env` is a `Keychain`'s, else there is none.

    Everything that it keeps is below `data`, and `opener` is what it uses as its browser.
    """

    def __init__(
        self,
        *words: str,
        data: Path,
        screen: Screen,
        opener: str = "false",
        env: Mapping[str, str] | None = None,
        port: int | None = None,
    ) -> None:
        self.data = data
        self.port = port or free_port()
        self.test_address = f"http://127.0.0.1:{self.port}/callback"
        argv = [*JCWIZARD, *words, "--data-dir", str(data), "--port", str(self.port)]
        whole = dict(os.environ) | {"DBUS_SESSION_BUS_ADDRESS": "disabled:"} if env is None else env
        super().__init__(argv, env={**whole, "BROWSER": opener}, display=screen.display)

    # --- what a person does all the time -------------------------------------------------------

    def arrive(self, heading: str, timeout: float = 10.0) -> None:
        """Wait until the page with this heading is on show."""
        self.wait_for_text(heading, timeout)

    def go_on(self, heading: str) -> None:
        """Press Next and wait for the page that comes."""
        self.wait_enabled("Next")
        self.click("Next")
        self.arrive(heading)

    def copied(self, label: str, press: Callable[[str], None] | None = None) -> str:
        """Press the Copy button of that value; returns what another program can paste then."""
        self.screen.copy(NOT_YET)
        (press or self.click)(f"Copy {label}")

        def arrived() -> str:
            text = self.clipboard()
            return "" if text == NOT_YET else text

        return self.until(arrived, f"the copy of {label!r}")

    def wait_passed(self, *sentences: str) -> None:
        """Wait until each of these checks says that it has passed."""
        for sentence in sentences:
            self.find(f"{sentence}, passed")


NOT_YET = "nothing has been copied yet"
