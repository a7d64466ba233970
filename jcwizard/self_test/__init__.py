"""The self-test: whether this copy of the program is whole, and works on this computer."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from jcwizard.model.finding import Check, Status
from jcwizard.self_test import computer, contents, screen
from jcwizard.self_test.printer import Printer

__all__ = ["self_test"]

Steps = Iterator[tuple[str, Callable[[], Check]]]


def self_test(port: int) -> int:
    """Run every step, print a line for each, and return 0, or 1 when one has failed.

    Nothing is left behind: files go to a folder that is deleted, the keychain's entry is taken out
    again, and the port (that of the test address) is free when this returns.
    """
    printer = Printer()
    with tempfile.TemporaryDirectory(prefix="jcwizard-", ignore_cleanup_errors=True) as folder:
        for check_id, step in _without_qt(printer, port):
            _run(printer, check_id, step)
        # Last, for Qt ends the program where it cannot start: made() goes on in `refuse` then.
        for check_id, step in screen.steps(printer.words, Path(folder), _refuse(printer, folder)):
            _run(printer, check_id, step)
    return printer.end()


def _without_qt(printer: Printer, port: int) -> Steps:
    words = printer.words
    yield "resources", lambda: contents.resources_are_whole(words)
    yield "parts", lambda: contents.parts_load(words)
    yield "catalogue", lambda: contents.catalogue_loads(words)
    yield "certificates", lambda: computer.certificates_are_there(words)
    yield "loopback", lambda: computer.loopback_answers(words, port)
    yield "keychain", lambda: computer.keychain_keeps(words)
    yield "browser", lambda: computer.browser_is_there(words)
    yield "environment", lambda: computer.environment_is_given_back(words)


def _run(printer: Printer, check_id: str, step: Callable[[], Check]) -> None:
    began = time.monotonic()
    try:
        check = step()
    except Exception as error:  # noqa: BLE001 - a step that breaks has failed, the others go on
        check = Check(check_id, Status.FAILED, actual=f"{type(error).__name__}: {error}")
    printer.tell(check, time.monotonic() - began)


def _refuse(printer: Printer, folder: str) -> Callable[[str], None]:
    """Return what ends the self-test from within Qt, which would abort when it returned."""
    began = time.monotonic()

    def refuse(sentence: str) -> None:
        printer.tell(Check("qt", Status.FAILED, actual=sentence), time.monotonic() - began)
        code = printer.end()
        for file in sorted(Path(folder).rglob("*"), reverse=True):
            file.rmdir() if file.is_dir() else file.unlink()
        Path(folder).rmdir()
        sys.stdout.flush()
        os._exit(code)

    return refuse
