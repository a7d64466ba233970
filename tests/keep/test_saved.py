"""A saved setup comes back as it was left, and nothing that goes wrong destroys one."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jcwizard.catalogue import Catalogue
from jcwizard.keep import writing
from jcwizard.keep.json_text import encode
from jcwizard.keep.progress import Progress, decode, snapshot
from jcwizard.keep.saved import SavedSetups
from jcwizard.model.finding import Finding
from jcwizard.model.setup import Setup
from tests.keep.filled import FACETS, full_setup

POSIX = os.name == "posix"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data of Ü ñ" / "setups"


@pytest.fixture
def saved(folder: Path) -> Iterator[SavedSetups]:
    setups = SavedSetups(folder, clock=lambda: 1_790_000_000.0)
    yield setups
    setups.close()


def opened(setups: SavedSetups, setup_id: str) -> Setup:
    setup = setups.load(setup_id)
    assert isinstance(setup, Setup)
    return setup


def refused(result: Setup | Finding | None) -> Finding:
    assert isinstance(result, Finding)
    return result


def test_everything_but_the_secret_comes_back(saved: SavedSetups, catalogue: Catalogue) -> None:
    setup = full_setup(catalogue.services["facets"])
    setup.secret_stamp = 7
    setup_id = saved.new_id()

    assert saved.save(setup_id, setup) is None

    back = opened(saved, setup_id)
    assert back.service_id == "facets"
    assert back.values == setup.values
    assert back.ticks == setup.ticks
    assert back.runs == setup.runs
    assert back.secret is None
    assert back.secret_stamp == 7
    assert back.secret_kept


@given(
    values=st.dictionaries(st.text(min_size=1), st.text()),
    ticks=st.dictionaries(st.text(), st.text()),
)
def test_any_text_comes_back(values: dict[str, str], ticks: dict[str, str]) -> None:
    values.pop("client_id", None)
    setup = Setup("custom", values)
    for name, stamp in ticks.items():
        setup.tick(name, stamp)

    back = decode(encode(snapshot(setup, practice=True, saved_at=3.0)))

    assert isinstance(back, Progress)
    assert back.setup.values == values
    assert back.setup.ticks == ticks
    assert back.practice
    assert back.saved_at == 3.0


def test_half_a_character_from_a_broken_paste_does_not_stop_the_saving(saved: SavedSetups) -> None:
    setup = Setup("facets", {"organisation": "Acme \ud83d"})
    assert saved.save("a", setup) is None
    assert opened(saved, "a").values == setup.values


def test_the_list_says_what_a_person_knows_a_setup_by_newest_first(folder: Path) -> None:
    times = iter([100.0, 200.0])
    setups = SavedSetups(folder, clock=lambda: next(times))
    setups.save("older", Setup("paradime", {"organisation": "Acme", "display_label": "Acme"}))
    setups.save("newer", Setup("facets", {"control_plane_url": "https://x.facets.cloud/a"}))

    newer, older = setups.list()

    assert (newer.id, newer.service_id, newer.updated) == ("newer", "facets", 200.0)
    assert newer.title_parts == ("x.facets.cloud",)
    assert older.title_parts == ("Acme",)
    setups.close()


def test_a_practice_setup_is_marked(saved: SavedSetups) -> None:
    saved.save("p", Setup("facets"), practice=True)
    assert [line.practice for line in saved.list()] == [True]


def test_a_folder_that_is_not_there_yet_has_no_setups(saved: SavedSetups) -> None:
    assert saved.list() == ()
    assert refused(saved.load("nothing")).code == "progress.missing"


@pytest.mark.row("K85")
@pytest.mark.row("D6")
@pytest.mark.skipif(not POSIX, reason="Windows keeps a person's folders to that person by itself")
def test_only_this_person_can_read_a_saved_setup(saved: SavedSetups, folder: Path) -> None:
    saved.save("a", Setup("facets"))
    file = folder / "a.json"
    file.chmod(0o644)
    folder.chmod(0o755)

    saved.save("a", Setup("facets", {"region": "eu"}))

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.row("D6")
@pytest.mark.skipif(not POSIX, reason="Windows keeps a person's folders to that person by itself")
def test_opening_a_setup_closes_its_folder_to_others(saved: SavedSetups, folder: Path) -> None:
    saved.save("a", Setup("facets"))
    saved.release("a")
    folder.chmod(0o777)
    opened(saved, "a")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


WHOLE = encode(snapshot(Setup("facets", FACETS), practice=False, saved_at=5.0))
DAMAGED = {
    "empty": b"",
    "binary": b"\x89PNG\r\n\x1a\n\x00\xff\xfe",
    "zeros after a power cut": b"\0" * 4096,
    "half": WHOLE[: len(WHOLE) // 2],
    "a list": b"[]",
    "another program's": b'{"format": "else", "version": 1}',
    "no version": b'{"format": "jcwizard-progress"}',
    "deep": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "wrong types": WHOLE.replace(b'"ticks": {}', b'"ticks": []'),
    "a name twice": WHOLE.replace(b'"service"', b'"practice": false,\n "service"'),
    "no time": WHOLE.replace(b"5.0", b"1e300"),
    "not a number": WHOLE.replace(b"5.0", b"NaN"),
    "endless number": WHOLE.replace(b"5.0", b"1" * 10_000),
}


@pytest.mark.row("D3")
@pytest.mark.parametrize("kind", DAMAGED)
def test_a_damaged_file_is_told_listed_and_moved_aside(
    saved: SavedSetups, folder: Path, kind: str
) -> None:
    folder.mkdir(parents=True)
    (folder / "a.json").write_bytes(DAMAGED[kind])

    trouble = saved.list()[0].trouble
    assert trouble is not None
    assert trouble.code == "progress.damaged"
    assert (folder / "a.json").exists(), "looking at the list moves nothing"

    told = refused(saved.load("a"))

    assert told.code == "progress.damaged"
    aside = Path(told.values["file"])
    assert aside.name.startswith("a.json.corrupt-2026")
    assert aside.read_bytes() == DAMAGED[kind]
    assert saved.list() == ()
    assert saved.save("a", Setup("facets")) is None, "a fresh start under the same name"


@pytest.mark.row("D3")
@given(st.binary(max_size=300))
def test_no_bytes_at_all_make_the_reader_fail(data: bytes) -> None:
    assert isinstance(decode(data), Progress | Finding)


@pytest.mark.row("D3")
@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=3))
def test_no_change_to_a_file_makes_the_reader_fail(place: int, bad: bytes) -> None:
    assert isinstance(decode(WHOLE[:place] + bad + WHOLE[place + 1 :]), Progress | Finding)


@pytest.mark.row("D3")
def test_a_huge_file_is_refused_by_its_size_before_a_byte_is_read(
    saved: SavedSetups, folder: Path
) -> None:
    folder.mkdir(parents=True)
    with (folder / "a.json").open("wb") as file:
        file.truncate(10**9)
    tracemalloc.start()
    told = refused(saved.load("a"))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert told.code == "progress.damaged"
    assert Path(told.values["file"]).stat().st_size == 10**9, "it was moved aside, not deleted"
    assert most < 2_000_000


@pytest.mark.row("D4")
def test_a_newer_file_is_told_and_never_overwritten(saved: SavedSetups, folder: Path) -> None:
    folder.mkdir(parents=True)
    text = json.dumps({"format": "jcwizard-progress", "version": 99, "new": "things"})
    (folder / "a.json").write_text(text, "utf-8")

    told = refused(saved.load("a"))

    assert (told.code, told.actual) == ("progress.newer", "99")
    assert refused(saved.save("a", Setup("facets"))).code == "progress.newer"
    assert (folder / "a.json").read_text("utf-8") == text
    assert [path.name for path in folder.glob("a.json*")] == ["a.json"]


@pytest.mark.skipif(not POSIX, reason="pipes in folders are POSIX's")
def test_a_pipe_in_place_of_the_file_does_not_hang_the_program(
    saved: SavedSetups, folder: Path
) -> None:
    folder.mkdir(parents=True)
    os.mkfifo(folder / "a.json")
    assert refused(saved.load("a")).code == "progress.unreadable"
    assert refused(saved.save("a", Setup())).code == "progress.unreadable"


@pytest.mark.row("D5")
@pytest.mark.skipif(not POSIX, reason="links need rights on Windows")
def test_a_link_in_place_of_the_file_is_replaced_and_not_written_through(
    saved: SavedSetups, folder: Path, tmp_path: Path
) -> None:
    saved.save("a", Setup("facets"))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("untouched", "utf-8")
    (folder / "a.json").unlink()
    (folder / "a.json").symlink_to(elsewhere)

    assert saved.save("a", Setup("facets")) is None

    assert elsewhere.read_text("utf-8") == "untouched"
    assert not (folder / "a.json").is_symlink()


@pytest.mark.row("D5")
def test_a_file_in_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "setups").write_text("not a folder", "utf-8")
    told = refused(SavedSetups(tmp_path / "setups").save("a", Setup("facets")))
    assert told.code == "progress.not_saved"
    assert told.values["trouble"]


def test_an_id_cannot_lead_out_of_the_folder(saved: SavedSetups) -> None:
    for name in ("../a", "a/b", "", "A.json", "a" * 65, ".."):
        with pytest.raises(ValueError, match="not the id"):
            saved.load(name)


def test_a_deleted_setup_is_gone_with_all_its_files(saved: SavedSetups, folder: Path) -> None:
    saved.save("a", Setup("facets"))
    assert saved.delete("a") is None
    assert saved.list() == ()
    assert list(folder.iterdir()) == []
    assert saved.delete("a") is None


def test_a_failed_renaming_keeps_the_old_file_and_leaves_no_draft(
    saved: SavedSetups, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved.save("a", Setup("facets", {"region": "us"}))

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing, "_rename", fail)
    told = refused(saved.save("a", Setup("facets", {"region": "eu"})))

    assert told.code == "progress.not_saved"
    assert told.values["trouble"] == "No space left on device"
    assert opened(saved, "a").values == {"region": "us"}
    assert sorted(path.suffix for path in folder.iterdir()) == [".json", ".lock"]


# --- other processes -------------------------------------------------------------------------

SAVE = """
import os, resource, signal, sys
from pathlib import Path
from jcwizard.keep import writing
from jcwizard.keep.saved import SavedSetups
from jcwizard.model.setup import Setup
saved = SavedSetups(Path(sys.argv[1]))
"""
FULL_DISK = """
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
print(saved.save("a", Setup("facets", {"organisation": "x" * 100_000})).code)
"""
KILLED = """
writing._rename = lambda draft, path: os.kill(os.getpid(), signal.SIGKILL)
saved.save("a", Setup("facets", {"region": "eu"}))
"""
HOLD = """
print(saved.save("a", Setup("facets", {"region": "in"})), os.getpid(), flush=True)
sys.stdin.read()
"""


def command(script: str, folder: Path) -> list[str]:
    return [sys.executable, "-c", SAVE + script, str(folder)]


@contextmanager
def another_window(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Run another start of the program that has the setup `a` open."""
    with subprocess.Popen(
        command(HOLD, folder), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.row("D1")
@pytest.mark.skipif(not POSIX, reason="limits of file size are POSIX's")
def test_a_full_disk_keeps_the_old_file(saved: SavedSetups, folder: Path) -> None:
    saved.save("a", Setup("facets", {"region": "us"}))
    saved.release("a")

    done = subprocess.run(
        command(FULL_DISK, folder), capture_output=True, text=True, timeout=30, check=True
    )

    assert done.stdout.strip() == "progress.not_saved"
    assert opened(saved, "a").values == {"region": "us"}
    assert not list(folder.glob(".*")), "no draft is left"


@pytest.mark.row("D2")
@pytest.mark.skipif(not POSIX, reason="SIGKILL is POSIX's")
def test_a_kill_before_the_renaming_keeps_the_old_file_and_its_draft_is_cleared(
    saved: SavedSetups, folder: Path
) -> None:
    saved.save("a", Setup("facets", {"region": "us"}))
    saved.release("a")

    done = subprocess.run(command(KILLED, folder), timeout=30, check=False)

    assert done.returncode == -signal.SIGKILL
    assert len(list(folder.glob(".*.new"))) == 1
    assert len(saved.list()) == 1
    assert opened(saved, "a").values == {"region": "us"}
    assert not list(folder.glob(".*.new"))


@pytest.mark.row("D7", "D8")
@pytest.mark.skipif(not POSIX, reason="the other process limits itself by POSIX's means")
def test_a_second_window_is_told_and_overwrites_nothing_until_the_first_one_is_gone(
    saved: SavedSetups, folder: Path
) -> None:
    with another_window(folder) as other:
        assert other.stdout is not None
        said, process = other.stdout.readline().split()
        assert said == "None"

        told = refused(saved.load("a"))
        assert (told.code, told.values) == ("progress.in_use", {"process": process})
        assert refused(saved.save("a", Setup("facets"))).code == "progress.in_use"
        assert refused(saved.delete("a")).code == "progress.in_use"

        other.kill()
        other.wait(10)
        assert opened(saved, "a").values == {"region": "in"}, "a killed window holds nothing"


def test_a_released_setup_can_be_had_by_another_window(folder: Path) -> None:
    one, two = SavedSetups(folder), SavedSetups(folder)
    one.save("a", Setup("facets"))
    assert refused(two.load("a")).code == "progress.in_use"
    one.release("a")
    assert opened(two, "a").service_id == "facets"
    assert refused(one.save("a", Setup("facets"))).code == "progress.in_use"
    two.close()


def test_a_setup_deleted_by_one_window_is_not_held_by_its_old_lock(folder: Path) -> None:
    one, two = SavedSetups(folder), SavedSetups(folder)
    one.save("a", Setup("facets"))
    one.delete("a")
    assert two.save("a", Setup("facets")) is None
    assert refused(one.save("a", Setup("facets"))).code == "progress.in_use"
    two.close()


def test_a_saved_setup_that_cannot_be_deleted_is_told_with_its_file(
    saved: SavedSetups, folder: Path
) -> None:
    setup_id = saved.new_id()
    assert saved.save(setup_id, Setup("facets")) is None
    file = next(path for path in folder.iterdir() if path.suffix == ".json")
    file.unlink()
    file.mkdir()  # which no unlink() takes away, whoever asks

    trouble = refused(saved.delete(setup_id))

    assert trouble.code == "progress.not_deleted"
    assert trouble.values["file"] == str(file)
