"""The tests' own safety net holds: folders, log and event loop."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from pathlib import Path

import keyring.errors
import platformdirs
import pytest
from PySide6.QtWidgets import QApplication

from tests.conftest import QtLoop

CARELESS_TESTS = """
import asyncio
import gc
import logging

import pytest
from PySide6.QtWidgets import QApplication

async def leave_a_task():
    asyncio.get_running_loop().create_task(asyncio.Event().wait())

def test_leaves_a_task(qt_loop):
    qt_loop.run(leave_a_task())

async def forget_an_error():
    async def fail():
        raise LookupError
    task = asyncio.get_running_loop().create_task(fail())
    await asyncio.sleep(0)
    await asyncio.sleep(0)

def test_forgets_an_error(qt_loop):
    qt_loop.run(forget_an_error())
    gc.collect()

def test_destroys_a_pending_task():
    loop = asyncio.new_event_loop()
    loop.create_task(asyncio.Event().wait())
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()
    del loop
    gc.collect()

def test_forgets_to_wait():
    asyncio.sleep(0)
    gc.collect()

def test_warns():
    logging.getLogger("jcwizard.keep").warning("the keychain is locked")

@pytest.mark.logs("locked")
def test_is_silent():
    pass
"""


def test_a_test_has_a_home_of_its_own(own_folders: Path) -> None:
    assert Path.home() == own_folders
    assert own_folders in platformdirs.user_data_path("jcwizard").parents


def test_a_test_has_no_keychain() -> None:
    assert os.environ["PYTHON_KEYRING_BACKEND"] == "keyring.backends.fail.Keyring"
    keyring.core.init_backend()
    with pytest.raises(keyring.errors.NoKeyringError):
        keyring.get_password("jcwizard", "nobody")


@pytest.mark.logs("the keychain is locked")
def test_an_expected_warning_passes() -> None:
    logging.getLogger("jcwizard.keep").warning("the keychain is locked")


def test_coroutines_run_on_qts_own_loop(qt_loop: QtLoop) -> None:
    async def answer() -> asyncio.AbstractEventLoop:
        await asyncio.sleep(0)
        return asyncio.get_running_loop()

    loop = qt_loop.run(answer())
    assert loop is qt_loop.loop
    assert [base for base in type(loop).__mro__ if base.__module__.startswith("qasync")]


def test_what_qt_calls_between_two_runs_has_a_running_loop(
    qt_loop: QtLoop, qapp: QApplication
) -> None:
    heard: list[asyncio.AbstractEventLoop] = []
    qt_loop.loop.call_soon(lambda: heard.append(asyncio.get_running_loop()))
    deadline = time.monotonic() + 10
    while not heard and time.monotonic() < deadline:
        qapp.processEvents()
    assert heard == [qt_loop.loop]
    with pytest.raises(RuntimeError):
        asyncio.get_running_loop()


def test_a_coroutine_that_never_ends_is_given_up(qt_loop: QtLoop) -> None:
    with pytest.raises(TimeoutError):
        qt_loop.run(asyncio.Event().wait(), timeout=0.01)


@pytest.mark.row("G2")
def test_careless_tests_are_caught(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = Path(__file__).resolve().parents[2]
    monkeypatch.setenv("PYTHONPATH", str(root))
    pytester.makeconftest((root / "tests" / "conftest.py").read_text("utf-8"))
    pytester.makepyprojecttoml(
        '[tool.pytest.ini_options]\nqt_api = "pyside6"\nfilterwarnings = ["error"]\n'
        'markers = ["logs(pattern): expected", "row(id): proven"]\n'
    )
    pytester.makepyfile(CARELESS_TESTS)
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(passed=5, failed=1, errors=5)
    result.stdout.fnmatch_lines_random(
        [
            "*tasks were still pending*",
            "*no `logs` marker expects it*",
            "*and not said*",
            "*Task exception was never retrieved*",
            "*Task was destroyed but it is pending*",
            "*was never awaited*",
        ]
    )
