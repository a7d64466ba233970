"""The application's page in a practice world: a window, a pretend JumpCloud and its Admin API."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget

from jcwizard.model.secret import Secret
from jcwizard.model.setup import Setup, Surroundings
from jcwizard.net.client import Client
from jcwizard.practice.settings import Settings
from jcwizard.practice.world import World
from jcwizard.ui.context import Context
from jcwizard.ui.pages.api_way import ApiWay
from jcwizard.ui.pages.application import ApplicationPage
from tests.practice.running import RunningWorld
from tests.ui.pages.living import Living
from tests.ui.sample import FACETS, REGIONS

W = TypeVar("W", bound=QWidget)

LABEL = "Facets"
REDIRECT = "https://acme.console.facets.cloud/login/oauth2/code/jumpcloud"
TEST_ADDRESS = "http://127.0.0.1:14217/callback"


def stand_in(context: Context, world: World) -> None:
    """Put a setup of Facets into the practice world, as the session does."""
    here = {"issuer": world.issuer, "console_url": world.console_url}
    token = {"admin_token_url": world.admin_token_url}
    regions = {
        name: {**region, **here, **token, "admin_api": world.admin_api(name)}
        for name, region in REGIONS.items()
    }
    context.around = Surroundings(TEST_ADDRESS, regions, practice=True)
    context.setup = Setup("facets", {**FACETS, "display_label": LABEL})
    context.practice = world
    context.make_client = lambda: Client(deadline=10)


class AdminWalk:
    """Does on the application's page what a person does, and waits for what comes of it."""

    def __init__(self, living: Living, world: RunningWorld) -> None:
        self.living, self.running = living, world
        self.page: ApplicationPage

    @property
    def context(self) -> Context:
        """The window's context."""
        return self.living.context

    @property
    def world(self) -> World:
        """The practice world; only read it from here."""
        return self.running.world

    @property
    def way(self) -> ApiWay:
        """The Admin API's way on the page."""
        return self.page.findChildren(ApiWay)[0]

    @property
    def at(self) -> str:
        """The stage on show."""
        return self.way.stage.place

    def open(self, way: str = "") -> None:
        """Open the page, perhaps with one of its cards pressed."""
        page = self.living.open("application")
        assert isinstance(page, ApplicationPage)
        self.page = page
        if way:
            self.press(way)

    def find(self, kind: type[W], name: str) -> W:
        """Return the one shown widget of a kind with this name."""
        window = self.living.window
        window.refresh()
        found = [
            one
            for one in window.findChildren(kind)
            if name in (one.accessibleName(), getattr(one, "text", str)())
            and one.isVisibleTo(window)
        ]
        assert len(found) == 1, (name, len(found))
        return found[0]

    def press(self, name: str, kind: type[QAbstractButton] = QAbstractButton) -> None:
        """Press a button, a link or a card."""
        button = self.find(kind, name)
        assert button.isEnabled(), name
        button.click()
        QApplication.processEvents()
        self.living.window.refresh()

    def primary(self, text: str) -> None:
        """Press the primary button, which must say this."""
        self.living.window.refresh()
        button = self.living.window.footer.primary
        assert (button.text(), button.isEnabled()) == (text, True)
        button.click()
        self.living.window.refresh()

    def type_secret(self, name: str, secret: Secret) -> None:
        """Type a secret into its field."""
        line = self.find(QLineEdit, name)
        line.setText("")
        line.insert(secret.reveal())
        line.textEdited.emit(line.text())
        self.living.window.refresh()

    def until(self, true: Callable[[], bool]) -> None:
        """Let the window live until something is so."""
        self.living.until(true)
        self.living.window.refresh()

    def rest(self) -> None:
        """Wait until nothing is asked any more."""
        self.until(lambda: not self.way.stage.busy)

    def sign_in(self, key: Secret | None = None) -> None:
        """Sign in with an Admin API key, that of the world unless another one is given."""
        self.type_secret("Admin API key", key or self.world.api_key)
        self.primary("Sign in to JumpCloud")
        self.rest()

    def made(self, **other: object) -> str:
        """Let an admin have made the application in the console; returns its Client ID."""
        settings = Settings(
            display_label=LABEL,
            redirect_uris=(REDIRECT, TEST_ADDRESS),
            login_url="https://acme.console.facets.cloud",
            email=True,
            profile=True,
            groups=("All Users",),
        )
        changed = Settings(**{**settings.__dict__, **other})
        client_id, _ = self.running.register(changed)
        return client_id
