"""Wherever the files are to lie, a place that does not let us write is told and nothing is lost."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from jcwizard.keep import lock, writing
from jcwizard.keep.folders import folders
from jcwizard.keep.saved import SavedSetups
from jcwizard.model.finding import Finding
from jcwizard.model.setup import Setup

POSIX = os.name == "posix"
posix = pytest.mark.skipif(not POSIX, reason="modes, links and users are POSIX's")

FACETS = Setup("facets", {"region": "us"})

# Root may write anywhere: the child becomes nobody first, after everything has been imported.
AS_ANOTHER = """
import json, os, sys
from pathlib import Path
from jcwizard.keep import report, setup_file
from jcwizard.keep.saved import SavedSetups
from jcwizard.model.setup import Setup
from jcwizard.catalogue import load

place, file = Path(sys.argv[1]), Path(sys.argv[2])
service = load().services["facets"]
setup = Setup("facets", {"region": "eu"})
SavedSetups(Path(sys.argv[3])).save("a", setup)
setup_file.write(Path(sys.argv[3]) / "warm.jcsetup", setup, service)
if os.getuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
setups = SavedSetups(place)
found = [
    setups.save("a", setup),
    setups.load("a"),
    setups.delete("a"),
    setup_file.write(place / "a.jcsetup", setup, service),
    setup_file.read(file, {"facets": service}),
    report.save(place / "report.html", "<p>"),
]
print(json.dumps([(f.code, f.values["trouble"]) for f in found]))
"""


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """A folder that another user can reach, which pytest's own are not."""
    with tempfile.TemporaryDirectory(prefix="wizard-places-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@posix
@pytest.mark.row("D5")
def test_a_folder_without_the_right_to_write_is_told_by_everything_that_writes(
    open_to_all: Path, tmp_path: Path
) -> None:
    place = open_to_all / "setups"
    place.mkdir()
    (place / "a.json").write_text("{}", "utf-8")
    closed = open_to_all / "closed.jcsetup"
    closed.write_text("{}", "utf-8")
    closed.chmod(0)
    place.chmod(0o555)

    done = subprocess.run(
        [sys.executable, "-c", AS_ANOTHER, str(place), str(closed), str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert [code for code, _ in found] == [
        "progress.not_saved",
        "progress.not_saved",
        "progress.not_saved",
        "setup_file.not_saved",
        "setup_file.unreadable",
        "report.not_saved",
    ]
    assert {trouble for _, trouble in found} == {os.strerror(errno.EACCES)}
    assert (place / "a.json").read_text("utf-8") == "{}"


@pytest.mark.row("D5")
def test_a_folder_that_is_not_there_is_made_with_all_above_it(tmp_path: Path) -> None:
    setups = SavedSetups(tmp_path / "not" / "yet" / "there")
    assert setups.save("a", FACETS) is None
    setups.close()


@pytest.mark.row("D5")
def test_a_folder_that_is_taken_away_meanwhile_is_made_again(tmp_path: Path) -> None:
    setups = SavedSetups(tmp_path / "setups")
    setups.save("a", FACETS)
    (tmp_path / "setups").rename(tmp_path / "elsewhere")
    assert setups.save("a", FACETS) is None
    assert (tmp_path / "setups" / "a.json").is_file()
    setups.close()


@posix
@pytest.mark.row("D5")
def test_a_link_in_place_of_the_lock_is_not_followed(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    theirs.write_text("untouched", "utf-8")
    (tmp_path / "setups").mkdir()
    (tmp_path / "setups" / "a.lock").symlink_to(theirs)
    trouble = SavedSetups(tmp_path / "setups").save("a", FACETS)
    assert isinstance(trouble, Finding)
    assert trouble.code == "progress.not_saved"
    assert theirs.read_text("utf-8") == "untouched"


@posix
@pytest.mark.row("D5")
def test_a_link_in_place_of_the_report_is_replaced(tmp_path: Path) -> None:
    theirs, link = tmp_path / "theirs", tmp_path / "report.html"
    theirs.write_text("untouched", "utf-8")
    link.symlink_to(theirs)
    writing.write_whole(link, b"report")
    assert theirs.read_text("utf-8") == "untouched"
    assert link.read_bytes() == b"report"
    assert not link.is_symlink()


@posix
@pytest.mark.row("D5")
@pytest.mark.parametrize("number", sorted(lock.NOT_SUPPORTED))
def test_a_network_folder_without_locks_and_without_syncing_can_be_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    import fcntl

    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    real = os.fsync

    def files_only(handle: int) -> None:
        if Path(f"/proc/self/fd/{handle}").is_dir():
            refuse()
        real(handle)

    monkeypatch.setattr(fcntl, "flock", refuse)
    monkeypatch.setattr(os, "fsync", files_only)
    setups = SavedSetups(tmp_path / "setups")
    assert setups.save("a", FACETS) is None
    assert isinstance(setups.load("a"), Setup)
    setups.close()


@posix
@pytest.mark.row("D5")
def test_a_share_whose_modes_are_fixed_can_be_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    (tmp_path / "setups").mkdir()
    (tmp_path / "setups").chmod(0o777)
    monkeypatch.setattr(Path, "chmod", refuse)
    setups = SavedSetups(tmp_path / "setups")
    assert setups.save("a", FACETS) is None
    setups.close()


@pytest.mark.row("D5")
@pytest.mark.parametrize(
    "number", [errno.EIO, errno.ESTALE, errno.EROFS, errno.ENOSPC, errno.EDQUOT]
)
@pytest.mark.parametrize("where", ["mkstemp", "fsync", "chmod", "rename"])
def test_whatever_step_fails_the_old_file_is_kept_and_no_draft_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, where: str
) -> None:
    setups = SavedSetups(tmp_path / "setups")
    setups.save("a", FACETS)

    def fail(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    owner, name = {
        "mkstemp": (tempfile, "mkstemp"),
        "fsync": (os, "fsync"),
        "chmod": (Path, "chmod"),
        "rename": (Path, "replace"),
    }[where]
    with monkeypatch.context() as failing:
        failing.setattr(owner, name, fail)
        trouble = setups.save("a", Setup("facets", {"region": "eu"}))

    assert isinstance(trouble, Finding)
    assert (trouble.code, trouble.actual) == ("progress.not_saved", os.strerror(number))
    kept = setups.load("a")
    assert isinstance(kept, Setup)
    assert kept.values == {"region": "us"}
    assert not list((tmp_path / "setups").glob(".*.new"))
    assert setups.save("a", Setup("facets", {"region": "eu"})) is None, "and then it works again"
    setups.close()


@pytest.mark.row("D9")
def test_a_file_that_stays_held_is_told_and_the_setup_is_still_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    setups = SavedSetups(tmp_path / "setups")
    setups.save("a", FACETS)
    tries = []

    def held(draft: Path, target: Path) -> Path:
        tries.append(target)
        raise PermissionError(errno.EACCES, "Access is denied", str(target))

    with monkeypatch.context() as windows:
        windows.setattr(Path, "replace", held)
        windows.setattr(writing, "WINDOWS", True)
        trouble = setups.save("a", Setup("facets", {"region": "eu"}))
    assert isinstance(trouble, Finding)
    assert (trouble.code, trouble.actual) == ("progress.not_saved", "Access is denied")
    assert len(tries) == writing.RENAME_ATTEMPTS == 6, "once, and five times more"
    assert setups.save("a", Setup("facets", {"region": "eu"})) is None
    setups.close()


@pytest.mark.row("D11")
def test_the_folder_does_not_roam_with_the_person(monkeypatch: pytest.MonkeyPatch) -> None:
    import platformdirs

    asked = {}

    def user_data_path(name: str, **how: object) -> Path:
        asked.update(how)
        return Path("/data") / name

    monkeypatch.setattr(platformdirs, "user_data_path", user_data_path)
    folders()
    assert asked == {"appauthor": False, "roaming": False}


@posix
@pytest.mark.row("D13")
@pytest.mark.parametrize("home", [None, "", "relative/home"])
def test_without_a_usable_home_the_system_says_where_it_is(
    monkeypatch: pytest.MonkeyPatch, home: str | None
) -> None:
    monkeypatch.delenv("XDG_DATA_HOME")
    if home is None:
        monkeypatch.delenv("HOME")
    else:
        monkeypatch.setenv("HOME", home)
    assert folders().data.is_absolute()


@pytest.mark.row("D14")
def test_a_name_that_is_too_long_for_the_disk_is_told(tmp_path: Path) -> None:
    trouble = SavedSetups(tmp_path / ("x" * 300)).save("a", FACETS)
    assert isinstance(trouble, Finding)
    assert trouble.code == "progress.not_saved"
    assert trouble.actual
