"""A wrong import is found by the contracts of pyproject.toml, and named by its file and line."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from shutil import copy

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ["model", "catalogue", "net", "oidc", "jumpcloud", "facets", "keep", "practice", "ui"]
LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A tree with every room of the product and nothing in it, under the product's contracts."""
    copy(ROOT / "pyproject.toml", tmp_path)
    for room in ROOMS:
        folder = tmp_path / "jcwizard" / room
        folder.mkdir(parents=True)
        (folder / "__init__.py").touch()
    for name in ("__init__", "__main__", "app", "cli", "checking", "quiet", "self_test", "console"):
        (tmp_path / "jcwizard" / f"{name}.py").touch()
    return tmp_path


def lint(house: Path) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache"],
        cwd=house,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_the_directions_of_the_architecture_are_allowed(house: Path) -> None:
    for module, imports in {
        "__main__": "jcwizard.app, jcwizard.cli",
        "app": "jcwizard.ui, jcwizard.catalogue, jcwizard.keep, PySide6, qasync",
        "cli": "jcwizard.checking, jcwizard.keep, jcwizard.catalogue",
        "checking": "jcwizard.oidc, jcwizard.keep, jcwizard.catalogue",
        "self_test": "jcwizard.app, jcwizard.ui, jcwizard.net, jcwizard.keep, jcwizard.catalogue",
        "ui.page": "jcwizard.oidc, jcwizard.practice, jcwizard.model, PySide6.QtWidgets, qasync",
        "oidc.tokens": "jcwizard.net, authlib.oidc.core, joserfc.jwt",
        "practice.provider": "jcwizard.net, joserfc.jwk, h11",
        "keep.keychain": "keyring, jcwizard.model",
        "net.client": "httpx, truststore, jcwizard.model",
        "catalogue.reader": "tomllib, jcwizard.model",
    }.items():
        write(house, module, f"import {imports}")
    code, said = lint(house)
    assert code == 0, said


@pytest.mark.parametrize(
    ("module", "imported"),
    [
        ("model.setup", "jcwizard.net"),
        ("model.setup", "PySide6.QtCore"),
        ("model.setup", "asyncio"),
        ("net.client", "jcwizard.oidc"),
        ("catalogue.reader", "jcwizard.net"),
        ("oidc.login", "jcwizard.jumpcloud"),
        ("facets.answers", "jcwizard.ui"),
        ("ui.page", "jcwizard.app"),
        ("cli", "PySide6.QtWidgets"),
        ("oidc.loopback", "qasync"),
        ("oidc.discovery", "httpx"),
        ("ui.window", "truststore"),
        ("ui.window", "keyring"),
        ("practice.provider", "authlib.jose"),
        ("keep.report", "joserfc.jwt"),
    ],
)
def test_a_wrong_import_is_named(house: Path, module: str, imported: str) -> None:
    write(house, module, f"import {imported}")
    code, said = lint(house)
    assert code == 1
    assert f"jcwizard.{module}" in said
    assert "(l.1)" in said or "(l. 1)" in said


def test_a_room_without_a_place_is_named(house: Path) -> None:
    write(house, "utilities", "")
    code, said = lint(house)
    assert code == 1
    assert "utilities" in said


def test_every_room_is_named_by_every_contract_that_keeps_a_package_out() -> None:
    """Or a new room could import what it must not."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        layers, _model, *others = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    rooms = {room for layer in layers["layers"] for room in re.findall(r"\w+", layer)}
    allowed = {
        contract["name"]: rooms - {name.split(".")[1] for name in contract["source_modules"]}
        for contract in others
    }
    assert allowed == {
        "Qt only in ui and app": {"ui", "app"},
        "The wire only in net": {"net"},
        "The keychain only in keep": {"keep"},
        "The rules of signing in only in oidc": {"oidc"},
        "Signed tokens only in oidc, and in practice, which issues them": {"oidc", "practice"},
    }


def write(house: Path, module: str, text: str) -> None:
    (house / "jcwizard" / f"{module.replace('.', '/')}.py").write_text(text, "utf-8")
