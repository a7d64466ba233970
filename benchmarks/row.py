"""One line of the table: what was measured, beside its floor of the same run."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """`floor` and `ours` are in `unit`; `goal` is how many times the floor ours may be.

    Without a floor (0) the goal is a limit of its own, in the unit.
    """

    name: str
    unit: str
    floor: float
    ours: float
    goal: float

    def line(self) -> str:
        """Return the row of the table."""
        found = self.ours / self.floor if self.floor else self.ours
        kept = "kept" if found <= self.goal else "missed"
        floor = f"{self.floor:.1f}" if self.floor else "-"
        ratio = f"{found:.2f} x" if self.floor else "-"
        goal = f"{self.goal:.2f} x" if self.floor else f"{self.goal:.0f} {self.unit}"
        return (
            f"{self.name:<46}{floor:>9}{self.ours:>9.1f} {self.unit:<3}{ratio:>9}{goal:>9}  {kept}"
        )


HEAD = f"{'':<46}{'floor':>9}{'ours':>9} {'':<3}{'ratio':>9}{'goal':>9}"


def median(values: Sequence[float]) -> float:
    """Return the middle one."""
    return statistics.median(values)
