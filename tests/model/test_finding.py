"""The verdict of a run, and the cause that is shown first."""

from __future__ import annotations

import pytest

from jcwizard.model.finding import Check, Finding, Status, Verdict, first_cause, verdict

FAILED = Check.of("b", Status.FAILED, Finding("x.failed"))
UNKNOWN = Check.of("c", Status.UNKNOWN, Finding("x.unknown"))
WARNING = Check.of("d", Status.WARNING, Finding("x.warning"))
PASSED = Check.passed("a")
NOT_RUN = Check.not_run("e")


@pytest.mark.parametrize(
    ("checks", "expected"),
    [
        ([PASSED, PASSED], Verdict.PASSED),
        ([PASSED, WARNING], Verdict.PASSED),
        ([PASSED, NOT_RUN], Verdict.PASSED),
        ([PASSED, UNKNOWN], Verdict.UNKNOWN),
        ([UNKNOWN, FAILED, PASSED], Verdict.FAILED),
        ([NOT_RUN], Verdict.UNKNOWN),
        ([], Verdict.UNKNOWN),
    ],
)
def test_the_verdict_never_says_more_than_the_checks(
    checks: list[Check], expected: Verdict
) -> None:
    assert verdict(checks) is expected


def test_the_first_failure_is_shown_before_any_warning() -> None:
    assert first_cause([UNKNOWN, WARNING, PASSED, FAILED]) == Finding("x.failed")
    assert first_cause([PASSED, UNKNOWN]) == Finding("x.unknown")
    assert first_cause([PASSED, NOT_RUN]) is None


def test_a_warning_is_never_given_as_the_reason_why_nothing_could_be_told() -> None:
    assert first_cause([WARNING, UNKNOWN]) == Finding("x.unknown")
    assert first_cause([PASSED, WARNING]) == Finding("x.warning")
