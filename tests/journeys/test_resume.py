"""Closing, crashing and coming back: nothing is lost, and the way goes on where it stopped."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.command import FACETS_REDIRECT, check, facets_file
from tests.journeys.driver_screen import Screen
from tests.journeys.wizard import HASTY, Wizard
from tests.oidc.browser import free_port
from tests.peers.chromium import Browser
from tests.peers.keychain import Keychain
from tests.peers.provider import Account, CertifiedProvider, Client

pytestmark = pytest.mark.x11

CLIENT_ID = "4ff122de-428e-48c8-a4f7-d4f6b11c71a6"
SECRET = "C4nary-of-the-resume-tests-0123456789abcdef"
HERE = "127.0.0.1"  # where practice has its control plane, after which a setup is named
PORT = free_port()  # one for all starts: with another, what was registered is out of date
CREDENTIALS = "The check needs nobody to sign in."
IN_MEMORY = "The secret is only in this program's memory"
IN_KEYCHAIN = "The secret is in this computer's keychain."


@pytest.fixture(scope="module")
def provider() -> Iterator[CertifiedProvider]:
    with CertifiedProvider() as running:
        yield running


def facets_setup(provider: CertifiedProvider, folder: Path, port: int) -> Path:
    """A setup file of Facets, and the application behind it at the provider."""
    redirects = [FACETS_REDIRECT, f"http://127.0.0.1:{port}/callback"]
    client = Client(client_id=CLIENT_ID, client_secret=SECRET, redirect_uris=redirects)
    provider.reconfigure(clients=[client], accounts=[Account()])
    return facets_file(folder, provider.issuer, CLIENT_ID)


def type_secret(wizard: Wizard) -> None:
    wizard.to_step("Client ID and secret", CREDENTIALS)
    wizard.type_into("Client Secret", SECRET)
    wizard.wait_for_text(IN_MEMORY)


def passes_check_now(wizard: Wizard) -> None:
    wizard.click("Check now")
    wizard.wait_passed("The Client Secret is right", "The test address is registered")


@pytest.mark.row("D2", "D12")
def test_a_kill_at_any_moment_leads_back_to_the_first_step_that_is_not_done(
    screen: Screen, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    killed_at_the_comparison(data, screen)
    killed_among_the_clicks(data, screen)
    killed_with_the_secret_in_memory(data, screen)
    with Wizard(data=data, screen=screen, port=PORT) as wizard:
        wizard.continue_with(HERE, CREDENTIALS)
        assert wizard.text_of("Client ID") == CLIENT_ID
        assert wizard.text_of("Client Secret") == ""
        wizard.wait_for_text("The secret was only in memory the last time.")
        wizard.type_into("Client Secret", SECRET)
        wizard.go_on("What shall the login button say?")
        wizard.type_into("Login Button Text", "Acme single sign-on")
        wizard.close_window()
        assert wizard.wait_exit() == 0
        assert "Acme single sign-on" in wizard.saved()
        assert SECRET not in wizard.saved()


def killed_at_the_comparison(data: Path, screen: Screen) -> None:
    with Wizard("--practice", data=data, screen=screen, port=PORT) as wizard:
        wizard.arrive("Practice: this JumpCloud is only pretended")
        wizard.click("Facets")
        wizard.go_on("Name the integration in Facets")
        wizard.type_into("Registration ID", "acmesso")
        wizard.go_on("Compare the Redirect URL")
        wizard.wait_saved("acmesso")
        wizard.kill()


def killed_among_the_clicks(data: Path, screen: Screen) -> None:
    with Wizard(data=data, screen=screen, port=PORT) as wizard:
        wizard.continue_with(HERE, "Compare the Redirect URL")
        assert wizard.text_of("Redirect URL").endswith("/login/oauth2/code/acmesso")
        wizard.click("It is the same")
        wizard.go_on("Open SSO Applications")
        for title in ("Add an application", "Choose Custom Application"):
            wizard.click("Done, next click")
            wizard.arrive(title)
        wizard.wait_saved('"application/add"')
        wizard.kill()


def killed_with_the_secret_in_memory(data: Path, screen: Screen) -> None:
    with Wizard(data=data, screen=screen, port=PORT) as wizard:
        wizard.continue_with(HERE, "Choose Custom Application")
        wizard.click("All of this is done already")
        wizard.go_on(CREDENTIALS)
        wizard.type_into("Client ID", CLIENT_ID)
        wizard.type_into("Client Secret", SECRET)
        wizard.wait_for_text(IN_MEMORY)
        wizard.wait_saved(CLIENT_ID)
        wizard.kill()
        assert SECRET not in wizard.saved()


def test_a_changed_earlier_value_marks_what_depended_on_it_also_after_reopening(
    screen: Screen, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    with Wizard("--practice", data=data, screen=screen, port=PORT) as wizard:
        wizard.arrive("Practice: this JumpCloud is only pretended")
        wizard.click("Facets")
        wizard.go_on("Name the integration in Facets")
        wizard.go_on("Compare the Redirect URL")
        wizard.click("It is the same")
        wizard.go_on("Open SSO Applications")
        wizard.click("All of this is done already")
        wizard.arrive("All clicks are done")
        wizard.to_step("Registration ID", "Name the integration in Facets")
        wizard.type_into("Registration ID", "another")
        wizard.find("Redirect URL, out of date")
        wizard.find("JumpCloud application, out of date")
        wizard.find("Service and region, done")
        assert wizard.wait_announced("Redirect URL, out of date")
        wizard.wait_saved("another")
        wizard.close_window()
        assert wizard.wait_exit() == 0

    with Wizard(data=data, screen=screen, port=PORT) as wizard:
        wizard.continue_with(HERE, "Compare the Redirect URL")
        wizard.find("JumpCloud application, out of date")
        wizard.wait_for_text("Something that makes up the address was changed after you compared.")
        wizard.click("It is the same")
        wizard.go_on("Add the redirect URLs")
        wizard.wait_for_text("Changed since you did it:")


def test_another_port_makes_the_click_with_the_test_address_out_of_date(
    screen: Screen, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    killed_at_the_comparison(data, screen)
    with Wizard(data=data, screen=screen, port=PORT) as wizard:
        wizard.continue_with(HERE, "Compare the Redirect URL")
        wizard.click("It is the same")
        wizard.go_on("Open SSO Applications")
        wizard.click("All of this is done already")
        wizard.arrive("All clicks are done")
        wizard.close_window()
        assert wizard.wait_exit() == 0
    with Wizard(data=data, screen=screen) as wizard:
        wizard.continue_with(HERE, "Add the redirect URLs")
        wizard.wait_for_text("Test address, for the test login only")
        assert wizard.test_address in wizard.texts()


def test_a_secret_in_the_keychain_comes_back_for_the_window_and_the_command(
    provider: CertifiedProvider, screen: Screen, tmp_path: Path
) -> None:
    port, data = free_port(), tmp_path / "data"
    file = facets_setup(provider, tmp_path, port)
    with Keychain("unlocked") as keychain:
        env = keychain.env
        with Wizard(str(file), data=data, screen=screen, env=env, port=port) as wizard:
            wizard.arrive("Compare the Redirect URL")
            type_secret(wizard)
            wizard.toggle("Keep the secret in this computer's keychain", on=True)
            wizard.wait_for_text(IN_KEYCHAIN)
            wizard.wait_saved('"secret_kept": true')
            wizard.kill()
        with Wizard(data=data, screen=screen, env=env, port=port) as wizard:
            wizard.continue_with("acme.console.facets.cloud", "Compare the Redirect URL")
            wizard.to_step("Client ID and secret", CREDENTIALS)
            wizard.wait_for_text(IN_KEYCHAIN)
            passes_check_now(wizard)
            assert SECRET not in wizard.saved()
            wizard.close_window()
            assert wizard.wait_exit() == 0
        answer = check(file, "--json", "--port", str(port), env=env)

    assert (answer.code, answer.document["verdict"]) == (0, "passed")


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        pytest.param("locked", "The keychain is locked", marks=pytest.mark.row("S2")),
        pytest.param("absent", "This computer has no keychain for us", marks=pytest.mark.row("S1")),
        pytest.param("silent", "The keychain does not answer", marks=pytest.mark.row("S3")),
    ],
)
def test_a_keychain_that_cannot_keep_it_says_so_and_the_wizard_goes_on(
    provider: CertifiedProvider, screen: Screen, tmp_path: Path, state: str, sentence: str
) -> None:
    port, data = free_port(), tmp_path / "data"
    file = facets_setup(provider, tmp_path, port)
    with (
        Keychain(state) as keychain,
        Wizard(
            str(file), data=data, screen=screen, env=keychain.env, port=port, program=HASTY
        ) as wizard,
    ):
        wizard.arrive("Compare the Redirect URL")
        type_secret(wizard)
        wizard.click("Keep the secret in this computer's keychain")
        if state == "silent":
            wizard.wait_for_text("Waiting for the keychain.")
        wizard.wait_for_text(sentence)
        wizard.wait_for_text(IN_MEMORY)
        assert not wizard.find("Keep the secret in this computer's keychain").checked
        passes_check_now(wizard)
        wizard.to_step("Test login", "Sign in once in your own browser")
        assert wizard.find("Start test login").enabled
        wizard.close_window()
        assert wizard.wait_exit() == 0
        assert SECRET not in wizard.saved()


def type_path(wizard: Wizard, title: str, path: Path) -> None:
    """Enter a path into the file dialog that has this title."""
    wizard.until(lambda: title in wizard.title(), f"the dialog {title!r}")
    wizard.key("ctrl+a")
    wizard.type(str(path))
    wizard.key("Return")
    wizard.until(lambda: title not in wizard.title(), f"the dialog {title!r} to close")


def test_report_and_setup_file_are_saved_without_the_secret_and_opened_elsewhere(
    provider: CertifiedProvider, screen: Screen, browser: Browser, tmp_path: Path
) -> None:
    port, data = free_port(), tmp_path / "data"
    file = facets_setup(provider, tmp_path, port)
    report, setup = tmp_path / "proof.html", tmp_path / "handed-on.jcsetup"
    opener = browser.opener
    with Wizard(str(file), data=data, screen=screen, opener=opener, port=port) as wizard:
        wizard.arrive("Compare the Redirect URL")
        type_secret(wizard)
        wizard.to_step("Test login", "Sign in once in your own browser")
        wizard.click("Start test login")
        page = browser.wait_for_page("/sign-in/")
        page.fill("E-mail", Account().login)
        page.fill("Password", Account().password)
        page.click("Sign in")
        wizard.arrive("It works", timeout=20)
        wizard.click("Save report")
        type_path(wizard, "Save report", report)
        wizard.wait_for_text("Saved as proof.html")
        wizard.click("Save a setup file")
        type_path(wizard, "Save a setup file", setup)
        wizard.wait_for_text("Saved as handed-on.jcsetup")
        wizard.close_window()
        assert wizard.wait_exit() == 0

    told = report.read_text(encoding="utf-8")
    assert "Ada Lovelace" in told
    assert SECRET not in told + setup.read_text(encoding="utf-8")
    written = json.loads(setup.read_text(encoding="utf-8"))
    given = json.loads(file.read_text(encoding="utf-8"))
    assert {key: written.get(key) for key in given} == given

    with Wizard(data=tmp_path / "elsewhere", screen=screen, port=port) as wizard:
        wizard.press("Open a setup file")
        type_path(wizard, "Open a setup file", setup)
        wizard.arrive("Compare the Redirect URL")
        wizard.to_step("Client ID and secret", CREDENTIALS)
        assert wizard.text_of("Client ID") == CLIENT_ID


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "The setup file is damaged"),
        ('{"name": "left-pad"}', "This is no setup file"),
        ('{"version": 1, "service": "faucets"}', "The setup file names an unknown service"),
    ],
    ids=["empty", "foreign", "unknown service"],
)
def test_a_bad_setup_file_is_told_and_left_as_it_is(
    screen: Screen, tmp_path: Path, content: str, sentence: str
) -> None:
    file = tmp_path / "bad.jcsetup"
    file.write_text(content, encoding="utf-8")
    with Wizard(str(file), data=tmp_path / "data", screen=screen) as wizard:
        wizard.wait_for_text(sentence)
        wizard.find("Facets")
        wizard.close_window()
        assert wizard.wait_exit() == 0
    assert file.read_text(encoding="utf-8") == content
