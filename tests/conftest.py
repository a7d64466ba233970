"""What every test gets: folders of its own, no keychain, a loud log, and Qt's loop when it asks."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import re
import sys
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pytest
from hypothesis import settings

from tests.catalogue.produced import Produced
from tests.conformance.record import OPTION, Conformance
from tests.conformance.side_by_side import Keeper, SideBySide
from tests.jumpcloud.admin_watch import MARK as UNDESCRIBED
from tests.jumpcloud.admin_watch import AdminWatch
from tests.secret_watch import MARK, SecretWatch

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from qasync import QEventLoop

T = TypeVar("T")

# How long one example takes says more about the machine than about the code.
settings.register_profile("house", parent=settings(), deadline=None)
settings.load_profile("house")

PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


RECORD = pytest.StashKey[Conformance]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a whole run renew the page that says what it has proven."""
    parser.addoption(OPTION, action="store_true", help="write docs/conformance.md from this run")


def pytest_configure(config: pytest.Config) -> None:
    """Keep a record of what this run proves."""
    config.stash[RECORD] = Conformance()
    config.pluginmanager.register(config.stash[RECORD], "conformance")
    produced = Produced(config.stash[RECORD])
    config.pluginmanager.register(produced, "produced")
    produced.watch()
    config.addinivalue_line("markers", MARK)
    config.addinivalue_line("markers", UNDESCRIBED)
    admin = AdminWatch(config.stash[RECORD])
    config.pluginmanager.register(admin, "admin")
    admin.begin()
    secrets = SecretWatch(config.stash[RECORD])
    config.pluginmanager.register(secrets, "secrets")
    secrets.begin()
    keepers: dict[str, Keeper] = {"produced": produced, "admin": admin, "secrets": secrets}
    side_by_side = SideBySide(config.stash[RECORD], keepers)
    config.pluginmanager.register(side_by_side, "side by side")


@pytest.fixture(scope="session")
def conformance(pytestconfig: pytest.Config) -> Conformance:
    """Give the record of this run, to note a figure in."""
    return pytestconfig.stash[RECORD]


@pytest.fixture(scope="session")
def runtime_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the session, where a window that is killed leaves its lock."""
    return tmp_path_factory.mktemp("run")  # which is for its owner alone


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, runtime_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Turn every folder and keychain of the person into one of this test; returns its home."""
    home = tmp_path / "home"
    home.mkdir()
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(home))
    for name in ("CONFIG", "DATA", "CACHE", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
    for name in ("APPDATA", "LOCAL_APPDATA", "COMMON_APPDATA"):  # what platformdirs asks on Windows
        monkeypatch.setenv(f"WIN_PD_OVERRIDE_{name}", str(home / name.lower()))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime_folder))
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    for name in ("BROWSER", "WSL_DISTRO_NAME"):
        monkeypatch.delenv(name, raising=False)
    if "DBUS_SESSION_BUS_ADDRESS" not in os.environ:  # else libdbus starts a bus that nobody ends
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "disabled:")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    return home


class LogCanary(logging.Handler):
    """Keeps every record of level WARNING and above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def log_canary(request: pytest.FixtureRequest) -> Iterator[LogCanary]:
    """Fail on a warning that no `logs` marker expects, and on an expected one that is absent."""
    canary = LogCanary()
    logging.getLogger().addHandler(canary)
    yield canary
    logging.getLogger().removeHandler(canary)
    expected = [mark.args[0] for mark in request.node.iter_markers("logs")]
    absent = [text for text in expected if not any(re.search(text, said) for said in canary.heard)]
    surprising = [
        said for said in canary.heard if not any(re.search(text, said) for text in expected)
    ]
    assert not surprising, "logged, and no `logs` marker expects it"
    assert not absent, "expected in the log, and not said"


class QtLoop:
    """Runs coroutines on Qt's own event loop, as the app does."""

    def __init__(self, loop: QEventLoop) -> None:
        self.loop = loop

    def run(self, coroutine: Coroutine[object, object, T], timeout: float = 10.0) -> T:
        """Return the coroutine's result; TimeoutError after `timeout` seconds."""
        result: T = self.loop.run_until_complete(asyncio.wait_for(coroutine, timeout))
        return result


@pytest.fixture
def qt_loop(qapp: QApplication) -> Iterator[QtLoop]:
    """Give Qt's loop to the test; a task still pending at the end fails it."""
    from qasync import QEventLoop

    class Loop(QEventLoop):  # type: ignore[misc]  # qasync has no types
        """Is the running loop of whatever it calls, also while Qt works between two runs."""

        def call_later(self, delay: float, callback: Any, *args: Any, **named: Any) -> Any:
            def called(*words: Any) -> None:
                between = asyncio._get_running_loop() is None
                if between:
                    asyncio._set_running_loop(self)
                try:
                    callback(*words)
                finally:
                    if between:
                        asyncio._set_running_loop(None)

            return super().call_later(delay, called, *args, **named)

    # The last window of a test may close without ending the loop that the test runs on.
    quits = qapp.quitOnLastWindowClosed()
    qapp.setQuitOnLastWindowClosed(False)
    # What Qt made has to be destroyed on this thread: nothing is collected in a server's thread.
    collects = gc.isenabled()
    gc.disable()
    loop = Loop(qapp)
    yield QtLoop(loop)
    try:
        pending = asyncio.all_tasks(loop)
        for task in pending:
            task.cancel()
        if pending:
            loop.run_until_complete(asyncio.gather(*pending, return_exceptions=True))
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()
    finally:
        # A test that failed inside a call of the loop's must fail alone.
        asyncio._set_running_loop(None)
    del loop
    if collects:
        gc.collect()
        gc.enable()
    qapp.setQuitOnLastWindowClosed(quits)
    assert not pending, "tasks were still pending when the test ended"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs an X server where there is none to be had."""
    if sys.platform == "linux":
        return
    left_out = [item for item in items if item.get_closest_marker("x11")]
    if left_out:
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=left_out)
        reporter = config.pluginmanager.get_plugin("terminalreporter")
        if reporter is not None:
            reporter.write_line(f"{len(left_out)} tests need X11 and run on Linux only.")
