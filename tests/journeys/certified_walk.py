"""The test login at the independent certified provider, as a person makes it in the window."""

from __future__ import annotations

from tests.journeys.wizard import Wizard
from tests.peers.chromium import Browser, Page
from tests.peers.provider import Account, CertifiedProvider, Client

ADA = Account()
SECRET = Client().client_secret
CHECKS = (
    "The answer belongs to this test",
    "JumpCloud hands over the sign-in",
    "JumpCloud vouches for this person",
    "JumpCloud says who it is",
    "The e-mail address arrives",
)


def register(provider: CertifiedProvider, redirect: str, port: int, method: str) -> Client:
    """The provider knows the service's application, with the test address beside its own."""
    client = Client(
        redirect_uris=[redirect, f"http://127.0.0.1:{port}/callback"],
        token_endpoint_auth_method=method,
    )
    provider.reconfigure(clients=[client], accounts=[ADA])
    return client


def before_the_login(wizard: Wizard, first_page: str) -> None:
    """Type the secret, and go to the test login."""
    wizard.arrive(first_page)
    wizard.to_step("Client ID and secret", "The check needs nobody to sign in.")
    wizard.type_into("Client Secret", SECRET)
    wizard.wait_for_text("The secret is only in this program's memory")
    wizard.to_step("Test login", "Sign in once in your own browser")


def sign_in(browser: Browser) -> Page:
    page = browser.wait_for_page("/sign-in/")
    page.fill("E-mail", ADA.login)
    page.fill("Password", ADA.password)
    page.click("Sign in")
    return page


def assert_ada_signed_in(wizard: Wizard, page: Page) -> None:
    wizard.arrive("It works", timeout=20)
    wizard.wait_for_text("Ada Lovelace signed in through JumpCloud")
    wizard.wait_for_text(ADA.email)
    wizard.wait_for_text("Everyone, Engineers")
    wizard.wait_passed(*CHECKS)
    page.wait_for_text("It works")
    page.wait_for_text("Ada Lovelace")
