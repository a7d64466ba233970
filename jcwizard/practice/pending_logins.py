"""The sign-ins that are under way between the issuer and the login page (hydra.md 1.4 and 7)."""

from __future__ import annotations

import secrets
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field

from jcwizard.practice.form_data import FormData
from jcwizard.practice.people import Person
from jcwizard.practice.refusals import RefusedError

LOGIN_SECONDS = 30 * 60
MOST_PENDING = 200


@dataclass
class PendingLogin:
    """One authorization request that waits for a person.

    `requested_at` is Unix seconds by the issuer's clock, `ends` is in the ticks of this room.
    """

    form: FormData
    client_id: str
    requested_at: int
    ends: float
    challenge: str = field(default_factory=lambda: secrets.token_urlsafe(192))
    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    verifier: str = ""
    outcome: Person | RefusedError | None = None

    def settle(self, outcome: Person | RefusedError) -> FormData:
        """Note who signed in or why not; return the fields that the issuer is asked again with."""
        self.outcome = outcome
        self.verifier = secrets.token_urlsafe(192)
        return self.form.and_then(FormData([("login_verifier", self.verifier)]))


class PendingLogins:
    """Those who are expected back; the oldest are forgotten when there are too many."""

    def __init__(self, ticks: Callable[[], float]) -> None:
        self._ticks = ticks
        self._pending: dict[str, PendingLogin] = {}

    def begin(self, form: FormData, client_id: str, requested_at: int) -> PendingLogin:
        """Remember an authorization request and return what belongs to it."""
        while len(self._pending) >= MOST_PENDING:
            del self._pending[next(iter(self._pending))]
        ends = self._ticks() + LOGIN_SECONDS
        pending = PendingLogin(form, client_id, requested_at, ends)
        self._pending[pending.challenge] = pending
        return pending

    def expected(self, challenge: str) -> PendingLogin | None:
        """Return the sign-in that the login page was opened for, unless it is settled or old."""
        pending = self._pending.get(challenge)
        if pending is None or pending.outcome is not None or self._ticks() >= pending.ends:
            return None
        return pending

    def redeem(self, verifier: str, cookie: str) -> tuple[PendingLogin, Person]:
        """Return who signed in, once. Raises RefusedError in the engine's order and words."""
        pending = next((p for p in self._pending.values() if p.verifier == verifier), None)
        if pending is None:
            raise RefusedError(
                "access_denied",
                "The login verifier has already been used, has not been granted, or is invalid.",
            )
        del self._pending[pending.challenge]
        if isinstance(pending.outcome, RefusedError):
            raise pending.outcome
        if self._ticks() >= pending.ends or pending.outcome is None:
            hint = "The login request has expired. Please try again."
            raise RefusedError("request_unauthorized", hint)
        if not cookie:
            hint = "No CSRF value available in the session cookie."
            raise RefusedError("request_forbidden", hint)
        if not secrets.compare_digest(cookie.encode(), pending.csrf.encode()):
            raise RefusedError(
                "request_forbidden",
                "The CSRF value from the token does not match the CSRF value from the data store.",
            )
        return pending, pending.outcome


def cookie_name(client_id: str) -> str:
    """Return the name of the CSRF cookie: one for each application, as from v2.0 on."""
    return f"ory_hydra_login_csrf_{zlib.crc32(client_id.encode())}"
