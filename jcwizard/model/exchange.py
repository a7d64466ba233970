"""One network exchange as it may be shown: what was asked, what came back, nothing secret."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Exchange:
    """A request and its answer, already redacted by an allow-list where it was made.

    `sent` and `received` are (name, value) pairs in wire order; `body` is a short excerpt of the
    answer; `seconds` is the time until the answer was complete; `trouble` says in a few words why
    there was no answer (empty when there was one).
    """

    method: str
    url: str
    sent: tuple[tuple[str, str], ...] = ()
    status: int | None = None
    received: tuple[tuple[str, str], ...] = ()
    body: str = ""
    seconds: float = 0.0
    trouble: str = ""
