"""A bug in any task of any page ends in the one dialog, without a secret, and work goes on."""

from __future__ import annotations

import ast
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

import jcwizard
from jcwizard.keep.folders import Folders
from jcwizard.model.setup import Setup
from jcwizard.ui.context import Context
from jcwizard.ui.crash import Crashes
from jcwizard.ui.keeping import Keeping
from jcwizard.ui.page import Page
from jcwizard.ui.pages.keep_record import KeepRecord
from jcwizard.ui.pages.login_attempt import LoginAttempt
from jcwizard.ui.pages.mail_draft import MailDraft
from jcwizard.ui.pages.outside_checks import OutsideChecks
from jcwizard.ui.secret_keeping import SecretKeeping
from jcwizard.ui.session import Session
from jcwizard.ui.tasks import Tasks
from tests.conftest import QtLoop
from tests.ui.pages import login_states
from tests.ui.pages.finding import called
from tests.ui.pages.living import FakeKeychain, Living, everything_shown

SECRET = login_states.SECRET
Site = tuple[str, str]
"""A module below jcwizard/ and the function in it that starts a task."""


class Faulty:
    """Stands in front of `Tasks.start`: work that is started at one place raises an error."""

    def __init__(self, tasks: Tasks, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
        self.started = 0
        real = tasks.start

        def start(work: Any, **then: Any) -> Any:
            frame = sys._getframe(1)
            found = (Path(frame.f_code.co_filename).name, frame.f_code.co_name)
            if found != site:
                return real(work, **then)
            self.started += 1
            return real(fault, **then)

        async def fault() -> None:
            raise RuntimeError(f"the server said {SECRET}")

        monkeypatch.setattr(tasks, "start", start)


@pytest.fixture
def crashes(context: Context) -> Iterator[Crashes]:
    """The one handler, in the place of the sample's."""
    hooks = sys.excepthook, threading.excepthook
    handler = Crashes()
    context.tasks, context.crashed = Tasks(handler.report), handler.report
    yield handler
    sys.excepthook, threading.excepthook = hooks


@pytest.fixture
def living(context: Context, crashes: Crashes, qt_loop: QtLoop) -> Iterator[Living]:
    """Windows of a setup that has come as far as its test login."""
    context.setup = Setup("facets")
    login_states.enter(context)
    context.make_keychain = FakeKeychain  # type: ignore[assignment]
    made = Living(qt_loop, context)
    yield made
    made.close()


def start(live: Living, _: QtBot) -> Callable[[], None]:
    live.open("service")

    def again() -> None:
        live.open("service")

    return again


def look(live: Living, _: QtBot) -> Callable[[], None]:
    return live.open("service")._saved.look  # type: ignore[attr-defined,no-any-return]


def open_file(live: Living, _: QtBot) -> Callable[[], None]:
    page = live.open("service")
    return lambda: page.open_file("/nowhere")  # type: ignore[attr-defined]


def ask_for_ids(live: Living, _: QtBot) -> Callable[[], None]:
    live.context.setup.put("control_plane_url", "")
    page = live.open("registration")
    places = iter(("https://one.facets.cloud", "https://two.facets.cloud"))
    return lambda: live.context.setup.put("control_plane_url", next(places)) or page.refresh()


def check_now(live: Living, _: QtBot) -> Callable[[], None]:
    live.open("credentials")
    live.turn()

    def press() -> None:
        called(live.window.footer, QPushButton, "Check now").click()

    return press


def from_outside(live: Living, qtbot: QtBot) -> Callable[[], None]:
    live.open("create")
    part = OutsideChecks(live.context, "create")
    qtbot.addWidget(part)
    part.show()
    part.refresh()

    def press() -> None:  # it keeps the widget, too
        part.button.click()

    return press


def log_in(live: Living, _: QtBot) -> Callable[[], None]:
    page = live.open("test")
    live.turn()
    return page.start  # type: ignore[attr-defined,no-any-return]


def open_browser(live: Living, _: QtBot) -> Callable[[], None]:
    attempt = LoginAttempt(live.context, live.open("test"))
    attempt.link = "http://127.0.0.1:9/"
    return attempt.open_browser


def save_report(live: Living, qtbot: QtBot) -> Callable[[], None]:
    record = KeepRecord(live.context, 1)
    live.open("test")
    qtbot.addWidget(record)
    return lambda: record.save_report(Path("/nowhere/report.html"))


def open_mail(live: Living, qtbot: QtBot) -> Callable[[], None]:
    context = live.context
    context.setup = Setup("paradime")
    login_states.enter(context, "paradime")
    context.setup.put("organisation", "Acme")
    live.open("test")
    assert context.service.mail is not None
    draft = MailDraft(context, context.service.mail)
    qtbot.addWidget(draft)
    draft.show()

    def press() -> None:  # it keeps the widget, too
        draft.open.click()

    return press


def keep(live: Living, _: QtBot) -> Callable[[], None]:
    live.open("create")
    keeping = Keeping(live.context, live.window.notice.show_finding)
    live.context.setup.put("organisation", "Acme")
    return keeping._save


def keep_secret(live: Living, _: QtBot) -> Callable[[], None]:
    live.open("create")
    keeping = SecretKeeping(live.context)
    return lambda: keeping.agree(True)


def restore_secret(live: Living, _: QtBot) -> Callable[[], None]:
    live.open("create")
    setup = live.context.setup
    setup.put_secret(None)
    setup.secret_kept = True
    keeping = Keeping(live.context, live.window.notice.show_finding)
    return lambda: keeping.watch("")


def practise(live: Living, _: QtBot) -> Callable[[], None]:
    context = live.context
    live.open("service")
    keeping = Keeping(context, live.window.notice.show_finding)
    session = Session(live.window, keeping, Folders(context.saved._folder))
    return lambda: session.start_practice("")


SITES: dict[Site, Callable[[Living, QtBot], Callable[[], None]]] = {
    ("start.py", "entered"): start,
    ("saved_list.py", "look"): look,
    ("saved_list.py", "open"): open_file,
    ("id_in_use.py", "_ask"): ask_for_ids,
    ("credentials.py", "check"): check_now,
    ("outside_checks.py", "_start"): from_outside,
    ("login_attempt.py", "start"): log_in,
    ("login_attempt.py", "open_browser"): open_browser,
    ("keep_record.py", "_begin"): save_report,
    ("mail_draft.py", "_open"): open_mail,
    ("keeping.py", "_save"): keep,
    ("keeping.py", "_restore_secret"): restore_secret,
    ("secret_keeping.py", "_begin"): keep_secret,
    ("session.py", "start_practice"): practise,
}
ELSEWHERE = {
    ("app.py", "live"),
    ("app.py", "_open_url"),
    ("opened_files.py", "open"),
    ("agreed_work.py", "_look"),
    ("agreed_work.py", "_carry_out"),
    ("group_reading.py", "_read"),
    ("key_keeping.py", "_begin"),
    ("logo_choice.py", "take"),
    ("stage.py", "ask"),
    ("stage_doing.py", "_begin"),
}
"""The start of the program, of which tests/test_app.py has faults; and the ways through the Admin
API, which tests/ui/admin breaks at each call: there a bug of our own is not tried one by one, and
only what `Tasks` does with it everywhere is known (tests/ui/test_tasks.py)."""


def places_that_start_tasks() -> Iterator[Site]:
    """Yield each function of the product in which a task is started."""
    for path in Path(jcwizard.__file__).parent.rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        for function in ast.walk(tree):
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            for call in ast.walk(function):
                started = isinstance(call, ast.Call) and ast.unparse(call.func).endswith(
                    "tasks.start"
                )
                if started:
                    yield path.name, function.name


@pytest.mark.row("G1")
def test_every_place_that_starts_a_task_is_tried_here() -> None:
    assert set(places_that_start_tasks()) == {*SITES, *ELSEWHERE}


@pytest.mark.row("G1")
def test_no_task_of_the_window_is_started_in_another_way() -> None:
    """What asyncio is told to run by itself would have nobody to tell its error to."""
    found = []
    for path in sorted((Path(jcwizard.__file__).parent / "ui").rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = ast.unparse(call.func) if isinstance(call, ast.Call) else ""
            if name.endswith(("create_task", "ensure_future", "run_coroutine_threadsafe")):
                found.append((path.name, name))
    assert found == [("tasks.py", "loop.create_task"), ("tasks.py", "asyncio.ensure_future")]


@pytest.mark.row("G1", "S11")
@pytest.mark.logs("unexpected error")
@pytest.mark.parametrize("site", SITES, ids=".".join)
def test_a_bug_in_a_task_is_shown_without_a_secret_and_can_be_gone_on_from(
    living: Living,
    crashes: Crashes,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    site: Site,
) -> None:
    act = SITES[site](living, qtbot)
    crashes.install(living.context, living.window)
    faulty = Faulty(living.context.tasks, site, monkeypatch)

    act()

    living.until(lambda: crashes.dialog is not None)
    dialog = crashes.dialog
    assert dialog is not None
    assert "Reference to read out" in everything_shown(dialog)
    assert "RuntimeError" in dialog.details
    for text in (everything_shown(dialog), dialog.details, caplog.text):
        assert SECRET not in text
    dialog.go_on.click()
    living.turn()
    assert crashes.dialog is None
    assert living.window.isVisible()
    page = living.window.page
    assert isinstance(page, Page)
    waits = [task for task in living.context.tasks._all if task.running]
    assert not waits, "nothing waits for an answer that cannot come"

    tried = faulty.started
    act()
    living.until(lambda: faulty.started > tried)
    living.turn()
    assert crashes.dialog is None, "the same fault is shown once"
