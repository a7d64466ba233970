"""What follows from a setup: its names and its route, worked out once for each state of it.

A page asks for them dozens of times while it is built; each time costs milliseconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jcwizard.model.route import Stop, refuted, route
from jcwizard.model.service import Service
from jcwizard.model.settings import fingerprint, names
from jcwizard.model.setup import Setup, Surroundings


class Known:
    """The consequences of one state; `belongs_to` tells whether it is still the same.

    It holds on to what the state is told apart by, so that no identity is given away anew.
    """

    def __init__(self, state: object, service: Service, setup: Setup, around: Surroundings) -> None:
        self.belongs_to = state
        self._held = (service, setup, around, setup.secret, dict(setup.runs))
        self._names: dict[str, str] | None = None
        self._stops: tuple[Stop, ...] | None = None
        self._fingerprints: dict[str, str] = {}
        self._refuted: bool | None = None

    def names(self) -> Mapping[str, str]:
        """Return every name that templates may use, with its value."""
        if self._names is None:
            self._names = names(*self._held[:3])
        return self._names

    def stops(self) -> tuple[Stop, ...]:
        """Return the route."""
        if self._stops is None:
            self._stops = route(*self._held[:3])
        return self._stops

    def fingerprint(self, group: str) -> str:
        """Return what a result of this group must belong to."""
        if group not in self._fingerprints:
            self._fingerprints[group] = fingerprint(group, *self._held[:3])
        return self._fingerprints[group]

    def refuted(self) -> bool:
        """Return whether a check of today's values refutes a passed test login."""
        if self._refuted is None:
            self._refuted = refuted(*self._held[:3]) is not None
        return self._refuted

    @staticmethod
    def state(service: Service, setup: Setup, around: Surroundings) -> tuple[Any, ...]:
        """Return everything that names and route are made of; equal when nothing has changed."""
        identities = (id(service), id(setup), id(around), id(setup.secret))
        runs = tuple((group, id(run)) for group, run in setup.runs.items())
        typed = (tuple(setup.values.items()), tuple(setup.ticks.items()))
        return (
            *identities,
            setup.application_id,
            setup.service_id,
            setup.secret_stamp,
            setup.secret_kept,
            runs,
            *typed,
        )
