"""What a run of the tests has proven: which rows, by which tests, and the figures of the rest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.conformance.document import Proof, document, totals
from tests.conformance.rows import Row, load

WRITTEN = Path(__file__).parents[2] / "docs" / "conformance.md"
OPTION = "--write-conformance"


@dataclass(frozen=True)
class Figure:
    """A count that some tests keep: `good` of `of`, or just `good`; `note` is for the eye."""

    name: str
    good: int
    of: int | None = None
    note: str = ""

    def __str__(self) -> str:
        return f"{self.good}" if self.of is None else f"{self.good} of {self.of}"


@dataclass(eq=False)
class Conformance:
    """Collects the rows that tests are marked with, and how these tests ended.

    After a whole run, one without a choice of tests, `docs/conformance.md` has to be what was
    proven.
    """

    rows: dict[str, Row] = field(default_factory=load)
    tests: dict[str, list[str]] = field(default_factory=dict)
    ends: dict[str, str] = field(default_factory=dict)
    figures: dict[str, Figure] = field(default_factory=dict)
    left_out: bool = False
    trouble: list[str] = field(default_factory=list)

    def figure(self, name: str, good: int, of: int | None = None, note: str = "") -> None:
        """Note a figure for the totals; the `note` is printed, and not kept in the document."""
        self.figures[name] = Figure(name, good, of, note)

    def proofs(self) -> dict[str, Proof]:
        """Return for each row the tests that ran for it and how they ended together."""
        proofs = {}
        for row_id in self.rows:
            ran = [test for test in self.tests.get(row_id, ()) if test in self.ends]
            ends = {self.ends[test] for test in ran}
            if ran:
                proofs[row_id] = Proof(tuple(ran), "passed" if ends == {"passed"} else "failed")
        return proofs

    def without_proof(self) -> list[str]:
        """Return the rows that have neither a test nor a reason why not."""
        return [
            row.id
            for row in self.rows.values()
            if not (self.tests.get(row.id) or row.instead or row.not_ours)
        ]

    def pytest_itemcollected(self, item: pytest.Item) -> None:
        """Note which rows a test proves."""
        for mark in item.iter_markers("row"):
            for row_id in mark.args:
                if row_id not in self.rows:
                    raise pytest.UsageError(f"{item.nodeid}: there is no row {row_id}")
                tests = self.tests.setdefault(row_id, [])
                if item.nodeid not in tests:
                    tests.append(item.nodeid)

    def pytest_deselected(self, items: Iterable[pytest.Item]) -> None:
        """A run that leaves tests out proves less than the whole."""
        self.left_out = self.left_out or any(True for _ in items)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note how a test ended; one phase that did not pass is enough."""
        if self.ends.get(report.nodeid, "passed") == "passed":
            self.ends[report.nodeid] = report.outcome

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """After a whole run, compare the document with what was proven, or write it."""
        config = session.config
        whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS and not self.left_out
        if config.option.collectonly or not whole:
            return
        if missing := self.without_proof():
            self.trouble.append(f"Rows without a test or a reason: {', '.join(missing)}")
        text = document(self.rows, self.proofs(), self.figures)
        if config.getoption(OPTION):
            WRITTEN.write_text(text, "utf-8")
        elif not WRITTEN.is_file() or WRITTEN.read_text("utf-8") != text:
            kept = Path(str(config.cache.mkdir("conformance"))) / "conformance.md"  # type: ignore[union-attr]
            kept.write_text(text, "utf-8")
            self.trouble.append(f"docs/conformance.md is not what was proven; that is in {kept}")
        if self.trouble:
            session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the totals of what ran."""
        if not self.proofs() and not self.figures:
            return
        terminalreporter.section("conformance")
        for line in totals(self.rows, self.proofs()):
            terminalreporter.line(line)
        for name, figure in self.figures.items():
            terminalreporter.line(f"{name}: {figure}{f' ({figure.note})' if figure.note else ''}")
        for line in self.trouble:
            terminalreporter.line(line, red=True)
