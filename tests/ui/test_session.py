"""A session opens what is saved and what comes as a file, and overwrites nothing of others."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from jcwizard.keep.folders import Folders
from jcwizard.keep.saved import SavedSetups
from jcwizard.model.finding import Finding
from jcwizard.model.secret import Secret
from jcwizard.model.setup import Setup
from jcwizard.ui.context import Context
from jcwizard.ui.keeping import Keeping
from jcwizard.ui.page import Page
from jcwizard.ui.pages.keep_record import KeepRecord
from jcwizard.ui.session import Session
from jcwizard.ui.window import Window
from tests.conftest import QtLoop
from tests.ui.keeping_files import until
from tests.ui.pages import login_states
from tests.ui.pages.finding import said
from tests.ui.pages.living import FakeKeychain
from tests.ui.pages.login_states import SECRET

NEWER = {
    "version": 99,
    "service": "facets",
    "region": "eu",
    "registration_id": "acme",
    "control_plane_url": "https://acme.console.facets.cloud",
    "sso_profile": {"kind": "of later"},
}


@pytest.fixture
def window(context: Context, qt_loop: QtLoop) -> Iterator[Window]:
    """The window of a session, with its keeping, on Qt's loop."""
    context.tasks.use(qt_loop.loop)
    shown = Window(context, Page)
    keeping = Keeping(context, shown.notice.show_finding)
    Session(shown, keeping, Folders(context.saved._folder))
    yield shown
    keeping.finish()
    shown.close()
    qt_loop.run(context.tasks.end(5))
    context.saved.close()
    shown.deleteLater()


@pytest.mark.row("D4")
def test_a_setup_file_of_a_newer_version_is_opened_told_and_never_overwritten(
    window: Window, context: Context, qt_loop: QtLoop, tmp_path: Path
) -> None:
    file = tmp_path / "later.jcsetup"
    file.write_text(json.dumps(NEWER), "utf-8")
    before = file.read_bytes()

    assert qt_loop.run(context.open_file(file)) is None

    assert window.notice.finding is not None
    assert window.notice.finding.code == "setup_file.newer"
    assert context.setup.values["region"] == "eu"
    context.setup.put("region", "in")
    qt_loop.run(until(context.saved.list))
    assert window.notice.finding.code == "setup_file.newer", "saving does not take the words away"
    assert file.read_bytes() == before

    record = KeepRecord(context, 1)
    record.save_setup_file(file)
    title = context.explanations["setup_file.newer"].title
    record.show()
    qt_loop.run(until(lambda: title in said(record)))
    assert file.read_bytes() == before
    record.close()
    record.deleteLater()


@pytest.mark.row("D4")
def test_a_saved_setup_of_a_newer_version_is_refused_and_left_as_it_is(
    window: Window, context: Context, qt_loop: QtLoop
) -> None:
    folder = context.saved._folder
    folder.mkdir(parents=True)
    file = folder / "later.json"
    file.write_text(json.dumps({"format": "jcwizard-progress", "version": 99}), "utf-8")
    before, setup = file.read_bytes(), context.setup

    found = qt_loop.run(context.open_saved("later"))

    assert isinstance(found, Finding)
    assert found.code == "progress.newer"
    assert context.setup is setup, "what was open stays open"
    context.setup.put("region", "in")
    qt_loop.run(until(lambda: len(context.saved.list()) == 2))
    assert file.read_bytes() == before


def test_a_secret_in_a_file_is_told_before_everything_else(
    window: Window, context: Context, qt_loop: QtLoop, tmp_path: Path
) -> None:
    file = tmp_path / "careless.jcsetup"
    file.write_text(json.dumps(NEWER | {"client_secret": "C4nary-0123456789"}), "utf-8")
    assert qt_loop.run(context.open_file(file)) is None
    assert window.notice.finding is not None
    assert window.notice.finding.code == "setup_file.holds_secret"


@pytest.mark.row("D7")
def test_a_setup_that_another_window_has_open_is_refused_and_nothing_changes(
    window: Window, context: Context, qt_loop: QtLoop
) -> None:
    other = SavedSetups(context.saved._folder)
    assert other.save("theirs", Setup("facets", {"region": "in"})) is None
    setup = context.setup

    found = qt_loop.run(context.open_saved("theirs"))

    assert isinstance(found, Finding)
    assert found.code == "progress.in_use"
    assert context.setup is setup
    other.close()
    assert qt_loop.run(context.open_saved("theirs")) is None, "once it is closed there, it opens"
    assert context.setup.values["region"] == "in"


@pytest.mark.row("D3")
def test_a_damaged_setup_is_told_and_the_open_one_stays(
    window: Window, context: Context, qt_loop: QtLoop
) -> None:
    folder = context.saved._folder
    folder.mkdir(parents=True)
    (folder / "bad.json").write_bytes(b"\0" * 4096)
    setup = context.setup
    found = qt_loop.run(context.open_saved("bad"))
    assert isinstance(found, Finding)
    assert found.code == "progress.damaged"
    assert context.setup is setup
    assert Path(found.values["file"]).read_bytes() == b"\0" * 4096


@pytest.mark.row("S9")
@pytest.mark.parametrize(("kept", "stays"), [(SECRET, True), ("another-one-of-26-signs-01", False)])
def test_what_was_proven_with_a_secret_that_somebody_changed_is_out_of_date(
    window: Window, context: Context, qt_loop: QtLoop, kept: str, stays: bool
) -> None:
    keychain = FakeKeychain()
    context.make_keychain = lambda: keychain  # type: ignore[assignment,return-value]
    login_states.enter(context)
    login_states.pass_login(context)
    context.setup.mark_kept(True)
    assert context.saved.save("proven", context.setup) is None
    context.saved.release("proven")
    entry = f"{login_states.CLIENT_ID} at {context.names()['issuer']}"
    keychain.entries[entry] = Secret(kept)

    assert qt_loop.run(context.open_saved("proven")) is None
    qt_loop.run(until(lambda: context.setup.secret is not None))

    assert context.setup.secret == Secret(kept)
    assert (context.current("login") is not None) is stays
