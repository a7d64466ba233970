"""When something was done, as a person says it."""

from __future__ import annotations

import time

from PySide6.QtCore import QDateTime, QLocale

from jcwizard.model.words import Words

# The sentences around it are English, whatever the computer's own language is.
_ENGLISH = QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)


def day_and_time(words: Words, at: float, now: float) -> str:
    """Return "today, 14:07" or "on 21 November 2026, 14:07"; both in seconds since the epoch."""
    then, today = (QDateTime.fromSecsSinceEpoch(int(moment)) for moment in (at, now))
    clock = _ENGLISH.toString(then, "HH:mm")
    if then.date() == today.date():
        return words("moment.today", time=clock)
    return words("moment.on", day=_ENGLISH.toString(then, "d MMMM yyyy"), time=clock)


def age(words: Words, at: float, now: float | None = None) -> str:
    """Return how long ago it was: "a moment ago", "5 minutes ago", else the day and the time."""
    now = time.time() if now is None else now
    seconds = max(0, int(now - at))
    if seconds < 120:
        return words("moment.just_now")
    if seconds < 3600:
        return words("moment.minutes", minutes=str(seconds // 60))
    return day_and_time(words, at, now)
