"""Makes the program that people start out of this tree, and lets it test itself."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import icons
import identity

ROOT = identity.ROOT
WORK = ROOT / "build"
SELF_TEST_SECONDS = 120


def commit_time() -> int:
    """Return the time that everything in the packages carries, in seconds since 1970."""
    if told := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(told)
    ask = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
    try:
        return int(subprocess.run(ask, capture_output=True, text=True, check=True).stdout)
    except (OSError, subprocess.CalledProcessError) as error:
        raise SystemExit("Without git's history, set SOURCE_DATE_EPOCH to a time.") from error


def environment(**more: str) -> dict[str, str]:
    """Return the environment of a build: nothing in it changes what comes out."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return {
        **kept,
        "SOURCE_DATE_EPOCH": str(commit_time()),
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "QT_QPA_PLATFORM": "offscreen",
        **more,
    }


def freeze(output: Path, *, bare: bool = False) -> Path:
    """Build the program, or the bare window that it is measured against; returns its folder."""
    if not bare:
        icons.write_all(WORK / "icons")
    name = "bare" if bare else identity.PROGRAM
    shutil.rmtree(output / name, ignore_errors=True)
    work = WORK / f"pyinstaller-{name}"
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN"]
    command += ["--distpath", str(output), "--workpath", str(work), str(ROOT / "jcwizard.spec")]
    env = environment(JCWIZARD_BUNDLE=name, PYINSTALLER_CONFIG_DIR=str(WORK / "pyinstaller"))
    subprocess.run(command, check=True, env=env, cwd=ROOT)
    folder = output / name
    console = folder / f"{identity.CONSOLE_PROGRAM}.exe"
    if console.exists():  # a shell looks for .com before .exe, a double click finds the .exe
        console.replace(folder / f"{identity.PROGRAM}.com")
    return folder


def program_in(output: Path) -> Path:
    """Return the program file that prints where it is started from a console."""
    if sys.platform == "darwin":
        return output / f"{identity.NAME}.app" / "Contents" / "MacOS" / identity.PROGRAM
    folder = output / identity.PROGRAM
    return folder / (f"{identity.PROGRAM}.com" if sys.platform == "win32" else identity.PROGRAM)


def self_test(program: Path, report: Path) -> None:
    """Let the frozen program test itself, and keep what it said; ends the build when it failed."""
    with tempfile.TemporaryDirectory(prefix="jcwizard-") as folder:
        done = subprocess.run(
            [program, "--self-test"],
            cwd=folder,
            env=without_python(os.environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=SELF_TEST_SECONDS,
            check=False,
        )
    said = done.stdout.decode("utf-8", "replace")
    print(said, flush=True)
    report.write_text(said, "utf-8")
    if done.returncode != 0:
        raise SystemExit(f"The self-test of {program} ended with {done.returncode}.")


def without_python(env: Mapping[str, str]) -> dict[str, str]:
    """Return the environment without what would let the program find a Python beside its own."""
    return {
        name: value for name, value in env.items() if not name.startswith(("PYTHON", "VIRTUAL"))
    }
