"""The parts of a rehearsal that every service has, by mouse or by keyboard."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.journeys.hands import Hands
from tests.journeys.pretend_sites import PERSON, AdminPortal, sign_in
from tests.journeys.wizard import Wizard
from tests.peers.chromium import Browser, Page

ANSWERED = (
    "JumpCloud answers for the region US",
    "JumpCloud knows the Client ID",
    "The test address is registered",
    "E-mail and profile are allowed",
    "The Client Secret is right",
)
SIGNED_IN = (
    "The answer belongs to this test",
    "JumpCloud hands over the sign-in",
    "JumpCloud vouches for this person",
    "JumpCloud says who it is",
)


@dataclass
class Walk:
    """One person with one wizard in practice, a browser, and a way of using both."""

    wizard: Wizard
    browser: Browser
    hands: Hands
    portal: AdminPortal = field(init=False)

    def __post_init__(self) -> None:
        self.portal = AdminPortal(self.wizard, self.browser)

    def begin(self, card: str, heading: str) -> None:
        """Choose the service on the first page and go on."""
        self.wizard.arrive("Practice: this JumpCloud is only pretended")
        self.hands.pick(card)
        self.go_on(heading)

    def go_on(self, heading: str) -> None:
        """Next, and the page that it leads to."""
        self.hands.press("Next")
        self.wizard.arrive(heading)

    def copied(self, label: str) -> str:
        """What another program can paste after its Copy was pressed."""
        return self.wizard.copied(label, self.hands.press)

    def application(self) -> list[str]:
        """Do all of the guided clicks in the pretend Admin Portal; returns their titles."""
        return self.portal.walk(self.hands.press)

    def credentials(self, *checks: str) -> None:
        """Carry Client ID and secret over, check them, and see that all answers are passed."""
        self.go_on("The check needs nobody to sign in.")
        self.hands.fill("Client ID", self.portal.client_id)
        self.hands.fill("Client Secret", self.portal.secret)
        self.hands.press("Check now")
        self.wizard.wait_passed(*ANSWERED, *checks)

    def login(self, *checks: str) -> Page:
        """Make the test login, and see that it names the person; returns the browser's page."""
        self.hands.press("Start test login")
        page = sign_in(self.browser)
        self.wizard.arrive("It works", timeout=20)
        self.wizard.wait_for_text(f"{PERSON} signed in through JumpCloud")
        self.wizard.wait_passed(*SIGNED_IN, *checks)
        page.wait_for_text("It works")
        page.wait_for_text(PERSON)
        return page
