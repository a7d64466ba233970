"""Starts the wizard itself as a person does, and knows the words that lead from page to page."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tests.canaries import overhear
from tests.journeys.command import JCWIZARD
from tests.journeys.driver import App
from tests.journeys.driver_screen import Screen
from tests.oidc.browser import free_port
from tests.peers.process import PeerError

HASTY = (sys.executable, "-m", "tests.journeys.hasty_wizard")


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
        program: Sequence[str] = JCWIZARD,
    ) -> None:
        self.data = data
        self.port = port or free_port()
        self.test_address = f"http://127.0.0.1:{self.port}/callback"
        argv = [*program, *words, "--data-dir", str(data), "--port", str(self.port)]
        whole = dict(os.environ) | {"DBUS_SESSION_BUS_ADDRESS": "disabled:"} if env is None else env
        # Nothing beyond this computer is reached; what is on it never goes through a proxy.
        own = {"BROWSER": opener, "HTTPS_PROXY": "http://127.0.0.1:9"}
        super().__init__(argv, env={**whole, **own}, display=screen.display)

    def __exit__(self, *why: object) -> None:
        """End it; what it said is looked through for secrets when the test is over.

        A run in which a task was lost or a fault was met has not gone well.
        """
        super().__exit__(*why)
        overhear("what jcwizard said", "\n".join([*self._said(), self.saved()]))
        lost = [line for text in self._said() for line in text.splitlines() if LOST.search(line)]
        assert not lost or why[:1] != (None,), lost

    def _said(self) -> list[str]:
        return [] if self._program is None else [*self._program.lines, self._program.errors()]

    # --- what a person does all the time -------------------------------------------------------

    def arrive(self, heading: str, timeout: float = 10.0) -> None:
        """Wait until the page with this heading is on show; a crash of the app says what it was."""
        try:
            self.wait_for_text(heading, timeout)
        except PeerError as problem:
            if not self.has("Something unexpected happened"):
                raise
            self.screen.copy(NOT_YET)
            self.press("Copy details")
            self.until(lambda: self.clipboard() != NOT_YET, "the details", 5)
            raise PeerError(f"{problem}\n{self.clipboard()}") from None

    def go_on(self, heading: str) -> None:
        """Press Next and wait for the page that comes."""
        self.wait_enabled("Next")
        self.click("Next")
        self.arrive(heading)

    def saved(self) -> str:
        """Everything that is kept below the data folder, as one text."""
        files = [path for path in self.data.rglob("*") if path.is_file()]
        return "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in files)

    def wait_saved(self, part: str) -> None:
        """Wait until this is on the disk for good, and not in a draft that a kill would leave."""

        def whole() -> bool:
            files = self.data.rglob("*.json")
            return any(part in path.read_text("utf-8", "replace") for path in files)

        self.until(whole, f"{part!r} to be saved")

    def continue_with(self, part: str, heading: str) -> None:
        """On the first page, go on with the saved setup whose name has this part."""

        def row() -> str:
            names = [node.name for node in self.visible() if node.role == "button"]
            return next((n for n in names if n.startswith("Continue ") and part in n), "")

        # The list may still move when a self check has something to say above it.
        self.press(self.until(row, f"a saved setup with {part!r}"))
        self.arrive(heading)

    def to_step(self, title: str, heading: str) -> None:
        """Go to a step by its row at the left, and wait for its page."""

        def row() -> str:
            names = [node.name for node in self.visible() if node.role == "button"]
            return next((name for name in names if name.startswith(title)), "")

        # A window is there before what fills it is.
        self.click(self.until(row, f"the step {title!r}"))
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
LOST = re.compile(
    "event loop|never retrieved|destroyed but|never awaited|already deleted|Traceback|unexpected"
)
"""What asyncio, PySide and our one handler say of a fault."""
