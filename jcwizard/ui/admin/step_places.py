"""Where in the route a value ends up, for sentences that say so."""

from __future__ import annotations

from jcwizard.model.service import PageKind
from jcwizard.ui.context import Context


def secret_step(context: Context) -> dict[str, str]:
    """Return `number` and `step` (its title) of the step that takes Client ID and secret."""
    for number, step in enumerate(context.service.steps, 1):
        if step.page is PageKind.CREDENTIALS:
            return {"number": str(number), "step": step.title}
    raise LookupError(context.service.id)
