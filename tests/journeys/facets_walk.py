"""Facets from the first page to the end, as a person goes through it in practice."""

from __future__ import annotations

from tests.journeys.practice_walk import Walk
from tests.journeys.pretend_sites import PERSON_EMAIL, PretendFacets, sign_in

CLICKS = [
    "Open SSO Applications",
    "Add an application",
    "Choose Custom Application",
    "Choose the way people sign in",
    "Name the application",
    "Review and configure",
    "Add the redirect URLs",
    "Set the Client Authentication Type",
    "Set the Login URL",
    "Let name and e-mail through",
    "Choose who may sign in",
    "Activate",
    "Copy the Client ID and Client Secret",
]


def registration(walk: Walk) -> PretendFacets:
    """Start the integration in the pretend Facets, and compare what it shows."""
    walk.begin("Facets", "Name the integration in Facets")
    wizard = walk.wizard
    walk.hands.press("Open Facets")
    facets = PretendFacets(walk.browser.wait_for_page(wizard.text_of("Control Plane URL")))
    walk.hands.fill("Registration ID", "jumpcloud")
    wizard.wait_for_value("Registration ID", "jumpcloud")
    shown = facets.start(wizard.text_of("Registration ID"))
    walk.go_on("Compare the Redirect URL")
    assert walk.copied("Redirect URL") == shown
    walk.hands.fill("Redirect URL shown by Facets", shown)
    wizard.arrive("Both are the same.")
    return facets


def create(walk: Walk, facets: PretendFacets) -> None:
    """Carry the values over to the form that has been open all the time, and look from outside."""
    walk.go_on("What shall the login button say?")
    walk.hands.fill("Company name", "Acme")
    walk.wizard.wait_for_value("Login Button Text", "Acme")
    walk.go_on("Create the integration in Facets")
    labels = ("Client ID", "Client Secret", "Login Button Text")
    facets.create({label: walk.copied(label) for label in labels})
    walk.hands.tick("I have clicked Create")
    walk.hands.press("Check from outside")
    walk.wizard.wait_passed(
        "Facets offers the login",
        "The entry in Facets has the right values",
        "Facets sends people with the right Client ID",
        "Facets uses the registered Redirect URL",
        "Facets asks for the e-mail address",
    )


def from_nothing_to_a_proven_login(walk: Walk) -> None:
    """Do the whole of it and press Finish, and see at each page that it is what it must be."""
    wizard = walk.wizard
    facets = registration(walk)
    assert [node.role for node in wizard.visible() if node.window] == ["frame"]
    walk.go_on("Open SSO Applications")
    assert walk.application() == CLICKS
    walk.credentials(
        "The Redirect URL of Facets is registered",
        "The Client Authentication Type is Client Secret Post",
    )
    create(walk, facets)
    walk.go_on("Test the login")
    walk.login("The Redirect URL of Facets is registered")
    signs_in_at_the_control_plane(walk)
    assert not wizard.has("Something unexpected happened")
    walk.hands.press("Finish")
    assert wizard.wait_exit() == 0
    assert "Traceback" not in wizard.errors()


def signs_in_at_the_control_plane(walk: Walk) -> None:
    """What the wizard cannot prove: the service's own login, with the button as it is named."""
    assert walk.wizard.has("What this test cannot prove")
    before = {page.number for page in walk.browser.pages()}
    walk.hands.press("Open it")
    page = walk.wizard.until(
        lambda: next((p for p in walk.browser.pages() if p.number not in before), None),
        "the browser to open the Control Plane",
    )
    page.click("Acme")
    sign_in(walk.browser)
    page.wait_for_text(f"You are signed in to Facets as {PERSON_EMAIL}")
    walk.hands.tick("Signed in")
    walk.wizard.wait_for_text("Sign in once at the Control Plane")
