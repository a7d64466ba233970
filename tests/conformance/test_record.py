"""The record of what was proven says what happened, and nothing better."""

from __future__ import annotations

import pytest

from tests.conformance.document import Proof, document, totals
from tests.conformance.record import Conformance
from tests.conformance.rows import Row, load


def row(row_id: str, family: str = "loopback", **more: str) -> Row:
    return Row(row_id, family, "a fault", "what is done", **more)


def record(*rows: Row) -> Conformance:
    return Conformance(rows={each.id: each for each in rows})


def report(test: str, outcome: str, when: str = "call") -> pytest.TestReport:
    return pytest.TestReport(test, ("", 0, ""), {}, outcome, None, when)  # type: ignore[arg-type]


def test_every_row_says_what_happens_and_what_is_done() -> None:
    for each in load().values():
        assert each.fault
        assert each.expected or each.not_ours, each.id
        assert not (each.instead and each.not_ours), each.id


def test_a_row_is_proven_only_when_every_phase_of_every_test_passed() -> None:
    kept = record(row("L1"))
    kept.tests["L1"] = ["a", "b"]
    for when in ("setup", "call", "teardown"):
        kept.pytest_runtest_logreport(report("a", "passed", when))
    assert kept.proofs()["L1"].result == "passed"
    kept.pytest_runtest_logreport(report("b", "passed", "call"))
    kept.pytest_runtest_logreport(report("b", "failed", "teardown"))
    assert kept.proofs()["L1"].result == "failed"


def test_a_skipped_test_proves_nothing() -> None:
    kept = record(row("L1"))
    kept.tests["L1"] = ["a"]
    kept.pytest_runtest_logreport(report("a", "passed", "setup"))
    kept.pytest_runtest_logreport(report("a", "skipped"))
    assert kept.proofs()["L1"].result == "failed"


def test_a_row_without_a_test_needs_a_reason() -> None:
    kept = record(row("L1"), row("L2", instead="by hand"), row("L3", not_ours="no such thing"))
    assert kept.without_proof() == ["L1"]


def test_the_totals_count_what_ran() -> None:
    rows = record(row("L1"), row("L2"), row("L3", instead="by hand"), row("L4", not_ours="no"))
    lines = totals(rows.rows, {"L1": Proof(("a",), "passed"), "L2": Proof(("b",), "failed")})
    assert lines[1] == (
        "loopback faults: 1 of 3 proven by tests, 1 failed, 1 checked otherwise, 1 not ours"
    )


def test_the_page_names_each_test_once_with_its_cases() -> None:
    rows = record(row("L1")).rows
    tests = ("tests/oidc/test_a.py::test_it[one]", "tests/oidc/test_a.py::test_it[two]")
    page = document(rows, {"L1": Proof(tests, "passed")}, {"leaks": 0})
    assert "| L1 | a fault | what is done | oidc/test_a: `test_it` (2 cases) | passed |" in page
    assert "- leaks: 0\n" in page


def test_an_unknown_row_is_refused(request: pytest.FixtureRequest) -> None:
    request.node.add_marker(pytest.mark.row("L2"))
    with pytest.raises(pytest.UsageError, match="no row L2"):
        record(row("L1")).pytest_itemcollected(request.node)
