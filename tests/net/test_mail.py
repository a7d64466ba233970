"""The mail program gets a drafted message, or it is said that there is none."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from jcwizard.net import mail

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the openers are Linux's own")


def opener(folder: Path, name: str, script: str) -> None:
    """Put a program of that name where programs are looked for."""
    program = folder / name
    program.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    program.chmod(0o755)


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that stands alone in PATH."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def test_a_message_travels_whole() -> None:
    address = mail.mailto("support@paradime.io", "Äcme & Söhne?", "One\n\nTwo = 2 & more\n")
    parts = urlsplit(address)
    assert parts.scheme == "mailto"
    assert parts.path == "support@paradime.io"
    fields = parse_qs(parts.query)
    assert fields == {"subject": ["Äcme & Söhne?"], "body": ["One\r\n\r\nTwo = 2 & more"]}
    assert "+" not in address


def test_the_first_program_that_takes_it_is_enough(programs: Path, tmp_path: Path) -> None:
    got = tmp_path / "got"
    opener(programs, "xdg-email", "exit 3")
    opener(programs, "xdg-open", f'printf %s "$1" > {got}')
    assert mail.open_mail("mailto:a@example.com?subject=x&body=y")
    assert got.read_text("utf-8") == "mailto:a@example.com?subject=x&body=y"


def test_no_program_is_told_from_one_that_takes_it(programs: Path) -> None:
    assert not mail.open_mail("mailto:a@example.com")


def test_nothing_but_a_mail_address_is_opened(programs: Path, tmp_path: Path) -> None:
    got = tmp_path / "got"
    opener(programs, "xdg-open", f"touch {got}")
    assert not mail.open_mail("https://example.com")
    assert not mail.open_mail("file:///etc/passwd")
    assert not got.exists()


def test_a_program_of_the_bundle_does_not_hand_down_its_libraries(
    programs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    got = tmp_path / "got"
    opener(programs, "xdg-open", f'printf %s "$LD_LIBRARY_PATH" > {got}')
    monkeypatch.setenv("LD_LIBRARY_PATH", "/bundle")
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/usr/own")
    assert mail.open_mail("mailto:a@example.com")
    assert got.read_text("utf-8") == "/usr/own"
    assert os.environ["LD_LIBRARY_PATH"] == "/bundle"
