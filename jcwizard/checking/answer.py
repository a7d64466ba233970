"""What a check without a window found."""

from __future__ import annotations

from dataclasses import dataclass, field

from jcwizard.model.finding import Check, Identity


@dataclass
class Answer:
    """What a check without a window found; `checks` may be incomplete when the time ran out."""

    checks: list[Check] = field(default_factory=list)
    identity: Identity | None = None
