"""One seeded fault: what is planted, where a person meets it, and which answers are right.

What counts as right is decided by the fault itself and by what is known of JumpCloud and its
engine. It is never read off the wizard's own code.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.faults.scene import Scene

BLAMED = "failed"
UNSURE = frozenset({"unknown", "warning", "info"})
BLAME = frozenset({BLAMED})
ANY = BLAME | UNSURE


class Outcome(StrEnum):
    """How the first finding that a person sees stands to the fault."""

    RIGHT = "right"
    UNDECIDED = "undecided"
    WRONG_BUT_HEDGED = "wrong, but hedged"
    WRONG_AND_CERTAIN = "wrong and certain"


@dataclass(frozen=True)
class Shown:
    """What was read from the window: the finding's code, its kind, and where it stood.

    `kind` is that of the card: failed (a blame), unknown, warning or info.
    """

    code: str
    kind: str
    step: str
    title: str


@dataclass(frozen=True)
class Case:
    """A fault. `walk` is how the person comes upon it, `step` the page on which it must be said.

    `right` are the codes that name this fault. `kinds` is how they may be put: a fault of the
    network, for one, must never be put as a failure of the settings. `also` are codes that list
    the cause among others without deciding. No `right` at all says that there is nothing to find.
    """

    id: str
    family: str
    fault: str
    plant: Callable[[Scene], object]
    right: frozenset[str]
    step: str
    walk: str = "sign_in"
    kinds: frozenset[str] = BLAME
    also: frozenset[str] = frozenset()
    fits_nothing: bool = False
    """Whether the window must say that it does not know, and offer the details to send."""
    falls_short: str = ""
    """Why the answer of today leaves it undecided; "" where it is right."""

    def judge(self, shown: Shown | None) -> Outcome:
        """Return how what was shown first stands to the fault; None is "nothing is wrong"."""
        if shown is None:
            # To find nothing wrong where something is, is the worst of all answers.
            return Outcome.WRONG_AND_CERTAIN if self.right else Outcome.RIGHT
        if shown.code in self.right and shown.kind in self.kinds and shown.step == self.step:
            return Outcome.RIGHT
        if shown.kind == "unknown" or shown.code in self.also:
            return Outcome.UNDECIDED
        if shown.kind in UNSURE or (shown.code in self.right and shown.kind in self.kinds):
            return Outcome.WRONG_BUT_HEDGED
        return Outcome.WRONG_AND_CERTAIN
