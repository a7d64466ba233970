"""A person at the real window, on the application's page, with practice's Admin API behind it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import httpx
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QWidget

from jcwizard.keep.folders import Folders
from jcwizard.keep.saved import SavedSetups
from jcwizard.model.changes import Change
from jcwizard.model.finding import Finding, Verdict
from jcwizard.model.secret import Secret
from jcwizard.model.setup import Setup, Surroundings
from jcwizard.net.client import Client
from jcwizard.practice.applications import Application as Kept
from jcwizard.ui.admin.group_list import GroupList
from jcwizard.ui.context import Context
from jcwizard.ui.keeping import Keeping
from jcwizard.ui.page import Page
from jcwizard.ui.session import Session
from jcwizard.ui.widgets.first_cause import FirstCause
from jcwizard.ui.window import Window
from tests.conftest import QtLoop
from tests.practice.running import RunningWorld
from tests.ui.pages.finding import said
from tests.ui.pages.living import FakeKeychain, Living

W = TypeVar("W", bound=QWidget)
END_SECONDS = 20.0
LABEL = "Acme Wiki"
SERVICE_REDIRECT = "https://wiki.acme.example/login/callback"
ENTERED = {
    "region": "us",
    "display_label": LABEL,
    "redirect_urls": SERVICE_REDIRECT,
    "login_url": "https://wiki.acme.example/login",
}


def practice_around(practice: RunningWorld, port: int, regions: Sequence[str]) -> Surroundings:
    """Return the surroundings that practice gives its setups."""
    world = practice.world
    told = {
        region: {
            "name": region.upper(),
            "issuer": world.issuer,
            "console_url": world.console_url,
            "admin_api": world.admin_api(region),
            "admin_token_url": world.admin_token_url,
        }
        for region in regions
    }
    return Surroundings(f"http://127.0.0.1:{port}/callback", told, practice=True)


class AdminDesk:
    """Opens the window with all that it stands on in the app, and does what a person does there."""

    def __init__(
        self, qt_loop: QtLoop, context: Context, practice: RunningWorld, folder: Path, port: int
    ) -> None:
        self.port = port
        self.qt_loop, self.context, self.practice = qt_loop, context, practice
        self.keychain = FakeKeychain()
        context.saved = SavedSetups(folder / "setups")
        context.make_client = lambda: Client(deadline=5.0)
        context.make_keychain = lambda: self.keychain  # type: ignore[assignment,return-value]
        context.around = practice_around(practice, port, ("us", "eu", "in"))
        context.setup = Setup("custom", ENTERED)
        self.live = Living(qt_loop, context)
        self.folder = folder
        self.window = Window(context)
        self.keeping = Keeping(context, self.window.notice.show_finding)
        # The session gives the context its ways to check, to write and to open.
        self.session = Session(self.window, self.keeping, Folders(folder))
        self.live.windows.append(self.window)
        context.announce = self.live.announced.append
        self.window.show()

    # --- where one is --------------------------------------------------------------------------

    @property
    def setup(self) -> Setup:
        """The setup in the window."""
        return self.context.setup

    @property
    def page(self) -> Page:
        """The page on show."""
        return self.window.page

    @property
    def text(self) -> str:
        """Every sentence on show."""
        return said(self.window)

    def go(self, step: str) -> Page:
        """Go to a step."""
        self.window.show_step(self.context.service.step(step))
        self.turn()
        return self.page

    # --- what one does -------------------------------------------------------------------------

    def shown(self, kind: type[W], name: str) -> list[W]:
        """Return the visible widgets of a kind with this accessible name or text."""
        return [
            widget
            for widget in self.window.findChildren(kind)
            if widget.isVisible()
            and (
                widget.accessibleName() == name
                or getattr(widget, "text", str)() == name
                or widget.accessibleName().startswith(f"{name}.")
            )
        ]

    def turn(self) -> None:
        """Let everything that is due happen once."""
        turned: list[bool] = []
        self.qt_loop.loop.call_later(0.005, turned.append, True)
        self.live.until(lambda: bool(turned))

    def press(self, name: str) -> None:
        """Wait for a button of this name that can be pressed, and press it."""

        def ready() -> bool:
            return any(one.isEnabled() for one in self.shown(QAbstractButton, name))

        self.until(ready, f"the button {name!r}")
        next(one for one in self.shown(QAbstractButton, name) if one.isEnabled()).click()
        self.turn()

    def write(self, field: str, text: str) -> None:
        """Put a text into a field."""
        self.until(lambda: bool(self.shown(QLineEdit, field)), f"the field {field!r}")
        line = self.shown(QLineEdit, field)[0]
        line.setFocus()
        line.setText(text)
        line.textEdited.emit(text)
        line.editingFinished.emit()
        self.turn()

    def pick(self, field: str, choice: str) -> None:
        """Choose an entry of a drop-down list."""
        self.until(lambda: bool(self.shown(QComboBox, field)), f"the list {field!r}")
        self.shown(QComboBox, field)[0].setCurrentText(choice)
        self.turn()

    def until(self, true: object, what: str, seconds: float = 20.0) -> None:
        """Let the window live until something is so; what was on show is told if it never is."""
        assert callable(true)
        try:
            self.live.until(true, seconds)
        except TimeoutError:
            raise AssertionError(f"waited in vain for {what}; on show:\n{self.text}") from None

    def read(self, *sentences: str, seconds: float = 20.0) -> None:
        """Wait until these sentences are on show."""
        for sentence in sentences:
            self.until(lambda: sentence in self.text, repr(sentence), seconds)  # noqa: B023

    # --- the page of the application -----------------------------------------------------------

    def sign_in(self, way: str = "Create it for me", key: Secret | None = None) -> None:
        """Take a way and sign in with a key."""
        self.go("application")
        self.press(way)
        self.write("Admin API key", (key or self.practice.world.api_key).reveal())
        self.press("Sign in to JumpCloud")

    def to_preview(self, *groups: str) -> None:
        """Sign in, go on to a new application with these groups, and look at the preview."""
        self.sign_in()
        self.press("Make a new one")
        self.choose(*groups)
        self.press("Show what will change")
        self.read("Nothing has been sent yet")

    def choose(self, *groups: str) -> None:
        """Choose user groups in the list."""
        for name in groups:
            self._groups().choose(self.group(name), on=True)
        self.turn()

    def unchoose(self, *groups: str) -> None:
        """Take user groups out of the choice."""
        for name in groups:
            self._groups().choose(self.group(name), on=False)
        self.turn()

    def _groups(self) -> GroupList:
        """Wait until the groups are read."""

        def read() -> bool:
            words = self.context.words("group_list.reading", count="").partition(":")[0]
            return bool(self.shown(QLineEdit, "Search groups")) and words not in self.text

        self.until(read, "the groups")
        return next(one for one in self.window.findChildren(GroupList) if one.isVisible())

    def create(self, *groups: str) -> None:
        """Make a new application, and wait for how it ended."""
        self.to_preview(*groups)
        self.press("Create it in JumpCloud")

    def until_ended(self, seconds: float = 30.0) -> str:
        """Wait until the work has ended; returns the heading."""
        words = self.context.words
        endings = {words(f"api_way.ended_{one}") for one in ("done", "undone", "left", "partly")}

        def ended() -> bool:
            return self.heading in endings

        self.until(ended, "an ending", seconds)
        return self.heading

    @property
    def heading(self) -> str:
        """The heading of the page."""
        return said(self.page.heading).partition("\n")[0]

    @property
    def troubles(self) -> tuple[str, ...]:
        """The codes of the findings that are shown, in order."""
        shown = [one for one in self.window.findChildren(FirstCause) if one.isVisible()]
        return tuple(one.finding.code for one in shown if one.finding is not None)

    @property
    def trouble(self) -> str:
        """The code of the finding that is shown first, "" for none."""
        return next(iter(self.troubles), "")

    # --- the pages after it --------------------------------------------------------------------

    def prove(self) -> None:
        """Press *Check now*, then sign somebody in, and see both pass."""
        self.go("credentials")
        self.press("Check now")
        self.until(lambda: "preflight" in self.setup.runs, "the check to end")
        assert self.setup.runs["preflight"].verdict is Verdict.PASSED, self.text
        self.go("test")
        self.press("Start test login")
        self.until(lambda: "login" in self.setup.runs, "the login to end", 20)
        self.read("It works")
        assert self.setup.runs["login"].verdict is Verdict.PASSED

    # --- what JumpCloud holds ------------------------------------------------------------------

    def group(self, name: str) -> str:
        """Return the id of a group of practice."""
        found = self.practice.world.groups.named(name)
        assert found is not None
        return found.id

    @property
    def kept(self) -> list[Kept]:
        """The applications in the pretend JumpCloud."""
        return list(self.practice.world.applications.kept)

    @property
    def labels(self) -> list[str]:
        """Their labels."""
        return [one.entered.display_label for one in self.kept]

    def told(self, application_id: str) -> list[object]:
        """Return all that the Admin API says of an application."""
        world = self.practice.world
        key = {"x-api-key": world.api_key.reveal()}
        front = world.admin_api("us")
        ways = (f"/applications/{application_id}", f"/v2/applications/{application_id}/sso")
        with httpx.Client(trust_env=False, headers=key, timeout=10) as web:
            return [web.get(front + way).json() for way in ways]

    def calls(self) -> list[str]:
        """Return the calls that the Admin API got, as method and path."""
        return [f"{call.method} {call.path}" for call in self.practice.world.admin_calls]

    # --- the end -------------------------------------------------------------------------------

    def close_window(self) -> None:
        """Close it as the app does: what goes on is let go, and what is left is written."""
        self.window.close()
        self.keeping.rest()
        self.qt_loop.run(self.context.tasks.end(END_SECONDS), END_SECONDS + 5)
        self.keeping.finish()

    def saved(self) -> list[Setup | Finding]:
        """Read the saved setups anew, as another start of the program would."""
        self.keeping.flush()
        self.context.saved.close()
        again = SavedSetups(self.folder / "setups")
        try:
            return [again.load(line.id) for line in again.list()]
        finally:
            again.close()

    def noted(self) -> list[Change]:
        """Return the changes that the file knows of."""
        setups = self.saved()
        assert all(isinstance(one, Setup) for one in setups), setups
        return [change for one in setups if isinstance(one, Setup) for change in one.changes]

    def again(self) -> AdminDesk:
        """Start the program once more, and go on with the setup that was saved."""
        context = self.context
        context.admin = None
        context.saved.close()
        other = AdminDesk(self.qt_loop, context, self.practice, self.folder, self.port)
        (line,) = context.saved.list()
        other.open(line.id)
        return other

    def open(self, setup_id: str) -> None:
        """Go on with a saved setup."""
        around = self.context.around
        setup = self.context.saved.load(setup_id)
        assert isinstance(setup, Setup), setup
        self.window.use(setup, around, self.practice.world)
        self.keeping.watch(setup_id)

    def close(self) -> None:
        """Close everything."""
        self.keeping.finish()
        self.live.close()
        self.qt_loop.run(self.context.aclose())
        self.context.saved.close()
