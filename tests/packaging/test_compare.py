"""Two builds are the same only when every file, link and right to run is."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import compare

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="rights to run are Unix'")


def build(folder: Path) -> Path:
    (folder / "_internal").mkdir(parents=True)
    (folder / "jcwizard").write_bytes(b"program")
    (folder / "jcwizard").chmod(0o755)
    (folder / "_internal" / "data").write_bytes(b"data")
    (folder / "link").symlink_to("_internal/data")
    return folder


@pytest.fixture
def builds(tmp_path: Path) -> tuple[Path, Path]:
    return build(tmp_path / "one"), build(tmp_path / "other")


def test_the_same_files_are_the_same_build(
    builds: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    (builds[1] / "_internal" / "data").chmod(0o600)  # a umask, which no package keeps
    assert compare.main([str(folder) for folder in builds]) == 0
    assert capsys.readouterr().out == "5 paths, 0 of them not the same in both.\n"


def relink(folder: Path) -> None:
    (folder / "link").unlink()
    (folder / "link").symlink_to("elsewhere")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda folder: (folder / "_internal" / "data").write_bytes(b"date"), "_internal/data: "),
        (lambda folder: (folder / "jcwizard").chmod(0o644), "jcwizard: a program"),
        (lambda folder: (folder / "more").write_bytes(b""), "more: nothing / a file of 0 bytes"),
        (lambda folder: (folder / "jcwizard").unlink(), "jcwizard: a program of 7 bytes"),
        (relink, "link: a link to _internal/data / a link to elsewhere"),
    ],
)
def test_each_difference_is_named(
    builds: tuple[Path, Path],
    change: Callable[[Path], object],
    named: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    change(builds[1])
    assert compare.main([str(folder) for folder in builds]) == 1
    first, last = capsys.readouterr().out.splitlines()
    assert first.startswith(named)
    assert last.endswith("1 of them not the same in both.")


def test_a_build_that_is_not_there_is_not_the_same(tmp_path: Path) -> None:
    assert compare.main([str(tmp_path), str(tmp_path / "none")]) == 2
    assert compare.main([]) == 2
