"""A fault in the process is told by its kind and place, and no memory of it is left to others."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from tests.canaries import canary, leaks

CANARY = canary("quiet").replace("é", "e")

# Each fault has the secret in its text, its arguments, its frames and what it was given.
BEGIN = f"""
import asyncio, faulthandler, logging, sys, threading, warnings
from jcwizard import quiet
quiet.begin()
secret = {CANARY!r}

class Holder:
    def __init__(self, text):
        self.text = text
    def __repr__(self):
        return self.text

def fail(given):
    local = given
    raise ValueError(f"cannot use {{local}}", Holder(local))
"""
FAULTS = {
    "the interpreter's hook": ("fail(secret)", 1, "builtins.ValueError"),
    "an error behind an error": (
        """
        try:
            fail(secret)
        except ValueError as error:
            raise LookupError(secret) from error
        """,
        1,
        "builtins.ValueError",
    ),
    "letters that an encoding lacks": (
        "(secret + chr(233)).encode('ascii')",
        1,
        "UnicodeEncodeError",
    ),
    "an error with notes": (
        """
        try:
            fail(secret)
        except ValueError as error:
            error.add_note(secret)
            raise
        """,
        1,
        "builtins.ValueError",
    ),
    "a group of errors": ("raise ExceptionGroup(secret, [ValueError(secret)])", 1, "ExceptionG"),
    "a thread": (
        """
        thread = threading.Thread(target=fail, args=(secret,), name=secret)
        thread.start()
        thread.join()
        """,
        0,
        "ValueError",
    ),
    "a task that nobody asked": (
        """
        async def task():
            fail(secret)

        async def main():
            asyncio.create_task(task(), name=secret)
            await asyncio.sleep(0)
            await asyncio.sleep(0)

        asyncio.run(main())
        """,
        0,
        "ValueError",
    ),
    "a callback of the event loop": (
        """
        async def main():
            asyncio.get_running_loop().call_soon(fail, secret)
            await asyncio.sleep(0)
            await asyncio.sleep(0)

        asyncio.run(main(), debug=True)
        """,
        0,
        "ValueError",
    ),
    "an object that cannot be let go": (
        """
        class Bad(Holder):
            def __del__(self):
                fail(self.text)

        bad = Bad(secret)
        del bad
        """,
        0,
        "ValueError",
    ),
    "a library's log": (
        """
        try:
            fail(secret)
        except ValueError:
            logging.getLogger("keyring").exception("no %s", secret)
        """,
        0,
        "ValueError",
    ),
    "a log that cannot be written": (
        "logging.getLogger('jcwizard.x').warning('%d of %s', secret)",
        0,
        "WARNING jcwizard.x",
    ),
    "a warning": ("warnings.warn(secret, UserWarning)", 0, "UserWarning"),
    "faulthandler": (
        """
        def show(given):
            faulthandler.dump_traceback()

        show(secret)
        """,
        0,
        "in show",
    ),
    "Ctrl-C": ("raise KeyboardInterrupt(secret)", -2, "stopped"),
    "a hook when no module can be loaded": (
        """
        sys.modules["jcwizard.keep.support"] = None
        fail(secret)
        """,
        1,
        "ValueError",
    ),
    "Qt": (
        """
        from PySide6.QtCore import QCoreApplication, QTimer

        app = QCoreApplication([])
        QTimer.singleShot(0, lambda: fail(secret))
        QTimer.singleShot(1, app.quit)
        app.exec()
        """,
        0,
        "ValueError",
    ),
}


def started(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.row("S11")
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_by_its_kind_and_never_by_what_it_was_given(fault: str) -> None:
    code, ends, told = FAULTS[fault]
    done = started(BEGIN + dedent(code))

    said = done.stdout + done.stderr
    assert done.returncode == ends
    assert told in said
    assert not list(leaks(said, [CANARY]))


@pytest.mark.row("S11")
@pytest.mark.parametrize(
    "fault",
    ["the interpreter's hook", "a thread", "a task that nobody asked", "a library's log", "Qt"],
)
def test_without_that_python_would_tell_the_secret(fault: str) -> None:
    done = started(BEGIN.replace("quiet.begin()", "") + dedent(FAULTS[fault][0]))
    assert list(leaks(done.stderr, [CANARY]))


def test_our_own_words_are_told() -> None:
    code = "logging.getLogger('jcwizard.x').warning('the %s is locked', 'keychain')"
    assert "WARNING jcwizard.x: the keychain is locked\n" in started(BEGIN + code).stderr


@pytest.mark.parametrize(
    "words", ["'%(place)s', {'other': secret}", "'%d', secret", "'%s %s', secret", "'%s', Odd()"]
)
def test_our_own_words_that_do_not_fit_stop_nobody_and_are_told_by_their_place(words: str) -> None:
    code = f"""
        class Odd:
            def __str__(self):
                fail(secret)

        logging.getLogger("jcwizard.x").warning({words})
        print("on")
        """
    done = started(BEGIN + dedent(code))
    assert done.stdout == "on\n"
    assert done.stderr.startswith("WARNING jcwizard.x: <string>:")
    assert not list(leaks(done.stdout + done.stderr, [CANARY]))


def test_a_window_without_a_console_survives_a_fault() -> None:
    assert started(BEGIN + "sys.stderr = None\nfail(secret)").returncode == 1


@pytest.mark.row("S12")
@pytest.mark.skipif(os.name != "posix", reason="there are no core files")
def test_no_core_file_is_left_and_no_other_program_may_look() -> None:
    code = """
        import resource
        most = resource.getrlimit(resource.RLIMIT_CORE)[1]
        resource.setrlimit(resource.RLIMIT_CORE, (most, most))
        from jcwizard import quiet
        quiet.begin()
        quiet.close_memory()
        print(resource.getrlimit(resource.RLIMIT_CORE))
        """
    code = dedent(code)
    if sys.platform == "linux":
        code += "import ctypes\nprint(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    said = started(code).stdout.splitlines()
    assert said[0] == "(0, 0)"
    assert said[1:] == (["0"] if sys.platform == "linux" else [])


def test_a_process_that_is_not_ours_is_left_as_it_is() -> None:
    from jcwizard import quiet

    before = sys.excepthook, sys.unraisablehook
    quiet.close_memory()
    assert (sys.excepthook, sys.unraisablehook) == before
    if sys.platform == "linux":
        assert Path("/proc/self/environ").stat().st_uid == os.geteuid()
