"""How a build is run, and what the frozen program's own test decides."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import freeze


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
@pytest.mark.parametrize("code", [0, 1])
def test_the_self_test_decides_and_what_it_said_is_kept(
    code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program = tmp_path / "jcwizard"
    program.write_text(f'#!/bin/sh\necho "$1: painted"; echo "trouble" >&2; exit {code}\n', "utf-8")
    program.chmod(0o755)
    report = tmp_path / "self-test.txt"
    if code == 0:
        freeze.self_test(program, report)
    else:
        with pytest.raises(SystemExit):
            freeze.self_test(program, report)
    assert report.read_text("utf-8") == "--self-test: painted\ntrouble\n"
    assert "painted" in capsys.readouterr().out


def test_a_build_depends_on_no_setting_of_the_person(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    monkeypatch.setenv("PYTHONPATH", "somewhere")
    monkeypatch.setenv("PYTHONOPTIMIZE", "2")
    env = freeze.environment(MORE="more")
    assert env["SOURCE_DATE_EPOCH"] == "1700000000"
    assert env["PYTHONHASHSEED"] == "0"
    assert env["MORE"] == "more"
    assert not {"PYTHONPATH", "PYTHONOPTIMIZE"} & set(env)


def test_the_time_of_everything_is_the_commits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert freeze.commit_time() == freeze.commit_time() > 1_700_000_000


def test_outside_of_git_a_time_must_be_given(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    monkeypatch.setattr(freeze, "ROOT", tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(SystemExit, match="SOURCE_DATE_EPOCH"):
        freeze.commit_time()


def test_the_frozen_program_is_not_shown_another_python() -> None:
    assert freeze.without_python({"PYTHONHOME": "x", "VIRTUAL_ENV": "y", "HOME": "z"}) == {
        "HOME": "z"
    }
