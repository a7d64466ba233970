"""What the stages of the Admin API's way share while one application is looked at or changed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jcwizard.jumpcloud.applications import Listed, Match
    from jcwizard.jumpcloud.comparing import Look
    from jcwizard.jumpcloud.groups import Group
    from jcwizard.jumpcloud.outcome import Outcome
    from jcwizard.jumpcloud.plan import Plan
    from jcwizard.jumpcloud.sign_in import Entered
    from jcwizard.jumpcloud.wanted import WantedApplication


class Mode(StrEnum):
    """What the person came for; the words are `api_way.<value>_…`."""

    CREATE = "create"
    CHECK = "check"


class StageId(StrEnum):
    """The stages, in order."""

    SIGN_IN = "sign_in"
    ORGANISATION = "organisation"
    FIND = "find"
    COMPARE = "compare"
    PREVIEW = "preview"
    DOING = "doing"
    DONE = "done"


@dataclass
class Attempt:
    """One walk through the stages. `application_id` is "" where a new application is meant.

    `listed` is None until JumpCloud's list has been read to its end, `groups` likewise.
    """

    mode: Mode
    entered: Entered | None = None
    listed: tuple[Listed, ...] | None = None
    matches: tuple[Match, ...] = ()
    application_id: str = ""
    wanted: WantedApplication | None = None
    look: Look | None = None
    groups: tuple[Group, ...] | None = None
    plan: Plan | None = None
    outcome: Outcome | None = None

    @property
    def shown(self) -> frozenset[str] | None:
        """The ids of the applications that the person could see, None before the list is read."""
        return None if self.listed is None else frozenset(one.id for one in self.listed)

    def look_anew(self, application_id: str) -> None:
        """Begin with an application, "" for a new one; what was found of another is forgotten."""
        self.application_id = application_id
        self.look = self.plan = self.outcome = self.wanted = None
