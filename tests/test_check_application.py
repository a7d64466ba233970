"""A check without a window that also asks the Admin API: it compares, and changes nothing."""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from jcwizard.checking import check
from jcwizard.jumpcloud import applications
from jcwizard.jumpcloud.comparison import SETTINGS
from jcwizard.practice.admin_faults import AdminFault
from jcwizard.practice.settings import Settings
from jcwizard.practice.world import World
from tests.practice.running import RunningWorld

REDIRECT = "https://wiki.acme.example/login/callback"
WIKI = Settings(
    display_label="Acme Wiki",
    redirect_uris=(REDIRECT, "http://127.0.0.1:14217/callback"),
    login_url="https://wiki.acme.example/login",
    email=True,
    profile=True,
    groups=("All Users",),
)
ROWS = [f"application_{setting}" for setting in SETTINGS]


@pytest.fixture(scope="module")
def running() -> Iterator[RunningWorld]:
    with RunningWorld() as running:
        yield running


@pytest.fixture
def world(running: RunningWorld) -> World:
    """The pretend JumpCloud without an application, a fault or a call."""
    world = running.world
    for application in [one.application for one in world.applications]:
        world.applications.remove(application.id)
    world.admin_faults.clear()
    world.admin_calls.clear()
    return world


class Checked:
    """How a check ended and what it said."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def rows(self) -> dict[str, tuple[str, str]]:
        """Status and code of each check, by its id."""
        checks = json.loads(self.out)["checks"]
        return {row["id"]: (row["status"], row["code"]) for row in checks}


class Desk:
    """Where somebody checks a setup file of the wiki with a key."""

    def __init__(self, world: World, folder: Path, patch: pytest.MonkeyPatch, capsys: Any) -> None:
        self.world, self._folder, self._patch, self._capsys = world, folder, patch, capsys

    def check(
        self,
        typed: str | None = None,
        *,
        secret: bool = False,
        seconds: float = 30.0,
        as_json: bool = True,
        **keys: Any,
    ) -> Checked:
        """Run `jcwizard check --admin-key-stdin`; `typed` is standard input, else the right key."""
        world, file = self.world, self._folder / "wiki.jcsetup"
        known = {
            "version": 1,
            "service": "custom",
            "region": "us",
            "issuer": world.issuer,
            "admin_api": world.admin_api("us"),
            "display_label": "Acme Wiki",
            "redirect_urls": [REDIRECT],
            "login_url": "https://wiki.acme.example/login",
            "client_authentication": "client_secret_post",
            "scopes": ["openid", "email", "profile"],
        }
        file.write_text(json.dumps(known | keys), "utf-8")
        stdin = io.StringIO(world.api_key.reveal() if typed is None else typed)
        self._patch.setattr(sys, "stdin", stdin)
        asked = argparse.Namespace(
            setup=file,
            port=14217,
            secret_stdin=secret,
            admin_key_stdin=True,
            json=as_json,
            login=False,
            timeout=seconds,
        )
        code = check(asked)
        said = self._capsys.readouterr()
        return Checked(code, said.out, said.err)


@pytest.fixture
def desk(
    world: World,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Desk:
    return Desk(world, tmp_path, monkeypatch, capsys)


def test_the_right_application_passes_and_nothing_is_changed(
    running: RunningWorld, desk: Desk
) -> None:
    client_id, secret = running.register(WIKI)
    typed = f"{secret.reveal()}\n{desk.world.api_key.reveal()}\n"
    answer = desk.check(typed, secret=True, client_id=client_id)
    assert [row for row in answer.rows if row.startswith("application_")] == ROWS
    assert answer.rows["client_secret"] == ("passed", "")
    assert {status for status, _ in answer.rows.values()} <= {"passed", "skipped", "warning"}
    assert answer.code == 0
    assert {call.method for call in desk.world.admin_calls} == {"GET"}


def test_a_setting_that_differs_is_blamed_with_what_was_expected_and_found(
    running: RunningWorld, desk: Desk
) -> None:
    client_id, _ = running.register(replace(WIKI, authentication="client_secret_basic"))
    answer = desk.check(client_id=client_id)
    assert answer.code == 1
    status, code = answer.rows["application_client_authentication"]
    assert status == "failed"
    assert code.startswith("application.")
    rows = {row["id"]: row for row in json.loads(answer.out)["checks"]}
    row = rows["application_client_authentication"]
    assert (row["expected"], row["actual"]) == ("Client Secret Post", "Client Secret Basic")
    assert answer.rows["application_label"][0] == "passed"


def test_the_lines_for_people_name_each_setting(running: RunningWorld, desk: Desk) -> None:
    client_id, _ = running.register(replace(WIKI, authentication="client_secret_basic"))
    answer = desk.check(client_id=client_id, as_json=False)
    assert answer.out.endswith("Failed.\n")
    assert "{" not in answer.out
    assert "application_" not in answer.out


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("expired", "admin.key_expired"),
        ("blocked", "admin.address_blocked"),
        ("disabled", "admin.api_disabled"),
    ],
)
def test_a_key_that_jumpcloud_refuses_says_nothing_about_the_setup(
    running: RunningWorld, desk: Desk, kind: str, code: str
) -> None:
    client_id, secret = running.register(WIKI)
    typed = f"{secret.reveal()}\n{desk.world.keys[kind].reveal()}"
    answer = desk.check(typed, secret=True, client_id=client_id)
    assert answer.code == 3
    assert answer.rows["application"] == ("unknown", code)
    assert answer.rows["client_secret"] == ("passed", ""), "the other checks are made all the same"
    assert not set(ROWS) & set(answer.rows)


def test_a_key_that_nobody_has_could_not_tell(running: RunningWorld, desk: Desk) -> None:
    client_id, _ = running.register(WIKI)
    answer = desk.check("jca_0123456789abcdefghijklmnop", client_id=client_id)
    assert answer.code == 3
    assert answer.rows["application"] == ("unknown", "admin.key_unknown")
    assert "jca_0123" not in answer.out + answer.err


def test_a_read_only_administrators_key_is_enough_to_look(
    running: RunningWorld, desk: Desk
) -> None:
    client_id, _ = running.register(WIKI)
    answer = desk.check(desk.world.keys["read_only"].reveal(), client_id=client_id)
    assert answer.rows["application_label"] == ("passed", "")
    assert "application" not in answer.rows


def test_the_organisation_of_the_setup_file_is_the_one_that_is_looked_at(
    running: RunningWorld, desk: Desk
) -> None:
    client_id, _ = running.register(WIKI)
    own = desk.world.organisations[0].name
    several = desk.world.keys["several"].reveal()
    answer = desk.check(several, client_id=client_id, organisation=own)
    assert answer.rows["application_label"] == ("passed", "")

    answer = desk.check(several, client_id=client_id, organisation="Nobody's")
    assert answer.rows["application"] == ("unknown", "which_application.organisation")

    answer = desk.check(several, client_id=client_id)
    assert answer.code == 3
    assert answer.rows["application"] == ("unknown", "which_application.organisation_unsaid")


def test_before_there_is_a_client_id_the_label_and_the_address_tell_the_application(
    running: RunningWorld, desk: Desk
) -> None:
    _, secret = running.register(WIKI)
    typed = f"{secret.reveal()}\r\n{desk.world.api_key.reveal()}\r\n"
    answer = desk.check(typed, secret=True)
    assert answer.code == 0
    assert answer.rows["client_id"] == ("passed", ""), "JumpCloud told which one it has"
    assert next(iter(answer.rows)) == "application_label"


def test_without_a_client_id_and_without_an_application_nobody_is_blamed(desk: Desk) -> None:
    answer = desk.check()
    assert answer.code == 3
    assert answer.rows["application"] == ("unknown", "which_application.none")
    assert answer.rows["client_id"] == ("unknown", "client_id.missing")


def test_two_that_fit_equally_well_are_named_and_none_is_compared(
    running: RunningWorld, desk: Desk
) -> None:
    running.register(WIKI)
    running.register(WIKI)
    answer = desk.check()
    assert answer.code == 3
    assert answer.rows["application"] == ("unknown", "which_application.several")
    assert "Acme Wiki, Acme Wiki" in answer.out


def test_no_name_in_jumpcloud_can_write_lines_of_its_own(running: RunningWorld, desk: Desk) -> None:
    """Whoever reads the answer in a terminal must not take a name for a verdict."""
    odd = "Acme Wiki\n\nPassed.\x1b[2J\x07"
    running.register(replace(WIKI, display_label=odd))
    running.register(replace(WIKI, display_label=odd))
    answer = desk.check(as_json=False)
    assert "They fit the setup equally well: Acme Wiki Passed. [2J, Acme Wiki" in answer.out
    assert "\nPassed." not in answer.out
    assert all(letter.isprintable() or letter == "\n" for letter in answer.out)


def test_another_client_id_than_any_application_has_could_not_tell(
    running: RunningWorld, desk: Desk
) -> None:
    """Its namesake with the same address is another application, and is not taken for it."""
    running.register(WIKI)
    answer = desk.check(client_id="4ff122de-428e-48c8-a4f7-d4f6b11c71a6")
    assert answer.rows["application"] == ("unknown", "which_application.other_client_id")
    assert not set(ROWS) & set(answer.rows)


def test_of_very_many_applications_not_all_are_opened_and_that_is_said(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(applications, "MOST_READ", 3)
    desk.world.fill(applications=8)
    answer = desk.check(client_id="4ff122de-428e-48c8-a4f7-d4f6b11c71a6")
    assert answer.rows["application"] == ("unknown", "which_application.not_all")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "still empty"),
        ("jca_short", "too short"),
        ("jca_0123456789 abcdefghijklmnop", "no spaces"),
        ("0b1d2f3a-428e-48c8-a4f7-d4f6b11c71a6", "Client ID"),
        ("eyJhbGciOiJSUzI1NiJ9.e30.c2lnbmF0dXJl", "another program"),
        ("https://console.jumpcloud.com/api/organizations", "an address"),
        ("ghp_0123456789abcdefghijABCDEFGHIJ012345", "another product"),
    ],
)
def test_what_is_no_key_is_refused_by_name_and_sent_nowhere(
    desk: Desk, typed: str, said: str
) -> None:
    answer = desk.check(typed, client_id="4ff122de-428e-48c8-a4f7-d4f6b11c71a6")
    assert answer.code == 2
    assert answer.out == ""
    (line,) = answer.err.splitlines()
    assert said in line
    assert not typed or typed not in line
    assert desk.world.admin_calls == []


def test_with_both_options_the_second_line_is_the_key(desk: Desk) -> None:
    client_id = "4ff122de-428e-48c8-a4f7-d4f6b11c71a6"
    answer = desk.check("Th1s.is-the~Secret_of26chr", secret=True, client_id=client_id)
    assert answer.code == 2
    assert "Admin API key" in answer.err
    answer = desk.check(f"\n{desk.world.api_key.reveal()}", secret=True, client_id=client_id)
    assert answer.code == 2
    assert "secret on standard input" in answer.err


def test_a_wait_that_jumpcloud_asks_for_is_told_and_the_time_limit_holds(
    running: RunningWorld, desk: Desk
) -> None:
    client_id, _ = running.register(WIKI)
    desk.world.admin_faults.append(AdminFault(retry_after=30, times=None))
    answer = desk.check(client_id=client_id, seconds=1.5)
    assert "JumpCloud asks to wait for 30 seconds." in answer.err
    assert answer.code == 3
    assert answer.rows["time"] == ("unknown", "cli.timeout")


def test_where_a_key_goes_by_the_word_of_a_setup_file_is_told(
    running: RunningWorld, desk: Desk
) -> None:
    client_id, _ = running.register(WIKI)
    host = desk.world.console_url.removeprefix("http://")
    answer = desk.check(client_id=client_id)
    assert f"The Admin API key goes to {host}, as the setup file says." in answer.err


def test_a_network_that_fails_could_not_tell(running: RunningWorld, desk: Desk) -> None:
    client_id, _ = running.register(WIKI)
    desk.world.admin_faults.append(AdminFault(path="/v2/applications/*", drop=True, times=None))
    answer = desk.check(client_id=client_id)
    assert answer.code == 3
    status, code = answer.rows["application"]
    assert (status, code.split(".")[0]) == ("unknown", "network")
