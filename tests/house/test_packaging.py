"""The wheel holds what the tree holds, and resources are read by one call in both."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import venv
import zipfile
from importlib import metadata
from pathlib import Path
from shutil import copy, copytree, ignore_patterns

import pytest

import jcwizard

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("jcwizard", "resources")

# What the product does to read a resource, and then the digest of each.
READ_ALL = """
import hashlib, json
from importlib.resources import files

def read(folder, above=""):
    for item in folder.iterdir():
        if item.is_file():
            yield above + item.name, hashlib.sha256(item.read_bytes()).hexdigest()
        elif item.name != "__pycache__":
            yield from read(item, f"{above}{item.name}/")

print(json.dumps(dict(read(files("jcwizard.resources")))))
"""


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, timeout=100, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def files_below(folder: Path) -> set[Path]:
    return {
        path.relative_to(folder)
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from a copy, without the network, and return where it is."""
    source = tmp_path_factory.mktemp("source")
    for part in PARTS:
        copytree(ROOT / part, source / part, ignore=ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "setup.py", "README.md"):
        copy(ROOT / name, source)
    build = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-index", "--no-cache-dir"]
    run(*build, "--no-build-isolation", "--wheel-dir", source / "dist", source, cwd=source)
    (built,) = (source / "dist").glob("*.whl")
    return built


@pytest.fixture
def elsewhere(wheel: Path, tmp_path: Path) -> Path:
    """Install the wheel into an environment that holds nothing else; returns its Python."""
    home = tmp_path / "environment"
    venv.create(home)
    python = home / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    pip: list[str | Path] = [sys.executable, "-m", "pip", "--python", python]
    run(*pip, "install", "--no-deps", "--no-index", wheel, cwd=tmp_path)
    return python


def test_resources_read_the_same_from_the_tree_and_from_the_wheel(
    elsewhere: Path, tmp_path: Path
) -> None:
    truth = {
        path.as_posix(): hashlib.sha256((ROOT / "resources" / path).read_bytes()).hexdigest()
        for path in files_below(ROOT / "resources")
    }
    from_the_tree = json.loads(run(sys.executable, "-c", READ_ALL, cwd=tmp_path))
    from_the_wheel = json.loads(run(elsewhere, "-c", READ_ALL, cwd=tmp_path))
    assert from_the_tree == truth
    assert from_the_wheel == truth


def test_the_wheel_holds_every_module_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        inside = {Path(name) for name in archive.namelist() if ".dist-info/" not in name}
    modules = {"jcwizard" / path for path in files_below(ROOT / "jcwizard")}
    resources = {"jcwizard/resources" / path for path in files_below(ROOT / "resources")}
    assert inside == modules | resources


def test_the_version_is_written_in_one_place(wheel: Path) -> None:
    assert metadata.version("jcwizard") == jcwizard.__version__
    assert wheel.name == f"jcwizard-{jcwizard.__version__}-py3-none-any.whl"


def test_the_program_is_called_jcwizard(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith("entry_points.txt"))
        assert "jcwizard = jcwizard.__main__:program" in archive.read(name).decode()
