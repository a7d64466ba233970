"""The steps of the self-test that a good computer never fails."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import pytest

from jcwizard.model.finding import Check, Finding, Status
from jcwizard.net import self_checks, tls
from jcwizard.self_test import computer, contents
from jcwizard.self_test.printer import Printer, Sentences
from tests.oidc.browser import free_port

WORDS = Sentences()


def test_a_taken_port_is_told_and_does_not_fail_it() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        check = computer.loopback_answers(WORDS, other.getsockname()[1])
    assert check.status is Status.WARNING
    assert check.finding is not None
    assert check.finding.code == "self.port_taken"


async def nothing_heard(_port: int) -> bytes:
    raise ConnectionRefusedError(111, "Connection refused")


def test_a_computer_that_cannot_hear_itself_fails_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(self_checks, "_read_nonce", nothing_heard)
    check = computer.loopback_answers(WORDS, free_port())
    assert check.status is Status.FAILED


def test_an_empty_store_of_certificates_fails_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.setenv(name, str(tmp_path / "nothing"))
    monkeypatch.setattr(tls, "_STORES", ())
    assert computer.certificates_are_there(WORDS).status is Status.FAILED


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("keychain.absent", Status.NOT_RUN),
        ("keychain.locked", Status.NOT_RUN),
        ("keychain.refused", Status.FAILED),
        ("keychain.not_kept", Status.FAILED),
        ("keychain.no_answer", Status.FAILED),
    ],
)
def test_a_keychain_that_does_not_keep_what_it_was_given_fails_it(
    monkeypatch: pytest.MonkeyPatch, code: str, status: Status
) -> None:
    async def found(_: object) -> Check:
        return Check.of("keychain", Status.WARNING, Finding(code))

    monkeypatch.setattr("jcwizard.keep.keychain.Keychain.check", found)
    assert computer.keychain_keeps(WORDS).status is status


@pytest.mark.skipif(sys.platform != "linux", reason="the others have one of their own")
def test_without_a_program_for_addresses_it_fails_on_a_screen_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("DISPLAY", ":0")
    assert computer.browser_is_there(WORDS).status is Status.FAILED
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert computer.browser_is_there(WORDS).status is Status.NOT_RUN


def frozen(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "_MEIPASS", str(folder), raising=False)


def test_a_bundle_that_leaves_its_folders_to_other_programs_fails_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert computer.environment_is_given_back(WORDS).status is Status.NOT_RUN
    bundle = tmp_path / "bundle"
    frozen(monkeypatch, bundle)
    monkeypatch.setenv("QT_PLUGIN_PATH", str(bundle / "plugins"))
    assert computer.environment_is_given_back(WORDS).status is Status.PASSED
    monkeypatch.setattr("jcwizard.net.programs.child_environment", dict)
    check = computer.environment_is_given_back(WORDS)
    assert (check.status, check.actual) == (Status.FAILED, "QT_PLUGIN_PATH")


def test_a_bundle_without_the_list_of_its_files_or_with_an_empty_one_fails_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frozen(monkeypatch, tmp_path)
    monkeypatch.setattr(contents, "resources", lambda: tmp_path)
    for _time in ("absent", "empty"):
        check = contents.resources_are_whole(WORDS)
        assert check.status is Status.FAILED
        assert contents.LIST in check.actual
        (tmp_path / contents.LIST).write_text("")


def test_many_missing_files_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contents, "resources", lambda: tmp_path)
    (tmp_path / contents.LIST).write_text("".join(f"0  {number}.svg\n" for number in range(9)))
    check = contents.resources_are_whole(WORDS)
    assert check.actual == WORDS("missing", what="0.svg, 1.svg, 2.svg, 3.svg, 4.svg, + 4")


def test_a_step_that_only_warns_is_no_failure(capsys: pytest.CaptureFixture[str]) -> None:
    printer = Printer()
    printer.tell(Check.of("loopback", Status.WARNING, Finding("self.port_taken")), 0.5)
    assert printer.end() == 0
    printer.tell(Check("window", Status.FAILED, actual="two\nlines"), 0.25)
    assert printer.end() == 1
    said = capsys.readouterr().out
    assert "failed          0.250 s  The window is painted: two lines\n" in said
