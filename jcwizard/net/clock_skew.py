"""Compares this computer's clock with the `Date` header of a server's answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime


def seconds_fast(headers: Mapping[str, str], now: float) -> float | None:
    """Return by how many seconds this clock is ahead of the server's (negative: behind).

    `headers` has lower-case names, `now` is seconds since the epoch by this clock when the answer
    came. An `Age` header (RFC 9111 5.1) says how long a cache had kept the answer. None when
    there is no readable date (RFC 9110 6.6.1).
    """
    written = http_date(headers.get("date", ""))
    if written is None:
        return None
    age = headers.get("age", "").strip()
    # A kept answer of more than nine digits of seconds is no age at all.
    kept = int(age) if age.isascii() and age.isdigit() and len(age) <= 9 else 0
    return now - (written.timestamp() + kept)


def http_date(text: str) -> datetime | None:
    """Return an HTTP date (RFC 9110 5.6.7) with its time zone, or None when it is not one."""
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return date if date.tzinfo is not None else None
