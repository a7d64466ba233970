"""Fills in the pretend Admin Portal and the pretend Facets in a real browser, as an admin does."""

from __future__ import annotations

from collections.abc import Callable

from tests.journeys.wizard import Wizard
from tests.peers.chromium import Browser, Page
from tests.peers.process import PeerError

PERSON = "Jane Rivera"
PERSON_EMAIL = "jane@acme.example"
GROUP = "All Users"
ALL_DONE = "All clicks are done"


class AdminPortal:
    """The pretend JumpCloud's Admin Portal, in which each guided click has its place.

    What is entered there is what the wizard has put on the clipboard, and nothing else.
    """

    def __init__(self, wizard: Wizard, browser: Browser) -> None:
        self._wizard = wizard
        self._browser = browser
        self._page: Page | None = None
        self._uris = 0
        self._ways: dict[str, Callable[[], None]] = {
            "Open SSO Applications": self._open,
            "Add an application": lambda: self.page.click("+ Add New Application"),
            "Choose Custom Application": self._custom,
            "Choose the way people sign in": self._features,
            "Name the application": self._label,
            "Name the application and show it": self._label_in_portal,
            "Give it Paradime's logo": lambda: self.page.click("Next"),
            "Review and configure": lambda: self.page.click("Configure Application"),
            "Allow refresh tokens": self._grant,
            "Add the redirect URLs": self._redirects,
            "Set the Client Authentication Type": self._authentication,
            "Set the Login URL": self._login_url,
            "Let name and e-mail through": self._attributes,
            "Choose who may sign in": self._groups,
            "Activate": lambda: self.page.click("Activate"),
            "Copy the Client ID and Client Secret": self._saved,
        }

    @property
    def page(self) -> Page:
        if self._page is None:
            raise PeerError("the Admin Portal was not opened")
        return self._page

    def walk(self, press: Callable[[str], None]) -> list[str]:
        """Do every click in the wizard's order; `press` presses a button of the wizard by name."""
        self._press = press
        done: list[str] = []
        title = self._shown()
        while title != ALL_DONE:
            self._ways[title]()
            done.append(title)
            press("Done, next click")
            title = self._wizard.until(lambda: self._shown(other_than=done[-1]), "the next click")
        return done

    def _shown(self, other_than: str = "") -> str:
        """The title of the click on show; its list of all names them again when all are done."""
        names = {node.name for node in self._wizard.visible() if node.role == "label"}
        if ALL_DONE in names:
            return ALL_DONE
        found = [title for title in self._ways if title in names and title != other_than]
        return found[0] if found else ""

    def _open(self) -> None:
        before = {page.number for page in self._browser.pages()}
        self._press("Open the JumpCloud console")
        self._page = self._wizard.until(
            lambda: next((p for p in self._browser.pages() if p.number not in before), None),
            "the browser to open the Admin Portal",
        )
        self.page.wait_for_text("SSO Applications")

    def _custom(self) -> None:
        self.page.click("Custom Application")
        self.page.click("Next")

    def _features(self) -> None:
        self.page.tick("Manage Single Sign-On (SSO)")
        self.page.tick("Configure SSO with OIDC")
        self.page.click("Next")

    def _label(self) -> None:
        self.page.fill("Display Label", self._copied("Display Label"))
        self.page.click("Next")

    def _label_in_portal(self) -> None:
        self.page.fill("Display Label", self._copied("Display Label"))
        self.page.tick("Show this application in User Portal")

    def _grant(self) -> None:
        self._tab("SSO")
        self.page.tick("Refresh Token")

    def _redirects(self) -> None:
        self._tab("SSO")
        names = [node.name for node in self._wizard.visible() if node.role == "button"]
        for name in (name for name in names if name.startswith("Copy ")):
            self._uris += 1
            if self._uris > 1:
                self.page.click("+ Add URI")
            label = f"Redirect URI {self._uris}"
            self.page.fill(label, self._copied(name.removeprefix("Copy ")))

    def _authentication(self) -> None:
        self.page.tick(self._copied("Client Authentication Type"))

    def _login_url(self) -> None:
        self.page.fill("Login URL", self._copied("Login URL"))

    def _attributes(self) -> None:
        self.page.tick("Email")
        self.page.tick("Profile")

    def _groups(self) -> None:
        self._tab("User Groups")
        self.page.tick(GROUP)

    def _saved(self) -> None:
        self.page.wait_for_text("Application Saved")
        self.client_id = self.page.value("Client ID")
        self.secret = self.page.value("Client Secret")

    def _tab(self, name: str) -> None:
        self.page.click(name)

    def _copied(self, label: str) -> str:
        return self._wizard.copied(label, self._press)


class PretendFacets:
    """The pretend Facets' form under Settings > OAuth Integrations."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def start(self, registration_id: str) -> str:
        """Begin an integration; returns the Redirect URL that Facets makes of it."""
        self.page.click("OAuth Integrations")
        self.page.click("Add Integrations")
        self.page.choose("Provider", "JumpCloud")
        self.page.fill("Registration ID", registration_id)
        self.page.click("Generate Redirect URL")
        return self.page.value("Redirect URL")

    def create(self, values: dict[str, str]) -> None:
        """Enter the values and click Create."""
        for label, text in values.items():
            self.page.fill(label, text)
        self.page.click("Create")
        self.page.wait_for_text("Every configured OAuth integration")


def sign_in(browser: Browser, person: str = PERSON) -> Page:
    """Sign in at the pretend JumpCloud's login page; returns the page, which goes on by itself."""
    page = browser.wait_for_page("/login?login_challenge")
    page.click(person)
    page.click("Sign in")
    return page
