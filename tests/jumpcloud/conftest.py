"""Lets no test of the Admin API wait as long as JumpCloud is given."""

from __future__ import annotations

import pytest

from jcwizard.jumpcloud import patience
from jcwizard.net import repeats


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "_FIRST_PAUSE", 0.01)
    monkeypatch.setattr(patience, "LONGEST_WAIT", 0.3)
    monkeypatch.setattr(repeats, "_PAUSES", (0.01, 0.02))
