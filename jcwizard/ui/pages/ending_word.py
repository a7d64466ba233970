"""The person's word that an ending is done, and what it belongs to."""

from __future__ import annotations

from jcwizard.model.service import Ending
from jcwizard.model.settings import digest, fill
from jcwizard.model.setup import Setup


def tick_name(ending: Ending) -> str:
    """Return the name under which the person's word is kept; the report reads it too."""
    return f"ending/{ending.id}"


def answer_name(ending: Ending) -> str:
    """Return the name under which it is kept that the other side has answered."""
    return f"ending/{ending.id}/answered"


def ending_fingerprint(ending: Ending, setup: Setup, found: dict[str, str]) -> str:
    """Return what the person's word belongs to: the values that were carried over.

    The secret takes part by its stamp, a counter, never by itself.
    """
    values = [fill(value.value, found) for value in ending.values if not value.secret]
    stamp = setup.secret_stamp if any(value.secret for value in ending.values) else 0
    return digest([values, stamp])


def say_done(ending: Ending, setup: Setup, found: dict[str, str], *, done: bool) -> None:
    """Note in the setup that an ending is done, or that it is not, with the values that it leaves.

    `found` are the names of the setup with their values.
    """
    for key, value in ending.leaves.items():
        setup.put(key, value if done else "")
    if done:
        setup.tick(tick_name(ending), ending_fingerprint(ending, setup, found))
    else:
        setup.untick(tick_name(ending))
        setup.untick(answer_name(ending))
