"""Brings together what the workers of one run have proven, when it goes on several at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import pytest

from tests.conformance.record import Conformance, Figure

OUTPUT = "proven"


class Keeper(Protocol):
    """A plugin whose notes are made in the workers and judged once, where all come together."""

    def notes(self) -> object:
        """Return what was noted, as plain values."""

    def join(self, notes: Any) -> None:
        """Add what a worker noted."""


class SideBySide:
    """Sends a worker's notes to the run that started it, which joins them (pytest-xdist)."""

    def __init__(self, record: Conformance, keepers: Mapping[str, Keeper]) -> None:
        self._record = record
        self._keepers = keepers

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Hand over, in a worker."""
        output = getattr(session.config, "workeroutput", None)
        if output is not None:
            figures = {
                one.name: [one.good, one.of, one.note] for one in self._record.figures.values()
            }
            output[OUTPUT] = {
                "tests": self._record.tests,
                "left_out": self._record.left_out,
                "figures": figures,
                **{name: keeper.notes() for name, keeper in self._keepers.items()},
            }

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        """Take over from a worker that has ended; one that died has proven nothing."""
        noted = getattr(node, "workeroutput", {}).get(OUTPUT)
        if noted is None:
            self._record.trouble.append(f"A worker ended without a word: {error}")
            return
        for row_id, tests in noted["tests"].items():
            self._record.tests.setdefault(row_id, list(tests))
        self._record.left_out = self._record.left_out or noted["left_out"]
        for name, values in noted["figures"].items():
            self._record.figures[name] = Figure(name, *values)
        for name, keeper in self._keepers.items():
            keeper.join(noted[name])
