"""The script behind the commands: what it finds missing, installs, refuses and leaves alone."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

import dev

NOTHING = "a-program-that-nobody-has"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="system packages are Linux's")


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is all there is on PATH; what is run from it is noted in the file `ran`."""
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("sh", "env", "touch", "chmod"):
        (programs / name).symlink_to(f"/bin/{name}")
    monkeypatch.setenv("PATH", str(programs))
    return programs


def install_program(machine: Path, name: str, body: str = "true") -> None:
    script = machine / name
    script.write_text(f'#!/bin/sh\necho "{name} $*" >> {machine}/ran\n{body}\n', "utf-8")
    script.chmod(0o755)


def ran(machine: Path) -> list[str]:
    note = machine / "ran"
    return note.read_text("utf-8").splitlines() if note.exists() else []


def as_root(monkeypatch: pytest.MonkeyPatch, root: bool) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0 if root else 1000)


@pytest.mark.parametrize(
    ("proof", "there"),
    [
        ("libc.so.6", True),
        ("libnobodyhasthis.so.6", False),
        ("/etc/passwd", True),
        ("/etc/nobody-has-this", False),
        ("import json", True),
        ("import nobody_has_this", False),
        ("sh", True),
        (NOTHING, False),
    ],
)
def test_it_sees_what_is_there_and_what_is_not(proof: str, there: bool) -> None:
    assert dev.is_there(proof) is there


def test_root_gets_only_what_is_missing(
    machine: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    as_root(monkeypatch, root=True)
    install_program(machine, "apt-get", f"touch {machine}/{NOTHING}; chmod 755 {machine}/{NOTHING}")
    dev.install_system_packages({"shell": "sh", "nothing": NOTHING})
    assert ran(machine) == [
        "apt-get -qq update",
        "apt-get install -y --no-install-recommends nothing",
    ]
    assert "Installing system packages: nothing" in capfd.readouterr().err


def test_nothing_is_installed_when_nothing_is_missing(machine: Path) -> None:
    install_program(machine, "apt-get")
    dev.install_system_packages({"shell": "sh"})
    assert ran(machine) == []


def test_sudo_is_used_where_it_asks_nothing(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    as_root(monkeypatch, root=False)
    install_program(machine, "sudo")
    assert dev.rights_to_install() == ["sudo", "-n"]


@pytest.mark.parametrize(
    ("sudo", "line"),
    [
        (False, "su -c 'apt-get update && {install}'"),
        (True, "sudo sh -c 'apt-get update && {install}'"),
    ],
)
def test_without_rights_it_prints_the_line_to_run(
    machine: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    sudo: bool,
    line: str,
) -> None:
    as_root(monkeypatch, root=False)
    monkeypatch.setattr("sys.stdin", io.StringIO())  # nobody is there to type a password
    install_program(machine, "apt-get")
    if sudo:
        install_program(machine, "sudo", "exit 1")
    with pytest.raises(SystemExit) as end:
        dev.install_system_packages({"nothing": NOTHING, "more": NOTHING})
    assert end.value.code == 2
    install = "apt-get install -y --no-install-recommends nothing more"
    assert capfd.readouterr().err.splitlines()[-1] == line.format(install=install)
    assert not any(command.startswith("apt-get") for command in ran(machine))


def test_a_failed_installation_prints_the_line_too(
    machine: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    as_root(monkeypatch, root=True)
    install_program(machine, "apt-get", "exit 100")
    with pytest.raises(SystemExit) as end:
        dev.install_system_packages({"nothing": NOTHING})
    assert end.value.code == 2
    assert capfd.readouterr().err.endswith("--no-install-recommends nothing'\n")


def test_a_linux_without_apt_is_told_what_is_missing(
    machine: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        dev.install_system_packages({"nothing": NOTHING})
    assert end.value.code == 2
    assert "has no apt-get" in capfd.readouterr().err


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A clone with an environment; returns what is asked to be installed, and installs nothing."""
    asked: list[str] = []
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    monkeypatch.setattr(dev, "VENV", tmp_path)
    monkeypatch.setattr(
        dev, "LOCKS", {"start": tmp_path / "start.txt", "test": tmp_path / "test.txt"}
    )
    monkeypatch.setattr(dev, "environment_works", lambda: True)
    monkeypatch.setattr(dev, "check", lambda command: asked.append(Path(command[-1]).name))
    for name in ("start.txt", "test.txt", "pyproject.toml", "setup.py"):
        (tmp_path / name).write_text(name, "utf-8")
    return asked


def test_packages_are_installed_once(installed: list[str], tmp_path: Path) -> None:
    dev.install_python_packages("start")
    dev.install_python_packages("start")
    assert installed == ["start.txt", tmp_path.name]


def test_a_start_is_content_with_what_the_tests_installed(
    installed: list[str], tmp_path: Path
) -> None:
    dev.install_python_packages("start")
    dev.install_python_packages("test")
    dev.install_python_packages("start")
    assert installed == ["start.txt", tmp_path.name, "test.txt", tmp_path.name]


@pytest.mark.parametrize("changed", ["start.txt", "test.txt", "pyproject.toml", "setup.py"])
def test_packages_are_installed_again_after_a_change(
    installed: list[str], tmp_path: Path, changed: str
) -> None:
    dev.install_python_packages("test")
    installed.clear()
    (tmp_path / changed).write_text("changed", "utf-8")
    dev.install_python_packages("test")
    assert installed == ["test.txt", tmp_path.name]


@pytest.fixture
def builder(installed: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The environment that makes the bundle; what is asked to be installed is in `installed`."""
    folder = tmp_path / "builder"
    folder.mkdir()
    monkeypatch.setattr(dev, "BUILDER", folder)
    monkeypatch.setattr(dev, "BUILDERS_LOCK", tmp_path / "package.txt")
    monkeypatch.setattr(dev, "environment_works", lambda python: folder.is_dir())
    (tmp_path / "package.txt").write_text("package", "utf-8")
    return folder


def test_the_bundle_is_made_in_an_environment_of_its_own(
    builder: Path, installed: list[str]
) -> None:
    dev.install_builder()
    dev.install_builder()
    assert installed == [builder.name, "package.txt"]


def test_a_changed_lock_makes_that_environment_anew(
    builder: Path, installed: list[str], tmp_path: Path
) -> None:
    dev.install_builder()
    (tmp_path / "package.txt").write_text("changed", "utf-8")
    dev.install_builder()
    assert installed == [builder.name, "package.txt"] * 2


def test_tests_see_nothing_of_the_desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "QT_SCALE_FACTOR", "XDG_DATA_DIRS"):
        monkeypatch.setenv(name, "theirs")
    env = dev.environment_for_tests(tmp_path)
    assert "theirs" not in env.values()
    assert env["HOME"] == str(tmp_path)


@pytest.mark.x11
def test_the_tests_desktop_is_its_own_and_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    env = dict(os.environ)
    look = ["xprop", "-root", "_NET_WM_NAME"]
    with dev.desktop_of_its_own(env):
        assert env["DISPLAY"] != os.environ.get("DISPLAY")
        assert env["DBUS_SESSION_BUS_ADDRESS"] != os.environ.get("DBUS_SESSION_BUS_ADDRESS")
        subprocess.run(look, env=env, check=True, capture_output=True)
    assert subprocess.run(look, env=env, check=False, capture_output=True).returncode != 0


@pytest.mark.parametrize("words", [[], ["--help"], ["begin"]])
def test_other_words_print_the_commands(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert dev.main(words) == 2
    said = capsys.readouterr().out
    assert "dev.py start" in said
    assert "dev.py test" in said
    assert "dev.py package" in said
