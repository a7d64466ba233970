"""What a check found: statuses, findings with stable codes, and the verdict of a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from jcwizard.model.exchange import Exchange


class Status(StrEnum):
    """How one check ended; the values are those of `jcwizard check --json`."""

    PASSED = "passed"
    FAILED = "failed"
    WARNING = "warning"
    UNKNOWN = "unknown"
    NOT_RUN = "skipped"


PREFLIGHT = (
    "issuer",
    "client_id",
    "service_redirect",
    "test_redirect",
    "scopes",
    "client_secret",
    "client_authentication",
    "refresh_token",
)
"""The questions of *Check now*, in order."""


@dataclass(frozen=True)
class Finding:
    """Why a check is not passed.

    `code` is stable (`redirect.service_missing`) and has exactly one entry in
    `resources/findings/`. `expected` and `actual` are shown side by side; `values` fill the
    placeholders of the entry's sentences. None of them may hold a secret.
    """

    code: str
    expected: str = ""
    actual: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    evidence: tuple[Exchange, ...] = ()


@dataclass(frozen=True)
class Check:
    """One question put to the real world, and its answer."""

    id: str
    status: Status
    finding: Finding | None = None
    evidence: tuple[Exchange, ...] = ()
    expected: str = ""
    actual: str = ""

    @classmethod
    def passed(
        cls,
        check_id: str,
        *,
        evidence: Iterable[Exchange] = (),
        expected: str = "",
        actual: str = "",
    ) -> Check:
        """Return a passed check; `actual` is the proof in a few words."""
        return cls(check_id, Status.PASSED, None, tuple(evidence), expected, actual)

    @classmethod
    def of(cls, check_id: str, status: Status, finding: Finding) -> Check:
        """Return a check that is not passed, with the finding that says why."""
        return cls(check_id, status, finding, finding.evidence, finding.expected, finding.actual)

    @classmethod
    def not_run(cls, check_id: str) -> Check:
        """Return a check that was not run, because an earlier answer made it pointless."""
        return cls(check_id, Status.NOT_RUN)


class Verdict(StrEnum):
    """What a run of checks says as a whole; the values are those of `jcwizard check --json`."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"


def verdict(checks: Iterable[Check]) -> Verdict:
    """Return FAILED when one check failed, PASSED when all that ran passed, else UNKNOWN.

    A warning does not spoil a pass. A check that was not run counts for nothing: it is either not
    needed by the service, or stands behind a failed or unknown one, which decides already.
    """
    statuses = [check.status for check in checks]
    if Status.FAILED in statuses:
        return Verdict.FAILED
    if Status.UNKNOWN in statuses or all(status is Status.NOT_RUN for status in statuses):
        return Verdict.UNKNOWN
    return Verdict.PASSED


def first_cause(checks: Iterable[Check]) -> Finding | None:
    """Return the finding to show first: the one that decides the verdict, else a warning."""
    seen = list(checks)
    for status in (Status.FAILED, Status.UNKNOWN, Status.WARNING):
        for check in seen:
            if check.status is status and check.finding is not None:
                return check.finding
    return None


@dataclass(frozen=True)
class Identity:
    """The person who signed in, as JumpCloud described them."""

    sub: str
    email: str = ""
    name: str = ""
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class CheckRun:
    """The checks of one run (`preflight`, `outside`, `login`, `self`) and what they belong to.

    `fingerprint` stands for the values that were tested; `at` is seconds since the epoch, UTC.
    """

    group: str
    checks: tuple[Check, ...]
    fingerprint: str
    at: float
    identity: Identity | None = None

    @property
    def verdict(self) -> Verdict:
        """Return what the run says as a whole."""
        return verdict(self.checks)
