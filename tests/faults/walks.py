"""The ways on which a person comes upon a fault, step by step; each ends at what is shown first."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QAbstractButton

from jcwizard.model.finding import Verdict
from jcwizard.ui.pages.credentials import CredentialsPage
from jcwizard.ui.pages.start import StartPage
from jcwizard.ui.pages.test_login import TestLoginPage as LoginPage
from jcwizard.ui.widgets.callout import Callout
from tests.faults.case import Shown
from tests.faults.desk import Desk
from tests.ui.pages.finding import called

KEEP = "Keep the secret in this computer's keychain"


def sign_in(desk: Desk) -> Shown | None:
    """Paste Client ID and secret, Check now, and go on to the test login if all is well."""
    desk.go("credentials")
    shown = credentials(desk) or test_login(desk)
    if shown is None:  # then it must have come to its good end, and not just to a standstill
        assert desk.context.setup.runs["login"].verdict is Verdict.PASSED
    return shown


def credentials(desk: Desk) -> Shown | None:
    """Paste both values and press Check now."""
    scene = desk.scene
    desk.paste("Client ID", scene.client_id)
    desk.paste("Client Secret", scene.secret)
    shown = desk.eyes.first()
    if shown is not None:
        return shown
    if scene.keeps:
        called(desk.page, QAbstractButton, KEEP).click()
        desk.wait(lambda: not desk.page._keeping.busy)  # type: ignore[attr-defined]
        return desk.eyes.first()
    return check_now(desk)


def check_now(desk: Desk) -> Shown | None:
    """Press Check now and read the answer."""
    page = desk.page
    assert isinstance(page, CredentialsPage)
    desk.press("Check now")
    desk.wait(lambda: not page.checking)
    assert "preflight" in desk.context.setup.runs
    return desk.eyes.first()


def test_login(desk: Desk) -> Shown | None:
    """Make the test login; where nothing comes back, say what the browser shows."""
    scene = desk.scene
    scene.between()
    desk.go("test")
    page = desk.page
    assert isinstance(page, LoginPage)
    desk.press("Start test login")
    desk.wait(lambda: _stands_still(desk, page))
    if scene.pasted is not None:
        desk.paste("Address from the browser", scene.pasted())
        desk.press("Paste the address from the browser")
        desk.turn()
    if scene.sight:
        desk.wait(page.help.isVisible)
        page.help.cards[scene.sight].click()
        desk.turn()
    return desk.eyes.first()


test_login.__test__ = False  # type: ignore[attr-defined]


def _stands_still(desk: Desk, page: LoginPage) -> bool:
    """Whether it has ended, or waits for the person, or says something while it waits."""
    if not page.attempt.running or page.help.isVisible():
        return True
    if desk.scene.pasted is not None:
        return page.attempt.stage == "waiting" and bool(desk.scene.visitor.opened)
    cards = page.progress.findChildren(Callout)
    return any(card.isVisibleTo(page.progress) for card in cards)


def start(desk: Desk) -> Shown | None:
    """Stay on the first page until the quiet checks are through."""
    page = desk.page
    assert isinstance(page, StartPage)
    desk.wait(lambda: "self" in desk.context.setup.runs)
    return desk.eyes.first()


def file(desk: Desk) -> Shown | None:
    """Open a setup file on the first page."""
    page = desk.page
    assert isinstance(page, StartPage)
    page.open_file(str(desk.scene.file))
    desk.wait(lambda: desk.eyes.first() is not None)
    return desk.eyes.first()


def outside(desk: Desk) -> Shown | None:
    """Hand the values in, and press Check from outside."""
    desk.context.setup.put("client_id", desk.scene.client_id)
    desk.context.setup.put("login_button_text", "Acme")
    desk.go("create")
    desk.press("Check from outside")
    desk.wait(lambda: "outside" in desk.context.setup.runs)
    return desk.eyes.first()


def form(desk: Desk) -> Shown | None:
    """Paste a text into a field of a form."""
    step, label, text = desk.scene.typed
    desk.go(step)
    desk.paste(label, text)
    if desk.scene.waits:
        desk.wait(lambda: desk.eyes.first() is not None)
    return desk.eyes.first()


def whole(desk: Desk) -> Shown | None:
    """Go through every page of Facets from the first one, and stop at what is shown first."""
    desk.scene.create(False)
    ways = {
        "service": _choose_facets,
        "registration": lambda desk: desk.paste(
            "Control Plane URL", desk.scene.values["control_plane_url"]
        ),
        "redirect": lambda desk: desk.press(desk.context.words("compare.it_is_the_same")),
        "application": lambda desk: desk.press(desk.context.words("application.all_done_already")),
        "credentials": credentials,
        "button": lambda desk: desk.paste("Login Button Text", "Acme"),
        "create": _create,
        "test": test_login,
    }
    for step, walk in ways.items():
        assert desk.page.step.id == step
        walk(desk)
        desk.turn()
        shown = desk.eyes.first()
        if shown is not None or step == "test":
            return shown
        desk.window.footer.primary.click()
        desk.turn()
    return None


def _choose_facets(desk: Desk) -> None:
    desk.wait(lambda: "self" in desk.context.setup.runs)
    called(desk.page, QAbstractButton, "Facets").click()
    desk.turn()


def _create(desk: Desk) -> None:
    desk.scene.create(True)
    called(desk.page, QAbstractButton, "I have clicked Create").click()
    desk.press("Check from outside")
    desk.wait(lambda: "outside" in desk.context.setup.runs)


FROM_THE_FIRST_PAGE = {"start", "file", "whole"}
"""Walks of a wizard that is opened for the first time."""

WALKS: dict[str, Callable[[Desk], Shown | None]] = {
    "sign_in": sign_in,
    "start": start,
    "file": file,
    "outside": outside,
    "form": form,
    "whole": whole,
}
