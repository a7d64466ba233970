"""The command line: what the words ask for, and one clear line for what they cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

import jcwizard
from jcwizard import cli
from jcwizard.practice.faults import FAULTS


def window(*words: str) -> cli.Window:
    asked = cli.main(words)
    assert isinstance(asked, cli.Window)
    return asked


def refusal(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """The one line that a wrong command line is answered with."""
    with pytest.raises(SystemExit) as ended:
        cli.main(words)
    assert ended.value.code == 2
    said = capsys.readouterr()
    assert said.out == ""
    (line,) = said.err.splitlines()
    return line


def test_no_words_ask_for_the_window() -> None:
    assert window() == cli.Window()
    assert cli.Window().port == 14217


def test_a_setup_file_is_opened_in_the_window() -> None:
    assert window("acme.jcsetup").setup_file == Path("acme.jcsetup")


def test_practice_takes_its_fault_only_after_an_equals_sign() -> None:
    assert window("--practice") == cli.Window(practice=True)
    assert window("--practice", "--port", "15000") == cli.Window(practice=True, port=15000)


@pytest.mark.parametrize("practice", ["--practice", f"--practice={FAULTS[0]}"])
def test_a_setup_file_is_not_silently_left_out_of_practice(
    capsys: pytest.CaptureFixture[str], practice: str
) -> None:
    line = refusal(capsys, practice, "acme.jcsetup")
    assert line == "jcwizard: practice begins with a setup of its own: leave the file out"


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_can_be_practised(fault: str) -> None:
    assert window(f"--practice={fault}") == cli.Window(practice=True, fault=fault)


def test_the_folder_and_the_port_can_be_chosen() -> None:
    assert window("--data-dir", "here", "--port", "1024").data_dir == Path("here")
    assert window("--port", "65535").port == 65535


@pytest.mark.parametrize("port", ["80", "65536", "-1", "0x4000", "14217.0", "", "١٤٢١٧"])
def test_a_port_that_no_test_address_can_have_is_refused_by_name(
    capsys: pytest.CaptureFixture[str], port: str
) -> None:
    line = refusal(capsys, f"--port={port}")
    assert line.startswith("jcwizard: ")
    assert f"'{port}' is no port from 1024 to 65535" in line


@pytest.mark.parametrize("seconds", ["0", "3601", "soon", "1.5", ""])
def test_a_time_limit_that_is_none_is_refused(
    capsys: pytest.CaptureFixture[str], seconds: str
) -> None:
    line = refusal(capsys, "check", "acme.jcsetup", f"--timeout={seconds}")
    assert f"'{seconds}' is no number of seconds from 1 to 3600" in line


def test_an_unknown_fault_is_answered_with_the_known_ones(
    capsys: pytest.CaptureFixture[str],
) -> None:
    line = refusal(capsys, "--practice=bad-luck")
    assert "unknown fault 'bad-luck'" in line
    assert all(fault in line for fault in FAULTS)


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--colour",), "--colour"),
        (("one.jcsetup", "two.jcsetup"), "only one setup file"),
        (("check",), "SETUP.jcsetup"),
        (("check", "acme.jcsetup", "--practice"), "--practice"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else value,
)
def test_a_wrong_word_is_named_in_one_line(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], named: str
) -> None:
    assert named in refusal(capsys, *words)


@pytest.mark.parametrize(
    "words",
    [
        ("--secret", "s3cret"),
        ("--secret=s3cret",),
        ("--secret-stdin=s3cret",),
        ("--admin-key-stdin=s3cret",),
        ("--admin-key-stdin", "s3cret"),
        ("--client-secret", "s3cret", "--json"),
        ("s3cret",),
    ],
    ids=" ".join,
)
def test_a_secret_among_the_words_is_refused_and_not_repeated(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    line = refusal(capsys, "check", "acme.jcsetup", *words)
    assert "s3cret" not in line
    assert words[0].partition("=")[0] in line or "only one setup file" in line


@pytest.mark.parametrize("secret", ["-xS3cret", "--S3cret-of.26~characters", "-S3cret", "-hS3cret"])
def test_a_secret_that_begins_with_a_dash_is_not_repeated_either(
    capsys: pytest.CaptureFixture[str], secret: str
) -> None:
    line = refusal(capsys, "check", "acme.jcsetup", secret)
    assert "unknown option" in line or "takes no value" in line
    assert "3cret" not in line


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"jcwizard {jcwizard.__version__}\n"


@pytest.mark.parametrize("words", [("--help",), ("check", "--help")])
def test_the_help_names_every_word_and_ends_well(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(words)
    said = capsys.readouterr().out
    assert ended.value.code == 0
    check = ("--login", "--json", "--secret-stdin", "--admin-key-stdin")
    options = ("--practice", "--version") if len(words) == 1 else check
    assert all(option in said for option in (*options, "--data-dir", "--port"))
