"""What is typed is on disk a moment later, and nothing is written without a reason."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping

import pytest

from jcwizard.keep.folders import Folders
from jcwizard.model.finding import CheckRun, Finding
from jcwizard.model.secret import Secret
from jcwizard.model.setup import Setup
from jcwizard.ui.context import Context
from jcwizard.ui.keeping import Keeping
from jcwizard.ui.page import Page
from jcwizard.ui.session import Session
from jcwizard.ui.window import Window
from tests.conftest import QtLoop
from tests.ui.keeping_files import FullDisk, until


@pytest.fixture
def told() -> list[Finding | None]:
    """What keeping had to say."""
    return []


@pytest.fixture
def keeping(context: Context, told: list[Finding | None], qt_loop: QtLoop) -> Iterator[Keeping]:
    """Keeping on Qt's loop, finished before the loop ends."""
    context.tasks.use(qt_loop.loop)
    kept = Keeping(context, told.append)
    yield kept
    kept.finish()


def saved(context: Context) -> Setup:
    (line,) = context.saved.list()
    setup = context.saved.load(line.id)
    assert isinstance(setup, Setup)
    return setup


def test_a_change_is_written_soon(context: Context, keeping: Keeping, qt_loop: QtLoop) -> None:
    began = time.monotonic()
    context.setup.put("registration_id", "acme")
    qt_loop.run(until(context.saved.list))
    assert time.monotonic() - began < 5
    assert saved(context).values["registration_id"] == "acme"


def test_an_unchanged_setup_is_never_written(context: Context, keeping: Keeping) -> None:
    keeping.finish()
    assert context.saved.list() == ()


def test_the_checks_of_this_computer_make_no_file(context: Context, keeping: Keeping) -> None:
    context.setup.record(CheckRun("self", (), "", 0.0))
    keeping.finish()
    assert context.saved.list() == ()


def test_what_is_not_written_yet_is_written_on_closing(context: Context, keeping: Keeping) -> None:
    context.setup.put("registration_id", "last")
    keeping.finish()
    assert saved(context).values["registration_id"] == "last"


def test_what_a_thread_is_still_writing_is_on_disk_before_the_program_ends(
    context: Context, keeping: Keeping, qt_loop: QtLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go, real = threading.Event(), threading.Event(), context.saved.write

    def slow(setup_id: str, document: Mapping[str, object]) -> Finding | None:
        begun.set()
        go.wait(20)
        return real(setup_id, document)

    monkeypatch.setattr(context.saved, "write", slow)
    context.setup.put("registration_id", "last")
    qt_loop.run(until(begun.is_set))
    threading.Timer(0.3, go.set).start()
    assert keeping.finish() is None
    assert saved(context).values["registration_id"] == "last"


def test_an_older_snapshot_never_replaces_a_newer_one(context: Context, keeping: Keeping) -> None:
    context.setup.put("registration_id", "older")
    older = keeping._next()
    context.setup.put("registration_id", "newer")
    keeping.finish()
    keeping._write(*older)
    assert saved(context).values["registration_id"] == "newer"


def test_a_disk_that_refuses_is_told_and_told_off_again(
    context: Context,
    keeping: Keeping,
    told: list[Finding | None],
    qt_loop: QtLoop,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    refusal = Finding("progress.not_saved")
    with monkeypatch.context() as patched:
        patched.setattr(context.saved, "write", lambda *_: refusal)
        context.setup.put("registration_id", "one")
        qt_loop.run(until(lambda: told == [refusal]))
    context.setup.put("registration_id", "two")
    qt_loop.run(until(lambda: told == [refusal, None]))


@pytest.mark.row("D1")
def test_a_full_disk_is_told_once_and_the_work_goes_on_in_memory(
    context: Context,
    keeping: Keeping,
    told: list[Finding | None],
    qt_loop: QtLoop,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    context.setup.put("registration_id", "before")
    qt_loop.run(until(context.saved.list))
    window = Window(context, Page)
    keeping._tell = window.notice.show_finding
    shown: list[object] = []
    context.announce = shown.append
    with FullDisk(monkeypatch) as disk:
        for number in range(3):
            context.setup.put("registration_id", f"letter{number}")
            refused = disk.refused
            qt_loop.run(until(lambda refused=refused: disk.refused > refused))
            qt_loop.run(until(lambda: not keeping._writing))
        assert shown == [context.explanations["progress.not_saved"].title]
        assert not window.notice.isHidden()
        assert saved(context).values["registration_id"] == "before", "the old file is intact"
        assert context.setup.values["registration_id"] == "letter2"
    assert keeping.finish() is None, "on closing it is tried once more"
    assert saved(context).values["registration_id"] == "letter2"
    assert window.notice.isHidden()
    window.close()
    window.deleteLater()


def test_what_others_say_above_the_page_is_not_taken_away_by_saving(
    context: Context, keeping: Keeping, told: list[Finding | None], qt_loop: QtLoop
) -> None:
    context.setup.put("registration_id", "acme")
    qt_loop.run(until(context.saved.list))
    qt_loop.run(until(lambda: not keeping._writing))
    assert told == []


def test_the_secret_comes_back_from_the_keychain(
    context: Context, qt_loop: QtLoop, told: list[Finding | None]
) -> None:
    asked = []

    class Keychain:
        async def fetch(self, entry: str) -> Secret:
            asked.append(entry)
            return Secret("kept")

    context.make_keychain = Keychain  # type: ignore[assignment]
    context.setup.put("client_id", "4ff122de-428e-48c8-a4f7-d4f6b11c71a6")
    context.setup.restore({}, {}, 3, True)
    context.tasks.use(qt_loop.loop)
    kept = Keeping(context, told.append)
    qt_loop.run(until(lambda: context.setup.secret is not None))
    kept.finish()
    assert context.setup.secret == Secret("kept")
    assert context.setup.secret_stamp == 3
    assert asked == ["4ff122de-428e-48c8-a4f7-d4f6b11c71a6 at https://oauth.id.jumpcloud.com/"]


def test_a_saved_setup_is_opened_where_it_was_left(
    context: Context, keeping: Keeping, qt_loop: QtLoop
) -> None:
    context.setup.put("registration_id", "acme")
    keeping.finish()
    (line,) = context.saved.list()
    context.saved.release(line.id)
    context.setup, context.setup_id = Setup(), ""
    window = Window(context, Page)
    kept = Keeping(context, window.notice.show_finding)
    session = Session(window, kept, Folders(context.saved._folder))
    assert qt_loop.run(session.open_saved(line.id)) is None
    kept.finish()
    assert context.setup.values["registration_id"] == "acme"
    assert context.setup_id == line.id
    assert window.page.step.id == "redirect"
    window.close()
    window.deleteLater()


def test_a_saved_setup_that_is_gone_leaves_everything_as_it_is(
    context: Context, keeping: Keeping, qt_loop: QtLoop
) -> None:
    before = context.setup
    window = Window(context, Page)
    session = Session(window, keeping, Folders(context.saved._folder))
    found = qt_loop.run(session.open_saved("s-000000000000"))
    assert isinstance(found, Finding)
    assert context.setup is before
    window.close()
    window.deleteLater()
