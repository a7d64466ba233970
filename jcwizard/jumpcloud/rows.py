"""One row of the comparison: a setting with its check, made in one way for every answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jcwizard.jumpcloud.applications import Application
from jcwizard.jumpcloud.members import ABSENT, member
from jcwizard.jumpcloud.plain import shown_value
from jcwizard.model.finding import Check, Finding, Status


@dataclass(frozen=True)
class Row:
    """One setting: what is wanted, what was found, and whether `repair` can bring them together.

    `check.id` is `application_<setting>`; its `expected` and `actual` are texts for people, a list
    one entry a line, "" for nothing. `suggested` says that the repair is what the service asks for
    and takes nothing away that somebody may have meant.
    """

    setting: str
    check: Check
    repairable: bool = False
    suggested: bool = False


@dataclass(frozen=True)
class Compared:
    """One setting on its way to a row: its texts, and where the answer comes from."""

    setting: str
    found: Application
    expected: str = ""
    actual: str = ""

    @property
    def check_id(self) -> str:
        """Return the id of the row's check."""
        return f"application_{self.setting}"

    def passed(self, *, repairable: bool = False) -> Row:
        """Return a row that is as it is wanted."""
        check = Check.passed(self.check_id, expected=self.expected, actual=self.actual)
        return Row(self.setting, check, repairable)

    def not_needed(self) -> Row:
        """Return the row of a setting that the service does not need."""
        return Row(self.setting, Check.not_run(self.check_id))

    def row(
        self,
        status: Status,
        code: str,
        values: Mapping[str, str] | None = None,
        *,
        repairable: bool = True,
        suggested: bool = True,
    ) -> Row:
        """Return a row that differs, or about which nothing can be said."""
        evidence = self.found.evidence
        finding = Finding(code, self.expected, self.actual, values or {}, evidence)
        check = Check.of(self.check_id, status, finding)
        return Row(self.setting, check, repairable, repairable and suggested)

    def not_told(self, told: object) -> Row:
        """Return the row of a member that JumpCloud left out or gave in an unknown form.

        What is missing can be set; what is not understood is not overwritten.
        """
        code, missing = "application.not_told", told is ABSENT
        row = Compared(self.setting, self.found, self.expected, shown_value(told))
        return row.row(Status.UNKNOWN, code, repairable=missing, suggested=False)

    def wanted_not_known(self) -> Row:
        """Return the row of a setting whose wanted value the setup does not know yet."""
        return self.row(Status.UNKNOWN, "application.wanted_not_known", repairable=False)


def general_member(found: Application, name: str) -> object:
    """Return what JumpCloud told of the application itself, ABSENT where nothing."""
    return member(found.general, name)


def sign_in_member(found: Application, name: str) -> object:
    """Return what JumpCloud told of its sign-in settings, ABSENT where nothing.

    Where the settings themselves are no object, none of them is absent: nothing can be set.
    """
    told = found.sso.get("oidc")
    return member(found.oidc, name) if isinstance(told, Mapping) else told
