"""The same setup is written, judged, checked and shown alike under every locale."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import jcwizard

LOCALES = ("C", "POSIX", "de_DE.UTF-8", "tr_TR.UTF-8", "ar_EG.UTF-8")


def run(words: list[str], name: str) -> subprocess.CompletedProcess[bytes]:
    env = {**os.environ, "LC_ALL": name, "LANG": name, "QT_QPA_PLATFORM": "offscreen"}
    env |= {"TZ": "UTC", "PYTHONIOENCODING": ""}
    argv = [sys.executable, *words]
    return subprocess.run(argv, env=env, capture_output=True, timeout=100, check=False)


def sampled(folder: Path, name: str) -> dict[str, Any]:
    folder.mkdir()
    done = run(["-m", "tests.locale_sample", str(folder)], name)
    assert done.returncode == 0, done.stderr.decode()
    found: dict[str, Any] = json.loads(done.stdout)
    text = json.dumps(found["sample"]).replace(str(folder), "FOLDER")
    found["sample"] = json.loads(text)
    return found


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return sampled(tmp_path_factory.mktemp("plain") / "here", "C.UTF-8")


@pytest.mark.row("G10")
@pytest.mark.parametrize("name", LOCALES)
def test_everything_written_and_shown_is_the_same(
    plain: dict[str, Any], tmp_path: Path, name: str
) -> None:
    found = sampled(tmp_path / "here", name)
    if "_" in name:
        assert found["qt"][0] == name.partition(".")[0], "Qt knows of the person's language"
    for part, value in plain["sample"].items():
        assert found["sample"][part] == value, part


@pytest.mark.row("G10")
def test_no_property_of_qt_that_begins_with_i_is_set_by_a_keyword() -> None:
    """In a Turkish session PySide does not find it, and the program would end with an error."""
    found = []
    for path in Path(jcwizard.__file__).parent.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and re.match(r"Q[A-Z]", ast.unparse(call.func)):
                names = [word.arg for word in call.keywords if (word.arg or "").startswith("i")]
                found += [(path.name, call.lineno, name) for name in names]
    assert not found


@pytest.mark.row("G10", "D14")
@pytest.mark.parametrize("name", LOCALES)
def test_a_file_whose_name_has_letters_beyond_ascii_is_named_in_one_line(
    tmp_path: Path, name: str
) -> None:
    file = tmp_path / "Müller ñ \u0131\u015f\u0131k.jcsetup"
    file.write_text('{"version": 1, "service": "faucets"}', "utf-8")
    done = run(["-m", "jcwizard", "check", str(file), "--json"], name)
    assert done.returncode == 2
    (line,) = done.stderr.decode().splitlines()
    assert "faucets" in line
    assert done.stdout == b""
