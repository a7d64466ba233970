"""Notes which findings the product itself came to while the tests ran, and in which of them."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from jcwizard.catalogue import load
from jcwizard.model.finding import Finding
from tests.conformance.record import Conformance

PRODUCT = "jcwizard."
# Takes findings back from a saved setup: whoever made them was not watched.
READS_BACK = "jcwizard.keep.progress._to_finding"


class Produced:
    """A plugin: a finding counts when code of the product makes it, in the course of a test.

    A finding that a test makes by hand proves nothing about the fault behind it. What another
    process makes is not seen here.
    """

    def __init__(self, conformance: Conformance) -> None:
        self._conformance = conformance
        self.test = ""
        self.unwatch: Callable[[], None] = lambda: None
        self.tests: dict[str, set[str]] = {}

    def watch(self) -> None:
        """Begin to watch every finding being made."""
        made = Finding.__init__

        @functools.wraps(made)
        def watched(finding: Finding, *args: Any, **more: Any) -> None:
            made(finding, *args, **more)
            frame = sys._getframe(1)
            module, place = str(frame.f_globals.get("__name__", "")), frame.f_code.co_name
            # What is made while a module is imported is no answer to anything.
            answers = place != "<module>" and f"{module}.{place}" != READS_BACK
            if module.startswith(PRODUCT) and answers and self.test:
                self.tests.setdefault(finding.code, set()).add(self.test)

        def undo() -> None:
            Finding.__init__ = made  # type: ignore[method-assign]

        self.unwatch = undo
        Finding.__init__ = watched  # type: ignore[method-assign]

    def notes(self) -> dict[str, list[str]]:
        """Return which tests produced each code, for a run that is shared among workers."""
        return {code: sorted(tests) for code, tests in self.tests.items()}

    def join(self, notes: dict[str, list[str]]) -> None:
        """Add what a worker noted."""
        for code, tests in notes.items():
            self.tests.setdefault(code, set()).update(tests)

    def never(self) -> list[str]:
        """Return the codes of the catalogue that no test has produced."""
        return sorted(set(load().explanations) - set(self.tests))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Know which test is running."""
        self.test = item.nodeid
        try:
            return (yield)
        finally:
            self.test = ""

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """After a whole run, note how many findings were produced, and refuse the others."""
        self.unwatch()
        kept, config = self._conformance, session.config
        whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS and not kept.left_out
        if config.option.collectonly or not whole:
            return
        never, known = self.never(), len(load().explanations)
        kept.figure("diagnoses with a producing test", known - len(never), known)
        if never:
            kept.trouble.append(f"Findings that no test has produced: {', '.join(never)}")
