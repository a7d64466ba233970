"""Canaries: a secret and a code go through the whole window and turn up nowhere else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.command import FACETS_REDIRECT, facets_file
from tests.journeys.driver_screen import Screen
from tests.journeys.wizard import Wizard
from tests.peers.chromium import Browser
from tests.peers.keychain import Keychain
from tests.peers.provider import Account, CertifiedProvider, Client

pytestmark = pytest.mark.x11

SECRET = "C4nary-in-the-window-0123456789abcdefghij"
ADA = Account()
# Chromium refuses to go to this port (it was for IRC), so its page shows the address with the code.
OUT_OF_REACH = 6669


class Watch:
    """Looks for what must stay hidden wherever another program or person could read it."""

    def __init__(self, wizard: Wizard) -> None:
        self._wizard = wizard

    def places(self) -> Iterator[tuple[str, str]]:
        """What can be read now, and where."""
        yield "the clipboard", self._wizard.clipboard()
        yield "the primary selection", self._wizard.screen.clipboard("primary")
        yield "a window title", self._titles()
        yield "standard output", "\n".join(self._wizard.output)
        yield "standard error", self._wizard.program.errors(1_000_000)
        yield "what assistive technology reads", self._tree()
        yield "announcements", "\n".join(self._wizard.announcements())
        yield from self._files()
        yield from self._processes()

    def assert_hidden(self, *canaries: str) -> None:
        found = [where for where, text in self.places() for canary in canaries if canary in text]
        assert not found

    def _titles(self) -> str:
        search = "xdotool search --name '.*' getwindowname %@ || true"
        return self._wizard.screen.run("sh", "-c", search)

    def _tree(self) -> str:
        """All names, descriptions and texts, of what is hidden now as well."""
        nodes = self._wizard.nodes()
        fields = [node for node in nodes if node.role in ("text", "password text", "label")]
        told = [text for node in nodes for text in (node.name, node.description)]
        return "\n".join(told + self._wizard.access.texts(fields))

    def _files(self) -> Iterator[tuple[str, str]]:
        for path in self._wizard.data.rglob("*"):
            if path.is_file():
                yield str(path), path.read_text(encoding="utf-8", errors="replace")

    def _processes(self) -> Iterator[tuple[str, str]]:
        for process in Path("/proc").iterdir():
            if not process.name.isdigit():
                continue
            for name in ("cmdline", "environ"):
                try:
                    text = (process / name).read_bytes().decode(errors="replace")
                except OSError:
                    continue  # it ended while we looked, or is not ours to look at
                yield f"{name} of process {process.name}", text


def test_the_watch_sees_a_canary_that_is_not_hidden(screen: Screen, tmp_path: Path) -> None:
    data = tmp_path / "data"
    with Wizard("--practice", data=data, screen=screen) as wizard:
        wizard.arrive("Practice: this JumpCloud is only pretended")
        wizard.click("Another service")
        wizard.go_on("About the service")
        wizard.type_into("Display Label", "C4nary-seen")
        wizard.wait_saved("C4nary-seen")
        watch = Watch(wizard)
        wizard.screen.copy("C4nary-seen")
        seen = [where for where, text in watch.places() if "C4nary-seen" in text]

    assert "the clipboard" in seen
    assert "what assistive technology reads" in seen
    assert any(where.startswith(str(data)) for where in seen)


@pytest.mark.row("K71", "K82")
@pytest.mark.row("S10", "S13", "S20", "S21")
def test_the_secret_and_the_code_are_nowhere_during_a_whole_login(
    screen: Screen, browser: Browser, tmp_path: Path
) -> None:
    port = OUT_OF_REACH
    redirects = [FACETS_REDIRECT, f"http://127.0.0.1:{port}/callback"]
    client = Client(client_secret=SECRET, redirect_uris=redirects)
    with (
        CertifiedProvider(clients=[client], accounts=[ADA]) as provider,
        Keychain("unlocked") as keychain,
    ):
        file = facets_file(tmp_path, provider.issuer, client.client_id)
        with Wizard(
            str(file),
            data=tmp_path / "data",
            screen=screen,
            opener=browser.opener,
            env=keychain.env,
            port=port,
        ) as wizard:
            watch = Watch(wizard)
            wizard.arrive("Compare the Redirect URL")
            wizard.to_step("Client ID and secret", "The check needs nobody to sign in.")
            wizard.type_into("Client Secret", SECRET)
            wizard.wait_for_text("The secret is only in this program's memory")
            watch.assert_hidden(SECRET)
            held_on_screen_only(wizard, watch)
            wizard.toggle("Keep the secret in this computer's keychain", on=True)
            wizard.wait_for_text("The secret is in this computer's keychain.")
            wizard.click("Check now")
            wizard.wait_passed("The Client Secret is right")
            watch.assert_hidden(SECRET)
            wizard.to_step("Test login", "Sign in once in your own browser")
            code = signed_in(wizard, browser)
            unfold_all(wizard)
            watch.assert_hidden(SECRET, code)
            wizard.close_window()
            assert wizard.wait_exit() == 0
            said = "\n".join(wizard.output) + wizard.program.errors(1_000_000)
            assert SECRET not in wizard.saved() + said
            assert code not in wizard.saved() + said


def held_on_screen_only(wizard: Wizard, watch: Watch) -> None:
    """While it is held it is on the screen, and nowhere else; on a call not even there."""
    wizard.hold("Hold to show")
    try:
        watch.assert_hidden(SECRET)
    finally:
        wizard.release()
    wizard.toggle("Sharing my screen", on=True)
    wizard.until(lambda: not wizard.find("Hold to show").enabled, "revealing to be off")
    wizard.toggle("Sharing my screen", on=False)


def signed_in(wizard: Wizard, browser: Browser) -> str:
    """Make the test login by hand, typing the browser's address; returns the code in it."""
    wizard.click("Start test login")
    page = browser.wait_for_page("/sign-in/")
    page.fill("E-mail", ADA.login)
    page.fill("Password", ADA.password)
    page.click("Sign in")
    page = browser.wait_for_page("chrome-error:")
    page.wait_for_text("ERR_UNSAFE_PORT")
    found = re.search(r"http://127\.0\.0\.1:\d+/callback\?code=([^&\s]+)\S*", page.text())
    assert found, page.text()
    wizard.type_into("Address from the browser", found[0])
    Watch(wizard).assert_hidden(SECRET, found[1])
    wizard.click("Paste the address from the browser")
    wizard.arrive("It works", timeout=20)
    return found[1]


def unfold_all(wizard: Wizard) -> None:
    """Open the evidence of each check: that is where requests and answers are shown."""
    rows = [n.name for n in wizard.visible() if n.role == "button" and n.name.endswith(", passed")]
    assert rows
    for row in rows:
        wizard.press(row)
    wizard.wait_for_text("POST")
