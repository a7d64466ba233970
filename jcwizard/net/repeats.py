"""Decides whether a question is put once more, and after which pause; only a safe one ever is."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping

from jcwizard.net.clock_skew import http_date
from jcwizard.net.trouble import CUT_OFF, Trouble

LONGEST_PAUSE = 5.0
_PAUSES = (0.4, 1.2)
_JITTER = 0.25
_REST = 30.0
_IN_TROUBLE = frozenset({500, 502, 503, 504})
_LONGEST_WAIT = 3_600


class Repeats:
    """Remembers which hosts have just failed for good, so that no question waits for them again."""

    def __init__(self) -> None:
        self._failed: dict[str, float] = {}

    def pause(
        self,
        method: str,
        host: str,
        status: int,
        headers: Mapping[str, str],
        trouble: Trouble | None,
        earlier: int,
    ) -> float | None:
        """Return the seconds to wait before asking once more, or None to take what there is.

        RFC 9110 9.2.2: only a safe request is repeated, so never the POST that carries a code or a
        secret. A closing connection may have swallowed it (once); a server in trouble of its own
        is asked up to two times more; a short wait that the server asks for is kept, once.
        `earlier` counts the repeats of this question so far.
        """
        if method != "GET":
            return None
        if trouble is not None:
            return 0.0 if trouble.code == CUT_OFF and not earlier else None
        asked = asked_wait(headers)
        limited = status == 429 and asked is not None and not earlier
        if not limited and (status not in _IN_TROUBLE or self._is_resting(host)):
            return None
        if earlier >= len(_PAUSES):
            self._failed[host] = time.monotonic()
            return None
        own = _PAUSES[earlier] * random.uniform(1 - _JITTER, 1 + _JITTER)  # noqa: S311  no secret
        pause = max(own, float(asked or 0))
        return pause if pause <= LONGEST_PAUSE else None

    def _is_resting(self, host: str) -> bool:
        failed = self._failed.get(host)
        return failed is not None and time.monotonic() - failed < _REST


def asked_wait(headers: Mapping[str, str]) -> int | None:
    """Return the seconds that `Retry-After` (RFC 9110 10.2.3) asks for, at most an hour.

    A date is measured by the server's own clock; None when nothing readable is asked for.
    """
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return min(int(text[:9]), _LONGEST_WAIT)
    until, sent = http_date(text), http_date(headers.get("date", ""))
    if until is None or sent is None:
        return None
    return max(0, min(int((until - sent).total_seconds()), _LONGEST_WAIT))
