"""What tests of the Admin API share: a practice room, and waits as short as can be."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from jcwizard.jumpcloud import patience
from jcwizard.net import repeats
from tests.jumpcloud.working import Working, working


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "_FIRST_PAUSE", 0.01)
    monkeypatch.setattr(patience, "LONGEST_WAIT", 0.3)
    monkeypatch.setattr(repeats, "_PAUSES", (0.01, 0.02))


@pytest.fixture(scope="module")
def one_practice() -> Iterator[Working]:
    """One pretend JumpCloud for all tests of a module."""
    with working() as room:
        yield room


@pytest.fixture
def room(one_practice: Working) -> Working:
    """It, with nothing in it."""
    one_practice.quiet()
    return one_practice
