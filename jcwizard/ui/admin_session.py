"""The admin session: what signing in to JumpCloud's Admin API gave, in memory only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jcwizard.model.setup import Setup, Surroundings
from jcwizard.ui.tasks import is_of_the_dead

if TYPE_CHECKING:  # the network is imported after the first paint
    from jcwizard.jumpcloud.access import Organisation, Place
    from jcwizard.jumpcloud.admin_api import AdminApi


class Waits:
    """Passes on that JumpCloud asks to wait, to whichever part of the window shows it then."""

    def __init__(self, listener: Callable[[float], None] | None = None) -> None:
        self.listener = listener

    def __call__(self, seconds: float) -> None:
        if self.listener is not None and not is_of_the_dead(self.listener):
            self.listener(seconds)


@dataclass(frozen=True)
class AdminSession:
    """Whoever has it can read and change the organisation, so it is kept by the context alone.

    `organisation` is the one that `api` is within; its name is "" where the key may not list them.
    `stands_in` is what the session was entered for: it must not outlive any of it, or the key would
    go to another address, or the wrong organisation be changed.
    """

    api: AdminApi
    place: Place
    organisation: Organisation
    stands_in: tuple[object, ...]
    waits: Waits = field(default_factory=Waits)

    def belongs_to(self, setup: Setup, around: Surroundings) -> bool:
        """Return whether setup, surroundings, region and address are still the same."""
        now = what_stands(setup, around)
        same = (mine is other for mine, other in zip(self.stands_in[:2], now[:2], strict=True))
        return all(same) and self.stands_in[2:] == now[2:]


def what_stands(setup: Setup, around: Surroundings) -> tuple[object, ...]:
    """Return what a session stands in."""
    region, address = (setup.values.get(key, "") for key in ("region", "admin_api"))
    return (setup, around, region, address.strip())
