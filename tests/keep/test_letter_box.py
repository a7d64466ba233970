"""The box in which a second start leaves word: taken once, never by others, never for too long."""

from __future__ import annotations

import json
import os
import stat
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from jcwizard.keep import letter_box
from jcwizard.keep.handing_over import hand_over
from jcwizard.keep.letter_box import Letter, LetterBox, box_of
from tests.peers.process import wait_until

LETTER = Letter(Path("/home/ä b/\udce9.jcsetup"), 14217, "a token")
posix = pytest.mark.skipif(os.name == "nt", reason="owners and modes of files")


@pytest.fixture(autouse=True)
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A runtime folder as a session has it."""
    folder = tmp_path / "runtime"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    return folder


@pytest.fixture
def box(tmp_path: Path) -> LetterBox:
    """The box, held by the first window."""
    held = box_of(tmp_path / "data")
    assert held.hold()
    return held


def second(tmp_path: Path) -> LetterBox:
    return box_of(tmp_path / "data")


def delivered(tmp_path: Path, patience: float = 5.0) -> Callable[[], bool]:
    """Leave a letter in another thread; the answer waits for how it went."""
    answers: list[bool] = []

    def work() -> None:
        answers.append(second(tmp_path).deliver(LETTER, patience))

    thread = threading.Thread(target=work, daemon=True)
    thread.start()

    def answer() -> bool:
        thread.join(20)
        return answers[0]

    return answer


def next_letter(box: LetterBox) -> tuple[str, Letter]:
    return wait_until(lambda: next(box.letters(), None), 5, "a letter")


@pytest.mark.parametrize("taken", [True, False])
def test_a_letter_is_read_as_it_was_written_and_its_answer_is_heard(
    box: LetterBox, tmp_path: Path, taken: bool
) -> None:
    answer = delivered(tmp_path)
    name, letter = next_letter(box)
    assert letter == LETTER
    assert not list(box.letters()), "it is taken once"
    assert box.answer(name, taken=taken)
    assert answer() is taken
    assert [file.name for file in box.folder.iterdir()] == ["window"]


def test_a_letter_that_nobody_takes_is_taken_back_in_time(box: LetterBox, tmp_path: Path) -> None:
    begun = time.monotonic()
    assert not second(tmp_path).deliver(LETTER)
    assert time.monotonic() - begun < 2
    assert not list(box.letters())


def test_a_window_that_hangs_while_it_reads_holds_nobody_up_and_shows_nothing_later(
    box: LetterBox, tmp_path: Path
) -> None:
    begun = time.monotonic()
    answer = delivered(tmp_path, 0.2)
    name, _ = next_letter(box)
    assert not answer()
    assert time.monotonic() - begun < 2
    assert not box.answer(name, taken=True)


def test_one_of_many_at_the_same_moment_holds_the_box(tmp_path: Path) -> None:
    boxes = [second(tmp_path) for _ in range(8)]
    barrier = threading.Barrier(len(boxes))
    held: list[bool] = []

    def work(one: LetterBox) -> None:
        barrier.wait(10)
        held.append(one.hold())

    threads = [threading.Thread(target=work, args=(one,)) for one in boxes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert held.count(True) == 1
    assert len(held) == len(boxes)


@pytest.mark.parametrize(
    "written",
    [
        b"",
        b"\0" * 70_000,
        b"\xff\xfe\x00",
        b"[" * 5_000,
        b'{"version": 1}',
        b"[]",
        json.dumps({"version": 1, "setup_file": "relative", "port": 1, "activation": ""}).encode(),
    ],
)
def test_what_is_no_letter_is_thrown_away(box: LetterBox, written: bytes) -> None:
    (box.folder / "x.letter").write_bytes(written)
    assert not list(box.letters())
    assert [file.name for file in box.folder.iterdir()] == ["window"]


GOOD: dict[str, object] = {
    "version": 1, "setup_file": "/a", "port": 14217, "activation": "", "until": 30.0
}  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"version": True},
        {"setup_file": "a"},
        {"setup_file": "/a\0b"},
        {"setup_file": None},
        {"port": "14217"},
        {"activation": 1},
        {"until": -1.0},
        {"until": 3600.0},
        {"until": "soon"},
    ],
)
def test_a_letter_that_says_something_odd_is_thrown_away(
    box: LetterBox, change: dict[str, object]
) -> None:
    for members, read in ((GOOD, 1), (GOOD | change, 0)):
        until = members["until"]
        late = {"until": time.time() + until} if isinstance(until, float) else {}
        (box.folder / "x.letter").write_text(json.dumps(members | late))
        assert len(list(box.letters())) == read


@posix
def test_a_letter_that_is_a_pipe_or_a_folder_does_not_stop_the_window(box: LetterBox) -> None:
    os.mkfifo(box.folder / "a.letter")
    (box.folder / "b.letter").mkdir()
    assert not list(box.letters())


@posix
def test_nobody_else_can_look_into_the_box_or_put_something_in(box: LetterBox) -> None:
    for folder in (box.folder, box.folder.parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@posix
@pytest.mark.parametrize("trap", ["open to others", "a link", "a file"])
def test_a_folder_that_somebody_else_has_prepared_is_not_used(
    tmp_path: Path, runtime: Path, trap: str
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    if trap == "open to others":
        (runtime / "jcwizard").mkdir()
        (runtime / "jcwizard").chmod(0o777)
    elif trap == "a link":
        (runtime / "jcwizard").symlink_to(elsewhere)
    else:
        (runtime / "jcwizard").touch()
    with pytest.raises(OSError, match="jcwizard"):
        second(tmp_path).hold()
    assert not list(elsewhere.iterdir())
    alone = hand_over(tmp_path / "a.jcsetup", tmp_path / "data", 14217)
    assert alone is not None, "it goes on with a window of its own"
    assert not alone.held


@posix
def test_without_a_runtime_folder_it_is_one_of_the_persons_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letter_box.tempfile, "gettempdir", lambda: str(tmp_path))
    for bad in ("", "relative", str(tmp_path)):
        monkeypatch.setenv("XDG_RUNTIME_DIR", bad)
        tmp_path.chmod(0o755)
        box = box_of(tmp_path / "data")
        assert box.folder.parent == tmp_path / f"jcwizard-{os.getuid()}"


def test_a_data_folder_has_one_box_whatever_it_is_called(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (tmp_path / "link").symlink_to(data)
    assert box_of(tmp_path / "link").folder == box_of(data / ".." / "data").folder
    assert box_of(tmp_path / "other").folder != box_of(data).folder


def test_a_box_that_is_closed_leaves_nothing_and_can_be_held_again(
    box: LetterBox, tmp_path: Path, runtime: Path
) -> None:
    (box.folder / "x.taken").touch()
    box.close()
    assert not list(runtime.iterdir())
    assert second(tmp_path).hold()


@pytest.mark.skipif(sys.platform != "linux", reason="a person's environment on Linux")
def test_the_desktops_permission_to_raise_a_window_is_handed_on(
    box: LetterBox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_ACTIVATION_TOKEN", "from the desktop")
    given: list[object] = []

    def work() -> None:
        given.append(hand_over(Path("a b.jcsetup"), tmp_path / "data", 15000))

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    name, letter = next_letter(box)
    assert box.answer(name, taken=True)
    thread.join(10)
    assert given == [None]
    assert letter == Letter(Path.cwd() / "a b.jcsetup", 15000, "from the desktop")
